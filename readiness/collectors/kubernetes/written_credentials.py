"""Credentials that stand in annotations, and in headers that routes and their plugins add to requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.secrets import credential, secrets_in
from readiness.collectors.files.shapes import at, line_of, mapping, text
from readiness.facts.containers import Credential

SHORTEST = 16
"""Characters of the shortest key of a known form; most annotations are shorter."""


def in_annotations(data: Any) -> Iterator[Credential]:
    """Keys of a known form among the annotations of an object or of a pod template, by the annotation's name.

    `kubectl apply` keeps the last manifest in one, with the values that were since moved to a Secret. Names tell nothing here:
    most annotations that speak of secrets name one.
    """
    written = mapping(at(data, "metadata", "annotations"))
    for name, value in written.items():
        yield from _of_known_form(f"annotation {name}", value, line_of(written, name))


def _of_known_form(name: str, value: Any, line: int | None) -> Iterator[Credential]:
    if not isinstance(value, str) or len(value) < SHORTEST:
        return
    # A whole manifest stands on one line, and what is on a very long line counts as data.
    hit = next((each for each in secrets_in(value.replace(",", ",\n")) if each.detector == "format"), None)
    if hit is not None:
        yield Credential(name=name, state="literal", kind=hit.kind, line=line)


_HEADERS = frozenset({"authorization", "proxy-authorization", "api-key", "apikey", "x-api-key", "x-goog-api-key", "x-auth-token"})
_KEYS = frozenset({"header_value", "param_value", "aws_secret_access_key", "gcp_service_account_json", "azure_client_secret"})
"""Fields of Kong's AI plugins that hold a key."""
_CONDITIONS = frozenset({"match", "matches", "when"})


def in_headers(value: Any) -> Iterator[Credential]:
    """Credentials among the headers that a specification adds to requests, in whatever way it writes them.

    `{Authorization: …}`, `{name: Authorization, value: …}`, `["Authorization:…"]`, and keys of a known form anywhere. What a route
    looks for in requests is left out.
    """
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(reversed(each))
            for one in each:
                if isinstance(one, str):
                    name, _, rest = one.partition(":")
                    yield from _held(name, rest, line_of(each))
        elif isinstance(each, dict):
            waiting.extend(inner for key, inner in reversed(each.items()) if key not in _CONDITIONS and not isinstance(inner, str))
            if isinstance(each.get("value"), str):
                yield from _held(text(each.get("name")), each["value"], line_of(each, "value"))
            for key, inner in each.items():
                if isinstance(inner, str) and key != "value":
                    yield from _held(str(key), inner, line_of(each, key))


def _held(name: str, value: str, line: int | None) -> Iterator[Credential]:
    plain = name.strip().lower()
    if plain in _HEADERS or plain in _KEYS:
        found = None if "%" in value else credential("api_key", value.strip(), line)  # Envoy fills in `%REQ(…)%`
        if found is not None and found.state != "empty":
            yield found.model_copy(update={"name": name.strip()})
    else:
        yield from _of_known_form(name, value, line)
