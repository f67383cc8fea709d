"""agentgateway's own objects in a cluster: which models and tools it leads to, what screens them, and who may ask how much.

Fields as agentgateway 1.5 defines them (`agentgateway.dev/v1alpha1`): a backend's model comes from the request where none is named,
groups of providers are tried in order, and a policy of another object may add to what stands in the backend. A route asks nobody
who they are, and limits nothing, unless a policy for it or its Gateway does (`traffic`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from readiness.collectors import Observation
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.ai import Deployment, Guardrail, ModelRoute, ProviderUse
from readiness.facts.gateways import ToolAccess
from readiness.facts.kubernetes.ai_stack import AccessPolicy, AiBackend, AiRoute, UsageLimit

_PROVIDERS = {
    "openai": "openai",
    "azureopenai": "azure",
    "azure": "azure",
    "anthropic": "anthropic",
    "gemini": "gemini",
    "vertexai": "vertex",
    "bedrock": "bedrock",
}
_WHERE = ("host", "endpoint", "resourceName", "region", "projectId")
_STAGES = (("request", "pre_call"), ("response", "post_call"))


@reads("AgentgatewayBackend.agentgateway.dev", gives=(ModelRoute, ProviderUse, Guardrail, ToolAccess, AiBackend))
def backend(raw: RawObject) -> Iterator[Observation]:
    """A backend: providers of one model, or MCP servers."""
    own: dict[str, Any] = {"environment": raw.environment, "origin": raw.document.origin(line_of(raw.data, "spec"))}
    deployments = tuple(each for provider in _providers(raw) for each in _deployments(provider))
    if deployments:
        yield ModelRoute(
            **own,
            resource=f"{raw.id()}#model",
            gateway=raw.id(),
            alias=raw.name,
            deployments=deployments,
            fallback_domains=tuple(dict.fromkeys(each.failure_domain for each in deployments)),
        )
    for name in dict.fromkeys(each.provider for each in deployments):
        yield ProviderUse(**own, resource=f"{raw.id()}#provider/{name}", provider=name, via="gateway")
    yield from _guards(raw, at(raw.spec, "policies", "ai", "promptGuard"))
    for each in _providers(raw):
        guard = mapping(at(each, "bedrock", "guardrail"))
        if text(guard.get("identifier")):
            name, version = text(guard["identifier"]), text(guard.get("version"))
            stages = ("pre_call", "post_call")
            yield Guardrail(
                **own,
                resource=f"{raw.id()}#guardrail/{name}",
                gateway=raw.id(),
                name=name,
                engine="bedrock",
                stages=stages,
                attached=True,
                version=version,
            )
    if deployments:
        yield AiBackend(**raw.values(), dialect=deployments[0].provider)
    yield from _tools(raw)


def _providers(raw: RawObject) -> list[dict[str, Any]]:
    grouped = [each for group in mappings(at(raw.spec, "ai", "groups")) for each in mappings(group.get("providers"))]
    return grouped or [mapping(at(raw.spec, "ai", "provider"))]


def _deployments(provider: dict[str, Any]) -> Iterator[Deployment]:
    for key, name in _PROVIDERS.items():
        if not isinstance(provider.get(key), dict):
            continue
        options = provider[key]
        where = text(provider.get("host")) or next((text(options[each]) for each in _WHERE if text(options.get(each))), "")
        yield Deployment(
            provider=name,
            model=text(options.get("model")) or text(options.get("deploymentName")) or None,
            failure_domain=f"{name}/{where}" if where else name,
            line=line_of(provider, key),
        )


def _tools(raw: RawObject) -> Iterator[ToolAccess]:
    """MCP servers; rules about their tools and callers may stand in policies of other objects, written in CEL."""
    policies = mapping(raw.spec.get("policies"))
    rules = at(policies, "mcp", "authorization", "policy", "matchExpressions")
    written = tuple(text(each) for each in rules if text(each)) if isinstance(rules, list) else ()
    for target in mappings(at(raw.spec, "mcp", "targets")):
        name = text(target.get("name")) or "server"
        yield ToolAccess(
            resource=f"{raw.id()}#mcp/{name}",
            origin=raw.document.origin(line_of(target, "name")),
            environment=raw.environment,
            gateway=raw.id(),
            product="agentgateway",
            server=name,
            tools=written or None,
            authenticated=bool(policies.get("auth")) or bool(at(target, "static", "policies", "auth")),
            callers_known=True if at(policies, "mcp", "authentication") else None,
        )


_GROUP = "agentgateway.dev"


@reads("HTTPRoute.gateway.networking.k8s.io", gives=(AiRoute,))
def route(raw: RawObject) -> Iterator[AiRoute]:
    """A route that leads to backends of agentgateway; whether these call models stands in them."""
    backends = [each for rule in mappings(raw.spec.get("rules")) for each in mappings(rule.get("backendRefs"))]
    named = [each for each in backends if (text(each.get("group")), text(each.get("kind"))) == (_GROUP, "AgentgatewayBackend")]
    parents = [each for each in mappings(raw.spec.get("parentRefs")) if text(each.get("kind")) in ("", "Gateway")]
    if named:
        yield AiRoute(
            **raw.values(),
            product="agentgateway",
            gateways=tuple(dict.fromkeys(_place(raw, each) for each in parents)),
            backends=tuple(sorted({_place(raw, each) if text(each.get("namespace")) else text(each.get("name")) for each in named})),
        )


def _place(raw: RawObject, reference: dict[str, Any]) -> str:
    return f"{text(reference.get('namespace')) or raw.namespace or ''}/{text(reference.get('name'))}"


@reads("AgentgatewayPolicy.agentgateway.dev", gives=(Guardrail, AccessPolicy, UsageLimit))
def policy(raw: RawObject) -> Iterator[Guardrail | AccessPolicy | UsageLimit]:
    """A policy that is attached to something: what screens prompts, who is asked, and what is limited."""
    if not mappings(raw.spec.get("targetRefs")) and not mappings(raw.spec.get("targetSelectors")):
        return
    yield from _guards(raw, at(raw.spec, "backend", "ai", "promptGuard"))
    traffic = mapping(raw.spec.get("traffic"))
    asks = [_asks(key, mapping(traffic.get(key))) for key in _ASKING if mapping(traffic.get(key))]
    if asks:
        yield AccessPolicy(**raw.values(), **_attached(raw, in_part="always" not in asks and "partly" in asks), asks=set(asks) != {"never"})
    limits = mapping(traffic.get("rateLimit"))
    if limits:
        yield UsageLimit(**raw.values(), **_attached(raw, in_part=_in_part(limits)), kind=raw.kind)


_ASKING = ("jwtAuthentication", "apiKeyAuthentication", "basicAuthentication", "extAuth")


def _asks(key: str, written: dict[str, Any]) -> Literal["always", "partly", "never"]:
    """Whether a caller must prove who they are. Every mode but `Strict`, the default, lets those pass who show nothing."""
    if key != "extAuth":
        return "never" if text(written.get("mode")) in ("Optional", "Permissive") else "always"
    return "partly" if _in_part(written) else "always"


def _in_part(written: dict[str, Any]) -> bool:
    """Whether conditions decide for which requests it holds; a last entry without one holds for all others."""
    cases = mappings(written.get("conditional"))
    return bool(cases) and all(text(each.get("condition")) for each in cases)


def _attached(raw: RawObject, *, in_part: bool) -> dict[str, Any]:
    """What a policy holds for as a whole; one for a listener or rule (`sectionName`) holds for a part of it."""
    named = [each for each in mappings(raw.spec.get("targetRefs")) if text(each.get("name"))]
    whole = [] if in_part else [each for each in named if not text(each.get("sectionName"))]
    return {
        "targets": tuple((text(each.get("kind")), text(each.get("name"))) for each in whole),
        "selective": bool(mappings(raw.spec.get("targetSelectors"))) or len(whole) < len(named),
    }


def _guards(raw: RawObject, guard: Any) -> Iterator[Guardrail]:
    for key, stage in _STAGES:
        for position, each in enumerate(mappings(mapping(guard).get(key))):
            engine = next((str(name) for name in each if name not in ("response", "rejection")), "agentgateway")
            yield Guardrail(
                resource=f"{raw.id()}#guard/{key}/{position}",
                origin=raw.document.origin(line_of(guard, key)),
                environment=raw.environment,
                gateway=raw.id(),
                name=f"{raw.name}/{key}",
                engine=engine,
                stages=(stage,),
                attached=True,
            )
