"""Callers of routes to models: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Origin
from readiness.facts.kubernetes.ai_stack import AccessPolicy, AiRoute
from readiness.facts.kubernetes.networking import EdgeGateway
from readiness.testing import fact, table

LIVE = Origin(place="kubernetes:lab", call="it")


def route(**values: Any) -> Any:
    return fact(AiRoute, **({"name": "models", "namespace": "ai", "gateways": ("ai/edge",)} | values))


def policy(*targets: tuple[str, str], **values: Any) -> Any:
    return fact(AccessPolicy, targets=targets, **({"name": "callers", "namespace": "ai", "asks": True} | values))


EDGE = fact(EdgeGateway, name="edge", namespace="ai", kind="Gateway")

test_authenticated = table(
    "k8s-ai-route-authenticated",
    passes=[
        [route(), policy(("Gateway", "edge"))],
        [route(), policy(("HTTPRoute", "models"))],
        [route(gateways=("edge/public",)), policy(("Gateway", "public"), namespace="edge")],
    ],
    fails=[
        [route(), EDGE],
        [route(), EDGE, policy(("Gateway", "edge"), asks=False)],
        [route(), EDGE, policy(("Gateway", "other"))],
        route(origin=LIVE),
    ],
    unknown=[route(), [route(), EDGE, policy(selective=True)]],
    not_applicable=[(), [route(environment=Environment.STAGING), EDGE]],
)
