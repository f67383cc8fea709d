"""LiteLLM proxy configuration: the gateway, its model routes with fallbacks, guardrails, traces and credentials.

Keys and defaults as of LiteLLM 1.109 (`ConfigYAML` and the router). Values that hold for one place only, such as a
key in the environment, are references; budgets, models and guardrails kept in the gateway's database are not seen,
which `stored_in_database` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.chart_values import Chart, releases
from readiness.collectors.files.containers import image, secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, flag, items, line_of, mapping, mappings, number, text, texts, whole
from readiness.facts import GapReason
from readiness.facts.addresses import goes_out_in_clear, host_of, undecided_by
from readiness.facts.ai import SELF_HOSTED, AiService, DebugSwitch, Deployment, Gateway, Guardrail, ModelRoute, ProviderUse, TraceSink
from readiness.facts.containers import Container, Credential, EnvironmentVariable
from readiness.facts.files import SecretLiteral
from readiness.facts.gateways import ConsumptionLimit, ToolAccess


@dataclass(frozen=True)
class _Config:
    """One proxy configuration, taken apart once."""

    document: Document
    resource: str
    general: dict[str, Any]
    settings: dict[str, Any]
    router: dict[str, Any]
    models: list[dict[str, Any]]
    stored: bool

    @classmethod
    def of(cls, document: Document) -> _Config:
        data = mapping(document.data)
        general = mapping(data.get("general_settings"))
        return cls(
            document=document,
            resource=f"litellm:{document.id}",
            general=general,
            settings=mapping(data.get("litellm_settings")),
            router=mapping(data.get("router_settings")),
            models=[each for each in mappings(data.get("model_list")) if text(each.get("model_name"))],
            stored=flag(general.get("store_model_in_db")) is True or _variable(data, "STORE_MODEL_IN_DB") is True,
        )


def _variable(data: dict[str, Any], name: str) -> bool | None:
    return flag(at(data, "environment_variables", name))


def _is_proxy(data: Any) -> bool:
    """Whether these are settings of the proxy; one whose models live in its database has no list of them."""
    listed = mappings(mapping(data).get("model_list"))
    if any(isinstance(each.get("litellm_params"), dict) for each in listed):
        return True
    stored = flag(at(data, "general_settings", "store_model_in_db")) is True
    return stored and isinstance(at(data, "general_settings"), dict)


def _matches(document: Document) -> bool:
    return document.syntax in ("yaml", "json") and _is_proxy(document.data)


GIVES = (Gateway, ModelRoute, Guardrail, ProviderUse, TraceSink, DebugSwitch, SecretLiteral, ConsumptionLimit, ToolAccess)


@format("litellm", gives=GIVES, matches=_matches, hint=r"^[ \t]*+(?:-[ \t]+\{?[ \t]*)?litellm_params:")
def gateway(document: Document) -> Iterator[Observation]:
    """A LiteLLM proxy configuration."""
    yield from _facts(_Config.of(document))


CHART = Chart(("litellm-helm", "litellm"), lambda values: _is_proxy(values.get("proxy_config")))


@format("litellm chart", gives=(*GIVES, AiService), matches=CHART.matches, hint=r"^[ \t]*+proxy_config:")
def chart_values(document: Document) -> Iterator[Observation]:
    """Values of LiteLLM's Helm chart (litellm-helm 1.1), which makes a master key and a database of its own unless told otherwise."""
    for release in releases(document, CHART):
        values = mapping(release.data)
        part = f"{release.part}/proxy_config" if release.part else "proxy_config"
        for each in _facts(_Config.of(replace(release, data=mapping(values.get("proxy_config")), part=part))):
            yield _of_chart(values, each) if isinstance(each, Gateway) else each
        yield _deployed(release, values)
        if (given := _chart_key(values)) is not None:
            yield from secret_literal(release, (f"helm:{release.id}", "masterkey"), given, "gateway", release.environment)


def _chart_key(values: dict[str, Any]) -> Credential | None:
    written = text(values.get("masterkey"))
    return credential("master_key", written, line_of(values, "masterkey")) if written else None


