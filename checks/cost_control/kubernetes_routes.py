"""Whether gateways in the cluster limit what callers may spend."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.ai_stack import AiRoute, UsageLimit
from readiness.facts.kubernetes.networking import EdgeGateway
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.serving import before_production


def _home(thing: KubernetesObject) -> tuple[tuple[str, str], str | None]:
    return thing.world, thing.namespace


def _known(gateway: EdgeGateway) -> tuple[tuple[str, str], str]:
    return gateway.world, f"{gateway.namespace or ''}/{gateway.name}"


@check(
    "k8s-ai-route-limited",
    severity="high",
    effort="hours",
    maps=["owasp-llm-top10-2025:LLM10:2025", "azure-waf-core:CO:12", "azure-waf-core:CO:04"],
)
def ai_route_limited(route: AiRoute, limits: list[UsageLimit], gateways: list[EdgeGateway]) -> Verdict:
    """Routes to model providers limit what callers may use.

    Why: One loop or one stolen key can spend a year's budget overnight. Envoy AI Gateway limits nothing unless a policy does,
    by requests or by the tokens that it counts.

    Fix: Limit tokens for each caller

        apiVersion: gateway.envoyproxy.io/v1alpha1
        kind: BackendTrafficPolicy
        spec:
          targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: <route>}]
          rateLimit:
            global:
              rules: [{limit: {requests: 100000, unit: Hour}, cost: {response: {from: Metadata, metadata:
                {namespace: io.envoy.ai_gateway, key: llm_total_token}}}}]
    """
    if before_production(route):
        return not_applicable("it lives before production")
    if not route.backends:
        return not_applicable("it sends to model servers of one's own alone")
    here = {f"{route.namespace or ''}/{route.name}": ("AIGatewayRoute", "HTTPRoute")} | dict.fromkeys(route.gateways, ("Gateway",))
    told: dict[str, Any] = {"route": route.name, "gateways": list(route.gateways)}
    told["measured"] = list(route.counted)
    doubtful, idle = [], []
    for place, kinds in here.items():
        namespace, _, name = place.rpartition("/")
        for each in _limits_in(route, namespace or None, limits):
            doubtful += [each.name] * each.selective
            if not any((kind, name) in each.targets for kind in kinds):
                continue
            if why := _why_idle(each, route):
                idle.append(f"{each.name}: {why}")
            else:
                return passed(limit=each.name, **told)
    quotas = [(each, _backends_of(each)) for each in _limits_in(route, route.namespace, limits)]
    idle += [f"{each.name}: {_SHADOW}" for each, named in quotas if not each.refuses and named & set(route.backends)]
    limited = {name for each, named in quotas if each.refuses for name in named}
    if set(route.backends) <= limited:
        return passed(backends=list(route.backends), **told)
    if idle:
        return failed("A usage limit is configured and refuses nothing", idle=idle, **told)
    if doubtful:
        return unknown("labels decide which routes a policy limits", policies=doubtful, **told)
    written = (by_key(gateways, _known).get((world, each)) for each in route.gateways for world in route.worlds)
    if not route.is_live and not any(written):
        return unknown("its Gateway is not written here; limits may be kept with it", **told)
    return failed("A route to providers has no usage limit", unlimited=sorted(set(route.backends) - limited), **told)


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


def _limits_in(route: AiRoute, namespace: str | None, limits: list[UsageLimit]) -> list[UsageLimit]:
    return [each for world in route.worlds for each in by_key(limits, _home).get((world, namespace), ())]
