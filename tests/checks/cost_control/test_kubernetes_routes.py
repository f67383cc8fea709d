"""Limits of routes to model providers: situations and verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.api import Status
from readiness.checks.cost_control.kubernetes_routes import ai_plugin_limited
from readiness.facts import Environment, GapReason, Origin
from readiness.facts.kubernetes.ai_stack import AiBackend, AiRoute, UsageLimit
from readiness.facts.kubernetes.gateway_plugins import PluggedObject, PluginSet
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


CHAT = fact(AiBackend, name="chat", namespace="gateway", dialect="openai", origin=LIVE)


def to_agentgateway(**values: Any) -> Any:
    return route(**({"product": "agentgateway", "backends": ("chat",)} | values))


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
        [to_agentgateway(), CHAT, limit(("HTTPRoute", "models"), kind="AgentgatewayPolicy")],
    ],
    fails=[
        row(to_agentgateway(), CHAT, says="no usage limit"),
        [to_agentgateway(), CHAT, limit(("HTTPRoute", "other"), kind="AgentgatewayPolicy")],
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
        [to_agentgateway(), CHAT, limit(kind="AgentgatewayPolicy", selective=True)],
        route(origin=WRITTEN),
        route().unknown("backends", GapReason.TEMPLATED),
    ],
    not_applicable=[[to_agentgateway(backends=("tools",)), CHAT], route(backends=()), route(environment=Environment.STAGING)],
)


def plugged(*sets: str, **values: Any) -> Any:
    known = {"name": "assistant", "namespace": "gateway", "kind": "Ingress", "family": "kong", "services": ("models",), "origin": LIVE}
    return fact(PluggedObject, **(known | {"sets": sets} | values))


def plugin(name: str, *plugins: str, **values: Any) -> Any:
    known = {"name": name, "namespace": "gateway", "kind": "KongPlugin", "plugins": plugins, "origin": LIVE}
    return fact(PluginSet, **(known | values))


MODEL = plugin("model", "ai-proxy")
LIMIT = plugin("limit", "ai-rate-limiting-advanced")
CONSUMER = plugged("gateway/limit", kind="KongConsumer", name="shop", services=())
ROUTE: dict[str, Any] = {"kind": "ApisixRoute", "family": "apisix"}

test_plugin_limited = table(
    "k8s-ai-plugin-limited",
    passes=[
        [plugged("gateway/model", "gateway/limit"), MODEL, LIMIT],
        [plugged("gateway/model"), MODEL, plugin("wide", "rate-limiting", kind="KongClusterPlugin", namespace=None, everywhere=True)],
        [plugged("gateway/model", "gateway/wide"), MODEL, plugin("wide", "rate-limiting", kind="KongClusterPlugin", namespace=None)],
        plugged(plugins=("ai-proxy-multi", "ai-rate-limiting"), **ROUTE),
        [plugged("gateway/shared", plugins=("ai-proxy",), **ROUTE), plugin("shared", "limit-count", kind="ApisixPluginConfig")],
        [plugged(plugins=("ai-proxy",), **ROUTE), plugin("all", "limit-count", kind="ApisixGlobalRule", namespace="x", everywhere=True)],
        [plugged("edge/model", "gateway/limit"), plugin("model", "ai-proxy", namespace="edge"), LIMIT],
    ],
    fails=[
        row(plugged("gateway/model"), MODEL, LIMIT, says="'plugins': ['ai-proxy']"),
        [plugged("gateway/model", kind="Service", name="models"), MODEL],
        plugged(plugins=("ai-proxy",), **ROUTE),
        [plugged("gateway/model", "gateway/limit"), MODEL, plugin("limit")],
        # Another controller's plugins, and those of another namespace, are in force elsewhere.
        [plugged(plugins=("ai-proxy",), **ROUTE), plugin("wide", "rate-limiting", kind="KongClusterPlugin", everywhere=True)],
    ],
    unknown=[
        [plugged("gateway/model", "gateway/limit"), MODEL],
        plugged().unknown("plugins", GapReason.TEMPLATED),
    ],
    not_applicable=[
        plugged(),
        [plugged("gateway/model")],
        [CONSUMER, LIMIT],
        [plugged("gateway/limit"), LIMIT],
        [plugged("gateway/model", environment=Environment.STAGING), MODEL],
    ],
)


@pytest.mark.parametrize(
    ("thing", "beside", "expected", "says"),
    [
        # The Service behind a route brings one of the two plugins, and leaves the word to its routes.
        (plugged("gateway/model"), plugged("gateway/limit", kind="Service", name="models"), Status.PASS, ""),
        (plugged("gateway/model", kind="Service", name="models"), plugged("gateway/limit"), Status.NOT_APPLICABLE, "its routes"),
        (plugged("gateway/model"), CONSUMER, Status.UNKNOWN, "attached to consumers"),
        (plugged("gateway/model"), plugged(kind="KongConsumer", services=()), Status.FAIL, "no usage limit"),
    ],
)
def test_what_is_attached_to_services_and_consumers_counts(thing: Any, beside: Any, expected: Status, says: str) -> None:
    verdict = ai_plugin_limited(thing, sets=[MODEL, LIMIT], objects=[thing, beside])
    assert (verdict.status, says in verdict.message) == (expected, True)
