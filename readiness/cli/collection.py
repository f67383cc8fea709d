"""Collects for a verb: run folder, progress, and what Ctrl-C leaves behind."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.cli import console
from readiness.errors import ExitCode, UserError

if TYPE_CHECKING:
    from readiness.cli.context import Context
    from readiness.collectors import Place
    from readiness.snapshot import Snapshot

SCOPE = "scope.json"
"""Says which folders on this machine a run folder belongs to, so that no other scan goes on with it."""


def collected(context: Context, places: Sequence[Place], *, jobs: int, run_folder: Path | None) -> Snapshot:
    """Collect what the checks need.

    Facts stream to a run folder outside of what is read. It is removed when collection ends, and kept when it
    is interrupted.

    Raises:
        UserError: the run folder can't be used, a target holds input that the user must mend, or Ctrl-C.
    """
    from readiness.cli.progress import progress_of
    from readiness.planner import plan
    from readiness.runner import InterruptedCollectionError, collect

    work = plan(places, context.checks.values())
    folder = _opened(run_folder or _new_folder(), places)
    console.detail(f"tasks: {len(work.tasks)}; facts are kept in {folder} while collecting")
    try:
        with progress_of(work) as progress:
            caps = context.configuration.config.max_resources
            snapshot = collect(work, system=context.terms.system, run_folder=folder, jobs=jobs, caps=caps, progress=progress)
    except InterruptedCollectionError as interrupted:
        facts = len(interrupted.snapshot.facts)
        raise UserError(
            f"interrupted: {facts:,} facts that had arrived are kept in {folder}",
            help=f"go on with the same command and --run-folder {folder}",
            code=ExitCode.INTERRUPTED,
        ) from None
    except (UserError, KeyboardInterrupt):
        if run_folder is None:
            _removed(folder)
        raise
    except Exception as error:
        error.add_note(f"facts that had arrived are kept in {folder}")
        raise
    _removed(folder)
    return snapshot


def cache_folder() -> Path:
    """Where run folders of this user live: `READINESS_CACHE`, else the platform's cache folder."""
    if own := os.environ.get("READINESS_CACHE"):
        return Path(own)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "readiness"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "readiness"


def _new_folder() -> Path:
    """A folder that no other run has or had, so that nothing stale is ever taken up.

    Where the user's cache can't be written, as in a container with a read-only home, it is a temporary one.

    Raises:
        UserError: neither can be written.
    """
    candidates: tuple[Callable[[], Path], ...] = (lambda: cache_folder() / "runs", lambda: Path(tempfile.gettempdir()))
    for choose in candidates:
        with suppress(OSError, RuntimeError):  # RuntimeError: this user has no home
            folder = choose()
            folder.mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(prefix=f"readiness-{datetime.now(UTC):%Y%m%d-%H%M%S}-", dir=folder))
    raise UserError("no folder can be written to keep facts in while collecting", help="name one with --run-folder")


def _scope(places: Sequence[Place]) -> list[str]:
    return sorted(f"{place.key} {place.root}" for place in places)


def _opened(folder: Path, places: Sequence[Place]) -> Path:
    """The folder, made if need be; one that holds anything else than a run of these places is refused."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        marker = folder / SCOPE
        if not marker.exists():
            if any(folder.iterdir()):
                raise UserError(f"{folder}: not empty, and not the folder of a run", help="name a new folder with --run-folder")
            marker.write_text(json.dumps(_scope(places)), encoding="utf-8")
        elif json.loads(marker.read_text(encoding="utf-8")) != _scope(places):
            raise UserError(f"{folder}: belongs to a run over other folders", help="name a new folder with --run-folder")
    except ValueError as error:
        raise UserError(f"{folder}: not the folder of a run", help="name a new folder with --run-folder") from error
    except OSError as error:
        raise UserError(
            f"{folder}: can't be used as run folder: {error.strerror or error}", help="name a folder that can be written, with --run-folder"
        ) from error
    return folder


def _removed(folder: Path) -> None:
    """Take away what a run keeps, and nothing else."""
    for path in (*folder.glob("*.jsonl"), *folder.glob("*.part"), folder / "run.json", folder / SCOPE):
        path.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()
