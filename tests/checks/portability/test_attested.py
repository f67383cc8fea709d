"""Attested ways out: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts.attestation import Attestation
from readiness.testing import fact, row, table

CHECK = "org-exit-plan"


def answer(check: str = CHECK, **values: Any) -> Any:
    """An answer of March 2026; the tables judge in June."""
    known = {"question": "?", "answer": True, "owner": "Ada", "answered": date(2026, 3, 1)} | values
    return fact(Attestation, check=check, resource=f"attestation:{check}", **known)


test_exit_plan = table(
    CHECK,
    passes=[row(answer(), says="Ada"), answer(expires=date(2026, 6, 1)), [answer(answer=False, answered=date(2026, 1, 1)), answer()]],
    fails=[answer(answer=False), answer(answered=date(2025, 5, 1)), row(answer(expires=date(2026, 5, 31)), says="too long")],
    unknown=[
        [],
        answer("org-something-else"),
        answer(answered=date(2026, 7, 1)),
        answer(evidence="docs/data.md", evidence_found=False),
    ],
)


test_knowledge_portable = table(
    "org-knowledge-portable",
    passes=[answer(check="org-knowledge-portable"), row(answer(check="org-knowledge-portable"), says="Ada")],
    fails=[answer(check="org-knowledge-portable", answer=False)],
    unknown=[(), answer(check="org-other"), answer(check="org-knowledge-portable", answered=date(2024, 1, 1))],
)
