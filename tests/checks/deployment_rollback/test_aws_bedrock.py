"""State of guardrails: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Gap, GapReason
from readiness.facts.aws.bedrock import AwsGuardrail
from readiness.testing import fact, row, table


def guardrail(status: str = "READY", version: str = "2") -> Any:
    return fact(AwsGuardrail, name="claims", region="eu-west-1", status=status, version=version, resource=f"claims-{status}")


test_works = table(
    "aws-guardrail-works",
    passes=[guardrail(), guardrail(version="DRAFT"), guardrail().unknown("version", GapReason.DENIED)],
    fails=[row(guardrail("FAILED"), says="claims"), [guardrail(), guardrail("FAILED")]],
    unknown=[
        guardrail("CREATING"),
        guardrail("UPDATING"),
        guardrail("VERSIONING"),
        guardrail().unknown("status", GapReason.DENIED),
        [Gap(place="table:.", facts=("AwsGuardrail",), reason=GapReason.DENIED)],
    ],
    not_applicable=[(), guardrail("DELETING")],
)
