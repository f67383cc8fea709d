"""Kong Gateway's declarative files with AI plugins.

Defaults as of Kong 3.13: a plugin holds for the service, the route or everything it stands under, and not at all with
`enabled: false`; tokens are not counted unless `log_statistics` is on; limits of tokens count for each consumer; a
service waits 60 seconds for its upstream. Authentication that admits an `anonymous` consumer asks nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from readiness.collectors import Observation
from readiness.collectors.files.containers import secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, flag, items, line_of, mapping, mappings, number, text, texts
from readiness.facts.addresses import goes_out_in_clear, host_of, undecided_by
from readiness.facts.ai import Deployment, Gateway, Guardrail, ModelRoute, ProviderUse
from readiness.facts.containers import Credential
from readiness.facts.files import SecretLiteral
from readiness.facts.gateways import ConsumptionLimit, UsageMeter

_PROXIES = frozenset({"ai-proxy", "ai-proxy-advanced"})
_ASKING = frozenset(
    {
        "key-auth", "key-auth-enc", "basic-auth", "jwt", "jwt-signer", "oauth2", "oauth2-introspection", "openid-connect", "hmac-auth",
        "ldap-auth", "ldap-auth-advanced", "mtls-auth", "header-cert-auth", "vault-auth",
    }
)  # fmt: skip
_GUARDS = frozenset(
    {
        "ai-prompt-guard", "ai-semantic-prompt-guard", "ai-azure-content-safety", "ai-aws-guardrails", "ai-gcp-model-armor",
        "ai-lakera-guard", "ai-sanitizer", "ai-custom-guardrail",
    }
)  # fmt: skip
_ANSWER_GUARDS = frozenset({"ai-semantic-response-guard"})
_PROVIDERS = {"llama2": "openai_like", "huggingface": "huggingface", "gemini": "vertex"}
_KINDS: dict[str, Literal["chat", "embedding", "rerank", "other"]] = {
    "llm/v1/chat": "chat",
    "llm/v1/completions": "chat",
    "llm/v1/responses": "chat",
    "llm/v1/embeddings": "embedding",
}
_SECONDS = 60.0


@dataclass(frozen=True)
class _Plugin:
    """A plugin that is on, with the plugins that hold for the same requests."""

    data: dict[str, Any]
    owner: str
    beside: tuple[dict[str, Any], ...]
    timeout: float

    @property
    def name(self) -> str:
        return text(self.data.get("name"))

    @property
    def config(self) -> dict[str, Any]:
        return mapping(self.data.get("config"))


def _on(plugins: Any) -> list[dict[str, Any]]:
    return [each for each in mappings(plugins) if flag(each.get("enabled")) is not False and text(each.get("name"))]


def _plugins(data: Any) -> Iterator[_Plugin]:
    """Plugins of everything, of services and of routes, each with those that hold beside and above it."""
    everywhere = _on(mapping(data).get("plugins"))
    for each in everywhere:
        yield _Plugin(each, _named(each) or "everything", tuple(everywhere), _SECONDS)
    for service in mappings(mapping(data).get("services")):
        name, own = text(service.get("name")) or "service", _on(service.get("plugins"))
        timeout = (number(service.get("read_timeout")) or _SECONDS * 1000) / 1000
        for each in own:
            yield _Plugin(each, name, (*everywhere, *own), timeout)
        for route in mappings(service.get("routes")):
            inner = _on(route.get("plugins"))
            for each in inner:
                yield _Plugin(each, text(route.get("name")) or name, (*everywhere, *own, *inner), timeout)
    for route in mappings(mapping(data).get("routes")):
        inner = _on(route.get("plugins"))
        for each in inner:
            yield _Plugin(each, text(route.get("name")) or "route", (*everywhere, *inner), _SECONDS)


def _named(plugin: dict[str, Any]) -> str:
    """What a plugin at the top names as its service or route."""
    return text(plugin.get("route")) or text(plugin.get("service"))


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    return document.syntax in ("yaml", "json") and "_format_version" in data and any(each.name.startswith("ai-") for each in _plugins(data))


@format(
    "kong",
    gives=(Gateway, ModelRoute, Guardrail, ProviderUse, ConsumptionLimit, UsageMeter, SecretLiteral),
    matches=_matches,
    hint=r"^[ \t]*+(?:-[ \t]*+)?name:\s*[\"']?ai-(proxy|prompt|rate|semantic|request|response)",
)
def kong(document: Document) -> Iterator[Observation]:
    """A declarative file whose plugins call models."""
    plugins = list(_plugins(document.data))
    resource = f"kong:{document.id}"
    proxies = [each for each in plugins if each.name in _PROXIES]
    addresses = [text(at(each, "model", "options", "upstream_url")) for plugin in proxies for each in _targets(plugin)]
    found = [secret for each in plugins if each.name.startswith("ai-") for secret in _credentials(each)]
    yield Gateway(
        resource=resource,
        origin=document.origin(line_of(proxies[0].data, "name") if proxies else line_of(document.data, "_format_version")),
        environment=document.environment,
        product="kong",
        authenticates=bool(proxies) and all(_asks(each) for each in proxies),
        stores_prompts=any(flag(at(each, "logging", "log_payloads")) is True for plugin in proxies for each in _targets(plugin)),
        request_timeout=max((each.timeout for each in proxies), default=_SECONDS),
        credentials=tuple(each for _, each in found),
        cleartext_endpoints=tuple(dict.fromkeys(host_of(each) for each in addresses if goes_out_in_clear(each))),
        unresolved_endpoints=tuple(dict.fromkeys(name for each in addresses if (name := undecided_by(each)))),
        cache="semantic" if any(each.name == "ai-semantic-cache" for each in plugins) else "",
    )
    for position, each in enumerate(plugins):
        values = _values(document, resource, each, position)
        if each.name in _PROXIES:
            yield _route(values, each)
            yield from _meters(values, each)
            yield from _providers(values, each)
        elif each.name in _GUARDS | _ANSWER_GUARDS:
            stages = _stages(each.data)
            passed_by = dict.fromkeys(proxy.owner for proxy in proxies if not _screened(proxy, stages))
            yield Guardrail(
                **values, name=f"{each.owner}/{each.name}", engine=each.name, stages=stages, attached=True, passed_by=tuple(passed_by)
            )
        else:
            yield from _limits(values, each)
    for path, secret in found:
        yield from secret_literal(document, (resource, path), secret, "gateway", document.environment)


def _stages(guard: dict[str, Any]) -> tuple[str, ...]:
    """Requests, unless the plugin's mode says otherwise (Kong 3.14)."""
    if text(guard.get("name")) in _ANSWER_GUARDS:
        return ("post_call",)
    mode = text(at(guard, "config", "guarding_mode")) or text(at(guard, "config", "sanitization_mode"))
    return {"OUTPUT": ("post_call",), "BOTH": ("pre_call", "post_call")}.get(mode.upper(), ("pre_call",))


