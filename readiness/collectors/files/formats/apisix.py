"""APISIX's declarative files (standalone `apisix.yaml`, ADC) with AI plugins.

Defaults as of APISIX 3.14: a plugin is on unless `_meta.disable` says otherwise; `ai-proxy` asks nobody who they are, waits 30
seconds and logs neither tokens nor text; `ai-proxy-multi` tries instances by priority and leaves out those that fail only with a
`fallback_strategy`; `ai-rate-limiting` counts all tokens of a route or instance together, whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.containers import secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, flag, line_of, mapping, mappings, number, text
from readiness.facts.addresses import goes_out_in_clear, host_of, undecided_by
from readiness.facts.ai import Deployment, Gateway, Guardrail, ModelRoute, ProviderUse
from readiness.facts.containers import Credential
from readiness.facts.files import SecretLiteral
from readiness.facts.gateways import ConsumptionLimit

_PROXIES = ("ai-proxy", "ai-proxy-multi")
_ASKING = (
    "key-auth", "basic-auth", "jwt-auth", "openid-connect", "hmac-auth", "ldap-auth", "forward-auth", "wolf-rbac", "cas-auth",
    "authz-keycloak", "authz-casdoor", "multi-auth",
)  # fmt: skip
_GUARDS = ("ai-prompt-guard", "ai-aws-content-moderation", "ai-aliyun-content-moderation")
_PROVIDERS = {"azure-openai": "azure", "openai-compatible": "openai_like", "vertex-ai": "vertex"}
_LISTS = frozenset({"routes", "services", "upstreams", "consumers", "plugin_configs", "global_rules", "ssls", "consumer_groups", "secrets"})
_SECONDS = 30.0


@dataclass(frozen=True)
class _Route:
    """A route that leads to models, with the plugins that hold for its requests."""

    name: str
    plugins: dict[str, Any]
    proxy: str

    @property
    def settings(self) -> dict[str, Any]:
        return mapping(self.plugins.get(self.proxy))

    @property
    def instances(self) -> list[dict[str, Any]]:
        """The models it balances over, the most wanted ones first; its own one without a balance."""
        if self.proxy == "ai-proxy":
            return [self.settings]
        return sorted(mappings(self.settings.get("instances")), key=lambda each: -(number(each.get("priority")) or 0))

    @property
    def asks(self) -> bool:
        return any(isinstance(self.plugins.get(each), dict) for each in _ASKING)


def _on(plugins: Any) -> dict[str, Any]:
    return {str(name): each for name, each in mapping(plugins).items() if flag(at(each, "_meta", "disable")) is not True}


def _routes(data: Any) -> Iterator[_Route]:
    """Routes with what holds for them besides: rules for all, their service and their named set of plugins."""
    top = mapping(data)
    if not top.keys() & _LISTS:
        return
    everywhere: dict[str, Any] = {}
    for rule in mappings(top.get("global_rules")):
        everywhere |= _on(rule.get("plugins"))
    everywhere |= _on(top.get("global_rules"))
    services = {text(each.get("id")): each for each in mappings(top.get("services"))}
    sets = {text(each.get("id")): each for each in mappings(top.get("plugin_configs"))}
    written = [(each, services.get(text(each.get("service_id")), {})) for each in mappings(top.get("routes"))]
    written += [(each, service) for service in mappings(top.get("services")) for each in mappings(service.get("routes"))]
    for position, (route, service) in enumerate(written):
        shared = _on(mapping(sets.get(text(route.get("plugin_config_id")))).get("plugins"))
        plugins = everywhere | _on(service.get("plugins")) | shared | _on(route.get("plugins"))
        proxy = next((each for each in reversed(_PROXIES) if isinstance(plugins.get(each), dict)), "")
        if proxy:
            yield _Route(
                text(route.get("name")) or text(route.get("id")) or text(route.get("uri")) or f"route {position + 1}", plugins, proxy
            )


def _matches(document: Document) -> bool:
    return document.syntax in ("yaml", "json") and any(True for _ in _routes(document.data))


@format(
    "apisix",
    gives=(Gateway, ModelRoute, Guardrail, ProviderUse, ConsumptionLimit, SecretLiteral),
    matches=_matches,
    hint=r"^[ \t]*+[\"']?ai-proxy(?:-multi)?[\"']?:",
)
def apisix(document: Document) -> Iterator[Observation]:
    """A declarative file whose plugins call models."""
    routes = list(_routes(document.data))
    resource = f"apisix:{document.id}"
    addresses = [text(at(each, "override", "endpoint")) for route in routes for each in route.instances]
    found = [pair for each in routes for pair in _credentials(each)]
    yield Gateway(
        resource=resource,
        origin=document.origin(line_of(document.data, "routes" if "routes" in document.data else None)),
        environment=document.environment,
        product="apisix",
        authenticates=all(each.asks for each in routes),
        stores_prompts=any(flag(at(each.settings, "logging", "payloads")) is True for each in routes),
        request_timeout=max(_seconds(each) for each in routes),
        credentials=tuple(each for _, each in found),
        cleartext_endpoints=tuple(dict.fromkeys(host_of(each) for each in addresses if goes_out_in_clear(each))),
        unresolved_endpoints=tuple(dict.fromkeys(name for each in addresses if (name := undecided_by(each)))),
    )
    for position, each in enumerate(routes):
        values: dict[str, Any] = {
            "resource": f"{resource}#{each.name}/{position}",
            "origin": document.origin(line_of(each.plugins[each.proxy])),
            "environment": document.environment,
        }
        yield from _facts(values, resource, each)
    for path, secret in found:
        yield from secret_literal(document, (resource, path), secret, "gateway", document.environment)


def _seconds(route: _Route) -> float:
    return (number(route.settings.get("timeout")) or _SECONDS * 1000) / 1000


def _facts(values: dict[str, Any], gateway: str, route: _Route) -> Iterator[Observation]:
    deployments = tuple(_deployment(each) for each in route.instances)
    falls_back = bool(route.settings.get("fallback_strategy"))
    yield ModelRoute(
        **values,
        gateway=gateway,
        alias=route.name,
        deployments=deployments,
        fallback_domains=tuple(dict.fromkeys(each.failure_domain for each in deployments)) if falls_back else (),
        routing_strategy=text(at(route.settings, "balancer", "algorithm")) or None,
        timeout=_seconds(route),
        cools_down=True if any(mapping(each.get("checks")) for each in route.instances) else None,
    )
    for name in dict.fromkeys(each.provider for each in deployments):
        shown = "self-hosted" if name == "openai_like" else name
        yield ProviderUse(**values | {"resource": f"{values['resource']}/provider/{name}"}, provider=shown, via="gateway")
    for name in _GUARDS:
        if isinstance(route.plugins.get(name), dict):
            guard = values | {"resource": f"{values['resource']}/{name}"}
            stages = _stages(name, route.plugins[name])
            yield Guardrail(**guard, gateway=gateway, name=f"{route.name}/{name}", engine=name, stages=stages, attached=True)
    yield from _limits(values, gateway, route)


def _stages(name: str, settings: dict[str, Any]) -> tuple[str, ...]:
    """Requests; Alibaba Cloud's plugin looks at what it is told to (APISIX 3.14)."""
    if name != "ai-aliyun-content-moderation":
        return ("pre_call",)
    asked = [] if flag(settings.get("check_request")) is False else ["pre_call"]
    return (*asked, *(["post_call"] if flag(settings.get("check_response")) is True else []))