def _of_chart(values: dict[str, Any], gateway: Gateway) -> Gateway:
    """What the chart's own values add to the proxy's settings."""
    made = Credential(name="masterkey", state="reference", reference="PROXY_MASTER_KEY")
    own = flag(at(values, "db", "deployStandalone")) is not False or flag(at(values, "db", "useExisting")) is True
    debugging = text(values.get("logLevel")).upper() == "DEBUG" or text(at(values, "envVars", "LITELLM_LOG")).upper() == "DEBUG"
    return gateway.model_copy(
        update={
            "master_key": _chart_key(values) or gateway.master_key or made,
            "database": gateway.database or own,
            "debug": (*gateway.debug, "logLevel") if debugging else gateway.debug,
        }
    )


def _deployed(document: Document, values: dict[str, Any]) -> AiService:
    """The gateway as it is deployed; numbers that these values leave out may stand in others that are laid over them."""
    scaling = next((found for key in ("autoscaling", "keda") if flag((found := mapping(values.get(key))).get("enabled")) is True), None)
    replicas = whole(values.get("replicaCount")) if scaling is None else whole(scaling.get("minReplicas")) or 1
    picture, kind = mapping(values.get("image")), text(at(values, "service", "type"))
    name = text(picture.get("repository")) + (f":{text(picture.get('tag'))}" if text(picture.get("tag")) else "")
    variables = tuple(EnvironmentVariable(name=str(key)) for key in mapping(values.get("envVars")))
    secrets = (*texts(values.get("environmentSecrets")), *texts(values.get("environmentConfigMaps")))
    service = AiService(
        resource=f"helm:{document.id}",
        origin=document.origin(line_of(values, "replicaCount")),
        environment=document.environment,
        role="gateway",
        product="litellm",
        platform="kubernetes",
        workload=f"helm:{document.id}",
        container=Container(
            name="litellm", image=image(name) if name and ":" in name else None, environment=variables, environment_from=secrets
        ),
        published=(f"{kind} litellm",) if kind in ("NodePort", "LoadBalancer") else (),
        authentication=True,
        replicas=replicas,
        settings={"serviceMonitor.enabled": text(at(values, "serviceMonitor", "enabled")) or "false"},
    )
    return service if replicas is not None else service.unknown("replicas", GapReason.UNSUPPORTED, "other values may set it")


def _facts(config: _Config) -> Iterator[Observation]:
    document = config.document
    found = list(_credentials(document.data))
    yield _gateway(config, tuple(each for _, each in found))
    yield from _limits(config)
    yield from _tools(config)
    yield from _routes(config)
    yield from _guardrails(config)
    yield from _providers(config)
    yield from _sinks(config)
    yield from _switches(config)
    for path, each in found:
        yield from secret_literal(document, (config.resource, path), each, "gateway", document.environment)


# The gateway


def _gateway(config: _Config, credentials: tuple[Credential, ...]) -> Gateway:
    general, settings, router = config.general, config.settings, config.router
    data = mapping(config.document.data)
    return Gateway(
        resource=config.resource,
        origin=config.document.origin(line_of(data, "general_settings" if general else "model_list")),
        environment=config.document.environment,
        product="litellm",
        master_key=_master_key(config),
        custom_auth=bool(text(general.get("custom_auth"))) or flag(general.get("enable_jwt_auth")) is True,
        permits_weak_key=flag(general.get("dangerously_permit_weak_or_unset_master_key")) is True,
        stored_in_database=config.stored,
        max_budget=number(settings.get("max_budget")),
        budget_duration=text(settings.get("budget_duration")) or None,
        provider_budgets=bool(mapping(router.get("provider_budget_config"))),
        key_budgets=_has_key_budgets(settings),
        request_timeout=_first_number(settings.get("request_timeout"), router.get("timeout")),
        max_parallel_requests=whole(general.get("global_max_parallel_requests")) or whole(general.get("max_parallel_requests")),
        callbacks=texts(settings.get("callbacks")),
        success_callbacks=texts(settings.get("success_callback")),
        failure_callbacks=texts(settings.get("failure_callback")),
        debug=tuple(path for path, _, _ in _debug(config)),
        stores_prompts=flag(general.get("store_prompts_in_spend_logs")) is True,
        prompts_kept=text(general.get("maximum_spend_logs_retention_period")),
        audits_changes=flag(settings.get("store_audit_logs")) is True,
        masks_messages=flag(settings.get("turn_off_message_logging")),
        routing_strategy=text(router.get("routing_strategy")) or None,
        redis=_uses_redis(config),
        alerting=bool(texts(general.get("alerting"))),
        credentials=credentials,
        literal_endpoints=_literal_endpoints(config),
        cleartext_endpoints=tuple(dict.fromkeys(host_of(each) for each in _addresses(config) if goes_out_in_clear(each))),
        unresolved_endpoints=tuple(dict.fromkeys(name for each in _addresses(config) if (name := undecided_by(each)))),
        database=_has_database(config),
        cache=_cache_kind(settings),
        cache_ttl=number(at(settings, "cache_params", "ttl")),
        configured_here=bool(config.models),
        retries=next((found for place in (router, settings) if (found := whole(place.get("num_retries"))) is not None), None),
        forwards_trace=flag(settings.get("forward_traceparent_to_llm_provider")) is True,
    )


