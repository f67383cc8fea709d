"""Answers that programs use: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.ai import SourceModule
from readiness.facts.source import ModelCall
from readiness.testing import fact, row, table


def module(*, structured: bool = False, **values: Any) -> Any:
    return fact(SourceModule, language="python", calls=(ModelCall(kind="chat", bounded=True, structured=structured, line=8),), **values)


test_answers = table(
    "ai-answers-schema-checked",
    passes=[module(structured=True)],
    fails=[row(module(unvalidated=(12,)), says="config.yaml:12")],
    unknown=[module().unknown("unvalidated", GapReason.UNPARSEABLE)],
    not_applicable=[module()],
)