def _screened(proxy: _Plugin, stages: tuple[str, ...]) -> bool:
    """Whether guardrails that hold for the plugin's own requests stand at all of these stages."""
    guards = [each for each in proxy.beside if text(each.get("name")) in _GUARDS | _ANSWER_GUARDS]
    return set(stages) <= {stage for each in guards for stage in _stages(each)}


def _values(document: Document, resource: str, plugin: _Plugin, position: int) -> dict[str, Any]:
    return {
        "resource": f"{resource}#{plugin.owner}/{plugin.name}/{position}",
        "origin": document.origin(line_of(plugin.data, "name")),
        "environment": document.environment,
        "gateway": resource,
    }


def _asks(plugin: _Plugin) -> bool:
    """Whether callers must prove who they are before the plugin calls a model."""
    asking = [each for each in plugin.beside if text(each.get("name")) in _ASKING]
    return any(not text(at(each, "config", "anonymous")) for each in asking)


def _targets(plugin: _Plugin) -> list[dict[str, Any]]:
    """The models a plugin calls: its own, or those it balances over."""
    return mappings(plugin.config.get("targets")) if plugin.name == "ai-proxy-advanced" else [plugin.config]


def _route(values: dict[str, Any], plugin: _Plugin) -> ModelRoute:
    deployments = tuple(_deployment(each) for each in _targets(plugin))
    fails = number(at(plugin.config, "balancer", "max_fails"))
    timeout = number(at(plugin.config, "balancer", "read_timeout"))
    return ModelRoute(
        **values,
        alias=plugin.owner,
        deployments=deployments,
        fallback_domains=tuple(dict.fromkeys(each.failure_domain for each in deployments)),
        routing_strategy=text(at(plugin.config, "balancer", "algorithm")) or None,
        timeout=timeout / 1000 if timeout else plugin.timeout,
        cools_down=None if fails is None else fails > 0,
        kind=_KINDS.get(text(next(iter(_targets(plugin)), {}).get("route_type")), "other"),
    )


def _deployment(target: dict[str, Any]) -> Deployment:
    options = mapping(at(target, "model", "options"))
    written = text(at(target, "model", "provider")) or "unknown"
    provider = _PROVIDERS.get(written, written)
    where = host_of(text(options.get("upstream_url"))) or text(options.get("azure_instance")) or text(at(options, "bedrock", "aws_region"))
    where = where or text(at(options, "gemini", "location_id"))
    return Deployment(
        provider=provider,
        model=text(at(target, "model", "name")) or None,
        failure_domain=f"{provider}/{where}" if where else provider,
        keyed=_keyed(mapping(target.get("auth"))),
        weight=number(target.get("weight")),
        line=line_of(mapping(target.get("model")), "name"),
    )


