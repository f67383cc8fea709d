"""Whether production's roles keep other environments out: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.aws.iam import AwsRole, AwsStatement
from readiness.testing import fact, row, table

DEVELOPMENT = ("210987654321",)


def role(*who: str, effect: Any = "Allow", conditions: Any = None, **more: Any) -> Any:
    principals = {"AWS": who, "Service": ("lambda.amazonaws.com",)}
    trust = (AwsStatement(policy="trust policy", effect=effect, principals=principals, conditions=conditions or {}),)
    return fact(AwsRole, **{"name": "assistant", "account": "123456789012", "trust": trust, "statements": (), **more})


test_production_roles_apart = table(
    "aws-production-roles-apart",
    passes=[
        row(role("arn:aws:iam::123456789012:root"), nonproduction_accounts=DEVELOPMENT),
        row(role("arn:aws:iam::210987654321:root", effect="Deny"), nonproduction_accounts=DEVELOPMENT),
    ],
    fails=[
        row(role("arn:aws:iam::210987654321:root"), nonproduction_accounts=DEVELOPMENT, says="210987654321"),
        row(role("210987654321"), nonproduction_accounts=DEVELOPMENT),
        row(role("012345678901"), nonproduction_accounts=(12345678901,)),
        row(role("*"), nonproduction_accounts=DEVELOPMENT, says="everybody"),
        row(role("arn:aws:iam::210987654321:role/developer"), nonproduction_accounts=DEVELOPMENT),
    ],
    unknown=[
        row(role().unknown("trust", GapReason.DENIED), nonproduction_accounts=DEVELOPMENT),
        row(role("*", conditions={"StringEquals": {"aws:PrincipalOrgID": ("o-1",)}}), nonproduction_accounts=DEVELOPMENT),
    ],
    not_applicable=[
        role("210987654321"),
        row(role("210987654321", environment=Environment.STAGING), nonproduction_accounts=DEVELOPMENT),
    ],
)
