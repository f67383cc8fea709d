"""What boto3's clients are made of, reduced to the calls that collectors declare: no client has a method that writes.

botocore makes a client from the description of its whole service and keeps that description; of EC2's seven hundred
operations we need eight. What is left out is never built, which saves a third of a scan's memory besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

DESCRIPTION = "service-2"
UNTOUCHED = frozenset({"sts"})
"""Services whose clients botocore itself makes to get credentials."""
OF_ITS_OWN = {"s3": frozenset({"head_bucket"}), "iam": frozenset({"get_role", "simulate_principal_policy"})}
"""What else is called: botocore finds a bucket's region by it, and `doctor` asks IAM."""


class DeclaredDescriptions:
    """A data loader of botocore that gives service descriptions with the declared operations alone.

    Args:
        inner: botocore's own.
        calls: every declared call, as `client.operation`. A service of which none is declared stays whole.
    """

    def __init__(self, inner: Any, calls: Iterable[str]) -> None:
        self._inner = inner
        self._declared: dict[str, set[str]] = {}
        for call in calls:
            service, _, operation = call.partition(".")
            self._declared.setdefault(service, set(OF_ITS_OWN.get(service, ()))).add(operation)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """As botocore's loader."""
        model = self._inner.load_service_model(service_name, type_name, api_version)
        if service_name not in self._declared or service_name in UNTOUCHED:
            return model
        self._forget(service_name)
        return _reduced(model, self._declared[service_name]) if type_name == DESCRIPTION else model

    def _forget(self, service: str) -> None:
        """Take a service's files out of what botocore keeps; a client has its own copy of what it needs."""
        kept: dict[Any, Any] = getattr(self._inner, "_cache", {})
        for key in [each for each in list(kept) if any(f"{part}/".startswith(f"{service}/") for part in each)]:
            kept.pop(key, None)


def _reduced(model: Mapping[str, Any], wanted: set[str]) -> dict[str, Any]:
    from botocore import xform_name

    operations = {name: each for name, each in model["operations"].items() if xform_name(name) in wanted}
    return {**model, "operations": operations, "shapes": _shapes_of(operations, model["shapes"])}


def _shapes_of(operations: Mapping[str, Any], shapes: Mapping[str, Any]) -> dict[str, Any]:
    """The shapes that these operations lead to."""
    found: dict[str, Any] = {}
    waiting = list(_named(operations))
    while waiting:
        name = waiting.pop()
        if name in shapes and name not in found:
            found[name] = shapes[name]
            waiting.extend(_named(shapes[name]))
    return found


def _named(node: Any) -> Iterator[str]:
    """Names of shapes in a part of a description."""
    if isinstance(node, Mapping):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for each in node.values():
            yield from _named(each)
    elif isinstance(node, list):
        for each in node:
            yield from _named(each)
