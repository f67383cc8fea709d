"""Whether an AI gateway in the cluster asks its callers who they are."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.ai_stack import AccessPolicy, AiRoute
from readiness.facts.kubernetes.networking import EdgeGateway
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.serving import before_production


def _home(thing: KubernetesObject) -> tuple[tuple[str, str], str | None]:
    return thing.world, thing.namespace


def _name(gateway: EdgeGateway) -> tuple[tuple[str, str], str]:
    return gateway.world, f"{gateway.namespace or ''}/{gateway.name}"


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
    here = {f"{route.namespace or ''}/{route.name}": ("AIGatewayRoute", "HTTPRoute")} | dict.fromkeys(route.gateways, ("Gateway",))
    doubtful = []
    for place, kinds in here.items():
        namespace, _, name = place.rpartition("/")
        for each in _policies_in(route, namespace or None, policies):
            if each.asks and any((kind, name) in each.targets for kind in kinds):
                return passed(route=route.name, policy=each.name)
            doubtful += [each.name] * (each.asks and each.selective)
    if doubtful:
        return unknown("labels decide for which routes a policy asks", route=route.name, policies=doubtful)
    written = any(by_key(gateways, _name).get((world, each)) for each in route.gateways for world in route.worlds)
    if not route.is_live and not written:
        return unknown("its Gateway is not written here; policies may be kept with it", route=route.name, gateways=list(route.gateways))
    return failed("A route to models asks nobody who they are", route=route.name, gateways=list(route.gateways))


def _policies_in(route: AiRoute, namespace: str | None, policies: list[AccessPolicy]) -> list[AccessPolicy]:
    return [each for world in route.worlds for each in by_key(policies, _home).get((world, namespace), ())]
