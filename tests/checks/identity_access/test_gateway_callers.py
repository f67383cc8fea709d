"""Gateways and whom they let in: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Gateway
from readiness.testing import fact, table


def gateway(**values: Any) -> Any:
    return fact(Gateway, **({"product": "kong"} | values))


test_asks = table(
    "ai-gateway-asks-callers",
    passes=[gateway(authenticates=True)],
    fails=[gateway(), gateway(product="tensorzero")],
    unknown=[gateway().unknown("authenticates", GapReason.UNSUPPORTED, "the API says whether it demands a subscription")],
    not_applicable=[(), gateway(product="litellm"), gateway(environment=Environment.DEVELOPMENT)],
)
