"""Load tests that people vouch for: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts.attestation import Attestation
from readiness.testing import fact, row, table


def answer(answered: date = date(2026, 5, 1), **values: Any) -> Any:
    known = {"check": "org-load-tested", "question": "?", "answer": True, "owner": "Ada", "evidence": "docs/load.json"} | values
    return fact(Attestation, answered=answered, **known)


test_load_tested = table(
    "org-load-tested",
    passes=[
        answer(),
        answer(date(2025, 12, 10)),
        [answer(answer=False, answered=date(2026, 1, 1)), answer()],
        row(answer(values={"ttft_p95": "1.4 s"}), says="1.4 s"),
    ],
    fails=[answer(answer=False), row(answer(date(2025, 11, 1)), says="too long ago"), answer(expires=date(2026, 5, 20))],
    unknown=[(), answer(check="org-rollback-rehearsed"), answer(evidence_found=False), answer(date(2026, 7, 1))],
)
