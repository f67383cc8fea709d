"""Overlays that are written as objects: what deploys a path of the repository changes what is there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.collectors.files.formats import Document
from readiness.collectors.files.kustomize.kustomizations import Kustomization
from readiness.collectors.files.kustomize.resources import id_of
from readiness.collectors.files.kustomize.values import put
from readiness.collectors.files.shapes import at, text
from readiness.collectors.files.tree import Mapping, Sequence


@dataclass(frozen=True, eq=False)
class OverlayObject(Kustomization):
    """One of them, as the kustomization that says the same.

    Attributes:
        name: of the object.
        by: what deploys it (`Flux`).
        target: the path that it builds upon; empty for the root.
        rendered_by: the command that renders it.
        variables: values that are filled in when all is built.
    """

    name: str = ""
    by: str = ""
    target: str = ""
    rendered_by: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """A place of its own, since several may stand in one folder, beside a kustomization of Kustomize."""
        return posixpath.join(posixpath.dirname(self.document.path), f"{self.name} ({self.by})")

    @property
    def told_by(self) -> tuple[str, ...]:
        """Paths that tell its environment: its own, or that of what it builds upon."""
        return (self.document.path, posixpath.join(self.target, "kustomization.yaml"))

    @property
    def command(self) -> str:
        """What renders it."""
        return f"{self.rendered_by} > rendered.yaml, and scan that"

    @property
    def changes(self) -> bool:
        """Whether anything of what it builds upon looks otherwise afterwards."""
        return len(self.data) > 1

    def with_fields(self, fields: Mapping, components: Iterable[str] = ()) -> OverlayObject:
        """The same with these fields of a kustomization, upon its target and with components beside that."""
        overlay = Mapping(fields.line)
        put(overlay, "resources", sequence(fields.line, [self._to(self.target)]))
        for key, value in fields.items():
            overlay.key_lines[key] = fields.line_of(key)
            put(overlay, key, value)
        if found := [self._to(posixpath.join(self.target, each)) for each in components]:
            put(overlay, "components", sequence(fields.line, found))
        return replace(self, document=replace(self.document, data=overlay, part=""))

    def _to(self, path: str) -> str:
        return posixpath.relpath(path or ".", self.folder)

    def kinds(self) -> set[str] | None:
        """The kinds of object that its patches and images change; None where they may be any."""
        if self.data.keys() - {"resources", "patches", "images", "replicas"}:
            return None
        named = [text(at(each.target, "kind")) or self._kind_in(each.written) for each in self.patches]
        counted = ("Deployment", "StatefulSet") if self.data.get("images") or self.data.get("replicas") else ()
        return None if "" in named else {*named, *counted}

    def _kind_in(self, written: str) -> str:
        found = [each for each in self.inline.get(written, ()) if isinstance(each, Mapping)]
        return id_of(found[0]).kind if len(found) == 1 else ""


def target_of(path: str) -> str | None:
    """A path as it is named here: empty for the root, None for none and for one outside."""
    target = posixpath.normpath(path).lstrip("/") if path else ".."
    return None if target.startswith("..") else "" if target == "." else target


def plain(document: Document) -> Document:
    """The document without what was read in it."""
    return replace(document, data={}, part="")


def sequence(line: int, values: Iterable[Any]) -> Sequence:
    """A list that stands on one line."""
    made = Sequence(line)
    made.extend(values)
    made.item_lines = [line] * len(made)
    return made
