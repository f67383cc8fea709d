"""Policies of Azure API Management that stand before language models.

Elements as documented in 2026-04. What a policy does not limit, a policy of a wider scope may (`<base />`), and whether a
subscription is demanded is a property of the API: both are unread, never no. A metric has the dimensions that are listed and
no caller among them unless one is; a cache of answers is shared by all callers unless `vary-by` tells them apart; a request
waits 300 seconds for its backend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, flag, line_of, mapping, mappings, number, text
from readiness.facts import GapReason
from readiness.facts.ai import Gateway, Guardrail, ProviderUse
from readiness.facts.gateways import ConsumptionLimit, UsageMeter

_TAGS = (
    "azure-openai-token-limit|llm-token-limit|azure-openai-emit-token-metric|llm-emit-token-metric|llm-content-safety"
    "|azure-openai-semantic-cache-lookup|llm-semantic-cache-lookup"
)
_AI = frozenset(_TAGS.replace("|", " ").split())
_DEFAULT_SECONDS = 300.0

# Elements after which a caller is known.
_ASKING = frozenset({"validate-jwt", "validate-azure-ad-token", "validate-client-certificate"})
_CALLER = re.compile(r"subscription|jwt|claim|user\.id|context\.user|product|client-?id|app-?id|oid\b|azp", re.IGNORECASE)
_ADDRESS = re.compile(r"ip-?address", re.IGNORECASE)
_WHO = frozenset({"subscription id", "user id", "product id"})
"""Dimensions with a built-in value that tell callers apart."""


def _elements(data: Any) -> Iterator[dict[str, Any]]:
    """Every element, outer ones first, in order."""
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(reversed(mappings(each.get("children"))))


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    if document.syntax != "xml" or data.get("tag") not in ("policies", "fragment"):
        return False
    return any(text(each.get("tag")) in _AI for each in _elements(data))


@format(
    "azure api management",
    gives=(Gateway, Guardrail, ProviderUse, ConsumptionLimit, UsageMeter),
    matches=_matches,
    hint=rf"<({_TAGS})\b",
)
def policy(document: Document) -> Iterator[Observation]:
    """A policy file, or a fragment that others include, which is no gateway by itself."""
    elements = list(_elements(document.data))
    resource = f"apim:{document.id}"
    if text(at(document.data, "tag")) == "policies":
        yield _gateway(document, resource, elements)
    for position, each in enumerate(elements):
        tag = text(each.get("tag"))
        values: dict[str, Any] = {
            "resource": f"{resource}#{tag}/{position}",
            "origin": document.origin(line_of(each)),
            "environment": document.environment,
            "gateway": resource,
        }
        if tag.endswith("-token-limit"):
            yield _limit(values, each)
        elif tag.endswith("-emit-token-metric"):
            yield _meter(values, each)
        elif tag == "llm-content-safety":
            yield _guardrail(values, each)
    if any(text(each.get("tag")).startswith("azure-openai") for each in elements):
        yield ProviderUse(
            resource=f"{resource}#provider/azure",
            origin=document.origin(1),
            environment=document.environment,
            provider="azure",
            via="gateway",
        )


def _gateway(document: Document, resource: str, elements: list[dict[str, Any]]) -> Gateway:
    tags = {text(each.get("tag")) for each in elements}
    lookup = next((each for each in elements if text(each.get("tag")).endswith("semantic-cache-lookup")), None)
    stored = next((each for each in elements if text(each.get("tag")).endswith("semantic-cache-store")), None)
    forward = next((each for each in elements if each.get("tag") == "forward-request"), {})
    gateway = Gateway(
        resource=resource,
        origin=document.origin(line_of(document.data)),
        environment=document.environment,
        product="azure api management",
        authenticates=bool(tags & _ASKING),
        request_timeout=number(_attribute(forward, "timeout")) or _DEFAULT_SECONDS,
        # A lookup without a store never finds anything.
        cache="semantic" if lookup is not None and stored is not None else "",
        cache_ttl=number(_attribute(stored, "duration")),
        cache_keeps_callers_apart=_keeps_apart(lookup),
        cache_line=line_of(lookup) if lookup is not None else None,
    )
    if not gateway.authenticates:
        gateway = gateway.unknown("authenticates", GapReason.UNSUPPORTED, "the API says whether it demands a subscription")
    return gateway


def _keeps_apart(lookup: dict[str, Any] | None) -> bool | None:
    if lookup is None:
        return None
    return any(each.get("tag") == "vary-by" and _CALLER.search(text(each.get("text"))) for each in mappings(lookup.get("children")))


def _attribute(element: dict[str, Any] | None, name: str) -> Any:
    return at(element, "attributes", name)


def _per(key: str) -> Literal["caller", "address", "everyone", "other"]:
    """For whom a counter counts. A constant is one counter for all."""
    if "@" not in key and "{{" not in key:
        return "everyone"
    if _CALLER.search(key):
        return "caller"
    return "address" if _ADDRESS.search(key) else "other"


def _limit(values: dict[str, Any], element: dict[str, Any]) -> ConsumptionLimit:
    rate = _attribute(element, "tokens-per-minute")
    quota = _attribute(element, "token-quota")
    return ConsumptionLimit(
        **values,
        counts="tokens",
        per=_per(text(_attribute(element, "counter-key"))),
        amount=number(rate if rate is not None else quota),
        period="minute" if rate is not None else text(_attribute(element, "token-quota-period")).lower(),
    )


def _meter(values: dict[str, Any], element: dict[str, Any]) -> UsageMeter:
    dimensions = [each for each in mappings(element.get("children")) if each.get("tag") == "dimension"]
    names = tuple(text(_attribute(each, "name")) for each in dimensions)
    by_value = any(_CALLER.search(text(_attribute(each, "value"))) for each in dimensions)
    return UsageMeter(**values, dimensions=names, per_caller=by_value or any(each.lower() in _WHO for each in names))


def _guardrail(values: dict[str, Any], element: dict[str, Any]) -> Guardrail:
    """It screens what is asked; attacks on the prompt only with `shield-prompt`."""
    shields = flag(_attribute(element, "shield-prompt")) is True
    return Guardrail(
        **values,
        name="llm-content-safety",
        engine="azure/prompt_shield" if shields else "azure/text_moderations",
        stages=("pre_call",),
        attached=True,
    )
