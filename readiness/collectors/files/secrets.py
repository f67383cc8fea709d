"""Finds secrets in text and judges fields that ought to hold one; values stay here, facts get name, kind and place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from readiness.collectors.files.secret_names import is_secret_name
from readiness.collectors.files.secret_values import (
    defaults_in,
    expansion,
    is_placeholder,
    is_placeholder_in_prose,
    looks_generated,
    matches_in,
    reference_in,
    shows_no_secret,
    vendor_of_default,
)
from readiness.facts.containers import Credential

__all__ = ["Hit", "credential", "holds_secrets", "is_secret_name", "masked", "secrets_in"]

MAX_LINE = 5_000
"""Characters of a line beyond which a file is a bundle or data, not something a person wrote."""


@dataclass(frozen=True)
class Hit:
    """A secret in a text.

    Attributes:
        key: variable, key or argument it is given to; empty where none is near.
        provider: a model provider's or gateway's own key.
        fallback: it takes effect only when a variable is unset.
        start, end: where the value stands in the text.
    """

    kind: str
    line: int
    key: str
    provider: bool
    detector: Literal["format", "default"]
    fallback: bool
    start: int = field(repr=False)
    end: int = field(repr=False)


_UNWRITTEN = re.compile(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|Pipfile\.lock|pdm\.lock"
    r"|Cargo\.lock|Gemfile\.lock|composer\.lock|go\.sum|flake\.lock|packages\.lock\.json|\.terraform\.lock\.hcl|Chart\.lock|deno\.lock"
    r"|[^/]*\.(?:svg|min\.js|min\.css|map|csv|tsv|parquet|lock))$",
    re.IGNORECASE,
)


def holds_secrets(path: str) -> bool:
    """Whether a file of this path is worth searching: lock files, bundles and drawings hold look-alikes only."""
    return not _UNWRITTEN.search(path)


def secrets_in(text: str) -> list[Hit]:
    """Every secret of a known format, and every distinctive vendor default, in order; at most one for each place."""
    if shows_no_secret(text):
        return []
    lines = _Lines(text)
    hits = sorted((*_formats(text, lines), *_defaults(text, lines)), key=lambda hit: (hit.start, -hit.end))
    distinct: list[Hit] = []
    for hit in hits:
        if not distinct or hit.start >= distinct[-1].end:
            distinct.append(hit)
    return distinct


def masked(text: str) -> str:
    """The text with every secret that `secrets_in` finds replaced by `***`."""
    parts, position = [], 0
    for hit in secrets_in(text):
        parts += [text[position : hit.start], "***"]
        position = hit.end
    return "".join((*parts, text[position:]))


_LOCAL = re.compile(r"localhost|127\.|0\.0\.0\.0|\w*host\b|hostname|example\.|.*\.example\b|server\b|your|my-?|domain", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9_]")


class _Lines:
    """Numbers of a text's lines; where these end is looked for once, and only when something was found."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _ends(self) -> list[int]:
        return [each.start() for each in re.finditer("\n", self._text)]

    def at(self, position: int) -> int:
        """The line that this position stands in."""
        return bisect_left(self._ends, position) + 1


def _formats(text: str, lines: _Lines) -> Iterator[Hit]:
    for known, match in matches_in(text):
        ours = "value" in known.pattern.groupindex
        group = "value" if ours else 0
        start, end = match.span(group)
        if not (ours or _stands_alone(text, start, end)) or _in_long_line(text, start) or _in_data_url(text, start):
            continue
        value = match[group]
        product = vendor_of_default("", value)
        if product is None and not (looks_generated(value) if known.judged else _is_url_password(match)):
            continue
        key, fallback = (match["name"], False) if "name" in known.pattern.groupindex else _key_before(text, match.start())
        kind = f"vendor default of {product}" if product else known.kind
        yield Hit(kind, lines.at(start), key, known.provider and not product, "default" if product else "format", fallback, start, end)


def _defaults(text: str, lines: _Lines) -> Iterator[Hit]:
    for found in defaults_in(text):
        product = vendor_of_default(found.name, found.value)
        if product is not None and is_secret_name(found.name) and not _in_long_line(text, found.start):
            yield Hit(
                f"vendor default of {product}",
                lines.at(found.start),
                found.name,
                provider=False,
                detector="default",
                fallback=found.open,
                start=found.start,
                end=found.start + len(found.value),
            )


def _is_url_password(match: re.Match[str]) -> bool:
    value = match["value"]
    if value.isdigit() or _LOCAL.match(match["host"]) or reference_in(value) is not None:
        return False
    return not is_placeholder_in_prose(value) and value != match["user"] and not is_placeholder(match["user"] or "-")


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (start and _WORD.match(text[start - 1]) and _WORD.match(text[start])) and not (
        end < len(text) and _WORD.match(text[end - 1]) and _WORD.match(text[end])
    )


def _in_long_line(text: str, position: int) -> bool:
    start = text.rfind("\n", 0, position) + 1
    if position - start > MAX_LINE:
        return True
    end = text.find("\n", position)
    return (len(text) if end < 0 else end) - start > MAX_LINE


