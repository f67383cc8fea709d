"""Reviewed answers that people vouch for: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts.attestation import Attestation
from readiness.testing import fact, row, table


def answer(answered: date = date(2026, 5, 1), **values: Any) -> Any:
    known = {"check": "org-answers-sampled", "question": "?", "answer": True, "owner": "Ada", "evidence": "docs/record.md"} | values
    return fact(Attestation, answered=answered, **known)


test_answers_sampled = table(
    "org-answers-sampled",
    passes=[answer(), row(answer(date(2026, 4, 1)), says="Ada")],
    fails=[answer(answer=False), answer(date(2025, 6, 1)), answer(expires=date(2026, 5, 20))],
    unknown=[(), answer(check="org-other"), answer(evidence_found=False)],
)


test_release_criteria_met = table(
    "org-release-criteria-met",
    passes=[answer(check="org-release-criteria-met"), row(answer(check="org-release-criteria-met", answered=date(2026, 4, 1)), says="Ada")],
    fails=[
        answer(check="org-release-criteria-met", answer=False),
        row(answer(check="org-release-criteria-met", answered=date(2024, 1, 1)), says="too long ago"),
    ],
    unknown=[(), answer(check="org-other"), answer(check="org-release-criteria-met", evidence="docs/record.md", evidence_found=False)],
)
