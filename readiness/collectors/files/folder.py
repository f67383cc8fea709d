"""The folder collector: reads configuration, dotenv files, source code and secrets from a directory tree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from readiness.collectors import Observation, Place, collector
from readiness.collectors.files.infrastructure import folder as infrastructure
from readiness.collectors.files.reading import GIVES, FolderReading
from readiness.errors import UserError
from readiness.facts import Fact, Gap


@collector("folder", gives=GIVES, deadline=600, found=infrastructure.FOUND, absence_tells=infrastructure.ABSENCE_TELLS)
def read_folder(place: Place, wanted: frozenset[type[Fact]]) -> Iterator[Observation]:
    """Facts and gaps of a folder, file by file, and at the end one `FolderRead`.

    Settings of the place: `max_file_bytes`, `max_files`, and `exclude`, a list of gitignore patterns.

    Raises:
        UserError: there is no such folder, or it can't be listed.
    """
    for observation in FolderReading(place).over(_root(place)):
        if isinstance(observation, Gap):
            hidden = tuple(name for name in observation.facts if Fact.by_name[name] in wanted)
            if hidden or not observation.facts:
                yield observation.model_copy(update={"facts": hidden})
        elif type(observation) in wanted:
            yield observation


def _root(place: Place) -> Path:
    root = place.root
    if root is None or not root.exists():
        raise UserError(f"{root or place.name}: no such folder", "name the folder that holds the system's configuration and code")
    if not root.is_dir():
        raise UserError(f"{root}: not a folder", f"scan the folder it is in: {root.parent}")
    try:
        empty = next(root.iterdir(), None) is None
    except OSError:
        raise UserError(f"{root}: the folder can't be listed", f"grant read permission on {root}") from None
    if empty:
        raise UserError(f"{root}: the folder is empty", "name the folder that holds the system's configuration and code")
    return root
