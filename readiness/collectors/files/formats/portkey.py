"""Portkey gateway configurations: strategies, targets and caches.

Keys as of gateway 1.14 (`requestValidator/schema/config.ts`). `loadbalance` spreads requests and tries no other target when
one fails; only `fallback` does. Virtual keys and saved configurations hide their provider at Portkey, which is unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.containers import secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, number, text, whole
from readiness.facts import GapReason
from readiness.facts.addresses import host_of
from readiness.facts.ai import Deployment, Gateway, Guardrail, ModelRoute, ProviderUse
from readiness.facts.containers import Credential
from readiness.facts.files import SecretLiteral

_MODES = frozenset({"single", "loadbalance", "fallback", "conditional"})
_ALIASES = {"azure-openai": "azure", "vertex-ai": "vertex", "google": "gemini"}
_KEYS = ("api_key", "aws_secret_access_key", "aws_access_key_id", "azure_entra_client_secret")
_PLACES = ("aws_region", "vertex_region", "resource_name")
_MAX_TARGETS = 200
_OF_TARGETS = frozenset({"provider", "virtual_key", "targets", "override_params", "api_key", "config"})
_ASKS = "Portkey asks for its own key; a gateway of one's own asks for nothing"


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    return (
        document.syntax in ("json", "yaml")
        and text(at(data, "strategy", "mode")) in _MODES
        and any(_OF_TARGETS & each.keys() for each in mappings(data.get("targets")))
    )


@format(
    "portkey",
    gives=(Gateway, ModelRoute, Guardrail, ProviderUse, SecretLiteral),
    matches=_matches,
    hint=r'"virtual_key"\s*:|"strategy"\s*:\s*\{\s*"mode"',
)
def portkey(document: Document) -> Iterator[Observation]:
    """A gateway configuration that is sent with each request, or saved at Portkey."""
    data = mapping(document.data)
    resource = f"portkey:{document.id}"
    leaves = list(_leaves(data))
    found = [pair for each in leaves for pair in _credentials(each)]
    seconds = next((number(each.get("request_timeout")) for each in (data, *leaves) if number(each.get("request_timeout"))), None)
    gateway = Gateway(
        resource=resource,
        origin=document.origin(line_of(data, "strategy")),
        environment=document.environment,
        product="portkey",
        request_timeout=seconds / 1000 if seconds else None,
        cache=text(at(data, "cache", "mode")),
        cache_ttl=number(at(data, "cache", "max_age")),
        credentials=tuple(each for _, each in found),
        retries=whole(at(data, "retry", "attempts")),
    ).unknown("authenticates", GapReason.UNSUPPORTED, _ASKS)
    yield gateway if seconds else gateway.unknown("request_timeout", GapReason.UNSUPPORTED, "a request may carry its own timeout")
    yield from _routes(document, data, resource)
    yield from _guardrails(document, data, resource)
    for path, secret in found:
        yield from secret_literal(document, (resource, path), secret, "gateway", document.environment)
    for name in dict.fromkeys(_provider(each) for each in leaves):
        if name != "unknown":
            yield ProviderUse(
                resource=f"{resource}#provider/{name}",
                origin=gateway.origin,
                environment=document.environment,
                provider=name,
                via="gateway",
            )


def _leaves(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Targets without targets of their own, in order."""
    waiting, seen = [data], 0
    while waiting and seen < _MAX_TARGETS:
        each, seen = waiting.pop(), seen + 1
        inner = mappings(each.get("targets"))
        if inner:
            waiting.extend(reversed(inner))
        elif each is not data:
            yield each


def _routes(document: Document, data: dict[str, Any], resource: str) -> Iterator[ModelRoute]:
    """One route for a strategy that falls back, one for each target of one that does not."""
    name = PurePosixPath(document.name).stem
    top = mappings(data.get("targets"))
    if text(at(data, "strategy", "mode")) == "fallback":
        groups = [(name, [leaf for each in top for leaf in _or_itself(each)], list(_or_itself(top[0])))]
    else:
        groups = [(f"{name}/{position}", list(_or_itself(each)), list(_or_itself(each))) for position, each in enumerate(top)]
    for alias, reached, own in groups:
        hidden = any(_provider(each) == "unknown" for each in reached)
        route = ModelRoute(
            resource=f"{resource}#route/{alias}",
            origin=document.origin(line_of(own[0]) if own else line_of(data, "targets")),
            environment=document.environment,
            gateway=resource,
            alias=alias,
            deployments=tuple(_deployment(each) for each in own),
            fallbacks=tuple(text(each.get("name")) or _provider(each) for each in reached[len(own) :]),
            fallback_domains=tuple(dict.fromkeys(_deployment(each).failure_domain for each in reached)),
            routing_strategy=text(at(data, "strategy", "mode")),
            cools_down=True if mapping(at(data, "strategy", "cb_config")) else None,
        )
        yield route.unknown("fallback_domains", GapReason.UNSUPPORTED, "a virtual key hides its provider") if hidden else route


def _or_itself(target: dict[str, Any]) -> Iterator[dict[str, Any]]:
    inner = list(_leaves(target))
    yield from inner or [target]


def _provider(target: dict[str, Any]) -> str:
    written = text(target.get("provider"))
    if not written or written.startswith("@"):
        return "unknown"
    return _ALIASES.get(written, written)


def _deployment(target: dict[str, Any]) -> Deployment:
    provider = _provider(target)
    where = next((text(target.get(key)) for key in _PLACES if text(target.get(key))), "") or host_of(text(target.get("custom_host")))
    model = text(at(target, "override_params", "model"))
    return Deployment(
        provider=provider,
        model=model or None,
        failure_domain=f"{provider}/{where}" if where else provider,
        keyed=True if any(text(target.get(key)) for key in _KEYS) else None,
        weight=number(target.get("weight")),
        line=line_of(target),
    )


def _guardrails(document: Document, data: dict[str, Any], resource: str) -> Iterator[Guardrail]:
    for key, stage in (("input_guardrails", "pre_call"), ("before_request_hooks", "pre_call"), ("output_guardrails", "post_call")):
        if data.get(key):
            yield Guardrail(
                resource=f"{resource}#guardrail/{key}",
                origin=document.origin(line_of(data, key)),
                environment=document.environment,
                gateway=resource,
                name=key,
                engine="portkey",
                stages=(stage,),
                attached=True,
            )


def _credentials(target: dict[str, Any]) -> Iterator[tuple[str, Credential]]:
    for key in _KEYS:
        found = credential(key, text(target.get(key)), line_of(target, key)) if text(target.get(key)) else None
        if found is not None:
            yield f"{_provider(target)}.{key}", found
