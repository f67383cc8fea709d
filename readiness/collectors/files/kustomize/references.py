"""References follow the objects whose names or namespaces a kustomization has changed."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.kustomize.fields import REFERENCES, Field
from readiness.collectors.files.kustomize.resources import Id, Resource
from readiness.collectors.files.kustomize.values import Budget, Refused, holders, put
from readiness.collectors.files.shapes import at, text
from readiness.collectors.files.tree import Mapping, Sequence


def follow(resources: list[Resource], budget: Budget) -> None:
    """Mend every reference.

    Raises:
        Refused: more than one object may be meant.
    """
    by_name: dict[str, list[Resource]] = {}
    for each in resources:
        for name in dict.fromkeys(id.name for id in each.earlier):
            by_name.setdefault(name, []).append(each)
    if not by_name:
        return
    for target, fields in REFERENCES:
        for resource in resources:
            id = resource.id
            for field in fields:
                if field.is_of(id):
                    _mend(resource, field, _Candidates(by_name, target, resource, budget))


class _Candidates:
    """The objects that one referrer may mean."""

    def __init__(self, by_name: dict[str, list[Resource]], target: Field, referrer: Resource, budget: Budget) -> None:
        self.by_name, self.target, self.referrer, self.budget = by_name, target, referrer, budget

    def named(self, name: str, namespace: str | None = None) -> list[Resource]:
        """Those of a name, narrowed down as Kustomize does it."""
        among = self.by_name.get(name, ())
        self.budget.spend(1 + len(among))
        own = self.referrer.id
        found = [
            each
            for each in among
            if any(self.target.is_of(id) for id in each.earlier)
            and (namespace is None or namespace in (each.original.namespace, each.id.namespace))
            and _is_near(own, each.id)
        ]
        if len(found) > 1:
            found = [each for each in found if self._alike(each, allow_empty=True)]
        if len(found) > 1:
            found = [each for each in found if self._alike(each, allow_empty=False)]
        return found

    def _alike(self, other: Resource, *, allow_empty: bool) -> bool:
        own = self.referrer
        pairs = ((own.prefixes, other.prefixes), (own.suffixes, other.suffixes))
        return all((allow_empty and not (one and two)) or _same_end(one, two) for one, two in pairs)


def _same_end(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    if not shorter:
        return one == other
    return one[len(one) - shorter :] == other[len(other) - shorter :]


def _is_near(own: Id, other: Id) -> bool:
    return own.is_cluster_wide or other.is_cluster_wide or other.kind == "ServiceAccount" or own.same.namespace == other.same.namespace


def _mend(resource: Resource, field: Field, candidates: _Candidates) -> None:
    for node, key in holders(resource.data, field.path):
        value = node.get(key)
        if isinstance(value, Mapping):
            meant = [(value, "name")]
        elif isinstance(value, Sequence):
            meant = [(each, "name") for each in value if isinstance(each, Mapping)]
            _mend_scalars(value, candidates)
        elif field.path[0] == "roleRef" and candidates.target.kind != text(node.get("kind")):
            continue
        else:
            meant = [(node, key)]
        for holder, name_key in meant:
            whole = holder is not node
            for found in _only(candidates.named(text(holder.get(name_key)), _namespace(holder) if whole else None)):
                put(holder, name_key, found.id.name)
                if whole and found.id.namespace:
                    put(holder, "namespace", found.id.namespace)


def _namespace(holder: Mapping) -> str | None:
    return text(at(holder, "namespace")) if "namespace" in holder else None


def _mend_scalars(names: Sequence, candidates: _Candidates) -> None:
    for position, each in enumerate(names):
        if isinstance(each, str):
            for found in _only(candidates.named(each)):
                names[position] = found.id.name


def _only(found: list[Resource]) -> Iterator[Resource]:
    if len({each.id.name for each in found}) > 1:
        raise Refused("a name may mean more than one object")
    yield from found[:1]
