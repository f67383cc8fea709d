"""JSON patches (RFC 6902) upon parsed trees, as far as Kustomize 5.7 applies them."""

from __future__ import annotations

from typing import Any

from readiness.collectors.files.kustomize.values import Budget, Refused, copied, drop, put
from readiness.collectors.files.shapes import mapping, text
from readiness.collectors.files.tree import MAX_DEPTH, Mapping, Sequence


def patched(target: Mapping, operations: list[Any], budget: Budget) -> None:
    """Change the target in place by every operation.

    Raises:
        Refused: an operation does not fit, as far as it got.
    """
    for operation in operations:
        budget.spend(1)
        _apply(target, mapping(operation), budget)


def _apply(target: Mapping, operation: dict[str, Any], budget: Budget) -> None:
    path = _pointer(operation.get("path"))
    match operation.get("op"):
        case "add" if "value" in operation:
            _add(target, path, operation["value"], budget)
        case "replace" if "value" in operation:
            parent, key = _place(target, path)
            if isinstance(parent, Mapping):
                put(parent, str(key), copied(operation["value"], budget, parent.line_of(str(key))))
            else:
                parent[int(key)] = copied(operation["value"], budget, parent.line_of(int(key)))
        case "remove":
            _remove(target, path)
        case "move":
            source = _pointer(operation.get("from"))
            if path[: len(source)] == source:
                raise Refused("a JSON patch moves a value into itself")
            value = _value(target, source)
            _remove(target, source)
            _add(target, path, value, budget)
        case "copy":
            _add(target, path, _value(target, _pointer(operation.get("from"))), budget)
        case "test":
            if not _equal(_value(target, path), operation.get("value"), budget):
                raise Refused("a JSON patch tests for what is not there")
        case _:
            raise Refused("a JSON patch holds an operation that is none")


def _pointer(value: Any) -> list[str]:
    written = value if isinstance(value, str) else ""
    if not written.startswith("/") or written.count("/") > MAX_DEPTH:
        raise Refused("a JSON patch holds a path that is none")
    return [part.replace("~1", "/").replace("~0", "~") for part in written.split("/")[1:]]


def _place(target: Mapping, path: list[str]) -> tuple[Mapping | Sequence, str | int]:
    """Where an existing value stands."""
    parent = _parent(target, path)
    if isinstance(parent, Mapping):
        if path[-1] not in parent:
            raise Refused("a JSON patch names a field that is not there")
        return parent, path[-1]
    return parent, _index(path[-1], len(parent) - 1)


def _parent(target: Mapping, path: list[str]) -> Mapping | Sequence:
    node: Any = target
    for part in path[:-1]:
        if isinstance(node, Mapping) and part in node:
            node = node[part]
        elif isinstance(node, Sequence):
            node = node[_index(part, len(node) - 1)]
        else:
            raise Refused("a JSON patch names a field that is not there")
    if not isinstance(node, Mapping | Sequence):
        raise Refused("a JSON patch names a field that is not there")
    return node


def _index(part: str, last: int) -> int:
    if not (part.isascii() and part.isdigit() and len(part) < 8) or int(part) > last:
        raise Refused("a JSON patch names an item that is not there")
    return int(part)


def _value(target: Mapping, path: list[str]) -> Any:
    parent, key = _place(target, path)
    return parent[str(key)] if isinstance(parent, Mapping) else parent[int(key)]


def _add(target: Mapping, path: list[str], value: Any, budget: Budget) -> None:
    parent = _parent(target, path)
    if isinstance(parent, Mapping):
        put(parent, path[-1], copied(value, budget, parent.line_of(path[-1])))
        return
    budget.spend(len(parent))
    at = len(parent) if path[-1] == "-" else _index(path[-1], len(parent))
    parent.insert(at, copied(value, budget, parent.line))
    parent.item_lines.insert(at, parent.line)


def _remove(target: Mapping, path: list[str]) -> None:
    parent, key = _place(target, path)
    if isinstance(parent, Mapping):
        drop(parent, str(key))
    else:
        del parent[int(key)]
        del parent.item_lines[int(key) : int(key) + 1]


def _equal(one: Any, other: Any, budget: Budget) -> bool:
    """Equality of JSON: true is not 1."""
    budget.spend(1)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(each, other[key], budget) for key, each in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_equal(*pair, budget) for pair in zip(one, other, strict=True))
    return type(one) is type(other) and text(one) == text(other) if isinstance(one, bool) or isinstance(other, bool) else one == other
