"""Hides whatever has the form of a key, wherever it stands in a fact or gap: the last door before the snapshot.

Readers leave out the values of fields for secrets, and report what is random enough to be one. Here nothing is judged: a key that
was typed by hand, or looks made up, may be in use all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.secret_names import is_secret_name

MASK = "***"

_SHAPES: dict[str, str] = {
    "sk-": r"(?:(?:ant|proj|svcacct|admin|or-v1|lf)-[A-Za-z0-9_-]{8,}|[A-Za-z0-9]{16,}"
    r"|(?:test|fake|demo|dummy|dev|prod|live)[-_](?=[a-z_-]*[0-9A-Z])[\w-]{8,})",
    "AIza": r"[A-Za-z0-9_-]{20,}",
    "hf_": r"[A-Za-z0-9]{20,}",
    "gsk_": r"[A-Za-z0-9]{20,}",
    "xai-": r"[A-Za-z0-9]{20,}",
    "pplx-": r"[A-Za-z0-9]{20,}",
    "nvapi-": r"[A-Za-z0-9_-]{20,}",
    "r8_": r"[A-Za-z0-9]{20,}",
    "csk-": r"[A-Za-z0-9]{20,}",
    "ABSK": r"[A-Za-z0-9+/]{40,}={0,2}",
    "lsv2_": r"(?:pt|sk)_[A-Za-z0-9_]{16,}",
    "ls__": r"[A-Za-z0-9]{20,}",
    "tvly-": r"[A-Za-z0-9-]{16,}",
    "pcsk_": r"[A-Za-z0-9_]{20,}",
    "github_pat_": r"[A-Za-z0-9_]{20,}",
    "ghp_": r"[A-Za-z0-9]{20,}",
    "gho_": r"[A-Za-z0-9]{20,}",
    "ghs_": r"[A-Za-z0-9]{20,}",
    "glpat-": r"[A-Za-z0-9_-]{16,}",
    "xoxb-": r"[A-Za-z0-9-]{16,}",
    "xoxp-": r"[A-Za-z0-9-]{16,}",
    "eyJ": r"[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",  # a JSON web token
}
"""How keys of providers begin, and what follows when it is no other word (`sk-learn`, `hf_transfer`)."""

# Behind a slash too, as in `azure/sk-…` or an address, and behind the `:-` of a fallback.
_SHAPED = re.compile(
    r"(?:(?<![A-Za-z0-9_\-+])|(?<=:-))(?:" + "|".join(f"{re.escape(start)}{rest}" for start, rest in _SHAPES.items()) + ")"
)
_MAY_BE_SHAPED = re.compile("|".join(re.escape(start) for start in _SHAPES).encode())

# Keys without a form of their own (Azure's are 32 hexadecimal digits) are told by what they are given to: a header, a variable, a
# parameter of an address. A colon without a space belongs to names (`secret:prod/openai`).
_GIVEN = re.compile(
    r"(?:=|:[ \t]{1,3})[\"']?(?:(?:Bearer|Basic)[ \t]{1,3})?(?P<value>(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{20,512})(?![\w-])"
)
_GIVEN_TO = re.compile(r"(?P<name>[A-Za-z][\w.-]{0,60})[\"']?\s?$")
_MAY_BE_GIVEN = re.compile(rb"(?:=|:[ \t])[^\w]{0,4}(?:(?:Bearer|Basic)[ \t]{1,3})?[A-Za-z0-9]{20}")


def may_hold_key(written: bytes) -> bool:
    """Whether an observation may hold something that has the form of a key, by the JSON of it: nearly none does."""
    return bool(_MAY_BE_SHAPED.search(written) or _MAY_BE_GIVEN.search(written))


def hidden(observation: Observation) -> Observation:
    """The observation without anything that has the form of a key; itself where it holds none."""
    told = observation.model_dump(mode="json")
    shown = _each_text(told)
    return observation if shown == told else type(observation).model_validate(shown)


def _each_text(value: Any) -> Any:
    if isinstance(value, str):
        return hidden_in(value)
    if isinstance(value, dict):
        return {hidden_in(str(key)): _each_text(each) for key, each in value.items()}
    return [_each_text(each) for each in value] if isinstance(value, list) else value


def hidden_in(text: str) -> str:
    """The text with everything that has the form of a key replaced by `***`."""
    parts, position = [], 0
    for start, end in sorted(_places(text)):
        if start >= position:
            parts += [text[position:start], MASK]
            position = end
    return "".join((*parts, text[position:]))


def _places(text: str) -> Iterator[tuple[int, int]]:
    for match in _SHAPED.finditer(text):
        yield match.span()
    for match in _GIVEN.finditer(text):
        named = _GIVEN_TO.search(text, max(0, match.start() - 64), match.start())
        if named and is_secret_name(named["name"]):
            yield match.span("value")