def _has_database(config: _Config) -> bool:
    return bool(text(config.general.get("database_url"))) or bool(text(at(config.document.data, "environment_variables", "DATABASE_URL")))


def _cache_kind(settings: dict[str, Any]) -> str:
    """Kind of the cache that is on: Redis unless another type is written."""
    return (text(at(settings, "cache_params", "type")) or "redis") if flag(settings.get("cache")) is True else ""


def _master_key(config: _Config) -> Credential | None:
    for place, key in ((config.general, "master_key"), (mapping(at(config.document.data, "environment_variables")), "LITELLM_MASTER_KEY")):
        if key in place:
            return credential(key, text(place[key]), line_of(place, key))
    return None


def _has_key_budgets(settings: dict[str, Any]) -> bool:
    defaults = (settings.get("default_key_generate_params"), settings.get("upperbound_key_generate_params"))
    return any(number(at(each, "max_budget")) is not None for each in defaults) or any(
        number(settings.get(name)) is not None for name in ("max_internal_user_budget", "max_end_user_budget")
    )


def _first_number(*values: Any) -> float | None:
    return next((found for value in values if (found := number(value)) is not None), None)


def _uses_redis(config: _Config) -> bool:
    cache = mapping(config.settings.get("cache_params"))
    return (
        any(key in config.router for key in ("redis_host", "redis_url"))
        or bool(config.general.get("coordination_redis"))
        or (flag(config.settings.get("cache")) is True and text(cache.get("type") or "redis").startswith("redis"))
    )


def _literal_endpoints(config: _Config) -> tuple[str, ...]:
    """Hosts of `api_base` values that are written here; user info and query never leave the file."""
    return tuple(dict.fromkeys(host for each in _bases(config) if (host := host_of(each))))


def _bases(config: _Config) -> list[str]:
    """Addresses of models that are written here."""
    return [each for each in _addresses(config) if each and not each.startswith("os.environ/") and "${" not in each]


def _addresses(config: _Config) -> list[str]:
    """Addresses of models as they are written, references to variables included."""
    return [text(each.get("api_base") or each.get("base_url")) for each in _all_params(config)]


def _all_params(config: _Config) -> list[dict[str, Any]]:
    return [mapping(each.get("litellm_params")) for each in config.models]


# Model routes

_REGION = re.compile(r"(?P<region>us|eu|apac|global|us-gov|au|jp|ca)\.(?=[a-z]+\.)")
# Prefixes that name how a provider is called, rather than the provider.
_CALLED = {
    "azure_ai": "azure",
    "azure_text": "azure",
    "vertex_ai": "vertex",
    "vertex_ai_beta": "vertex",
    "text-completion-openai": "openai",
}
# Model ids without a provider are resolved by LiteLLM from its price list; these are the names it is used with.
_BARE = (
    (re.compile(r"(gpt-|chatgpt-|o[134](-|$)|text-embedding-|dall-e|whisper|tts-|ft:gpt|omni-moderation|davinci|babbage)"), "openai"),
    (re.compile(r"claude"), "anthropic"),
    (re.compile(r"gemini"), "vertex"),
    (re.compile(r"(command|embed-|rerank-)"), "cohere"),
    (re.compile(r"(anthropic|amazon|meta|cohere|mistral|ai21)\."), "bedrock"),
)


