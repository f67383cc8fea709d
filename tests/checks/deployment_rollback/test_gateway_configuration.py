"""Gateways made from files: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment
from readiness.facts.ai import Gateway
from readiness.testing import fact, table


def gateway(**values: Any) -> Any:
    return fact(Gateway, **({"product": "litellm", "resource": "gateway"} | values))


test_reproducible = table(
    "ai-gateway-reproducible",
    passes=[gateway(), gateway(product="kong")],
    fails=[gateway(stored_in_database=True, configured_here=False)],
    unknown=[gateway(stored_in_database=True)],
    not_applicable=[(), gateway(environment=Environment.DEVELOPMENT, stored_in_database=True, configured_here=False)],
)
