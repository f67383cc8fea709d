"""Keys and secrets that are about to be lost: situations and verdicts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.secret_stores import AwsKmsKey, AwsSecret
from readiness.testing import fact, row, table

MAY = datetime(2026, 5, 1, tzinfo=UTC)
ARN = "arn:aws:kms:eu-west-1:123456789012:key/k"


def used(name: str) -> Any:
    return fact(AwsReference, user="function", used=name, role="encryption key")


def key(state: str = "Enabled") -> Any:
    return fact(AwsKmsKey, key="k", state=state, deletion=MAY if state == "PendingDeletion" else None, resource=ARN)


SECRET = fact(AwsSecret, name="s", key=ARN)

test_kms_keys_stay = table(
    "aws-kms-keys-stay",
    passes=[[key(), used(ARN)]],
    fails=[
        row(key("PendingDeletion"), used(ARN), says="2026-05-01"),
        [key("Disabled"), used("k")],
        [key("Disabled"), SECRET, used("s")],
    ],
    unknown=[[key().unknown("state", GapReason.DENIED), used(ARN)]],
    not_applicable=[key("PendingDeletion"), [key("Disabled"), SECRET], [key("Disabled"), used("kk")]],
)

test_secrets_stay = table(
    "aws-secrets-stay",
    passes=[[SECRET, used("s")]],
    fails=[
        row(fact(AwsSecret, name="s", deletion=MAY), used("s"), says="function"),
        fact(AwsSecret, name="s", deletion=MAY, in_scope=True),
    ],
    unknown=[[SECRET.unknown("deletion", GapReason.DENIED), used("s")]],
    not_applicable=[fact(AwsSecret, name="s", deletion=MAY)],
)