def _provider_and_model(params: dict[str, Any]) -> tuple[str, str | None]:
    written = text(params.get("model"))
    custom = text(params.get("custom_llm_provider"))
    if written.startswith("os.environ/") or "${" in written:
        return custom or "unknown", None
    first, slash, rest = written.partition("/")
    if custom:
        return custom, rest if slash and first == custom else written
    if slash:
        return first, rest or None
    provider = next((name for pattern, name in _BARE if pattern.match(written)), "unknown")
    return provider, written or None


def _failure_domain(params: dict[str, Any], provider: str, model: str | None) -> str:
    """Provider with the region or endpoint that fails as one, as far as the file tells."""
    provider = _CALLED.get(provider, provider)
    base = text(params.get("api_base") or params.get("base_url"))
    if base:
        return f"{provider}/{base.removeprefix('os.environ/') if base.startswith('os.environ/') else host_of(base) or 'endpoint'}"
    for key in ("aws_region_name", "region_name", "vertex_location", "watsonx_region_name"):
        if text(params.get(key)):
            return f"{provider}/{text(params[key])}"
    region = _REGION.match((model or "").removeprefix("converse/").removeprefix("invoke/"))
    return f"{provider}/{region['region']}" if region else provider


def _deployment(item: dict[str, Any]) -> Deployment:
    params = mapping(item.get("litellm_params"))
    provider, model = _provider_and_model(params)
    return Deployment(
        provider=provider,
        model=model,
        failure_domain=_failure_domain(params, provider, model),
        requests_per_minute=whole(params.get("rpm")),
        tokens_per_minute=whole(params.get("tpm")),
        timeout=number(params.get("timeout")),
        max_budget=number(params.get("max_budget")),
        keyed=_keyed(params),
        weight=number(params.get("weight")),
        line=line_of(item, "model_name"),
    )


_KEYS = ("api_key", "aws_secret_access_key", "client_secret")
_IDENTITIES = ("aws_role_name", "aws_web_identity_token", "aws_profile_name", "use_azure_ad", "azure_ad_token")


def _keyed(params: dict[str, Any]) -> bool | None:
    """Whether a key is given to it, written or referred to; `vertex_credentials` and a named credential may be either."""
    if any(text(params.get(key)) for key in _KEYS):
        return True
    return False if any(params.get(key) for key in _IDENTITIES) else None


_FALLBACK_KINDS = ("fallbacks",)
# Fallbacks for one kind of refusal: another model for long prompts does not help when the provider is down.
_NARROW_KINDS = ("context_window_fallbacks", "content_policy_fallbacks")


