"""Two versions of a model under one name: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Deployment, ModelRoute
from readiness.testing import fact, row, table


def route(*models: str, weights: tuple[float | None, ...] = (), **values: Any) -> Any:
    shares = (*weights, *[None] * (len(models) - len(weights)))
    backends = tuple(
        Deployment(
            provider="azure", model=model, failure_domain="azure", weight=weight, line=position, requests_per_minute=values.get("rpm")
        )
        for position, (model, weight) in enumerate(zip(models, shares, strict=True), 3)
    )
    return fact(ModelRoute, gateway="g", alias="chat", deployments=backends, **{key: each for key, each in values.items() if key != "rpm"})


OLD, NEW = "gpt-4.1-2025-04-14", "gpt-5-2025-08-07"

test_weighted = table(
    "ai-model-versions-weighted",
    passes=[row(route(OLD, NEW, weights=(9, 1)), says="gpt-5-2025-08-07: 1"), route(OLD, NEW, weights=(9,)), route(OLD, NEW, rpm=60)],
    fails=[
        row(route(OLD, NEW), says="config.yaml:4"),
        route("eu.anthropic.claude-sonnet-4-20250514-v1:0", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        route("gpt-4o-2024-08-06", "gpt-4o-2024-11-20", OLD),
    ],
    unknown=[route(OLD).unknown("deployments", GapReason.UNSUPPORTED)],
    not_applicable=[
        [],
        route(OLD),
        route(OLD, OLD),
        route("gpt-4.1", "gpt-4.1-mini"),
        route("us.anthropic.claude-opus-4-1-20250805-v1:0", "eu.anthropic.claude-opus-4-1-20250805-v1:0"),
        route("gpt-4.1", "claude-sonnet-4-5"),
        route(OLD, NEW, environment=Environment.STAGING),
    ],
)
