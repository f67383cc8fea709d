"""Whether an AI gateway in the cluster asks its callers who they are."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.kubernetes.ai_stack import AccessPolicy, AiBackend, AiRoute, gateway_seen, holding_for, leads_to_models
from readiness.facts.kubernetes.gateway_plugins import (
    ASK_CALLERS,
    CALL_MODELS,
    CONSUMERS,
    PluggedObject,
    PluginSet,
    in_force,
    leading_to,
)
from readiness.facts.kubernetes.networking import EdgeGateway
from readiness.facts.serving import before_production


@check(
    "k8s-ai-route-authenticated",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC01-BP01", "owasp-aisvs-1.0:AISVS-C5.1", "owasp-llm-top10-2025:LLM10:2025"],
)
def ai_route_authenticated(route: AiRoute, backends: list[AiBackend], policies: list[AccessPolicy], gateways: list[EdgeGateway]) -> Verdict:
    """Routes to models ask their callers who they are.

    Why: Whoever reaches the gateway can spend our model budget. Envoy AI Gateway and agentgateway add the provider's key to
    each request that comes in, and ask nobody for one unless a policy says so.

    Fix: Attach a policy that asks for a token or key

        apiVersion: gateway.envoyproxy.io/v1alpha1
        kind: SecurityPolicy
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: <route>}]
          jwt: {providers: [{name: login, remoteJWKS: {uri: https://login.example.com/jwks.json}}]}
        # agentgateway: an AgentgatewayPolicy with traffic.jwtAuthentication, or apiKeyAuthentication, in mode Strict
    """
    if before_production(route):
        return not_applicable("it lives before production")
    if not leads_to_models(route, backends):
        return not_applicable("no backend of it that was seen calls a model")
    holding, doubtful = holding_for(route, policies)
    asking = [each.name for each in holding if each.asks]
    own = [each for each in holding if ("HTTPRoute", route.name) in each.targets]
    if asking and route.product == "agentgateway" and own and not any(each.asks for each in own):
        # agentgateway takes each field from the policy that is nearest to the route.
        return unknown("a policy of the route lets callers pass, which may replace the Gateway's", route=route.name, policy=own[0].name)
    if asking:
        return passed(route=route.name, policy=asking[0])
    if any(each.asks for each in doubtful):
        names = [each.name for each in doubtful if each.asks]
        return unknown("labels or conditions decide for which requests a policy asks", route=route.name, policies=names)
    told: dict[str, Any] = {"route": route.name, "gateways": list(route.gateways)}
    if not gateway_seen(route, gateways):
        return unknown("its Gateway is not written here; policies may be kept with it", **told)
    return failed("A route to models asks nobody who they are", **told)


@check(
    "k8s-ai-plugin-authenticated",
    severity="high",
    effort="hours",
    certainty="likely",
    maps=["aws-genai-lens:GENSEC01-BP01", "owasp-aisvs-1.0:AISVS-C5.1", "owasp-llm-top10-2025:LLM10:2025"],
)
def ai_plugin_authenticated(thing: PluggedObject, *, sets: list[PluginSet], objects: list[PluggedObject]) -> Verdict:
    """Kong's and APISIX's AI routes ask their callers who they are.

    Why: Whoever reaches the route can spend our model budget. The AI plugins of Kong and APISIX add the provider's key to each
    request that comes in, and ask nobody for one unless a second plugin does.

    Fix: Attach a plugin that asks, beside the AI plugin

        # <kind> <name>: <plugins>
        apiVersion: configuration.konghq.com/v1
        kind: KongPlugin
        plugin: key-auth   # or openid-connect, jwt …; without 'anonymous'
    """
    if thing.kind in CONSUMERS:
        return not_applicable("it is a consumer, not a route")
    if before_production(thing):
        return not_applicable("it lives before production")
    plugins, missing = in_force(thing, sets, objects)
    if not plugins & CALL_MODELS:
        return not_applicable("no plugin that is seen calls a model")
    told: dict[str, Any] = {"kind": thing.kind, "name": thing.name, "plugins": sorted(plugins)}
    if plugins & ASK_CALLERS:
        return passed(**told)
    if thing.kind == "Service" and leading_to(thing, objects):
        return not_applicable("its routes are judged, with the plugins that they add")
    if missing:
        return unknown("plugins that it names were not seen", missing=missing, **told)
    return failed("A route to models asks nobody who they are", **told)
