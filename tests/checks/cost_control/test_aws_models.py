"""Capacity for models that is paid for: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.models import AwsPaidCapacity
from readiness.testing import fact, row, table


def capacity(invocations: int, since: date = date(2026, 5, 1), what: str = "endpoint") -> Any:
    """An endpoint on two instances."""
    return fact(AwsPaidCapacity, type=what, name="chat", since=since, size="2 × ml.g5.xlarge", invocations=invocations)


test_idle = table(
    "aws-no-idle-model-capacity",
    passes=[capacity(1)],
    fails=[row(capacity(0), says="2 × ml.g5.xlarge"), capacity(0, date(2026, 5, 18)), capacity(0, what="provisioned throughput")],
    unknown=[capacity(0).unknown("invocations", GapReason.NOT_COLLECTED)],
    not_applicable=[(), capacity(0, date(2026, 5, 19))],
)
