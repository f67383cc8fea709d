"""Kustomizations of Flux (2.6): overlays that are written as objects, and build upon a path of their repository.

Their patches, images and names are those of Kustomize; variables (`${name}`, `${name:=default}`) are filled in when all is built.
What `substituteFrom` names stands in a cluster, so that variables without a value here stay as they are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.collectors.files.formats import Document
from readiness.collectors.files.formats.kubernetes import objects
from readiness.collectors.files.kustomize.kustomizations import Kustomization
from readiness.collectors.files.kustomize.resources import Composed, id_of
from readiness.collectors.files.kustomize.values import Budget, put
from readiness.collectors.files.shapes import at, labels, mapping, text, texts
from readiness.collectors.files.tree import Mapping, Sequence

_AS_WRITTEN = ("patches", "patchesStrategicMerge", "patchesJson6902", "images", "namePrefix", "nameSuffix")


@dataclass(frozen=True, eq=False)
class FluxKustomization(Kustomization):
    """One of Flux's, as the overlay that it is.

    Attributes:
        name: of the object.
        target: the path that it builds upon; empty for the root.
        variables: values that it fills in.
    """

    name: str = ""
    target: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """A place of its own, since several may stand in one folder, beside a kustomization of Kustomize."""
        return posixpath.join(posixpath.dirname(self.document.path), f"{self.name} (flux)")

    @property
    def told_by(self) -> tuple[str, ...]:
        """Paths that tell its environment: its own, or that of what it builds upon."""
        return (self.document.path, posixpath.join(self.target, "kustomization.yaml"))

    @property
    def command(self) -> str:
        """What renders it."""
        return f"flux build kustomization {self.name} --path {self.target or '.'} > rendered.yaml, and scan that"

    @property
    def changes(self) -> bool:
        """Whether anything of what it builds upon looks otherwise afterwards."""
        return len(self.data) > 1

    def kinds(self) -> set[str] | None:
        """The kinds of object that its patches and images change; None where they may be any."""
        if self.data.keys() - {"resources", "patches", "images"}:
            return None
        named = [text(at(each.target, "kind")) or self._kind_in(each.written) for each in self.patches]
        return None if "" in named else {*named, *(("Deployment", "StatefulSet") if self.data.get("images") else ())}

    def _kind_in(self, written: str) -> str:
        found = [each for each in self.inline.get(written, ()) if isinstance(each, Mapping)]
        return id_of(found[0]).kind if len(found) == 1 else ""


def flux_kustomizations(document: Document) -> Iterator[FluxKustomization]:
    """Those among the objects of a document that name a path: without one it may be all of some other repository."""
    for data in objects(document.data):
        if text(data.get("kind")) != "Kustomization" or not text(data.get("apiVersion")).startswith("kustomize.toolkit.fluxcd.io/"):
            continue
        spec, name = data.get("spec"), text(at(data, "metadata", "name"))
        path = text(at(spec, "path"))
        target = posixpath.normpath(path).lstrip("/")
        if not isinstance(spec, Mapping) or not (name and path) or target.startswith(".."):
            continue
        empty = FluxKustomization(replace(document, data={}, part=""), name, "" if target == "." else target)
        variables = labels(at(spec, "postBuild", "substitute"))
        yield replace(empty, document=replace(document, data=_overlay(spec, empty), part=""), variables=variables)


def _overlay(spec: Mapping, own: FluxKustomization) -> Mapping:
    """The kustomization that says the same."""
    overlay = Mapping(spec.line)
    put(overlay, "resources", _list(spec.line_of("path"), [posixpath.relpath(own.target or ".", own.folder)]))
    for key in _AS_WRITTEN:
        if spec.get(key):
            overlay.key_lines[key] = spec.line_of(key)
            put(overlay, key, spec[key])
    if text(spec.get("targetNamespace")):
        put(overlay, "namespace", text(spec["targetNamespace"]))
    if components := texts(spec.get("components")):
        paths = [posixpath.relpath(posixpath.join(own.target or ".", each), own.folder) for each in components]
        put(overlay, "components", _list(spec.line_of("components"), paths))
    return overlay


def _list(line: int, values: list[Any]) -> Sequence:
    made = Sequence(line)
    made.extend(values)
    made.item_lines = [line] * len(values)
    return made


_VARIABLE = re.compile(r"(?<!\$)\$\{(?P<name>[A-Za-z_]\w*)(?P<default>:?[=-](?P<value>[^{}]*))?\}")
_LEFT_ALONE = "kustomize.toolkit.fluxcd.io/substitute"


def substitute(made: Composed, own: FluxKustomization, budget: Budget) -> None:
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
                node[key] = _VARIABLE.sub(lambda found: variables.get(found["name"], found[0]), value)
            elif isinstance(value, Mapping | Sequence):
                waiting.append(value)


def kinds_among(names: set[str] | None, known: Any) -> set[tuple[str, str]] | None:
    """Groups and kinds of these names; None for any."""
    return None if names is None else {(group, kind) for group, kind in known if kind in names}
