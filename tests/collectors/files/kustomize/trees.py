"""Reads trees of kustomizations as the folder collector does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from readiness.collectors import Observation, Place
from readiness.collectors.files.reading import FolderReading
from readiness.collectors.kubernetes.raw import ComposedDocument
from readiness.facts import Gap

TREES = Path(__file__).parent / "trees"
BUILT = Path(__file__).parent / "built"


def write(root: Path, files: dict[str, str]) -> Path:
    """Files by path."""
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")
    return root


def reading(root: Path) -> tuple[FolderReading, list[Observation]]:
    """A folder, read as a whole."""
    found = FolderReading(Place(kind="folder", name=".", target="folder:.", root=root))
    return found, list(found.over(root))


def composed(root: Path) -> tuple[dict[str, list[Any]], list[Gap]]:
    """The objects that each root makes, by its folder, and what is not known."""
    objects: dict[str, list[Any]] = {}
    gaps = []
    for each in reading(root)[0].kustomizations.composed():
        if isinstance(each, Gap):
            gaps.append(each)
        else:
            assert isinstance(each, ComposedDocument)
            objects.setdefault(each.overlay.rpartition("/")[0], []).append(each.data)
    return objects, gaps
