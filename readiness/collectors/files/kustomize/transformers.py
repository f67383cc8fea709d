"""The changes that a kustomization makes of all its objects: namespace, names, labels, annotations, replicas and images."""

from __future__ import annotations

import bisect
import re
from typing import Any

from readiness.collectors.files.kustomize.fields import ANNOTATIONS, LABELS, NAMESPACES, REPLICAS, SELECTOR_LABELS, TEMPLATE_LABELS, Field
from readiness.collectors.files.kustomize.fields import UNPREFIXED as _UNPREFIXED
from readiness.collectors.files.kustomize.resources import Resource
from readiness.collectors.files.kustomize.values import Budget, Refused, below, holders, put
from readiness.collectors.files.shapes import flag, labels, mapping, mappings, text, whole
from readiness.collectors.files.tree import Mapping, Sequence


def set_namespace(resources: list[Resource], namespace: str) -> None:
    """Everything moves to a namespace.

    Raises:
        Refused: two objects become one.
    """
    for each in resources:
        id = each.id
        each.earlier.append(id)
        if not id.is_cluster_wide:
            put(below(each.data, "metadata"), "namespace", namespace)
        for field in NAMESPACES:
            if field.is_of(id):
                _set(each.data, field, namespace)
        if id.kind in ("RoleBinding", "ClusterRoleBinding"):
            for node, key in holders(each.data, ("subjects", "namespace")):
                if text(node.get("name")) == "default":
                    put(node, key, namespace)
    if len({each.id.same for each in resources}) < len(resources):
        raise Refused("two objects have one name in the namespace")


def _set(data: Mapping, field: Field, value: Any) -> None:
    for node, key in holders(data, field.path, create=field.create):
        if field.create or key in node:
            put(node, key, value)


def add_affixes(resources: list[Resource], prefix: str, suffix: str) -> None:
    """Names get a prefix and a suffix."""
    for each in resources:
        if any(field.is_of(each.original) for field in _UNPREFIXED):
            continue
        if prefix:
            each.rename(prefix + each.id.name)
            each.prefixes = (*each.prefixes, prefix)
        if suffix:
            each.rename(each.id.name + suffix)
            each.suffixes = (*each.suffixes, suffix)


def add_labels(resources: list[Resource], kustomization: dict[str, Any], budget: Budget) -> None:
    """What `labels` and `commonLabels` ask for."""
    for each in mappings(kustomization.get("labels")):
        fields = LABELS
        if flag(each.get("includeSelectors")):
            fields = SELECTOR_LABELS
        elif flag(each.get("includeTemplates")):
            fields = TEMPLATE_LABELS
        own = tuple(_own_field(one) for one in mappings(each.get("fields")))
        _add(resources, labels(each.get("pairs")), (*own, *fields), budget)
    _add(resources, labels(kustomization.get("commonLabels")), SELECTOR_LABELS, budget)


def add_annotations(resources: list[Resource], kustomization: dict[str, Any], budget: Budget) -> None:
    """What `commonAnnotations` asks for."""
    _add(resources, labels(kustomization.get("commonAnnotations")), ANNOTATIONS, budget)


def _own_field(written: dict[str, Any]) -> Field:
    path = tuple(text(written.get("path")).split("/"))
    if not all(path) or any("\\" in part for part in path) or path[-1].endswith("[]"):
        raise Refused("labels name a field that can't be told")
    kind, group, version = (text(written.get(key)) for key in ("kind", "group", "version"))
    return Field(path, kind, group, version, flag(written.get("create")) is True)


def _add(resources: list[Resource], pairs: dict[str, str], fields: tuple[Field, ...], budget: Budget) -> None:
    if not pairs:
        return
    for each in resources:
        id = each.id
        for field in fields:
            if not field.is_of(id):
                continue
            for node, key in holders(each.data, field.path, create=field.create):
                budget.spend(len(pairs))
                if field.create or isinstance(node.get(key), Mapping):
                    target = below(node, key)
                    for name, value in pairs.items():
                        put(target, name, value)


def set_replicas(resources: list[Resource], replicas: list[dict[str, Any]], budget: Budget, *, partly: bool) -> None:
    """What `replicas` asks for; where objects are seen partly, a name may be that of one that is not.

    Raises:
        Refused: no object has such a name.
    """
    by_name: dict[str, list[tuple[Resource, Field]]] = {}
    for each in resources:
        for field in REPLICAS:
            if field.is_of(each.id):
                for name in {id.name for id in each.ids}:
                    by_name.setdefault(name, []).append((each, field))
    for wanted in replicas:
        found = by_name.get(text(wanted.get("name")), [])
        count = whole(wanted.get("count"))
        if not found and partly:
            continue
        if not found or count is None:
            raise Refused("replicas names an object that is not there")
        budget.spend(len(found))
        for each, field in found:
            _set(each.data, field, count)


_PLAIN = re.compile(r"[\w./:@-]+")
_TAG, _DIGEST = re.compile(r"[a-zA-Z0-9_.{}-]*"), re.compile(r"sha256:[a-zA-Z0-9_.{}-]*")


def set_images(resources: list[Resource], images: list[dict[str, Any]], budget: Budget) -> None:
    """What `images` asks for: of everything that is listed under `containers` or `initContainers`, and of image volumes."""
    by_name: dict[str, list[int]] = {}
    for position, each in enumerate(images):
        if not _PLAIN.fullmatch(text(each.get("name"))):
            raise Refused("images names a pattern")
        if text(each.get("tagSuffix")):
            raise Refused("images adds a suffix, which Kustomize does twice to some")
        by_name.setdefault(text(each["name"]), []).append(position)
    if not images:
        return
    for resource in resources:
        if resource.id.kind == "CustomResourceDefinition":
            continue
        for node, key in _image_fields(resource.data, budget):
            if isinstance(node.get(key), str):
                put(node, key, _image(node[key], images, by_name))


def _image_fields(data: Any, budget: Budget) -> list[tuple[Mapping, str]]:
    found: list[tuple[Mapping, str]] = []
    waiting = [data]
    while waiting:
        node = waiting.pop()
        budget.spend(1)
        if isinstance(node, Mapping):
            for key in ("containers", "initContainers"):
                if isinstance(node.get(key), Sequence):
                    found.extend((each, "image") for each in node[key] if isinstance(each, Mapping))
            waiting.extend(node.values())
        elif isinstance(node, Sequence):
            waiting.extend(node)
    for path in ("spec/volumes/image/reference", "spec/template/spec/volumes/image/reference"):
        found.extend(holders(data, tuple(path.split("/"))))
    return found


def _image(value: str, images: list[dict[str, Any]], by_name: dict[str, list[int]]) -> str:
    """The image after every entry that fits it in turn: an entry sees what an earlier one made."""
    start = 0
    while True:
        name, tag, digest = _parts(value)
        positions = by_name.get(name, [])
        at = bisect.bisect_left(positions, start)
        if at == len(positions) or not _TAG.fullmatch(tag) or (digest and not _DIGEST.fullmatch(digest)):
            return value
        entry, start = mapping(images[positions[at]]), positions[at] + 1
        name = text(entry.get("newName")) or name
        new_tag, new_digest = text(entry.get("newTag")), text(entry.get("digest"))
        if new_tag or new_digest:
            tag, digest = new_tag, new_digest
        value = name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def _parts(image: str) -> tuple[str, str, str]:
    """Name, tag and digest. A registry's port is part of the name."""
    rest, _, digest = image.partition("@")
    host, slash, path = rest.rpartition("/")
    name, _, tag = path.partition(":")
    return f"{host}{slash}{name}", tag, digest
