"""Tokens by caller: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Gateway
from readiness.facts.gateways import UsageMeter
from readiness.testing import fact, row, table


def gateway(**values: Any) -> Any:
    return fact(Gateway, **({"product": "litellm", "resource": "gateway"} | values))


def meter(**values: Any) -> Any:
    return fact(UsageMeter, **({"gateway": "gateway", "dimensions": ("Subscription ID",), "per_caller": True} | values))


APIM = gateway(product="azure api management").unknown("authenticates", GapReason.UNSUPPORTED)

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
        row(APIM, meter(dimensions=("API ID",), per_caller=False), says="without the caller"),
        row(gateway(product="kong", authenticates=True), says="not counted"),
        [gateway(product="kong", authenticates=True), meter(gateway="another")],
    ],
    unknown=[gateway(), gateway(callbacks=("slack",)), APIM],
    not_applicable=[(), gateway(product="kong"), gateway(environment=Environment.STAGING)],
)
