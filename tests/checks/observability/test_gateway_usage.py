"""Tokens by caller: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment
from readiness.facts.ai import Gateway
from readiness.facts.gateways import UsageMeter
from readiness.testing import fact, row, table


def gateway(**values: Any) -> Any:
    return fact(Gateway, **({"product": "litellm", "resource": "gateway"} | values))


def meter(**values: Any) -> Any:
    return fact(UsageMeter, **({"gateway": "gateway", "dimensions": ("Subscription ID",), "per_caller": True} | values))


test_usage = table(
    "ai-usage-known-per-caller",
    passes=[
        gateway(database=True),
        gateway(stored_in_database=True),
        gateway(callbacks=("prometheus",)),
        gateway(success_callbacks=("langfuse",)),
        gateway(product="portkey"),
        [gateway(product="azure api management"), meter()],
        [gateway(product="kong"), meter(per_caller=False), meter(resource="m2")],
    ],
    fails=[
        row(gateway(product="azure api management"), meter(dimensions=("API ID",), per_caller=False), says="without the caller"),
        row(gateway(product="kong"), says="not counted"),
        [gateway(product="kong"), meter(gateway="another")],
    ],
    unknown=[gateway(), gateway(callbacks=("slack",)), gateway(product="azure api management")],
    not_applicable=[(), gateway(environment=Environment.STAGING)],
)
