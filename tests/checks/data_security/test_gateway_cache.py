"""Caches of answers: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment
from readiness.facts.ai import Gateway
from readiness.testing import fact, table


def gateway(**values: Any) -> Any:
    return fact(Gateway, **({"product": "azure api management", "cache": "semantic"} | values))


test_cache = table(
    "ai-answer-cache-keeps-callers-apart",
    passes=[gateway(cache_keeps_callers_apart=True)],
    fails=[gateway(cache_keeps_callers_apart=False), gateway(cache_keeps_callers_apart=False, cache_ttl=120.0)],
    unknown=[gateway(), gateway(product="litellm", cache="redis-semantic")],
    not_applicable=[
        (),
        gateway(cache=""),
        gateway(product="litellm", cache="redis"),
        gateway(cache_keeps_callers_apart=False, environment=Environment.DEVELOPMENT),
    ],
)