_DATA_URL = re.compile(r";base64,[A-Za-z0-9+/=]*$")


def _in_data_url(text: str, position: int) -> bool:
    return bool(_DATA_URL.search(text[text.rfind("\n", 0, position) + 1 : position]))


_ASSIGNED = re.compile(
    r"(?P<name>[A-Za-z_][\w.-]*)[\"']?\]?(?:\s*:\s*[A-Za-z]+(?=\s*=))?\s*(?:[:=]|=>|(?<=[\"']),(?=\s*[\"']))\s*"
    r"[\"'`]?(?:Bearer |Basic )?(?:\$\{(?P<variable>\w+):?-)?$"
)
_LOOKED_UP = re.compile(r"(?:get|getenv|environ\.get|setdefault|config|env)\(\s*[\"'][\w.-]+[\"'],\s*[\"']?$")
_NAMED_ABOVE = re.compile(r"name\s*:\s*[\"']?(?P<name>[\w.-]+)[\"']?\s*,?\s*(?:\n|$)")


def _key_before(text: str, position: int) -> tuple[str, bool]:
    """What the value is given to, and whether only as a fallback."""
    start = text.rfind("\n", 0, position) + 1
    assigned = _ASSIGNED.search(text[max(start, position - 400) : position])
    if assigned is None:
        return "", False
    name = assigned["name"]
    if assigned[0].rstrip("\"'` \t").endswith(",") and not _LOOKED_UP.search(text, max(start, position - 400), position):
        return "", False  # one of several arguments, not the default of a lookup
    if name == "value":
        above = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : start]
        if found := _NAMED_ABOVE.search(above):
            name = found["name"]
    return assigned["variable"] or name, bool(assigned["variable"])


_SCHEME = re.compile(r"(?:Bearer|Basic|Token|token|ApiKey)\s+(?=\S)")
_URL_PASSWORD = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://(?P<user>[^\s:@/]*):(?P<value>[^\s@/]*)@")
_IS_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://\S+")
_NO_SECRET = frozenset({"true", "false", "yes", "no", "on", "off", "required", "optional", "bearer", "basic"})


def credential(name: str, value: Any, line: int | None = None) -> Credential | None:
    """What a field that may hold a secret holds; None when neither its name nor its value is that of a secret.

    Args:
        name: key, variable, header or argument.
        value: what is written there; mappings and lists are no secrets.
        line: where it stands.

    Returns:
        For `${X:-fallback}` the fallback decides, and `reference` names the variable that can override it.
    """
    if isinstance(value, bool | dict | list):
        return None
    written = "" if value is None else str(value).strip()
    if held := expansion(written):
        return _expanded(name, *held, line)
    return _judged(name, _SCHEME.sub("", written, count=1), line)


def _expanded(name: str, variable: str, fallback: str, line: int | None) -> Credential | None:
    found = credential(name, fallback, line)
    if found is None:
        return None
    if found.state == "empty":
        return Credential(name=name, state="reference", reference=variable, line=line)
    return found.model_copy(update={"reference": found.reference or variable})


def _judged(name: str, value: str, line: int | None) -> Credential | None:
    if in_url := _URL_PASSWORD.match(value):
        found = _in_url(name, in_url["value"], line)
        made_up = found is not None and found.state == "literal" and _is_made_up(in_url["user"], in_url["value"])
        return found.model_copy(update={"state": "placeholder"}) if found and made_up else found
    reference = reference_in(value)
    if reference is not None:
        about_secret = is_secret_name(name) or is_secret_name(reference)
        return Credential(name=name, state="reference", reference=reference, line=line) if about_secret else None
    if product := vendor_of_default(name, value):
        return Credential(name=name, state="vendor default", kind=f"vendor default of {product}", line=line)
    known = next((hit for hit in secrets_in(value) if hit.detector == "format"), None)
    if known is not None:
        return Credential(name=name, state="literal", kind=known.kind, line=line)
    return _by_name(name, value, line) if is_secret_name(name) else None


def _by_name(name: str, value: str, line: int | None) -> Credential | None:
    if not value:
        return Credential(name=name, state="empty", line=line)
    if _IS_URL.fullmatch(value) or value.lower() in _NO_SECRET:
        return None
    return Credential(name=name, state="placeholder" if is_placeholder(value) else "literal", line=line)


def _is_made_up(user: str, password: str) -> bool:
    """Whether a URL shows its form (`user:password@host`) rather than an account."""
    return user.lower() in ("user", "username", "your_user") and is_placeholder_in_prose(password)


def _in_url(name: str, password: str, line: int | None) -> Credential | None:
    if held := expansion(password):
        found = _in_url(name, held[1], line)
        return found.model_copy(update={"reference": held[0]}) if found else None
    kind = "password in a URL"
    if not password:
        return None
    if reference_in(password) is not None:
        return Credential(name=name, state="reference", kind=kind, reference=reference_in(password) or "", line=line)
    if product := vendor_of_default("password", password):
        return Credential(name=name, state="vendor default", kind=f"vendor default of {product}", line=line)
    return Credential(name=name, state="placeholder" if is_placeholder(password) else "literal", kind=kind, line=line)
