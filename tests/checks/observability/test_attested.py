"""On-call rotas that people vouch for: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts.attestation import Attestation
from readiness.facts.documents import ServiceObjective
from readiness.testing import fact, row, table


def answer(answered: date = date(2026, 5, 1), **values: Any) -> Any:
    known = {"check": "org-oncall-named", "question": "?", "answer": True, "owner": "Ada", "evidence": "docs/record.md"} | values
    return fact(Attestation, answered=answered, **known)


test_oncall_named = table(
    "org-oncall-named",
    passes=[answer(), row(answer(date(2026, 4, 1)), says="Ada")],
    fails=[answer(answer=False), answer(date(2024, 1, 1), answer=False)],
    unknown=[(), answer(check="org-other"), answer(evidence_found=False), answer(date(2025, 6, 1)), answer(expires=date(2026, 5, 20))],
)


def objective(indicator: str) -> Any:
    return fact(ServiceObjective, name=f"assistant-{indicator}", indicator=indicator)


test_objectives_agreed = table(
    "org-objectives-agreed",
    passes=[answer(check="org-objectives-agreed"), row(objective("latency"), objective("availability"), says="assistant-latency")],
    fails=[answer(check="org-objectives-agreed", answer=False)],
    unknown=[[], row(objective("latency"), says="availability"), answer(check="org-objectives-agreed", answered=date(2024, 1, 1))],
)
