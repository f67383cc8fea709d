"""Kustomizations of Flux (2.6): overlays that are written as objects, and build upon a path of their repository.

Their patches, images and names are those of Kustomize; variables (`${name}`, `${name:=default}`) are filled in when all is built.
What `substituteFrom` names stands in a cluster, so that variables without a value here stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.formats import Document
from readiness.collectors.files.formats.kubernetes import objects
from readiness.collectors.files.kustomize.overlay_objects import OverlayObject, plain, target_of
from readiness.collectors.files.kustomize.resources import Composed
from readiness.collectors.files.kustomize.values import Budget, put
from readiness.collectors.files.shapes import at, labels, mapping, text, texts
from readiness.collectors.files.tree import Mapping, Sequence

_AS_WRITTEN = ("patches", "patchesStrategicMerge", "patchesJson6902", "images", "namePrefix", "nameSuffix")


def flux_kustomizations(document: Document) -> Iterator[OverlayObject]:
    """Those among the objects of a document that name a path: without one it may be all of some other repository."""
    for data in objects(document.data):
        if text(data.get("kind")) != "Kustomization" or not text(data.get("apiVersion")).startswith("kustomize.toolkit.fluxcd.io/"):
            continue
        spec, name = data.get("spec"), text(at(data, "metadata", "name"))
        target = target_of(text(at(spec, "path")))
        if not isinstance(spec, Mapping) or not name or target is None:
            continue
        own = OverlayObject(
            plain(document),
            name,
            by="Flux",
            target=target,
            rendered_by=f"flux build kustomization {name} --path {target or '.'}",
            variables=labels(at(spec, "postBuild", "substitute")),
        )
        yield own.with_fields(_fields(spec), texts(spec.get("components")))


def _fields(spec: Mapping) -> Mapping:
    """What says the same in a kustomization."""
    fields = Mapping(spec.line_of("path"))
    for key in _AS_WRITTEN:
        if spec.get(key):
            fields.key_lines[key] = spec.line_of(key)
            put(fields, key, spec[key])
    if text(spec.get("targetNamespace")):
        put(fields, "namespace", text(spec["targetNamespace"]))
    return fields


_VARIABLE = re.compile(r"(?<!\$)\$\{(?P<name>[A-Za-z_]\w*)(?P<default>:?[=-](?P<value>[^{}]*))?\}")
CHARACTERS = 16
"""Characters that count as one value of the budget, so that no text grows beyond what a folder is worth."""
_LEFT_ALONE = "kustomize.toolkit.fluxcd.io/substitute"


def substitute(made: Composed, own: OverlayObject, budget: Budget) -> None:
    """Fill in the variables whose values stand in the Kustomization.

    Raises:
        TooMuch: there is too much to look through.
    """
    if not own.variables:
        return
    for each in made.resources:
        meta = mapping(each.data.get("metadata"))
        if "disabled" not in (labels(meta.get("labels")).get(_LEFT_ALONE), labels(meta.get("annotations")).get(_LEFT_ALONE)):
            _fill_in(each.data, own.variables, budget)


def _fill_in(data: Any, variables: dict[str, str], budget: Budget) -> None:
    waiting = [data]
    while waiting:
        node = waiting.pop()
        budget.spend(1 + len(node))
        for key, value in node.items() if isinstance(node, Mapping) else enumerate(node):
            if type(value) is str and "${" in value:
                budget.spend(sum(len(variables.get(found["name"], "")) for found in _VARIABLE.finditer(value)) // CHARACTERS)
                node[key] = _VARIABLE.sub(lambda found: variables.get(found["name"], found[0]), value)
            elif isinstance(value, Mapping | Sequence):
                waiting.append(value)
