"""Manifests with the Namespaces that they are for, which stand anywhere in the walk: read when all of it was seen.

Labels of a namespace tell the environment of what is in it, in manifests as in clusters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.collectors.files.formats import Document
from readiness.collectors.files.formats.kubernetes import is_manifest, objects
from readiness.collectors.kubernetes.raw import ComposedDocument, RawObject, environment_of_paths
from readiness.facts import Environment

MOST_WAITING = 8 << 20
"""Characters of the files that are kept until the end, which take some fifteen times as many bytes when they are parsed.

Further manifests are read without what labels of their namespaces tell.
"""

_World = tuple[str, Environment]
"""What a namespace's name is unique in: an overlay, or all plain manifests, whose paths tell one environment."""


@dataclass
class NamespacedManifests:
    """Manifests that wait, and what labels of the Namespaces tell."""

    told: dict[_World, dict[str, Environment]] = field(default_factory=lambda: defaultdict(dict))
    waiting: list[Document] = field(default_factory=list)
    size: int = 0
    """Characters of the files that wait."""

    def take(self, document: Document) -> bool:
        """Whether a document waits, because a Namespace may tell more of what is in it."""
        if not is_manifest(document):
            return False
        self.note(document)
        of_same_file = bool(self.waiting) and self.waiting[-1].path == document.path
        size = self.size + (0 if of_same_file else len(document.text))
        waits = size <= MOST_WAITING and any(RawObject.of(document, each).namespace for each in objects(document.data))
        if waits:
            self.waiting.append(document)
            self.size = size
        return waits

    def note(self, document: Document) -> None:
        """Keep what the Namespaces of a document tell."""
        for raw in (RawObject.of(document, each) for each in objects(document.data)):
            if (raw.group, raw.kind) == ("", "Namespace"):
                told = document.place.classifier.of_labels(raw.labels)
                known = self.told[_world(document)]
                known[raw.name] = told if known.get(raw.name, told) is told else Environment.UNCLASSIFIED

    def of_namespace(self, document: Document) -> Mapping[str, Environment]:
        """What labels tell of each namespace that is written for the same world; nothing of one that is told differently."""
        return self.told.get(_world(document), {})


def _world(document: Document) -> _World:
    overlay = document.overlay if isinstance(document, ComposedDocument) else ""
    return overlay, environment_of_paths(document)
