"""Values of infrastructure files: what is written, what names another resource, and what only an apply will tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ref:
    """An attribute of a resource of the same stack.

    Attributes:
        address: of the resource (`module.rag.aws_s3_bucket.docs`, `DocsBucket`).
        attribute: which; empty for the resource itself.
    """

    address: str
    attribute: str = ""

    def __str__(self) -> str:
        return f"{self.address}.{self.attribute}" if self.attribute else self.address


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that the files don't tell.

    Attributes:
        why: what it hangs on (`var.bucket has no value`), never a value.
        refs: resources that are part of it all the same.
    """

    why: str
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text with parts that are not literal."""

    parts: tuple[str | Ref | Unresolved, ...]


def joined(parts: list[Any]) -> Any:
    """The text of these parts: a plain string when all are known."""
    flat: list[str | Ref | Unresolved] = []
    for part in parts:
        for each in part.parts if isinstance(part, Text) else (part,):
            known = each if isinstance(each, Ref | Unresolved) else written(each)
            if isinstance(known, str) and flat and isinstance(flat[-1], str):
                flat[-1] += known
            else:
                flat.append(known)
    if not flat:
        return ""
    if len(flat) == 1 and isinstance(flat[0], str):
        return flat[0]
    return Text(tuple(flat))


def written(value: Any) -> str | Unresolved:
    """A scalar as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return Unresolved("a collection stands in a text", tuple(refs_in(value)))


def refs_in(value: Any) -> Iterator[Ref]:
    """Every resource that a value names, in order."""
    for each in _leaves(value):
        if isinstance(each, Ref):
            yield each
        elif isinstance(each, Unresolved):
            yield from each.refs


def unresolved_in(value: Any) -> Unresolved | None:
    """The first part of a value that the files don't tell; None when all is told. References count as told."""
    return next((each for each in _leaves(value) if isinstance(each, Unresolved)), None)


def _leaves(value: Any) -> Iterator[Any]:
    """What texts, mappings and lists are made of, in order; values may be nested deeper than Python calls."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        match each:
            case Text():
                waiting.extend(reversed(each.parts))
            case dict():
                waiting.extend(reversed(list(each.values())))
            case list():
                waiting.extend(reversed(each))
            case _:
                yield each


def is_known(value: Any) -> bool:
    """Whether a value is written out: no reference, nothing that is to be told."""
    return unresolved_in(value) is None and next(refs_in(value), None) is None


def size_of(value: Any, most: int) -> int:
    """How many values a value holds, shared ones counted each time; counting ends above `most`."""
    count, waiting = 0, [value]
    while waiting and count <= most:
        each = waiting.pop()
        count += 1
        if isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, Text):
            waiting.extend(each.parts)
        elif isinstance(each, str):
            count += len(each) // 100
    return count
