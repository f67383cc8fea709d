"""Limits of routes to model providers: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason, Origin
from readiness.facts.kubernetes.ai_stack import AiRoute, UsageLimit
from readiness.facts.kubernetes.networking import EdgeGateway
from readiness.testing import fact, row, table

LIVE = Origin(place="kubernetes:lab", call="it")


def route(**values: Any) -> Any:
    known = {"name": "models", "namespace": "gateway", "gateways": ("gateway/edge",), "backends": ("openai", "bedrock"), "origin": LIVE}
    return fact(AiRoute, **(known | values))


def limit(*targets: tuple[str, str], **values: Any) -> Any:
    known = {"name": "tokens", "namespace": "gateway", "kind": "BackendTrafficPolicy", "targets": targets, "origin": LIVE}
    return fact(UsageLimit, **(known | values))


def gateway(**values: Any) -> Any:
    return fact(EdgeGateway, **({"name": "edge", "namespace": "gateway", "kind": "Gateway"} | values))


WRITTEN = Origin(place="folder:.", file="k8s/it.yaml", line=1)

test_limited = table(
    "k8s-ai-route-limited",
    passes=[
        [route(), limit(("Gateway", "edge"))],
        [route(), limit(("HTTPRoute", "models"))],
        [route(counted=("llm_total",)), limit(("Gateway", "edge"), counts=("llm_total",))],
        [route(), limit(("Gateway", "edge"), counts=("llm_total",))],
        [route(gateways=("edge/public",)), limit(("Gateway", "public"), namespace="edge")],
        [route(), limit(("AIServiceBackend", "openai"), ("AIServiceBackend", "bedrock"), kind="QuotaPolicy")],
        [route(origin=WRITTEN), limit(("Gateway", "edge"), origin=WRITTEN)],
    ],
    fails=[
        route(),
        [route(), limit(("Gateway", "other"))],
        row(route(), limit(("Gateway", "edge"), refuses=False), says="shadow mode"),
        row(route(counted=("llm_output",)), limit(("Gateway", "edge"), counts=("llm_total",)), says="nothing counts llm_total"),
        row(route(), limit(("AIServiceBackend", "openai"), kind="QuotaPolicy", refuses=False), says="shadow mode"),
        [route(), limit(("Gateway", "edge"), namespace="elsewhere")],
        row(route(), limit(("AIServiceBackend", "openai"), kind="QuotaPolicy"), says="'unlimited': ['bedrock']"),
        [route(origin=WRITTEN), gateway(origin=WRITTEN)],
    ],
    unknown=[
        [route(), limit(selective=True)],
        route(origin=WRITTEN),
        route().unknown("backends", GapReason.TEMPLATED),
    ],
    not_applicable=[route(backends=()), route(environment=Environment.STAGING)],
)
