"""The Kustomize trees of one folder: files are taken in one by one, and every root is composed when all have been seen.

A root is a kustomization that no other one builds upon. Its objects are judged as it makes them, in its environment; a base
is not judged by itself. Only files that a kustomization names are held, and each is parsed once.
"""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Iterable, Iterator

from readiness.collectors import Place
from readiness.collectors.files.formats import Document
from readiness.collectors.files.formats.kubernetes import hidden_by, objects
from readiness.collectors.files.kustomize.argo_cd import argo_applications
from readiness.collectors.files.kustomize.composing import Files, compose
from readiness.collectors.files.kustomize.flux import flux_kustomizations, substitute
from readiness.collectors.files.kustomize.kustomizations import Kustomization, is_kustomization
from readiness.collectors.files.kustomize.overlay_objects import OverlayObject
from readiness.collectors.files.kustomize.resources import Composed, Doubt
from readiness.collectors.files.kustomize.values import Budget, TooMuch
from readiness.collectors.kubernetes.kinds import load_kinds
from readiness.collectors.kubernetes.raw import ComposedDocument
from readiness.facts import Environment, Fact, Gap, GapReason


class Kustomizations:
    """What was seen of a folder's kustomizations so far, and of the files that they name."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.named: dict[str, Kustomization] = {}
        self.doubled: set[str] = set()
        self.wanted: set[str] = set()
        self.wanted_texts: set[str] = set()
        self.documents: dict[str, list[Document]] = {}
        self.texts: dict[str, str] = {}
        self.broken: set[str] = set()
        self.declared: list[OverlayObject] = []
        self.plain: set[str] = set()
        """Folders with manifests that no kustomization names."""

    def take(self, document: Document) -> str:
        """Keep a parsed document, if it is a kustomization or named by one; as what it was recognised, or nothing.

        A kustomization must come before the files that it names.
        """
        self.declared += [*flux_kustomizations(document), *argo_applications(document)]
        if is_kustomization(document):
            found = Kustomization(document)
            if found.folder in self.named:
                self.doubled.add(found.folder)
            self.named[found.folder] = found
            self.wanted.update(found.manifests())
            self.wanted_texts.update(found.generated_from())
            return "kustomize"
        if document.path not in self.wanted:
            if next(objects(document.data), None) is not None:
                self.plain.add(posixpath.dirname(document.path))
            return ""
        self.documents.setdefault(document.path, []).append(document)
        return "kubernetes"

    def take_text(self, document: Document) -> None:
        """Keep the text of a file that a kustomization makes a ConfigMap of, and know that one it builds upon is there."""
        if document.path in self.wanted:
            self.documents.setdefault(document.path, [])
        if document.path in self.wanted_texts:
            self.texts[document.path] = document.text

    def take_broken(self, document: Document) -> None:
        """Remember that a file can't be parsed."""
        if document.path in self.wanted:
            self.broken.add(document.path)

    def roots(self) -> list[Kustomization]:
        """Kustomizations that no other one builds upon, production's first.

        One that only a sample builds upon is a root all the same. Where several build upon each other, all are.
        """
        below = {folder: self._below(each) for folder, each in self.named.items()}
        included = {folder for each in below.values() for folder in each}
        reached: set[str] = set()
        roots = [each for folder, each in self.named.items() if folder not in included and not each.is_component]
        waiting = [each.folder for each in roots]
        while waiting:
            folder = waiting.pop()
            if folder not in reached:
                reached.add(folder)
                waiting.extend(below[folder])
        roots += [each for folder, each in self.named.items() if folder not in reached and not each.is_component]
        return sorted(roots, key=lambda each: (self._environment(each) is not Environment.PRODUCTION, each.document.path))

    def composed(self) -> Iterator[Document | Gap]:
        """Every object of every root as its own document, and what is not known of them as gaps.

        Documents that nothing but an unused component names come as they are written.
        """
        yield from self._declared()
        files = Files(self.named, frozenset(self.doubled), self.documents, self.texts, frozenset(self.broken))
        budget = Budget()
        used: set[str] = set()
        for root in self.roots():
            used |= self._closure(root)
            try:
                found = compose(root, files, budget)
                if isinstance(root, OverlayObject):
                    substitute(found, root, budget)
            except TooMuch:
                detail = "what it builds upon is too large, or too deep"
                yield self._gap(root, Doubt(root.document, "resources", detail), hidden_by(), GapReason.TOO_LARGE)
                continue
            except Exception as error:  # noqa: BLE001 - one tree that is stumbled over must not end the walk
                # The error's own words may hold a value of a file.
                doubt = Doubt(root.document, "", f"composing it failed: {type(error).__name__}")
                yield self._gap(root, doubt, hidden_by(), GapReason.FAILED)
                continue
            yield from self._documents(root, found)
            yield from self._gaps(root, found)
        named = {path for folder in used for path in self.named[folder].manifests()}
        for path, documents in self.documents.items():
            if path not in named:
                yield from documents

    def _declared(self) -> Iterator[Gap]:
        """Take objects that are overlays for what they are; of those over plain manifests say what they change unseen."""
        for each in self.declared:
            if each.target in self.named:
                self.named[each.folder] = each
            elif each.changes and any(_is_within(folder, each.target) for folder in self.plain):
                names = each.kinds()
                kinds = None if names is None else {key for key in load_kinds() if key[1] in names}
                yield self._gap(each, Doubt(each.document, "", f"{each.by} changes its objects"), hidden_by(kinds), GapReason.TEMPLATED)

    def _below(self, own: Kustomization) -> list[str]:
        """The folders that a kustomization builds upon."""
        paths = (own.path(each) for each in (*(written for _, written in own.resources), *own.components))
        folders = [found for path in paths if (found := "" if path == "." else path) in self.named and found != own.folder]
        if self._environment(own) is not Environment.SAMPLE:
            return folders
        return [each for each in folders if self._environment(self.named[each]) is Environment.SAMPLE]

    def _closure(self, root: Kustomization) -> set[str]:
        found: set[str] = set()
        waiting = [root.folder]
        while waiting:
            folder = waiting.pop()
            if folder not in found:
                found.add(folder)
                waiting.extend(self._below(self.named[folder]))
        return found

    def _environment(self, own: Kustomization) -> Environment:
        told = (self.place.classifier.of_path(each) for each in own.told_by)
        return next((each for each in told if each is not Environment.UNCLASSIFIED), Environment.UNCLASSIFIED)

    def _documents(self, root: Kustomization, found: Composed) -> Iterator[Document]:
        # Labels of a Namespace tell the environment of what is in it.
        for each in sorted(found.resources, key=lambda each: each.id.kind != "Namespace"):
            if not each.doubts:
                written = {field.name: getattr(each.document, field.name) for field in dataclasses.fields(Document)}
                told = self._environment(root)
                environment = each.document.environment if told is Environment.UNCLASSIFIED else told
                yield ComposedDocument(
                    **{**written, "data": each.data, "environment": environment, "part": ""}, overlay=self._overlay(root)
                )

    def _overlay(self, root: Kustomization) -> str:
        """The path that stands for a root: the one that tells its environment, or its own."""
        told = (each for each in root.told_by if self.place.classifier.of_path(each) is not Environment.UNCLASSIFIED)
        return next(told, root.document.path)

    def _gaps(self, root: Kustomization, found: Composed) -> Iterator[Gap]:
        """One for each reason, about the kinds that it touches; about any kind where objects are not seen at all."""
        kinds: dict[tuple[str, str, str], set[tuple[str, str]] | None] = {}
        doubts: dict[tuple[str, str, str], Doubt] = {}
        for doubt in found.unseen:
            key = (doubt.where.path, doubt.key, doubt.detail)
            doubts[key], kinds[key] = doubt, None
        for resource in found.resources:
            for doubt in resource.doubts[:1]:
                key = (doubt.where.path, doubt.key, doubt.detail)
                doubts[key] = doubt
                if (touched := kinds.setdefault(key, set())) is not None:
                    touched.add((resource.id.group, resource.id.kind))
        for key, touched in kinds.items():
            yield self._gap(root, doubts[key], hidden_by(touched), GapReason.TEMPLATED)

    def _gap(self, root: Kustomization, doubt: Doubt, facts: Iterable[type[Fact]], reason: GapReason) -> Gap:
        return Gap(
            place=self.place.key,
            facts=tuple(sorted(each.__name__ for each in facts)),
            reason=reason,
            detail=doubt.detail,
            right=root.command,
            file=doubt.where.path,
            line=Kustomization(doubt.where).line(doubt.key) if doubt.key else None,
            environment=self._environment(root),
        )


def _is_within(folder: str, above: str) -> bool:
    return not above or folder == above or folder.startswith(f"{above}/")
