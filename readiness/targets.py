"""From configuration and arguments to the places that are read."""

from __future__ import annotations

import os
from pathlib import Path

from readiness.collectors import Place
from readiness.config import Configuration, TargetEntry, path_in_repository, shown_path
from readiness.errors import ExitCode, UserError

FOLDER = "folder"
ATTESTATIONS = "attestations"
ATTESTATION_NAMES = ("attestations.yaml", "attestations.yml")
"""Looked for beside the configuration, or in the folder, when no target names the file."""


def places(configuration: Configuration, folder: Path | None = None, *, elsewhere: bool = False) -> list[Place]:
    """Where to read on disk: every folder, and always one place for attestations, which may be without a file.

    A folder given by the user takes the place of the configured ones, unless it is where the configuration
    stands. Names of places are relative, so that findings are the same on every machine.

    Args:
        configuration: its targets and their settings.
        folder: what the user named on the command line.
        elsewhere: accounts or clusters are read, so that without a folder that anybody named none is.

    Raises:
        UserError: a folder or a named file does not exist or can't be read, or two targets have one name.
    """
    base = configuration.root
    entries = [each for each in configuration.config.targets if each.folder is not None]
    if folder is not None and folder.resolve() != base:
        base = _readable_folder(folder, shown_path(folder))
        entries = [_entry_for(base, configuration)]
    if not entries and not elsewhere:
        entries = [TargetEntry(folder=".")]
    folders = [_folder(entry, base, configuration) for entry in entries]
    names = [each.name for each in folders]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"two targets are called {name!r}", help="give one of them another 'name:'")
    return [*folders, _attestations(configuration, base)]


def _entry_for(folder: Path, configuration: Configuration) -> TargetEntry:
    """The user's folder with the settings that the configuration has for it, if any."""
    for entry in configuration.config.targets:
        if entry.folder is not None and (configuration.root / entry.folder).resolve() == folder:
            return entry.model_copy(update={"folder": "."})
    return TargetEntry(folder=".")


def _folder(entry: TargetEntry, base: Path, configuration: Configuration) -> Place:
    told = entry.folder or "."
    root = _readable_folder(base / told, told if told != "." else shown_path(base))
    name = entry.name or _relative(root, base)
    settings: dict[str, object] = {"exclude": entry.exclude} if entry.exclude else {}
    if entry.max_file_bytes is not None:
        settings["max_file_bytes"] = entry.max_file_bytes
    return Place(
        kind=FOLDER,
        name=name,
        target=f"{FOLDER}:{name}",
        root=root,
        path=path_in_repository(root),
        classifier=configuration.classifier,
        settings=settings,
    )


def _readable_folder(path: Path, told: str) -> Path:
    try:
        with os.scandir(path):
            return path.resolve()
    except FileNotFoundError as error:
        raise UserError(f"{told}: no such folder", help="name the folder that holds the system's configuration and code") from error
    except NotADirectoryError as error:
        raise UserError(f"{told}: not a folder", help="name the folder that holds it") from error
    except OSError as error:
        raise UserError(
            f"{told}: can't be read: {error.strerror or error}", help="grant the right to read it", code=ExitCode.UNREACHABLE
        ) from error


def _relative(path: Path, base: Path) -> str:
    """The path below the base; a folder elsewhere goes by its own name, so that no absolute path is told."""
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name


def _attestations(configuration: Configuration, base: Path) -> Place:
    named = [each.attestations for each in configuration.config.targets if each.attestations is not None]
    if len(named) > 1:
        raise UserError("more than one target names an attestations file", help="keep one; it may hold all answers")
    if named:
        found: Path | None = configuration.root / named[0]
        if not (configuration.root / named[0]).is_file():
            raise UserError(f"{named[0]}: no such attestations file", help="mend the path in 'targets:', or take the entry out")
    else:
        found = next((base / name for name in ATTESTATION_NAMES if (base / name).is_file()), None)
    name = _relative(found.resolve(), base) if found else "none"
    return Place(kind=ATTESTATIONS, name=name, target=f"{ATTESTATIONS}:{name}", root=found, classifier=configuration.classifier)
