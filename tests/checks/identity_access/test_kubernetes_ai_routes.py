"""Callers of routes to models: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason, Origin
from readiness.facts.kubernetes.ai_stack import AccessPolicy, AiBackend, AiRoute
from readiness.facts.kubernetes.gateway_plugins import PluggedObject, PluginSet
from readiness.facts.kubernetes.networking import EdgeGateway
from readiness.testing import fact, row, table

LIVE = Origin(place="kubernetes:lab", call="it")


def route(**values: Any) -> Any:
    return fact(AiRoute, **({"name": "models", "namespace": "ai", "gateways": ("ai/edge",)} | values))


def policy(*targets: tuple[str, str], **values: Any) -> Any:
    return fact(AccessPolicy, targets=targets, **({"name": "callers", "namespace": "ai", "asks": True} | values))


CHAT = fact(AiBackend, name="chat", namespace="ai", dialect="openai")


def to_agentgateway(**values: Any) -> Any:
    return route(**({"product": "agentgateway", "backends": ("chat",)} | values))


EDGE = fact(EdgeGateway, name="edge", namespace="ai", kind="Gateway")

test_authenticated = table(
    "k8s-ai-route-authenticated",
    passes=[
        [route(), policy(("Gateway", "edge"))],
        [route(), policy(("HTTPRoute", "models"))],
        [route(gateways=("edge/public",)), policy(("Gateway", "public"), namespace="edge")],
        [to_agentgateway(), CHAT, policy(("HTTPRoute", "models"))],
        [to_agentgateway(backends=("ai/chat", "other")), CHAT, policy(("Gateway", "edge"))],
        [to_agentgateway(), CHAT, policy(("Gateway", "edge")), policy(("HTTPRoute", "models"), name="own")],
    ],
    fails=[
        [route(), EDGE],
        [route(), EDGE, policy(("Gateway", "edge"), asks=False)],
        [route(), EDGE, policy(("Gateway", "other"))],
        route(origin=LIVE),
        [to_agentgateway(), CHAT, EDGE],
        [to_agentgateway(), CHAT, EDGE, policy(("HTTPRoute", "models"), asks=False)],
    ],
    unknown=[
        [to_agentgateway(), CHAT],
        [to_agentgateway(), CHAT, EDGE, policy(selective=True)],
        row(
            to_agentgateway(),
            CHAT,
            policy(("Gateway", "edge")),
            policy(("HTTPRoute", "models"), name="own", asks=False),
            says="may replace the Gateway's",
        ),
        route(),
        [route(), EDGE, policy(selective=True)],
    ],
    not_applicable=[
        (),
        [to_agentgateway(), EDGE],
        [to_agentgateway(backends=("tools",)), CHAT, EDGE],
        [route(environment=Environment.STAGING), EDGE],
    ],
)


def plugged(*sets: str, **values: Any) -> Any:
    known = {"name": "assistant", "namespace": "gateway", "kind": "Ingress", "family": "kong", "services": ("models",), "origin": LIVE}
    return fact(PluggedObject, **(known | {"sets": sets} | values))


def plugin(name: str, *plugins: str, **values: Any) -> Any:
    known = {"name": name, "namespace": "gateway", "kind": "KongPlugin", "plugins": plugins, "origin": LIVE}
    return fact(PluginSet, **(known | values))


MODEL = plugin("model", "ai-proxy")
ASKING = plugin("login", "openid-connect")

test_plugin_authenticated = table(
    "k8s-ai-plugin-authenticated",
    passes=[
        [plugged("gateway/model", "gateway/login"), MODEL, ASKING],
        plugged(kind="ApisixRoute", family="apisix", plugins=("ai-proxy", "key-auth")),
    ],
    fails=[
        row(plugged("gateway/model"), MODEL, ASKING, says="asks nobody"),
        [plugged("gateway/model", kind="Service", name="models"), MODEL],
        [plugged("gateway/model", "gateway/login"), MODEL, plugin("login")],
    ],
    unknown=[[plugged("gateway/model", "gateway/login"), MODEL], plugged().unknown("plugins", GapReason.TEMPLATED)],
    not_applicable=[
        plugged(),
        [plugged("gateway/login", kind="KongConsumer"), ASKING],
        [plugged("gateway/model", environment=Environment.STAGING), MODEL],
    ],
)
