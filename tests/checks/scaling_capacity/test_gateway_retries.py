"""Retries of a gateway and of its clients: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Gateway, ModelClient, SourceModule
from readiness.testing import fact, row, table


def gateway(retries: int | None, **values: Any) -> Any:
    return fact(Gateway, product="litellm", retries=retries, **values)


def module(max_retries: int | None = None, coupling: Any = "openai-configurable", endpoint: Any = "configured", **values: Any) -> Any:
    client = ModelClient(provider="openai", coupling=coupling, endpoint=endpoint, timeout=True, max_retries=max_retries, line=7)
    return fact(SourceModule, language="python", clients=(client,), **values)


test_retries = table(
    "ai-gateway-retries-bounded",
    passes=[
        gateway(0),
        row(gateway(8), says="9"),
        [gateway(2), module()],
        [gateway(5), module(max_retries=0)],
        [gateway(5), module(coupling="native")],
        [gateway(5), module(endpoint="default")],
        [gateway(5), module(environment=Environment.SAMPLE)],
    ],
    fails=[
        row(gateway(9), says="too often"),
        row(gateway(3), module(), says="multiply"),
        row(gateway(2), module(max_retries=4), says="config.yaml:7"),
        row(gateway(3), most=3),
    ],
    unknown=[gateway(2).unknown("retries", GapReason.UNSUPPORTED)],
    not_applicable=[[], gateway(None)],
)
