"""Whether an AI gateway in the cluster asks its callers who they are."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.kubernetes.ai_stack import AccessPolicy, AiRoute, gateway_seen, holding_for
from readiness.facts.kubernetes.networking import EdgeGateway
from readiness.facts.serving import before_production


@check(
    "k8s-ai-route-authenticated",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC01-BP01", "owasp-aisvs-1.0:AISVS-C5.1", "owasp-llm-top10-2025:LLM10:2025"],
)
def ai_route_authenticated(route: AiRoute, policies: list[AccessPolicy], gateways: list[EdgeGateway]) -> Verdict:
    """Routes to models ask their callers who they are.

    Why: Whoever reaches the gateway can spend our model budget. Envoy AI Gateway adds the provider's key to each request that
    comes in, and asks nobody for one unless a policy says so.

    Fix: Attach a policy that asks for a token or key

        apiVersion: gateway.envoyproxy.io/v1alpha1
        kind: SecurityPolicy
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: <route>}]
          jwt: {providers: [{name: login, remoteJWKS: {uri: https://login.example.com/jwks.json}}]}
    """
    if before_production(route):
        return not_applicable("it lives before production")
    holding, doubtful = holding_for(route, policies)
    asking = [each.name for each in holding if each.asks]
    if asking:
        return passed(route=route.name, policy=asking[0])
    if any(each.asks for each in doubtful):
        names = [each.name for each in doubtful if each.asks]
        return unknown("labels decide for which routes a policy asks", route=route.name, policies=names)
    told: dict[str, Any] = {"route": route.name, "gateways": list(route.gateways)}
    if not gateway_seen(route, gateways):
        return unknown("its Gateway is not written here; policies may be kept with it", **told)
    return failed("A route to models asks nobody who they are", **told)
