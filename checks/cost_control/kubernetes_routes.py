"""Whether gateways in the cluster limit what callers may spend."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.kubernetes.ai_stack import AiBackend, AiRoute, UsageLimit, gateway_seen, holding_for, leads_to_models, policies_in
from readiness.facts.kubernetes.gateway_plugins import (
    CALL_MODELS,
    CONSUMERS,
    LIMIT_USE,
    PluggedObject,
    PluginSet,
    in_force,
    leading_to,
)
from readiness.facts.kubernetes.networking import EdgeGateway
from readiness.facts.serving import before_production


@check(
    "k8s-ai-route-limited",
    severity="high",
    effort="hours",
    maps=["owasp-llm-top10-2025:LLM10:2025", "azure-waf-core:CO:12", "azure-waf-core:CO:04"],
)
def ai_route_limited(route: AiRoute, backends: list[AiBackend], limits: list[UsageLimit], gateways: list[EdgeGateway]) -> Verdict:
    """Routes to model providers limit what callers may use.

    Why: One loop or one stolen key can spend a year's budget overnight. Envoy AI Gateway and agentgateway limit nothing unless
    a policy does, by requests or by the tokens that they count.

    Fix: Limit tokens for each caller

        apiVersion: gateway.envoyproxy.io/v1alpha1
        kind: BackendTrafficPolicy
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: <route>}]
          rateLimit:
            global:
              rules: [{limit: {requests: 100000, unit: Hour}, cost: {response: {from: Metadata, metadata:
                {namespace: io.envoy.ai_gateway, key: llm_total_token}}}}]
        # agentgateway: an AgentgatewayPolicy with traffic.rateLimit
    """
    if before_production(route):
        return not_applicable("it lives before production")
    if not route.backends:
        return not_applicable("it sends to model servers of one's own alone")
    if not leads_to_models(route, backends):
        return not_applicable("no backend of it that was seen calls a model")
    told: dict[str, Any] = {"route": route.name, "gateways": list(route.gateways), "measured": list(route.counted)}
    holding, doubtful = holding_for(route, limits)
    for each in holding:
        if not _why_idle(each, route):
            return passed(limit=each.name, **told)
    quotas = [(each, _backends_of(each)) for each in policies_in(route, route.namespace, limits)]
    limited = {name for each, named in quotas if each.refuses for name in named}
    if set(route.backends) <= limited:
        return passed(backends=list(route.backends), **told)
    idle = [f"{each.name}: {_why_idle(each, route)}" for each in holding]
    idle += [f"{each.name}: {_SHADOW}" for each, named in quotas if not each.refuses and named & set(route.backends)]
    if idle:
        return failed("A usage limit is configured and refuses nothing", idle=idle, **told)
    if doubtful:
        return unknown("labels or conditions decide which requests a policy limits", policies=[each.name for each in doubtful], **told)
    if not gateway_seen(route, gateways):
        return unknown("its Gateway is not written here; limits may be kept with it", **told)
    return failed("A route to providers has no usage limit", unlimited=sorted(set(route.backends) - limited), **told)


@check(
    "k8s-ai-plugin-limited",
    severity="high",
    effort="hours",
    certainty="likely",
    maps=["owasp-llm-top10-2025:LLM10:2025", "azure-waf-core:CO:12", "azure-waf-core:CO:04"],
)
def ai_plugin_limited(thing: PluggedObject, *, sets: list[PluginSet], objects: list[PluggedObject]) -> Verdict:
    """Kong's and APISIX's AI routes limit what callers may use.

    Why: One loop or one stolen key can spend a year's budget overnight. The AI plugins of Kong and APISIX send whatever comes to
    the provider, unless a second plugin counts requests or tokens.

    Fix: Attach a plugin that limits, beside the AI plugin

        # <kind> <name>: <plugins>
        apiVersion: configuration.konghq.com/v1
        kind: KongPlugin
        plugin: ai-rate-limiting-advanced   # APISIX: ai-rate-limiting, or limit-count
        config: {identifier: consumer, llm_providers: [{name: openai, limit: [100000], window_size: [3600]}]}
    """
    if thing.kind in CONSUMERS:
        return not_applicable("it is a consumer, not a route")
    if before_production(thing):
        return not_applicable("it lives before production")
    plugins, missing = in_force(thing, sets, objects)
    if not plugins & CALL_MODELS:
        return not_applicable("no plugin that is seen calls a model")
    told: dict[str, Any] = {"kind": thing.kind, "name": thing.name, "plugins": sorted(plugins)}
    if plugins & LIMIT_USE:
        return passed(**told)
    if thing.kind == "Service" and leading_to(thing, objects):
        return not_applicable("its routes are judged, with the plugins that they add")
    if missing:
        return unknown("plugins that it names were not seen", missing=missing, **told)
    consumers = [each for each in objects if each.kind in CONSUMERS and each.family == thing.family and each.world in thing.worlds]
    limited = [each.name for each in consumers if in_force(each, sets, objects)[0] & LIMIT_USE]
    if limited:
        return unknown("limits are attached to consumers; whether each one has them is not told", consumers=limited, **told)
    return failed("Requests to a model have no usage limit", **told)


_SHADOW = "shadow mode refuses nothing"


def _backends_of(limit: UsageLimit) -> set[str]:
    return {name for kind, name in limit.targets if kind == "AIServiceBackend"}


def _why_idle(limit: UsageLimit, route: AiRoute) -> str:
    """Why a policy that holds for the route stops nobody; empty when it may."""
    if not limit.refuses:
        return _SHADOW
    if limit.counts and route.counted and not set(limit.counts) & set(route.counted):
        return f"nothing counts {', '.join(limit.counts)}"
    return ""
