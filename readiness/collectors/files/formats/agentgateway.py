"""agentgateway's own configuration file: routes to models and tools with their policies.

Keys as of agentgateway 1.5 (`schema/config.json`): a route asks nobody who they are and limits nothing unless a policy of it
does; without `mcpAuthorization` every tool of a server is handed on; a local limit without a key is one counter for all callers.
In the short form `llm` and `mcp` stand in for a listener with routes, of which each model or the group of servers is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from readiness.collectors import Observation
from readiness.collectors.files.containers import secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, items, line_of, mapping, mappings, number, text
from readiness.collectors.files.tree import Mapping
from readiness.facts.ai import Deployment, Gateway, Guardrail, ModelRoute, ProviderUse
from readiness.facts.containers import Credential
from readiness.facts.files import SecretLiteral
from readiness.facts.gateways import ConsumptionLimit, ToolAccess

_ASKING = ("jwtAuth", "apiKey", "basicAuth", "mcpAuthentication", "extAuthz", "oauth2")
_PROVIDERS = {
    "openAI": "openai", "azureOpenAI": "azure", "azure": "azure", "anthropic": "anthropic", "bedrock": "bedrock", "vertex": "vertex",
    "gemini": "gemini", "openai": "openai", "azureopenai": "azure", "vertexai": "vertex",
}  # fmt: skip


@dataclass(frozen=True)
class _Route:
    """A route that leads to models or tools, with what its listener says for all."""

    data: dict[str, Any]
    name: str
    policies: dict[str, Any]

    @property
    def asks(self) -> bool:
        return any(self.policies.get(key) for key in _ASKING)

    def backends(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in mappings(self.data.get("backends")) if isinstance(each.get(kind), dict)]


def _routes(data: Any) -> list[_Route]:
    found = []
    for bind in mappings(mapping(data).get("binds")):
        for listener in mappings(bind.get("listeners")):
            shared = mapping(listener.get("policies"))
            for position, route in enumerate(mappings(listener.get("routes"))):
                name = text(route.get("name")) or f"{text(bind.get('port'))}/{text(listener.get('name')) or 'listener'}/{position}"
                found.append(_Route(route, name, shared | mapping(route.get("policies"))))
    found += _short(mapping(data))
    return [each for each in found if each.backends("ai") or each.backends("mcp")]


_TOP = frozenset(
    {"config", "binds", "llm", "mcp", "frontendPolicies", "policies", "gateways", "ui", "backends", "routes", "services", "workloads"}
)
_PARAMETERS = {"model": "model", "awsRegion": "region", "vertexRegion": "region", "hostOverride": "host", "azureHost": "host"}


def _short(data: dict[str, Any]) -> list[_Route]:
    """Routes of the short form, written out."""
    if not data.keys() <= _TOP:
        return []
    llm, mcp = mapping(data.get("llm")), mapping(data.get("mcp"))
    found = [
        _Route(_written_out(each), text(each.get("name")) or "model", mapping(llm.get("policies")) | mapping(each.get("policies")))
        for each in mappings(llm.get("models"))
        if text(each.get("provider")) and text(each.get("name"))
    ]
    if any(text(each.get("name")) for each in mappings(mcp.get("targets"))):
        route = Mapping(line_of(data, "mcp") or 1)
        route.update({"backends": [{"mcp": mcp}]})
        found.append(_Route(route, "mcp", mapping(mcp.get("policies"))))
    return found


def _written_out(model: dict[str, Any]) -> dict[str, Any]:
    """A model of the short form as the route that it stands for."""
    parameters, line = mapping(model.get("params")), line_of(model) or 1
    options, backend, route = Mapping(line), Mapping(line), Mapping(line)
    options.update({new: parameters[old] for old, new in _PARAMETERS.items() if old in parameters})
    backend.update({"ai": {"provider": {text(model.get("provider")): options}}})
    if "apiKey" in parameters:
        held = Mapping(line_of(parameters, "apiKey") or line)
        held["key"] = parameters["apiKey"]
        backend["policies"] = {"backendAuth": held}
    route["backends"] = [backend]
    return route


def _matches(document: Document) -> bool:
    return document.syntax in ("yaml", "json") and bool(_routes(document.data))


@format(
    "agentgateway",
    gives=(Gateway, ModelRoute, Guardrail, ProviderUse, ConsumptionLimit, ToolAccess, SecretLiteral),
    matches=_matches,
    hint=r"\A(?>(?s:.)*?^binds:)(?s:.)*^[ \t]*+(?:-[ \t]*+)?(ai|mcp):|^llm:[ \t]*\n(?:[ \t]+\w+:.*\n)*?[ \t]+models:",
)
def agentgateway(document: Document) -> Iterator[Observation]:
    """A standalone gateway; one of the cluster is described by other objects."""
    routes = _routes(document.data)
    resource = f"agentgateway:{document.id}"
    found = [pair for each in routes for pair in _credentials(each)]
    calling = [each for each in routes if each.backends("ai")]
    if calling:
        yield Gateway(
            resource=resource,
            origin=document.origin(line_of(document.data, "binds" if "binds" in document.data else "llm")),
            environment=document.environment,
            product="agentgateway",
            authenticates=all(each.asks for each in calling),
            request_timeout=max((_seconds(each) for each in calling), default=0.0) or None,
            credentials=tuple(each for _, each in found),
        )
    for route in routes:
        values: dict[str, Any] = {"origin": document.origin(line_of(route.data, "backends")), "environment": document.environment}
        yield from _models(values, resource, route)
        yield from _tools(document, resource, route)
        yield from _limits(values, resource, route)
    for path, secret in found:
        yield from secret_literal(document, (resource, path), secret, "gateway", document.environment)


def _seconds(route: _Route) -> float:
    """`requestTimeout` as written (`30s`, `2m`); nought without one."""
    written = text(at(route.policies, "timeout", "requestTimeout"))
    unit = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
    suffix = "ms" if written.endswith("ms") else written[-1:]
    return (number(written.removesuffix(suffix)) or 0.0) * unit.get(suffix, 0.0)


def _models(values: dict[str, Any], gateway: str, route: _Route) -> Iterator[ModelRoute | ProviderUse | Guardrail]:
    deployments = [each for backend in route.backends("ai") for each in _deployments(backend)]
    if not deployments:
        return
    yield ModelRoute(
        **values,
        resource=f"{gateway}#route/{route.name}",
        gateway=gateway,
        alias=route.name,
        deployments=tuple(deployments),
        fallback_domains=tuple(dict.fromkeys(each.failure_domain for each in deployments)),
        timeout=_seconds(route) or None,
    )
    for name in dict.fromkeys(each.provider for each in deployments):
        yield ProviderUse(**values, resource=f"{gateway}#route/{route.name}/provider/{name}", provider=name, via="gateway")
    guard = mapping(at(route.policies, "ai", "promptGuard"))
    for key, stage in (("request", "pre_call"), ("response", "post_call")):
        if guard.get(key):
            yield Guardrail(
                **values,
                resource=f"{gateway}#route/{route.name}/guard/{key}",
                gateway=gateway,
                name=f"{route.name}/{key}",
                engine="agentgateway",
                stages=(stage,),
                attached=True,
            )


def _deployments(backend: dict[str, Any]) -> Iterator[Deployment]:
    """The provider of a backend, or those of its groups in order of preference."""
    ai = mapping(backend.get("ai"))
    groups = [each for group in mappings(ai.get("groups")) for each in mappings(group.get("providers"))]
    for each in groups or [ai]:
        for kind, options in mapping(each.get("provider")).items():
            name = _PROVIDERS.get(str(kind), str(kind))
            where = text(mapping(options).get("region")) or text(mapping(options).get("host")) or text(each.get("hostOverride"))
            yield Deployment(
                provider=name,
                model=text(mapping(options).get("model")) or None,
                failure_domain=f"{name}/{where}" if where else name,
                line=line_of(each, "provider"),
            )


def _tools(document: Document, gateway: str, route: _Route) -> Iterator[ToolAccess]:
    """Servers behind a route. What its rules allow is written in CEL, whose text stands for the names in it."""
    rules = at(route.policies, "mcpAuthorization", "rules")
    written = tuple(text(each) or text(at(each, "allow")) or text(at(each, "require")) for each in items(rules))
    for backend in route.backends("mcp"):
        for target in mappings(at(backend, "mcp", "targets")):
            name = text(target.get("name")) or "server"
            yield ToolAccess(
                resource=f"{gateway}#route/{route.name}/mcp/{name}",
                origin=document.origin(line_of(target, "name")),
                environment=document.environment,
                gateway=gateway,
                product="agentgateway",
                server=name,
                remote="stdio" not in target,
                tools=tuple(each for each in written if each) or None,
                authenticated=bool(route.policies.get("backendAuth")),
                callers_known=route.asks,
            )


def _limits(values: dict[str, Any], gateway: str, route: _Route) -> Iterator[ConsumptionLimit]:
    """Local limits count for everybody; remote ones by descriptors, which may tell callers apart."""
    local = route.policies.get("localRateLimit")
    for position, each in enumerate(mappings(items(local) or [local])):
        yield ConsumptionLimit(
            **values,
            resource=f"{gateway}#route/{route.name}/local/{position}",
            gateway=gateway,
            counts="tokens" if text(each.get("type")) == "tokens" else "requests",
            per=_per(text(each["key"])) if text(each.get("key")) else "everyone",
            amount=number(each.get("tokensPerFill")) or number(each.get("maxTokens")),
            period=text(each.get("fillInterval")),
        )
    for position, each in enumerate(mappings(at(route.policies, "remoteRateLimit", "descriptors"))):
        keys = " ".join(text(entry.get("value")) for entry in mappings(each.get("entries")))
        yield ConsumptionLimit(
            **values,
            resource=f"{gateway}#route/{route.name}/remote/{position}",
            gateway=gateway,
            counts="tokens" if text(each.get("type")) == "tokens" else "requests",
            per=_per(keys),
        )


_CALLERS = ("jwt.", "apiKey.", "authorization", "basicAuth.")
"""What a CEL expression names when it tells callers apart."""


def _per(expression: str) -> Literal["caller", "address", "other"]:
    if any(word in expression for word in _CALLERS):
        return "caller"
    return "address" if "source.address" in expression else "other"


def _credentials(route: _Route) -> Iterator[tuple[str, Credential]]:
    holders = [(mapping(route.policies.get("backendAuth")), "policies.backendAuth")]
    holders += [
        (mapping(at(each, "policies", "backendAuth")), "backends.policies.backendAuth") for each in mappings(route.data.get("backends"))
    ]
    for holder, path in holders:
        written = text(holder.get("key")) or text(at(holder, "key", "value"))
        found = credential("api_key", written, line_of(holder, "key")) if written else None
        if found is not None:
            yield f"{route.name}.{path}.key", found.model_copy(update={"name": "key"})
