"""Rehearsed ways back that people vouch for: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts.attestation import Attestation
from readiness.testing import fact, row, table


def answer(answered: date = date(2026, 5, 1), **values: Any) -> Any:
    known = {"check": "org-rollback-rehearsed", "question": "?", "answer": True, "owner": "Ada", "evidence": "docs/record.md"} | values
    return fact(Attestation, answered=answered, **known)


test_rollback_rehearsed = table(
    "org-rollback-rehearsed",
    passes=[answer(), row(answer(date(2026, 4, 1)), says="Ada")],
    fails=[answer(answer=False), answer(date(2025, 6, 1)), answer(expires=date(2026, 5, 20))],
    unknown=[(), answer(check="org-other"), answer(evidence_found=False)],
)
