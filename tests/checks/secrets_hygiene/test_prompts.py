"""What prompts give away: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.documents import PromptFile
from readiness.testing import fact, row, table


def prompt(**internals: int) -> Any:
    return fact(PromptFile, kind="text", tracked=True, internals={name.replace("_", "."): line for name, line in internals.items()})


test_no_internals = table(
    "ai-prompts-name-no-internals",
    passes=[prompt()],
    fails=[row(prompt(claims_corp=7), says="claims.corp"), row(prompt(claims_corp=7), says=":7")],
    unknown=[prompt().unknown("internals", GapReason.UNPARSEABLE)],
    not_applicable=[[]],
)