def _fallback_table(config: _Config, kinds: Sequence[str]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for place in (config.settings, config.router):
        for kind in kinds:
            for entry in mappings(place.get(kind)):
                for alias, targets in entry.items():
                    table.setdefault(str(alias), []).extend(_targets(targets))
    return table


def _targets(value: Any) -> list[str]:
    """Aliases of a fallback list; an entry may be a mapping with its own `model`."""
    listed = items(value) if isinstance(value, list) else [value]
    return [name for each in listed if (name := text(each.get("model")) if isinstance(each, dict) else text(each))]


def _routes(config: _Config) -> Iterator[ModelRoute]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in config.models:
        groups.setdefault(text(item["model_name"]), []).append(item)
    deployments = {alias: tuple(_deployment(item) for item in group) for alias, group in groups.items()}
    aliases = _group_aliases(config)
    table = _fallback_table(config, _FALLBACK_KINDS)
    everything = _fallback_table(config, (*_FALLBACK_KINDS, *_NARROW_KINDS))
    defaults = [name for place in (config.settings, config.router) for name in _targets(place.get("default_fallbacks") or [])]
    aimed_at = {aliases.get(name, name) for targets in (*everything.values(), defaults) for name in targets}
    for alias, group in groups.items():
        own = table.get(alias) or table.get("*") or defaults
        wanted = [name for name in dict.fromkeys(aliases.get(each, each) for each in own) if name != alias]
        defined = tuple(name for name in wanted if _group_for(name, deployments) is not None)
        yield _route(
            config, alias, group, deployments, defined, dangling=_dangling(alias, wanted, everything, aliases, deployments), used=aimed_at
        )


def _group_aliases(config: _Config) -> dict[str, str]:
    """`model_group_alias`: another name for a group, as text or as a mapping with `model`."""
    table = mapping(config.router.get("model_group_alias"))
    return {str(name): text(at(target, "model")) or text(target) for name, target in table.items()}


def _group_for(name: str, deployments: dict[str, tuple[Deployment, ...]]) -> str | None:
    """The group that serves a name: itself, or a wildcard group (`openai/*`)."""
    if name in deployments:
        return name
    return next((each for each in deployments if each.endswith("*") and name.startswith(each[:-1])), None)


def _dangling(
    alias: str, wanted: list[str], everything: dict[str, list[str]], aliases: dict[str, str], deployments: dict[str, tuple[Deployment, ...]]
) -> tuple[str, ...]:
    named = [*wanted, *(aliases.get(each, each) for each in everything.get(alias, []))]
    return tuple(dict.fromkeys(name for name in named if _group_for(name, deployments) is None))


def _route(
    config: _Config,
    alias: str,
    group: list[dict[str, Any]],
    deployments: dict[str, tuple[Deployment, ...]],
    fallbacks: tuple[str, ...],
    *,
    dangling: tuple[str, ...],
    used: set[str],
) -> ModelRoute:
    own = deployments[alias]
    reached = [*own, *(each for name in fallbacks for each in deployments[_group_for(name, deployments) or name])]
    timeouts = [each.timeout for each in own]
    return ModelRoute(
        resource=f"{config.resource}#model/{alias}",
        origin=config.document.origin(line_of(group[0], "model_name")),
        environment=config.document.environment,
        gateway=config.resource,
        alias=alias,
        deployments=own,
        fallbacks=fallbacks,
        dangling=dangling,
        fallback_domains=tuple(dict.fromkeys(each.failure_domain for each in reached)),
        is_fallback=alias in used,
        routing_strategy=text(config.router.get("routing_strategy")) or None,
        stored_in_database=config.stored,
        timeout=_effective_timeout(timeouts, config),
        cools_down=_cools_down(config),
        kind=_kind(group[0], own[0]),
    )


def _cools_down(config: _Config) -> bool | None:
    """Cooldowns are on unless switched off or made of no length (Router of LiteLLM 1.109)."""
    router = config.router
    if flag(router.get("disable_cooldowns")) is True or number(router.get("cooldown_time")) == 0:
        return False
    return True if {"allowed_fails", "cooldown_time", "allowed_fails_policy"} & router.keys() else None


def _effective_timeout(timeouts: list[float | None], config: _Config) -> float | None:
    """The longest timeout of the group; a deployment without one takes the router's or the gateway's."""
    shared = _first_number(config.router.get("timeout"), config.settings.get("request_timeout"))
    effective = [each if each is not None else shared for each in timeouts]
    known = [each for each in effective if each is not None]
    return max(known) if known and len(known) == len(effective) else None


def _kind(item: dict[str, Any], deployment: Deployment) -> Any:
    mode = text(at(item, "model_info", "mode"))
    if mode:
        return {"chat": "chat", "completion": "chat", "responses": "chat", "embedding": "embedding", "rerank": "rerank"}.get(mode, "other")
    name = f"{deployment.model or ''} {text(item.get('model_name'))}".lower()
    for kind, words in (
        ("rerank", ("rerank",)),
        ("embedding", ("embed", "bge-", "titan-embed")),
        ("other", ("whisper", "tts", "dall-e", "image")),
    ):
        if any(word in name for word in words):
            return kind
    return "chat"


# Limits of callers, and tools

# What a key is given that says nothing itself, and what no key may exceed.
_KEY_DEFAULTS = ("default_key_generate_params", "upperbound_key_generate_params")
_PER_CALLER: tuple[tuple[str, str, Any], ...] = (
    ("max_budget", "", "dollars"),
    ("tpm_limit", "minute", "tokens"),
    ("rpm_limit", "minute", "requests"),
)
_BUDGETS = {"max_internal_user_budget": "internal_user_budget_duration", "max_end_user_budget": ""}


def _limits(config: _Config) -> Iterator[ConsumptionLimit]:
    """Limits that hold for callers who were given none of their own."""
    settings = config.settings
    for place in _KEY_DEFAULTS:
        given = mapping(settings.get(place))
        for key, period, counts in _PER_CALLER:
            if (amount := number(given.get(key))) is not None:
                lasts = period or text(given.get("budget_duration"))
                yield _limit(config, f"{place}.{key}", given, key, counts=counts, amount=amount, period=lasts)
    for key, duration in _BUDGETS.items():
        if (amount := number(settings.get(key))) is not None:
            yield _limit(config, key, settings, key, counts="dollars", amount=amount, period=text(settings.get(duration)))


def _limit(config: _Config, place: str, given: dict[str, Any], key: str, **values: Any) -> ConsumptionLimit:
    return ConsumptionLimit(
        resource=f"{config.resource}#limit/{place}",
        origin=config.document.origin(line_of(given, key)),
        environment=config.document.environment,
        gateway=config.resource,
        per="caller",
        **values,
    )


def _tools(config: _Config) -> Iterator[ToolAccess]:
    """MCP servers behind the proxy; each may be open to every key that the proxy knows."""
    data = mapping(config.document.data)
    servers = mapping(data.get("mcp_servers"))
    for name, server in servers.items():
        if not isinstance(server, dict):
            continue
        allowed = server.get("allowed_tools")
        yield ToolAccess(
            resource=f"{config.resource}#mcp/{name}",
            origin=config.document.origin(line_of(servers, name)),
            environment=config.document.environment,
            gateway=config.resource,
            product="litellm",
            server=str(name),
            remote=text(server.get("transport")) != "stdio" and bool(text(server.get("url")) or text(server.get("spec_path"))),
            tools=texts(allowed) or None,
            authenticated=_is_authenticated(server),
            callers_known=None,
        )


def _is_authenticated(server: dict[str, Any]) -> bool:
    kind = text(server.get("auth_type"))
    if kind:
        return kind != "none"
    return any(server.get(key) for key in ("authentication_token", "auth_value", "static_headers", "extra_headers", "headers", "env"))


# Guardrails, providers, traces, switches


def _guardrails(config: _Config) -> Iterator[Guardrail]:
    data = mapping(config.document.data)
    named = _attached_names(data, config)
    for item in mappings(data.get("guardrails")):
        params, name = mapping(item.get("litellm_params")), text(item.get("guardrail_name"))
        if not name:
            continue
        yield Guardrail(
            resource=f"{config.resource}#guardrail/{name}",
            origin=config.document.origin(line_of(item, "guardrail_name")),
            environment=config.document.environment,
            gateway=config.resource,
            name=name,
            engine=text(params.get("guardrail")),
            stages=texts(params.get("mode")),
            attached=flag(params.get("default_on")) is True or name in named,
            fails_open=_fails_open(params),
            stored_in_database=config.stored,
            version="" if text(params.get("guardrailVersion")).startswith("os.environ/") else text(params.get("guardrailVersion")),
        )


def _attached_names(data: dict[str, Any], config: _Config) -> set[str]:
    """Guardrails that a model or a policy names."""
    names = {name for params in _all_params(config) for name in texts(params.get("guardrails"))}
    attached = {text(each.get("policy")) for each in mappings(data.get("policy_attachments"))}
    for name, policy in mapping(data.get("policies")).items():
        if name in attached:
            guardrails = at(policy, "guardrails")
            names.update(texts(at(guardrails, "add") if isinstance(guardrails, dict) else guardrails))
    return names


def _fails_open(params: dict[str, Any]) -> bool | None:
    fallback = text(params.get("unreachable_fallback"))
    if fallback:
        return fallback == "fail_open"
    fail_on_error = flag(params.get("fail_on_error"))
    return None if fail_on_error is None else not fail_on_error


def _providers(config: _Config) -> Iterator[ProviderUse]:
    lines: dict[str, int | None] = {}
    for item in config.models:
        provider, _ = _provider_and_model(mapping(item.get("litellm_params")))
        lines.setdefault("self-hosted" if provider in SELF_HOSTED else _CALLED.get(provider, provider), line_of(item, "litellm_params"))
    for provider, line in lines.items():
        if provider != "unknown":
            yield ProviderUse(
                resource=f"{config.resource}#provider/{provider}",
                origin=config.document.origin(line),
                environment=config.document.environment,
                provider=provider,
                via="gateway",
            )


# Callbacks that send traces, by product; others alert or count (`prometheus`, `slack`, `parallel_request_limiter`).
_TRACERS = {
    "langfuse": "langfuse", "langfuse_otel": "langfuse", "langsmith": "langsmith", "otel": "otel", "opentelemetry": "otel",
    "traceloop": "traceloop", "arize": "arize", "arize_phoenix": "phoenix", "helicone": "helicone", "datadog_llm_observability": "datadog",
    "datadog": "datadog", "braintrust": "braintrust", "opik": "opik", "weave_otel": "weave", "lunary": "lunary", "mlflow": "mlflow",
    "logfire": "logfire", "literalai": "literalai", "galileo": "galileo", "deepeval": "deepeval", "agentops": "agentops", "s3": "s3",
    "s3_v2": "s3", "gcs_bucket": "gcs", "azure_storage": "azure storage", "humanloop": "humanloop", "posthog": "posthog",
}  # fmt: skip


def _sinks(config: _Config) -> Iterator[TraceSink]:
    settings = config.settings
    both = texts(settings.get("callbacks"))
    success, failure = texts(settings.get("success_callback")), texts(settings.get("failure_callback"))
    masked = flag(settings.get("turn_off_message_logging"))
    seen: set[str] = set()
    for key, names in (("callbacks", both), ("success_callback", success)):
        for name in names:
            product = _TRACERS.get(name)
            if product is None or product in seen:
                continue
            seen.add(product)
            yield TraceSink(
                resource=f"{config.resource}#traces/{product}",
                origin=config.document.origin(line_of(settings, key)),
                environment=config.document.environment,
                product=product,
                via="gateway",
                captures_content=None if masked is None else not masked,
                content_by_default=True,
                # These integrations report failures only when they are named for failures too.
                successes_only=key == "success_callback" and name not in failure and name not in both,
            )


def _debug(config: _Config) -> list[tuple[str, str, int | None]]:
    """Switches that are on: key path, value and line."""
    data = mapping(config.document.data)
    found = []
    for place, path, keys in (
        (config.settings, "litellm_settings", ("set_verbose", "detailed_debug", "debug")),
        (config.general, "general_settings", ("detailed_debug", "debug")),
        (config.router, "router_settings", ("set_verbose", "debug_level")),
    ):
        found += [(f"{path}.{key}", text(place[key]), line_of(place, key)) for key in keys if _is_on(place.get(key))]
    variables = mapping(data.get("environment_variables"))
    if text(variables.get("LITELLM_LOG")).upper() == "DEBUG":
        found.append(("environment_variables.LITELLM_LOG", "DEBUG", line_of(variables, "LITELLM_LOG")))
    return found


def _is_on(value: Any) -> bool:
    return flag(value) is True or text(value).upper() == "DEBUG"


def _switches(config: _Config) -> Iterator[DebugSwitch]:
    for path, value, line in _debug(config):
        yield DebugSwitch(
            resource=f"{config.resource}#{path}",
            origin=config.document.origin(line),
            environment=config.document.environment,
            name=path,
            value=value,
            component="litellm",
        )


# Credentials


def _credentials(value: Any, path: str = "") -> Iterator[tuple[str, Credential]]:
    """Secret-bearing fields with their key paths, in order; models are named by alias rather than by position."""
    if isinstance(value, dict):
        for key, each in value.items():
            inner = f"{path}.{key}" if path else str(key)
            if isinstance(each, dict | list):
                yield from _credentials(each, inner)
            elif (found := _credential(str(key), each, line_of(value, key))) is not None:
                yield inner, found
    elif isinstance(value, list):
        for position, each in enumerate(value):
            name = text(at(each, "model_name")) or text(at(each, "guardrail_name")) or text(at(each, "credential_name")) or str(position)
            yield from _credentials(each, f"{path}[{name}]")


def _credential(key: str, value: Any, line: int | None) -> Credential | None:
    """Numbers and switches are no secrets, whatever the key says (`max_tokens`)."""
    return credential(key, value, line) if isinstance(value, str) and value else None
