"""Traceloop Hub's `config.yaml`: models, the pipelines that serve them, and where traces go.

As its source was in 2025 (`pipelines/pipeline.rs`, `config/lib.rs`): nobody is asked for a key; the first model of a pipeline
whose `type` is asked for answers, and when it fails no other is tried, though several may be listed; traces hold prompts and
answers unless `TRACE_CONTENT_ENABLED` of the environment says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.containers import secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, flag, line_of, mapping, mappings, text, texts
from readiness.facts import GapReason
from readiness.facts.addresses import goes_out_in_clear, host_of, undecided_by
from readiness.facts.ai import Deployment, Gateway, ModelRoute, ProviderUse, TraceSink
from readiness.facts.containers import Credential
from readiness.facts.files import SecretLiteral

_PRODUCT = "traceloop hub"
_PROVIDERS = {"vertexai": "vertex"}
_KEYS = ("api_key", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_KEYED = ("api_key", "AWS_SECRET_ACCESS_KEY", "credentials_path")
_PLACES = ("region", "location", "resource_name")


def _plugins(data: Any, name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each pipeline with its plugin of this name."""
    for pipeline in mappings(mapping(data).get("pipelines")):
        for plugin in mappings(pipeline.get("plugins")):
            if isinstance(plugin.get(name), dict):
                yield pipeline, plugin[name]


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    return (
        document.syntax == "yaml"
        and any({"key", "type"} <= each.keys() for each in mappings(data.get("providers")))
        and any(True for _ in _plugins(data, "model-router"))
    )


@format(
    _PRODUCT,
    gives=(Gateway, ModelRoute, ProviderUse, TraceSink, SecretLiteral),
    matches=_matches,
    hint=r"^[ \t]++- model-router:",
)
def hub(document: Document) -> Iterator[Observation]:
    """A gateway's configuration."""
    data = mapping(document.data)
    resource = f"traceloop-hub:{document.id}"
    providers = {text(each.get("key")): each for each in mappings(data.get("providers"))}
    found = [pair for name, each in providers.items() for pair in _credentials(name, each)]
    traced = list(_plugins(data, "tracing"))
    found += [pair for pipeline, each in traced for pair in _credentials(f"{text(pipeline.get('name'))}.tracing", each)]
    addresses = [address for each in providers.values() if (address := text(each.get("base_url")))]
    yield Gateway(
        resource=resource,
        origin=document.origin(line_of(data, "providers")),
        environment=document.environment,
        product=_PRODUCT,
        credentials=tuple(each for _, each in found),
        cleartext_endpoints=tuple(dict.fromkeys(host_of(each) for each in addresses if goes_out_in_clear(each))),
        unresolved_endpoints=tuple(dict.fromkeys(name for each in addresses if (name := undecided_by(each)))),
    ).unknown("request_timeout", GapReason.UNSUPPORTED, "the product has no setting for it")
    yield from _routes(document, data, resource, providers)
    for path, secret in found:
        yield from secret_literal(document, (resource, path), secret, "gateway", document.environment)
    for name in dict.fromkeys(_provider(each) for each in providers.values()):
        yield ProviderUse(
            resource=f"{resource}#provider/{name}",
            origin=document.origin(line_of(data, "providers")),
            environment=document.environment,
            provider=name,
            via="gateway",
        )
    if traced:
        yield TraceSink(
            resource=f"{resource}#traces",
            origin=document.origin(line_of(traced[0][1])),
            environment=document.environment,
            product="traceloop",
            via="gateway",
            content_by_default=True,
        )


def _routes(document: Document, data: dict[str, Any], resource: str, providers: dict[str, dict[str, Any]]) -> Iterator[ModelRoute]:
    """One route for each model that a pipeline can be asked for; further ones of the same name are never reached."""
    models = {text(each.get("key")): each for each in mappings(data.get("models"))}
    seen: set[tuple[str, str]] = set()
    for pipeline, router in _plugins(data, "model-router"):
        for key in texts(router.get("models")):
            model = models.get(key, {})
            where = (text(pipeline.get("name")), text(model.get("type")))
            if not where[1] or where in seen:
                continue
            seen.add(where)
            deployment = _deployment(model, providers.get(text(model.get("provider")), {}))
            yield ModelRoute(
                resource=f"{resource}#route/{'/'.join(where)}",
                origin=document.origin(line_of(model)),
                environment=document.environment,
                gateway=resource,
                alias=where[1],
                deployments=(deployment,),
                fallback_domains=(deployment.failure_domain,),
                kind="embedding" if text(pipeline.get("type")) == "embeddings" else "chat",
            )


def _provider(provider: dict[str, Any]) -> str:
    kind = text(provider.get("type")).lower() or "unknown"
    return _PROVIDERS.get(kind, kind)


def _deployment(model: dict[str, Any], provider: dict[str, Any]) -> Deployment:
    name = _provider(provider)
    where = next((text(provider.get(key)) for key in _PLACES if text(provider.get(key))), "") or host_of(text(provider.get("base_url")))
    identity = flag(at(provider, "use_iam_role")) is True
    return Deployment(
        provider=name,
        model=text(model.get("type")) or None,
        failure_domain=f"{name}/{where}" if where else name,
        keyed=False if identity else True if any(text(provider.get(key)) for key in _KEYED) else None,
        line=line_of(model),
    )


def _credentials(where: str, holder: dict[str, Any]) -> Iterator[tuple[str, Credential]]:
    for key in _KEYS:
        found = credential(key, text(holder.get(key)), line_of(holder, key)) if text(holder.get(key)) else None
        if found is not None:
            yield f"{where}.{key}", found
