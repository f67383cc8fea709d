"""Tolerant access to parsed documents: whatever shape a file has, a reader gets the shape it asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.tree import Mapping, Sequence


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def mappings(value: Any) -> list[dict[str, Any]]:
    """The mappings of a list; nothing else in it counts."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def at(value: Any, *keys: str) -> Any:
    """What stands under a path of keys; None when the path ends early."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def text(value: Any) -> str:
    """A scalar as it would be written; empty for None, mappings and lists."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""


def texts(value: Any) -> tuple[str, ...]:
    """The scalars of a list as text; a lone scalar counts as a list of one."""
    if isinstance(value, list):
        return tuple(text(each) for each in value if text(each))
    return (text(value),) if text(value) else ()


def labels(value: Any) -> dict[str, str]:
    """A mapping of scalars as text."""
    return {str(key): text(each) for key, each in mapping(value).items() if not isinstance(each, dict | list)}


def number(value: Any) -> float | None:
    """A finite number, also from text."""
    if value is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: Any) -> int | None:
    """A whole number, also from text."""
    found = number(value)
    return int(found) if found is not None and found == int(found) else None


def flag(value: Any) -> bool | None:
    """A boolean, also from the words that YAML 1.1 and environment variables use."""
    if value is None or isinstance(value, bool):
        return value
    word = text(value).strip().lower()
    if word in ("true", "yes", "on", "1"):
        return True
    return False if word in ("false", "no", "off", "0") else None


def line_of(value: Any, key: str | int | None = None) -> int | None:
    """Line of a mapping's key or a list's item, or of the collection itself; None where lines are not known."""
    own: int | None = getattr(value, "line", None)
    if key is None or not hasattr(value, "line_of"):
        return own
    try:
        found: int | None = value.line_of(key)
    except (KeyError, IndexError, TypeError):  # a list where the format has a mapping
        found = None
    return found if found is not None else own


def walk(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a tree, outer ones first, in order."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(reversed(list(each.values())))
        elif isinstance(each, list):
            waiting.extend(reversed(each))


def without_lines(value: Any) -> Any:
    """The same tree as plain collections, for text whose line numbers would mislead."""
    if isinstance(value, dict):
        return {key: without_lines(each) for key, each in value.items()}
    return [without_lines(each) for each in value] if isinstance(value, list) else value


def moved(value: Any, lines: int) -> Any:
    """A parsed tree with every line number greater by `lines`; what an alias shares is moved once."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or not isinstance(each, Mapping | Sequence):
            continue
        seen.add(id(each))
        each.line += lines
        if isinstance(each, Mapping):
            each.key_lines = {key: line + lines for key, line in each.key_lines.items()}
            waiting.extend(each.values())
        else:
            each.item_lines = [line + lines for line in each.item_lines]
            waiting.extend(each)
    return value


_TEMPLATE = re.compile(r"\{\{|\$\{|\$\(|<%|#\{|__[A-Z0-9_]+__")


def templated(value: str) -> bool:
    """Whether text holds a variable that another tool fills in (Helm, shell, envsubst, Kustomize)."""
    return bool(_TEMPLATE.search(value))
