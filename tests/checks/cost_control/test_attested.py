"""Budgets that people vouch for: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts.attestation import Attestation
from readiness.testing import fact, row, table


def answer(answered: date = date(2026, 5, 1), **values: Any) -> Any:
    known = {"check": "org-budget-approved", "question": "?", "answer": True, "owner": "Ada", "evidence": "docs/record.md"} | values
    return fact(Attestation, answered=answered, **known)


test_budget_approved = table(
    "org-budget-approved",
    passes=[answer(), row(answer(date(2026, 4, 1)), says="Ada")],
    fails=[answer(answer=False), answer(date(2024, 1, 1), answer=False)],
    unknown=[(), answer(check="org-other"), answer(evidence_found=False), answer(date(2025, 5, 1))],
)


test_unit_cost_forecast = table(
    "org-unit-cost-forecast",
    passes=[answer(check="org-unit-cost-forecast"), row(answer(check="org-unit-cost-forecast", answered=date(2026, 4, 1)), says="Ada")],
    fails=[answer(check="org-unit-cost-forecast", answer=False)],
    unknown=[
        (),
        answer(check="org-other"),
        answer(check="org-unit-cost-forecast", evidence="docs/record.md", evidence_found=False),
        answer(check="org-unit-cost-forecast", answered=date(2024, 1, 1)),
    ],
)