def _keyed(auth: dict[str, Any]) -> bool | None:
    if any(text(auth.get(key)) for key in ("header_value", "param_value", "aws_secret_access_key", "gcp_service_account_json")):
        return True
    identity = any(flag(auth.get(key)) is True for key in ("azure_use_managed_identity", "gcp_use_service_account"))
    return False if identity or text(auth.get("aws_assume_role_arn")) else None


def _providers(values: dict[str, Any], plugin: _Plugin) -> Iterator[ProviderUse]:
    for name in dict.fromkeys(_deployment(each).provider for each in _targets(plugin)):
        shared = {key: value for key, value in values.items() if key != "gateway"} | {"resource": f"{values['resource']}/provider/{name}"}
        yield ProviderUse(**shared, provider="self-hosted" if name == "openai_like" else name, via="gateway")


def _meters(values: dict[str, Any], plugin: _Plugin) -> Iterator[UsageMeter]:
    """With statistics on, logs and metrics hold the tokens of each call beside its consumer, where one is known."""
    if any(flag(at(each, "logging", "log_statistics")) is True for each in _targets(plugin)):
        who = ("consumer",) if _asks(plugin) else ()
        yield UsageMeter(**values | {"resource": f"{values['resource']}/statistics"}, dimensions=("model", *who), per_caller=bool(who))


_IDENTIFIERS: dict[str, Literal["caller", "address", "everyone", "other"]] = {
    "consumer": "caller",
    "credential": "caller",
    "consumer-group": "caller",
    "ip": "address",
    "service": "everyone",
}


def _limits(values: dict[str, Any], plugin: _Plugin) -> Iterator[ConsumptionLimit]:
    config = plugin.config
    if plugin.name == "ai-rate-limiting-advanced":
        per = _IDENTIFIERS.get(text(config.get("identifier")) or "consumer", "other")
        if mappings(config.get("policies")):
            yield _limit(values, "tokens", _policy_per(config), mappings(at(config, "policies"))[0])
        for each in mappings(config.get("llm_providers")):
            name = text(each.get("name"))
            yield _limit(values | {"resource": f"{values['resource']}/{name}"}, "tokens", _known(per, plugin), each)
    elif plugin.name in ("rate-limiting", "rate-limiting-advanced"):
        by = text(config.get("limit_by")) or text(config.get("identifier")) or "consumer"
        yield ConsumptionLimit(**values, counts="requests", per=_known(_IDENTIFIERS.get(by, "other"), plugin))


def _known(per: Literal["caller", "address", "everyone", "other"], plugin: _Plugin) -> Literal["caller", "address", "everyone", "other"]:
    """Where nobody is asked who they are, a consumer is never known and its address counts instead."""
    return "address" if per == "caller" and not _asks(plugin) else per


def _policy_per(config: dict[str, Any]) -> Literal["caller", "everyone"]:
    kinds = {text(each.get("type")) for policy in mappings(config.get("policies")) for each in mappings(policy.get("match"))}
    return "caller" if kinds & {"consumer", "consumer-group", "consumer_group"} else "everyone"


def _limit(values: dict[str, Any], counts: Literal["tokens"], per: Any, holder: dict[str, Any]) -> ConsumptionLimit:
    first = next(iter(mappings(holder.get("limits"))), holder)
    amount = next((number(each) for each in (*items(first.get("limit")), first.get("limit")) if number(each) is not None), None)
    window = next(iter(texts(first.get("window_size"))), "")
    return ConsumptionLimit(**values, counts=counts, per=per, amount=amount, period=f"{window}s" if window else "")


_SECRETS = ("header_value", "param_value", "aws_access_key_id", "aws_secret_access_key", "gcp_service_account_json", "azure_client_secret")


def _credentials(plugin: _Plugin) -> Iterator[tuple[str, Credential]]:
    """Keys with which a plugin calls a model or a service."""
    holders = [(mapping(each.get("auth")), f"targets[{position}].auth") for position, each in enumerate(_targets(plugin))]
    for holder, path in holders:
        for key in _SECRETS:
            written = text(holder.get(key)).removeprefix("Bearer ").strip()
            if not written or written.startswith("${{"):
                continue
            found = credential("api_key" if key.endswith("_value") else key, written, line_of(holder, key))
            if found is not None:
                yield f"{plugin.owner}/{plugin.name}.{path}.{key}", found.model_copy(update={"name": key})
