"""TensorZero's `tensorzero.toml`: models with their providers, limits and the gateway.

Defaults as of TensorZero 2026.8: nobody is asked for a key unless `gateway.auth.enabled`; providers in `routing` are tried
in order; a call ends after fifteen minutes unless a shorter timeout is written; what was asked and answered is kept in ClickHouse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, flag, line_of, mapping, mappings, number, text, texts
from readiness.facts.addresses import goes_out_in_clear, host_of, undecided_by
from readiness.facts.ai import DebugSwitch, Deployment, Gateway, ModelRoute, ProviderUse
from readiness.facts.gateways import ConsumptionLimit, UsageMeter

_PROVIDERS = {
    "aws_bedrock": "bedrock", "aws_sagemaker": "sagemaker", "gcp_vertex_gemini": "vertex", "gcp_vertex_anthropic": "vertex",
    "google_ai_studio_gemini": "gemini", "vllm": "hosted_vllm", "sglang": "openai_like", "tgi": "openai_like",
}  # fmt: skip
_MILLISECONDS = 900_000.0
_COUNTED: dict[str, Literal["tokens", "requests", "dollars"]] = {"tokens": "tokens", "model_inferences": "requests", "cost": "dollars"}


def _matches(document: Document) -> bool:
    models = mapping(mapping(document.data).get("models"))
    return document.syntax == "toml" and any(
        isinstance(mapping(each).get("routing"), list) and isinstance(mapping(each).get("providers"), dict) for each in models.values()
    )


@format(
    "tensorzero",
    gives=(Gateway, ModelRoute, ProviderUse, DebugSwitch, ConsumptionLimit, UsageMeter),
    matches=_matches,
    hint=r"^\[models\.[\w-]+\.providers\.",
)
def tensorzero(document: Document) -> Iterator[Observation]:
    """A gateway's configuration."""
    data = mapping(document.data)
    resource = f"tensorzero:{document.id}"
    where: dict[str, Any] = {"environment": document.environment}
    debug = flag(at(data, "gateway", "debug")) is True
    addresses = _addresses(data)
    asks = flag(at(data, "gateway", "auth", "enabled")) is True
    records = flag(at(data, "gateway", "observability", "enabled")) is not False
    yield Gateway(
        **where,
        resource=resource,
        origin=document.origin(line_of(data, "gateway")),
        product="tensorzero",
        authenticates=asks,
        stores_prompts=records,
        debug=("gateway.debug",) if debug else (),
        request_timeout=(number(at(data, "gateway", "global_outbound_http_timeout_ms")) or _MILLISECONDS) / 1000,
        cleartext_endpoints=tuple(dict.fromkeys(host_of(each) for each in addresses if goes_out_in_clear(each))),
        unresolved_endpoints=tuple(dict.fromkeys(name for each in addresses if (name := undecided_by(each)))),
    )
    if debug:
        line = line_of(mapping(data.get("gateway")), "debug")
        yield DebugSwitch(
            **where,
            resource=f"{resource}#gateway.debug",
            origin=document.origin(line),
            name="gateway.debug",
            value="true",
            component="tensorzero",
        )
    if asks and records:
        yield UsageMeter(
            **where, resource=f"{resource}#inferences", origin=document.origin(line_of(data, "gateway")), gateway=resource,
            dimensions=("model", "api key"), per_caller=True,
        )  # fmt: skip
    yield from _limits(document, data, resource, asks=asks)
    for table, kind in (("models", "chat"), ("embedding_models", "embedding")):
        for name, model in mapping(data.get(table)).items():
            yield from _model(document, mapping(model), resource, str(name), "embedding" if kind == "embedding" else "chat")


def _addresses(data: dict[str, Any]) -> list[str]:
    """Addresses of models that are written here."""
    providers = [each for model in mapping(data.get("models")).values() for each in mapping(mapping(model).get("providers")).values()]
    return [text(mapping(each).get(key)) for each in providers for key in ("api_base", "endpoint")]


def _limits(document: Document, data: dict[str, Any], resource: str, *, asks: bool) -> Iterator[ConsumptionLimit]:
    """Rules of the gateway; one for each key holds for nobody where no key is asked for."""
    if flag(at(data, "rate_limiting", "enabled")) is False:
        return
    for position, rule in enumerate(mappings(at(data, "rate_limiting", "rules"))):
        for key, written in rule.items():
            counted, _, period = str(key).partition("_per_")
            if counted in _COUNTED and period:
                amount = number(written) if not isinstance(written, dict) else number(written.get("capacity"))
                yield ConsumptionLimit(
                    resource=f"{resource}#limit/{position}/{key}",
                    origin=document.origin(line_of(rule, key)),
                    environment=document.environment,
                    gateway=resource,
                    counts=_COUNTED[counted],
                    per=_per(rule),
                    unfed=_per(rule) == "caller" and not asks,
                    amount=amount,
                    period=period,
                )


def _per(rule: dict[str, Any]) -> Literal["caller", "everyone", "other"]:
    """A key is the gateway's own; a tag is whatever the caller says."""
    scopes = mappings(rule.get("scope"))
    if any(text(each.get("api_key_public_id")) == "tensorzero::each" for each in scopes):
        return "caller"
    return "other" if any(text(each.get("tag_value")) == "tensorzero::each" for each in scopes) else "everyone"


def _model(
    document: Document, model: dict[str, Any], gateway: str, name: str, kind: Literal["chat", "embedding"]
) -> Iterator[ModelRoute | ProviderUse]:
    providers = mapping(model.get("providers"))
    order = list(texts(model.get("routing")))
    known = [_deployment(mapping(providers[each])) for each in order if each in providers]
    if not known:
        return
    resource = f"{gateway}#model/{name}"
    milliseconds = number(at(model, "timeouts", "non_streaming", "total_ms"))
    yield ModelRoute(
        resource=resource,
        origin=document.origin(line_of(model, "routing")),
        environment=document.environment,
        gateway=gateway,
        alias=name,
        deployments=(known[0],),
        fallbacks=tuple(order[1:]),
        dangling=tuple(each for each in order if each not in providers),
        fallback_domains=tuple(dict.fromkeys(each.failure_domain for each in known)),
        timeout=milliseconds / 1000 if milliseconds else None,
        kind=kind,
    )
    for each in dict.fromkeys(one.provider for one in known):
        yield ProviderUse(
            resource=f"{resource}/provider/{each}",
            origin=document.origin(line_of(model, "routing")),
            environment=document.environment,
            provider="self-hosted" if each in ("hosted_vllm", "openai_like") else each,
            via="gateway",
        )


def _deployment(provider: dict[str, Any]) -> Deployment:
    kind = text(provider.get("type")) or "unknown"
    name = _PROVIDERS.get(kind, kind)
    base = text(provider.get("api_base")) or text(provider.get("endpoint"))
    where = text(provider.get("region")) or text(provider.get("location")) or host_of(base)
    keyed = None if name == "bedrock" or not text(provider.get("api_key_location")) else text(provider.get("api_key_location")) != "none"
    return Deployment(
        provider=name,
        model=text(provider.get("model_name")) or text(provider.get("model_id")) or text(provider.get("deployment_id")) or None,
        failure_domain=f"{name}/{where}" if where else name,
        keyed=keyed,
        line=line_of(provider, "type"),
    )
