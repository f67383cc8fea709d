"""An account's organization: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.trail import AwsOrganization
from readiness.testing import fact, row, table

USED = fact(AwsReference, user="u", used="m", role="model")


def account(**more: Any) -> Any:
    return fact(AwsOrganization, **{"account": "123456789012", "organization": "o-1", "management_account": "210987654321", **more})


test_account_in_organization = table(
    "aws-account-in-organization",
    passes=[[account(), USED], account(management_account="123456789012")],
    fails=[account(organization=None), row(account(management_account="123456789012"), USED, says="management")],
    unknown=[account().unknown("organization", GapReason.DENIED)],
)
