"""Users' judgement of answers: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import SourceModule
from readiness.facts.source import FeedbackSignal
from readiness.testing import fact, row, table

SIGNAL = fact(FeedbackSignal, via="route /feedback")


def module(*, serves_users: bool = True, **values: Any) -> Any:
    return fact(SourceModule, language="python", serves_users=serves_users, **values)


test_feedback = table(
    "ai-feedback-collected",
    passes=[[module(), SIGNAL]],
    fails=[row(module(), says="config.yaml"), [module(), fact(FeedbackSignal, via="x", environment=Environment.SAMPLE)]],
    unknown=[module().unknown("serves_users", GapReason.UNPARSEABLE)],
    not_applicable=[[], module(serves_users=False), module(environment=Environment.SAMPLE)],
)
