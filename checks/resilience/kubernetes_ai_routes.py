"""Whether an AI gateway in the cluster has somewhere else to go."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.ai_stack import AiBackend, AiRoute, AiRule, ProviderAddress
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.serving import before_production


def _address(thing: KubernetesObject) -> tuple[tuple[str, str], str]:
    return thing.world, f"{thing.namespace or ''}/{thing.name}"


@check(
    "k8s-ai-route-falls-back",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENREL03-BP01", "aws-genai-lens:GENREL05-BP01", "azure-waf-core:RE:05", "owasp-agentic-top10-2026:ASI08"],
)
def ai_route_falls_back(route: AiRoute, backends: list[AiBackend], addresses: list[ProviderAddress]) -> Verdict:
    """Models of an AI route have a second, separate backend.

    Why: When the model provider stops, the assistant stops. A second backend helps only on another provider, region or
    account, and only when the route that asks for the model names it.

    Fix: Name a second backend in the rule

        rules:
          - matches: [{headers: [{name: x-ai-eg-model, value: <model>}]}]
            backendRefs:
              - {name: azure-eu, priority: 0}
              - {name: bedrock-eu, priority: 1}    # now: <backends>
    """
    if before_production(route):
        return not_applicable("it lives before production")
    if route.product == "agentgateway":
        return not_applicable("its backends choose among providers")
    if not route.rules:
        return not_applicable("it sends to model servers of one's own alone")
    hidden = ""
    for rule in route.rules:
        domains, missing = _domains(route, rule, backends, addresses)
        place = route.origin.at(rule.line) if rule.line else route.origin
        told: dict[str, Any] = {"route": route.name, "model": ", ".join(rule.models) or "any"}
        if len(rule.backends) < 2:
            return failed("A model has no second backend", at=place, backends=list(rule.backends), **told)
        if missing:
            hidden = hidden or missing[0]
        elif len(domains) < 2:
            named: dict[str, Any] = {
                "backends": list(rule.backends),
                "domains": sorted(f"{api} {', '.join(hosts)}" for api, hosts in domains),
            }
            return failed("The second backend fails together with the first", at=place, **named, **told)
    if hidden:
        return unknown("a backend of the route is not written here", route=route.name, backend=hidden)
    return passed(route=route.name, rules=len(route.rules))


def _domains(
    route: AiRoute, rule: AiRule, backends: list[AiBackend], addresses: list[ProviderAddress]
) -> tuple[set[tuple[str, tuple[str, ...]]], list[str]]:
    """What fails as one: the provider's API with the hosts behind it; and the backends that were not seen."""
    found, missing = set(), []
    for written in rule.backends:
        namespace, _, name = written.rpartition("/")
        place = namespace or route.namespace or ""
        backend = next((each for world in route.worlds for each in by_key(backends, _address).get((world, f"{place}/{name}"), ())), None)
        if backend is None:
            missing.append(written)
            continue
        kind, target = backend.sends_to
        led = [each for world in route.worlds for each in by_key(addresses, _address).get((world, f"{place}/{target}"), ())]
        found.add((backend.dialect, led[0].hosts if led and kind == "Backend" else (target,)))
    return found, missing
