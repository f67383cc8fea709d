"""An AWS account, and which of its resources the AI workload stands on."""

from __future__ import annotations

from typing import ClassVar

from readiness.facts.record import Fact


class AwsAccount(Fact):
    """The account that is assessed, as `sts:GetCallerIdentity` names it.

    Attributes:
        account: twelve digits.
        identity: ARN of who asked.
        regions: regions that are read.
    """

    account: str
    identity: str
    regions: tuple[str, ...] = ()


class AwsReference(Fact):
    """The AI workload uses a resource: a function names a model or a table, a knowledge base a bucket, an agent a role.

    What is not referred to is out of scope: a bucket counts because the AI system uses it.

    Attributes:
        user: ARN of the resource that uses.
        used: ARN, name or id of the one that is used, as written.
        role: what it is used as (`knowledge base source`, `invocation log`, `execution role`, `environment variable NAME`).
    """

    brings_into_scope: ClassVar[bool] = True

    user: str
    used: str
    role: str
