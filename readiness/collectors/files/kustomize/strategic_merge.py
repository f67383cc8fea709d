"""Strategic merge patches, as Kustomize 5.7 applies them by the schemas of Kubernetes 1.21 that it brings.

Kinds that these schemas do not know (custom resources) have their lists replaced as a whole, as in Kustomize.
"""

from __future__ import annotations

from typing import Any

from readiness.collectors.files.kustomize.values import Budget, Refused, copied, drop, put
from readiness.collectors.files.shapes import text
from readiness.collectors.files.tree import Mapping, Sequence

_POD = {
    "containers": ("container", ("name",)),
    "initContainers": ("container", ("name",)),
    "ephemeralContainers": ("container", ("name",)),
    "volumes": ("", ("name",)),
    "imagePullSecrets": ("", ("name",)),
    "hostAliases": ("", ("ip",)),
    "topologySpreadConstraints": ("", ("topologyKey", "whenUnsatisfiable")),
}
_CONTAINER = {
    "env": ("", ("name",)),
    "ports": ("", ("containerPort", "protocol")),
    "volumeMounts": ("", ("mountPath",)),
    "volumeDevices": ("", ("devicePath",)),
}
_LISTS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "pod": _POD,
    "container": _CONTAINER,
    "service": {"ports": ("", ("port", "protocol"))},
    "account": {"secrets": ("", ("name",))},
    "webhooks": {"webhooks": ("", ("name",))},
    "meta": {"finalizers": ("", ()), "ownerReferences": ("", ("uid",))},
}
"""Lists that are merged by key: what they stand in, and what their items are. Without a key they hold scalars."""

