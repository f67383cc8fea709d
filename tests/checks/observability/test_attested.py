"""On-call rotas that people vouch for: situations and verdicts."""

from __future__ import annotations

from typing import Any

from attested import attested_table

from readiness.facts.documents import ServiceObjective
from readiness.testing import fact, row


def objective(indicator: str) -> Any:
    return fact(ServiceObjective, name=f"assistant-{indicator}", indicator=indicator)


test_oncall_named = attested_table("org-oncall-named", days=180)
test_objectives_agreed = attested_table(
    "org-objectives-agreed",
    days=365,
    passes=[row(objective("latency"), objective("availability"), says="assistant-latency")],
    unknown=[row(objective("latency"), says="availability")],
)
