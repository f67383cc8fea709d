"""Where an account keeps secrets: Secrets Manager, parameters of Systems Manager, keys of KMS. Never a value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.meaning import versions
from readiness.facts.indexing import having
from readiness.facts.record import Fact


def _users(references: Iterable[AwsReference], *names: str) -> list[AwsReference]:
    """References whose `used` is one of the names, or an ARN with what follows it (a key of a secret's JSON, a version)."""
    return having(references, _means, names)


def _means(reference: AwsReference) -> Iterable[str]:
    return dict.fromkeys((reference.used, *(each for each in versions(reference.used) if each.startswith("arn:"))))


class AwsParameter(Fact):
    """A parameter of Systems Manager.

    Attributes:
        form: `String`, `StringList` or `SecureString`.
        secret_name: its name is that of a secret.
        provider: the model provider that its name speaks of; empty when it speaks of none.
    """

    name: str
    form: str
    secret_name: bool
    provider: str = ""

    def used_by(self, references: Iterable[AwsReference]) -> list[AwsReference]:
        """How the AI workload refers to it."""
        return _users(references, self.resource, self.name)


class AwsSecret(Fact):
    """A secret of Secrets Manager.

    Attributes:
        owner: the AWS service that manages it; empty when nobody does.
        provider: the model provider that its name speaks of; empty when it speaks of none.
        changed: when its value last changed; creation counts.
        accessed: the day it was last read; None when it never was.
        deletion: when it was marked for deletion; None when it is not.
        key: KMS key that it is encrypted with; empty for AWS's own.
        in_scope: tagged `readiness:scope=ai`.
    """

    name: str
    owner: str = ""
    provider: str = ""
    rotates: bool = False
    created: datetime | None = None
    changed: datetime | None = None
    accessed: datetime | None = None
    deletion: datetime | None = None
    key: str = ""
    in_scope: bool = False

    def used_by(self, references: Iterable[AwsReference]) -> list[AwsReference]:
        """How the AI workload refers to it; also by its ARN without the six random characters at the end."""
        return _users(references, self.resource, self.name, self.resource.rpartition("-")[0])


class AwsKmsKey(Fact):
    """A key of KMS that the account manages.

    Attributes:
        key: its id.
        state: `Enabled`, `Disabled`, `PendingDeletion` and more, in KMS's words.
        deletion: when it will be gone.
    """

    key: str
    state: str
    deletion: datetime | None = None

    def used_by(self, references: Iterable[AwsReference]) -> list[AwsReference]:
        """How the AI workload refers to it."""
        return _users(references, self.resource, self.key)


class AwsStackOutput(Fact):
    """An output of a CloudFormation template.

    Attributes:
        shows: the secret that it lays open (`the parameter DbPassword`); empty for what is none. Its value stands in no file.
    """

    name: str
    shows: str
