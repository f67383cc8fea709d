"""agentgateway's own objects in a cluster: which models and tools it leads to, and what screens them.

Fields as agentgateway 1.5 defines them (`agentgateway.dev/v1alpha1`): a backend's model comes from the request where none is named,
groups of providers are tried in order, and a policy of another object may add to what stands in the backend.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.ai import Deployment, Guardrail, ModelRoute, ProviderUse
from readiness.facts.gateways import ToolAccess

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


@reads("AgentgatewayBackend.agentgateway.dev", gives=(ModelRoute, ProviderUse, Guardrail, ToolAccess))
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


@reads("AgentgatewayPolicy.agentgateway.dev", gives=(Guardrail,))
def policy(raw: RawObject) -> Iterator[Guardrail]:
    """The prompt guards of a policy that is attached to something."""
    if mappings(raw.spec.get("targetRefs")) or mappings(raw.spec.get("targetSelectors")):
        yield from _guards(raw, at(raw.spec, "backend", "ai", "promptGuard"))


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
