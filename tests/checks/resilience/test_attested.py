"""Practised failures that people vouch for: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts.attestation import Attestation
from readiness.facts.documents import RunbookPage
from readiness.testing import fact, row, table


def answer(answered: date = date(2026, 5, 1), **values: Any) -> Any:
    known = {"check": "org-provider-failure-drill", "question": "?", "answer": True, "owner": "Ada", "evidence": "docs/record.md"} | values
    return fact(Attestation, answered=answered, **known)


test_provider_failure_drill = table(
    "org-provider-failure-drill",
    passes=[answer(), row(answer(date(2026, 4, 1)), says="Ada")],
    fails=[answer(answer=False), answer(date(2025, 6, 1)), answer(expires=date(2026, 5, 20))],
    unknown=[(), answer(check="org-other"), answer(evidence_found=False)],
)


test_kill_switch = table(
    "org-kill-switch",
    passes=[answer(check="org-kill-switch"), row(answer(check="org-kill-switch", answered=date(2026, 4, 1)), says="Ada")],
    fails=[answer(check="org-kill-switch", answer=False)],
    unknown=[
        (),
        answer(check="org-other"),
        answer(check="org-kill-switch", evidence="docs/record.md", evidence_found=False),
        answer(check="org-kill-switch", answered=date(2024, 1, 1)),
    ],
)


def page(*scenarios: str, words: int = 60) -> Any:
    return fact(RunbookPage, title="runbook", scenarios=scenarios, words=words)


FOUR = ("provider outage", "cost runaway", "prompt injection", "data leak")

test_ai_runbooks = table(
    "org-ai-runbooks",
    passes=[
        answer(check="org-ai-runbooks"),
        row(page(*FOUR), says="index corruption"),
        [*(page(each) for each in FOUR), answer(check="org-ai-runbooks", answer=False)],
    ],
    fails=[answer(check="org-ai-runbooks", answer=False)],
    unknown=[[], row(page("cost runaway"), says="may stand elsewhere"), page(*FOUR, words=9)],
)