def _deployment(instance: dict[str, Any]) -> Deployment:
    written = text(instance.get("provider")) or "unknown"
    provider = _PROVIDERS.get(written, written)
    where = host_of(text(at(instance, "override", "endpoint")))
    return Deployment(
        provider=provider,
        model=text(at(instance, "options", "model")) or None,
        failure_domain=f"{provider}/{where}" if where else provider,
        keyed=True if mapping(instance.get("auth")) else None,
        line=line_of(instance, "provider"),
    )


def _limits(values: dict[str, Any], gateway: str, route: _Route) -> Iterator[ConsumptionLimit]:
    limit = route.plugins.get("ai-rate-limiting")
    if isinstance(limit, dict):
        first = next(iter(mappings(limit.get("instances"))), limit)
        period = text(first.get("time_window"))
        yield ConsumptionLimit(
            **values | {"resource": f"{values['resource']}/ai-rate-limiting"},
            gateway=gateway,
            counts="tokens",
            per="everyone",
            amount=number(first.get("limit")),
            period=f"{period}s" if period else "",
        )
    count = route.plugins.get("limit-count")
    if isinstance(count, dict):
        key = text(count.get("key")) or "remote_addr"
        per = "caller" if key in ("consumer_name", "http_authorization") else "address" if "addr" in key else "other"
        period = text(count.get("time_window"))
        yield ConsumptionLimit.model_validate(
            values
            | {"resource": f"{values['resource']}/limit-count", "gateway": gateway, "counts": "requests", "per": per}
            | {"amount": number(count.get("count")), "period": f"{period}s" if period else ""}
        )


def _credentials(route: _Route) -> Iterator[tuple[str, Credential]]:
    """Keys in headers, queries and bodies of requests to providers, and of moderation services."""
    holders = [(at(each, "auth", kind), f"auth.{kind}") for each in route.instances for kind in ("header", "query")]
    holders += [(at(each, "auth", "aws"), "auth.aws") for each in route.instances]
    holders += [(at(route.plugins, name), name) for name in _GUARDS]
    holders += [(at(route.plugins, "ai-aws-content-moderation", "comprehend"), "ai-aws-content-moderation.comprehend")]
    for holder, path in holders:
        for name, value in mapping(holder).items():
            found = credential(str(name), text(value), line_of(holder, name)) if text(value) else None
            if found is not None:
                yield f"{route.name}.{path}.{name}", found
