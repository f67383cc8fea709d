"""Attested accountability: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts.attestation import Attestation
from readiness.testing import fact, row, table

CHECK = "org-accountable-owner"


def answer(check: str = CHECK, **values: Any) -> Any:
    """An answer of March 2026; the tables judge in June."""
    known = {"question": "?", "answer": True, "owner": "Ada", "answered": date(2026, 3, 1)} | values
    return fact(Attestation, check=check, resource=f"attestation:{check}", **known)


test_accountable_owner = table(
    CHECK,
    passes=[row(answer(), says="Ada"), answer(expires=date(2026, 6, 1)), [answer(answer=False, answered=date(2026, 1, 1)), answer()]],
    fails=[answer(answer=False), [answer(), answer(answer=False, answered=date(2026, 5, 1))]],
    unknown=[
        [],
        answer("org-something-else"),
        answer(answered=date(2025, 5, 1)),
        answer(expires=date(2026, 5, 31)),
        answer(answered=date(2026, 7, 1)),
        answer(evidence="docs/data.md", evidence_found=False),
    ],
)


test_use_case_classified = table(
    "org-use-case-classified",
    passes=[answer(check="org-use-case-classified"), row(answer(check="org-use-case-classified", answered=date(2026, 4, 1)), says="Ada")],
    fails=[answer(check="org-use-case-classified", answer=False)],
    unknown=[
        (),
        answer(check="org-other"),
        answer(check="org-use-case-classified", evidence="docs/record.md", evidence_found=False),
        answer(check="org-use-case-classified", answered=date(2024, 1, 1)),
    ],
)


test_statements_renewed = table(
    "ai-statements-renewed",
    passes=[row(answer(expires=date(2026, 6, 1)), says="Ada"), answer(expires=date(2027, 1, 1))],
    fails=[row(answer(expires=date(2026, 5, 31)), says="expired"), answer(expires=date(2025, 1, 1))],
    not_applicable=[(), answer(), answer(answer=False, expires=date(2025, 1, 1))],
)