_TEMPLATED = {"metadata": "meta", "spec": {"template": {"metadata": "meta", "spec": "pod"}}}
_CRON = {"metadata": "meta", "spec": {"jobTemplate": {"metadata": "meta", **_TEMPLATED}}}
_KINDS: dict[tuple[str, str], dict[str, Any]] = {
    ("v1", "Pod"): {"metadata": "meta", "spec": "pod"},
    ("v1", "PodTemplate"): {"metadata": "meta", "template": {"metadata": "meta", "spec": "pod"}},
    ("v1", "ReplicationController"): _TEMPLATED,
    ("v1", "Service"): {"metadata": "meta", "spec": "service"},
    ("v1", "ServiceAccount"): {"": "account", "metadata": "meta"},
    ("batch/v1", "Job"): _TEMPLATED,
    ("batch/v1", "CronJob"): _CRON,
    ("batch/v1beta1", "CronJob"): _CRON,
    **{("apps/v1", each): _TEMPLATED for each in ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")},
    **{
        (f"admissionregistration.k8s.io/{version}", f"{each}WebhookConfiguration"): {"": "webhooks", "metadata": "meta"}
        for version in ("v1", "v1beta1")
        for each in ("Mutating", "Validating")
    },
}
_DIRECTIVE = "$patch"
_OTHERS = ("$retainKeys", "$setElementOrder/", "$deleteFromPrimitiveList/")
Shape = str | dict[str, Any]


def merged(target: Mapping, patch: Mapping, budget: Budget) -> Mapping | None:
    """The target with the patch merged in, changed in place; None when the patch deletes it.

    Raises:
        Refused: the patch does not fit, or says what Kustomize has no words for.
    """
    shape = _KINDS.get((text(target.get("apiVersion")), text(target.get("kind"))), {})
    return _mapping(target, patch, shape, budget)


def _mapping(target: Mapping, patch: Mapping, shape: Shape, budget: Budget) -> Mapping | None:
    match _directive(patch):
        case "delete":
            return None
        case "replace":
            return _brought(patch, shape, budget, target.line)
    for key, value in patch.items():
        budget.spend(1)
        if key == _DIRECTIVE:
            continue
        if key.startswith(_OTHERS):
            raise Refused(f"a patch holds {key.partition('/')[0]}")
        _field(target, key, value, shape, budget)
    return target


def _field(target: Mapping, key: str, value: Any, shape: Shape, budget: Budget) -> None:
    inner, keys = _inside(shape, key)
    own = target.get(key)
    if value is None:
        drop(target, key)
        return
    if own is None:
        result = _added(value, inner, budget, target.line_of(key), keys)
    elif isinstance(value, Mapping) and isinstance(own, Mapping):
        result = _mapping(own, value, inner, budget)
    elif isinstance(value, Sequence) and isinstance(own, Sequence):
        line = target.line_of(key)
        result = copied(value, budget, line) if keys is None else _list(own, value, (inner, keys), budget)
    elif isinstance(value, Mapping | Sequence) or isinstance(own, Mapping | Sequence):
        raise Refused(f"a patch makes another kind of value of {key}")
    else:
        result = copied(value, budget, target.line_of(key))
    if result is None:
        drop(target, key)
    else:
        put(target, key, result)


def _inside(shape: Shape, key: str) -> tuple[Shape, tuple[str, ...] | None]:
    """What stands under a key, and the keys by which it is merged if it is a list that is."""
    if isinstance(shape, dict):
        own = shape.get("")
        found = _LISTS[own].get(key) if own else None
        return found or (shape.get(key, {}), None)
    return _LISTS.get(shape, {}).get(key, ({}, None))


def _directive(patch: Mapping) -> str:
    word = patch.get(_DIRECTIVE, "merge")
    if word not in ("merge", "replace", "delete"):
        raise Refused("a patch holds an unknown $patch directive")
    return text(word)


def _added(value: Any, shape: Shape, budget: Budget, line: int, keys: tuple[str, ...] | None = None) -> Any:
    """What a patch brings where nothing was: without nulls, and without what it only says to delete."""
    if isinstance(value, Mapping):
        return None if _directive(value) == "delete" else _brought(value, shape, budget, line)
    if isinstance(value, Sequence) and keys is not None:
        if len(_list_directive(value)[1]) < len(value):
            raise Refused("a patch holds a $patch directive for a list that is not there")
        return _list(Sequence(line), value, (shape, keys), budget)
    return copied(value, budget, line)


def _brought(value: Mapping, shape: Shape, budget: Budget, line: int) -> Mapping:
    made = Mapping(line, value.tag)
    for key, each in value.items():
        budget.spend(1)
        if key == _DIRECTIVE or each is None:
            continue
        if key.startswith(_OTHERS):
            raise Refused(f"a patch holds {key.partition('/')[0]}")
        inner, keys = _inside(shape, key)
        if (found := _added(each, inner, budget, line, keys)) is not None:
            put(made, key, found)
    return made


def _list(own: Sequence, patch: Sequence, of: tuple[Shape, tuple[str, ...]], budget: Budget) -> Sequence | None:
    """Two lists merged by key. What the patch names comes first, in its order, as Kustomize puts it.

    Where items have more than one key, only new ones do.
    """
    shape, keys = of
    word, items = _list_directive(patch)
    if word == "delete":
        return None
    if word == "replace":
        own = Sequence(own.line)
    if not keys:
        return _scalars(own, items, budget)
    order = _entries(own, keys, budget)
    kept: dict[str, list[Any]] = {}
    for entry in order.values():
        kept.setdefault(text(entry[0].get(keys[0])), []).append(entry)
    in_place = _keys_in_use(own, items, keys) > 1
    first: list[Any] = []
    for each in items:
        if not isinstance(each, Mapping) or text(each.get(keys[0])) == "":
            raise Refused(f"a patch leaves out {keys[0]}, by which a list is merged")
        found = _same(each, kept.get(text(each[keys[0]]), []), keys)
        if found is None:
            result = _added(each, shape, budget, own.line)
            entry = [result, own.line]
        elif _directive(each) == "replace" or id(found) not in order:
            raise Refused("a patch replaces an item of a list, or names it twice")
        else:
            entry = [_mapping(found[0], each, shape, budget), found[1]]
            if in_place:
                order[id(found)] = entry
                continue
            del order[id(found)]
        first.append(entry)
    together = Sequence(own.line)
    for value, line in (*first, *order.values()):
        if value is not None:
            together.append(value)
            together.item_lines.append(line)
    return together or None


def _keys_in_use(own: Sequence, items: list[Any], keys: tuple[str, ...]) -> int:
    """How many of the keys any item has."""
    named = [[tuple(text(each.get(key)) for key in keys) for each in some if isinstance(each, Mapping)] for some in (own, items)]
    if any(len(set(each)) < len(each) for each in named):
        raise Refused("a list that is merged by key names an item twice")
    return sum(any(each[position] for some in named for each in some) for position in range(len(keys)))


def _entries(own: Sequence, keys: tuple[str, ...], budget: Budget) -> dict[int, list[Any]]:
    """The items of a list with their lines, in order, to be found by what they are rather than by what they hold."""
    budget.spend(len(own) * len(keys))
    if not all(isinstance(each, Mapping) for each in own):
        raise Refused("a list that is merged by key holds no mappings")
    entries = [[each, own.line_of(position)] for position, each in enumerate(own)]
    return {id(entry): entry for entry in entries}


def _same(item: Mapping, among: list[Any], keys: tuple[str, ...]) -> Any:
    """The entry that an item of a patch speaks of, if there is one.

    Raises:
        Refused: one of them leaves out a key that the other has, where Kustomize mixes things up.
    """
    for entry in among:
        if [key for key in keys if text(item.get(key))] != [key for key in keys if text(entry[0].get(key))]:
            raise Refused(f"a patch names an item of a list with and without {' and '.join(keys[1:])}")
        if all(text(item.get(key)) == text(entry[0].get(key)) for key in keys):
            return entry
    return None


def _list_directive(patch: Sequence) -> tuple[str, list[Any]]:
    """A list's directive stands in an item of its own."""
    alone = [each for each in patch if isinstance(each, Mapping) and list(each) == [_DIRECTIVE]]
    if len(alone) > 1:
        raise Refused("a patch holds two $patch directives for one list")
    return (_directive(alone[0]) if alone else "merge"), [each for each in patch if not any(each is one for one in alone)]


def _scalars(own: Sequence, items: list[Any], budget: Budget) -> Sequence:
    together = Sequence(own.line)
    for each in dict.fromkeys((*(copied(one, budget) for one in items if not isinstance(one, dict | list)), *own)):
        together.append(each)
        together.item_lines.append(own.line)
    return together
