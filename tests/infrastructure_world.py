"""Reads small trees of infrastructure files, as the folder collector does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from readiness.collectors import Place
from readiness.collectors.files.reading import GIVES, FolderReading
from readiness.engine import Finding, judge
from readiness.facts import Fact, Gap
from readiness.loader import load_checks
from readiness.snapshot import Snapshot, SnapshotTarget
from readiness.testing import TODAY

PLACE = "folder:."


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with these files."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def seen_in(folder: Path) -> list[Fact | Gap]:
    """Everything that a folder tells."""
    return list(FolderReading(Place(kind="folder", name=".", target=PLACE, root=folder)).over(folder))


def facts_in(folder: Path, kind: type[Fact]) -> dict[str, Any]:
    """Facts of one type, by resource."""
    return {each.resource: each for each in seen_in(folder) if type(each) is kind}


def only(folder: Path, kind: type[Fact]) -> Any:
    """The one fact of a type."""
    found = list(facts_in(folder, kind).values())
    assert len(found) == 1, sorted(each.resource for each in found)
    return found[0]


def gaps_in(folder: Path) -> list[Gap]:
    """What could not be read."""
    return [each for each in seen_in(folder) if isinstance(each, Gap)]


def findings_in(folder: Path, *ids: str) -> list[Finding]:
    """What these checks say of a folder."""
    seen = seen_in(folder)
    snapshot = Snapshot(
        taken=TODAY,
        targets=(SnapshotTarget(key=PLACE, kind="folder", name=".", places=(PLACE,)),),
        collected=frozenset(kind.__name__ for kind in GIVES),
        facts=tuple(each for each in seen if isinstance(each, Fact)),
        gaps=tuple(each for each in seen if isinstance(each, Gap)),
    )
    checks = load_checks()
    return list(judge(snapshot, [checks[id] for id in ids]))


def verdicts(folder: Path, *ids: str) -> dict[str, set[str]]:
    """Check to what it says, leaving out what it does not concern where it concerns something."""
    told: dict[str, set[str]] = {id: set() for id in ids}
    for each in findings_in(folder, *ids):
        told[each.check].add(str(each.status))
    return {id: found - {"not applicable"} or found for id, found in told.items()}
