"""Copies and changes of parsed trees. What comes from another file takes the line of the place it is put at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.tree import MAX_DEPTH, Mapping, Sequence

MOST_VALUES = 5_000_000
"""Values that may be copied, compared or changed in one folder; far beyond what people write."""


class Refused(Exception):  # noqa: N818 - a state of the kustomization, and read as one
    """Something that can't be composed surely, or that Kustomize itself refuses.

    Attributes:
        detail: why, short and in lower case; never a value.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class TooMuch(Exception):  # noqa: N818 - a state of the folder
    """Composing would take more than a folder is worth."""


class Elsewhere(str):
    """Text that stands in another file than the object it was put into, so that the object's lines say nothing of it."""

    __slots__ = ()


class FileText(Elsewhere):
    """The content of a file of the folder, which is read by itself too."""

    __slots__ = ()


class Budget:
    """What is left to be spent on one folder."""

    def __init__(self, values: int = MOST_VALUES) -> None:
        self.left = values

    def spend(self, values: int) -> None:
        """Take from it.

        Raises:
            TooMuch: it is used up.
        """
        self.left -= values
        if self.left < 0:
            raise TooMuch


def copied(value: Any, budget: Budget, line: int | None = None, depth: int = 0) -> Any:
    """A deep copy; given a line, one that stands there with all it holds."""
    budget.spend(1)
    if depth > 2 * MAX_DEPTH:
        raise TooMuch
    if isinstance(value, Mapping):
        mapping = Mapping(value.line if line is None else line, value.tag)
        for key, each in value.items():
            mapping[key] = copied(each, budget, line, depth + 1)
            mapping.key_lines[key] = value.line_of(key) if line is None else line
        return mapping
    if isinstance(value, Sequence):
        sequence = Sequence(value.line if line is None else line, value.tag)
        sequence.extend(copied(each, budget, line, depth + 1) for each in value)
        sequence.item_lines = list(value.item_lines) if line is None else [line] * len(value)
        return sequence
    return Elsewhere(value) if line is not None and type(value) is str and "\n" in value else value


def put(node: Mapping, key: str, value: Any) -> None:
    """Set a key, at its own line or else at the mapping's."""
    node.key_lines.setdefault(key, node.line)
    node[key] = value


def drop(node: Mapping, key: str) -> None:
    """Take a key away, if it is there."""
    node.pop(key, None)
    node.key_lines.pop(key, None)


def below(node: Mapping, key: str) -> Mapping:
    """The mapping under a key, made where there is none.

    Raises:
        Refused: something else stands there.
    """
    found = node.get(key)
    if found is None:
        found = Mapping(node.line_of(key))
        put(node, key, found)
    if not isinstance(found, Mapping):
        raise Refused(f"{key} is no mapping")
    return found


def holders(data: Any, path: tuple[str, ...], *, create: bool = False) -> Iterator[tuple[Mapping, str]]:
    """Every mapping that a path of keys leads to, with the last key; lists on the way are passed through.

    Args:
        data: where the path starts.
        path: keys; one that ends in `[]` is that of a list.
        create: make mappings that are missing; lists never are.
    """
    waiting = [(data, 0)]
    while waiting:
        node, done = waiting.pop()
        if isinstance(node, Sequence):
            waiting.extend((each, done) for each in reversed(node))
        elif isinstance(node, Mapping) and done == len(path) - 1:
            yield node, path[done]
        elif isinstance(node, Mapping):
            key = path[done].removesuffix("[]")
            may_make = create and key == path[done]
            child = below(node, key) if may_make and node.get(key) is None else node.get(key)
            if child is not None:
                waiting.append((child, done + 1))
