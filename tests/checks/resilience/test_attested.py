"""Practised failures that people vouch for: situations and verdicts."""

from __future__ import annotations

from typing import Any

from attested import answer, attested_table

from readiness.facts.documents import RunbookPage
from readiness.testing import fact, row

test_provider_failure_drill = attested_table("org-provider-failure-drill", days=180, outdated="too long ago")
test_kill_switch = attested_table("org-kill-switch", days=365)


def page(*scenarios: str, words: int = 60) -> Any:
    return fact(RunbookPage, title="runbook", scenarios=scenarios, words=words)


FOUR = ("provider outage", "cost runaway", "prompt injection", "data leak")

test_ai_runbooks = attested_table(
    "org-ai-runbooks",
    days=180,
    passes=[row(page(*FOUR), says="index corruption"), [*(page(each) for each in FOUR), answer("org-ai-runbooks", answer=False)]],
    unknown=[row(page("cost runaway"), says="may stand elsewhere"), page(*FOUR, words=9)],
)
