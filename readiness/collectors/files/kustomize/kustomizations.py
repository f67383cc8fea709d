"""Kustomization files: what they are, which files they name, and what they ask for that is not composed here."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from readiness.collectors.files import tree
from readiness.collectors.files.formats import Document
from readiness.collectors.files.kustomize.values import Refused
from readiness.collectors.files.shapes import flag, line_of, mapping, mappings, text, texts

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")

TOUCHES_ALL = ("transformers", "configurations", "crds", "openapi")
"""Fields after which any object may look otherwise."""
ADDS_OBJECTS = ("helmCharts", "helmChartInflationGenerator", "generators")
"""Fields that bring objects of which nothing is known here."""


def is_kustomization(document: Document) -> bool:
    """Whether `kustomize build` would read it as a folder's kustomization."""
    data = document.data
    if document.path.rpartition("/")[2] not in NAMES or document.part or not isinstance(data, dict):
        return False
    if text(data.get("kind")) not in ("", "Kustomization", "Component"):
        return False
    return "apiVersion" not in data or text(data["apiVersion"]).startswith("kustomize.config.k8s.io/")


@dataclass(frozen=True)
class Patch:
    """One entry of `patches` or its older forms.

    Attributes:
        key: the field it stands in.
        path: the file; empty for text that stands in the kustomization.
        written: that text.
        target: what it is for; None where the patch itself names it.
        may_rename: it may change the name.
        may_change_kind: it may change the kind.
    """

    key: str
    path: str
    written: str
    target: dict[str, Any] | None
    may_rename: bool = False
    may_change_kind: bool = False


@dataclass(frozen=True, eq=False)
class Kustomization:
    """One kustomization file."""

    document: Document

    @property
    def data(self) -> dict[str, Any]:
        """What it says."""
        return mapping(self.document.data)

    @property
    def folder(self) -> str:
        """Where it stands; empty for the root."""
        return posixpath.dirname(self.document.path)

    @property
    def told_by(self) -> tuple[str, ...]:
        """Paths that tell its environment, the first that does."""
        return (self.document.path,)

    @property
    def command(self) -> str:
        """What renders it."""
        return f"kustomize build {self.folder or '.'} > rendered.yaml, and scan that"

    @property
    def is_component(self) -> bool:
        """Whether it can only be used by others."""
        return text(self.data.get("kind")) == "Component"

    @cached_property
    def resources(self) -> list[tuple[str, str]]:
        """What it builds upon, with the field that says so."""
        return [(key, each) for key in ("resources", "bases") for each in texts(self.data.get(key))]

    @cached_property
    def components(self) -> tuple[str, ...]:
        """The components that it uses."""
        return texts(self.data.get("components"))

    @cached_property
    def merges(self) -> list[Patch]:
        """`patchesStrategicMerge`: files, or text."""
        return [
            Patch("patchesStrategicMerge", each, "", None) if _is_path(each) else Patch("patchesStrategicMerge", "", each, None)
            for each in texts(self.data.get("patchesStrategicMerge"))
        ]

    @cached_property
    def patches(self) -> list[Patch]:
        """`patches`."""
        return [_patch("patches", each) for each in mappings(self.data.get("patches"))]

    @cached_property
    def json_patches(self) -> list[Patch]:
        """`patchesJson6902`."""
        return [_patch("patchesJson6902", each) for each in mappings(self.data.get("patchesJson6902"))]

    @cached_property
    def inline(self) -> dict[str, list[Any]]:
        """Patches that stand in the kustomization as text, parsed once; those that can't be are left out."""
        written = {each.written for each in (*self.merges, *self.patches, *self.json_patches) if each.written}
        parsed = {each: tree.read(each, "yaml") for each in written}
        return {each: found.documents for each, found in parsed.items() if not found.errors}

    def path(self, written: str) -> str:
        """The path of what it names."""
        return posixpath.normpath(posixpath.join(self.folder, written))

    def file(self, written: str) -> str:
        """The path of a file that it names.

        Raises:
            Refused: it stands elsewhere, where Kustomize does not look.
        """
        path = self.path(written)
        if self.folder and not path.startswith(f"{self.folder}/"):
            raise Refused(f"{shown(written)} stands outside of its folder")
        return path

    def manifests(self) -> Iterator[str]:
        """Paths of the files that it may name as resources and patches: folders among them are no files, and do no harm."""
        named = [written for _, written in self.resources]
        yield from self._paths(*named, *(each.path for each in (*self.merges, *self.patches, *self.json_patches) if each.path))

    def generated_from(self) -> Iterator[str]:
        """Paths of the files that it makes ConfigMaps of."""
        for entry in mappings(self.data.get("configMapGenerator")):
            yield from self._paths(*(path for _, path in generator_files(entry)), *env_files(entry))

    def _paths(self, *written: str) -> Iterator[str]:
        for each in written:
            path = self.path(each)
            if not is_remote(each) and (not self.folder or path.startswith(f"{self.folder}/")):
                yield path

    def line(self, key: str) -> int | None:
        """Where a field stands."""
        return line_of(self.data, key)


def _patch(key: str, entry: dict[str, Any]) -> Patch:
    options = mapping(entry.get("options"))
    target = entry.get("target")
    free = (flag(options.get(each)) is True for each in ("allowNameChange", "allowKindChange"))
    return Patch(key, text(entry.get("path")), text(entry.get("patch")), target if isinstance(target, dict) else None, *free)


def generator_files(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Key and path of each of a generator's `files`."""
    return [
        (key, path) if separator else (posixpath.basename(key), key)
        for key, separator, path in (each.partition("=") for each in texts(entry.get("files")))
    ]


def env_files(entry: dict[str, Any]) -> tuple[str, ...]:
    """Paths of a generator's files of variables."""
    return (*texts(entry.get("envs")), *texts(entry.get("env")))


def is_remote(written: str) -> bool:
    """Whether it stands in another repository or on a server."""
    host = written.partition("/")[0]
    return "://" in written or "?ref=" in written or written.startswith("git@") or host in ("github.com", "gitlab.com", "bitbucket.org")


def shown(written: str) -> str:
    """A path as it is written, or a word for one that may hold more than a path."""
    return written if _PATH.fullmatch(written) else "a file"


def _is_path(written: str) -> bool:
    return "\n" not in written and "{" not in written


_PATH = re.compile(r"[\w./+=-]{1,200}")
