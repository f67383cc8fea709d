"""Limits of callers: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Gateway
from readiness.facts.gateways import ConsumptionLimit
from readiness.testing import fact, row, table


def gateway(**values: Any) -> Any:
    return fact(Gateway, **({"product": "litellm", "resource": "gateway"} | values))


def limit(**values: Any) -> Any:
    defaults = {
        "gateway": "gateway",
        "resource": "gateway#limit/x",
        "counts": "tokens",
        "per": "caller",
        "amount": 5000.0,
        "period": "minute",
    }
    return fact(ConsumptionLimit, **(defaults | values))


test_callers = table(
    "ai-callers-limited",
    passes=[
        [gateway(), limit()],
        [gateway(), limit(counts="dollars", amount=50.0)],
        [gateway(), limit(amount=None)],
        [gateway(product="azure api management"), limit(), limit(resource="gateway#limit/y", only_counted=True)],
        [gateway(), limit(counts="dollars", amount=1e9), limit(resource="gateway#limit/y")],
        row(gateway(), limit(counts="dollars", amount=2e6), most_dollars=3e6),
    ],
    fails=[
        row(gateway(), says="One caller"),
        row(gateway(), limit(gateway="another"), says="One caller"),
        row(gateway(), limit(only_counted=True), says="refuses nothing"),
        row(gateway(), limit(unfed=True), says="refuses nothing"),
        row(gateway(), limit(per="everyone"), says="all callers together"),
        row(gateway(), limit(per="address"), says="addresses"),
        row(gateway(), limit(counts="dollars", amount=1e9), says="too high"),
        gateway(product="kong"),
    ],
    unknown=[
        gateway(stored_in_database=True),
        gateway(database=True),
        gateway(product="portkey"),
        gateway().unknown("product", GapReason.UNSUPPORTED),
    ],
    not_applicable=[(), gateway(environment=Environment.DEVELOPMENT)],
)
