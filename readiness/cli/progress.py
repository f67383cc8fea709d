"""Progress on standard error: moving on a terminal, one line for each target in CI, nothing elsewhere."""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from readiness.cli import console
from readiness.printable import printable

if TYPE_CHECKING:
    from readiness.planner import Task, Work
    from readiness.runner import Progress


@contextmanager
def progress_of(work: Work) -> Iterator[Progress]:
    """What watches a collection, as fits where standard error goes."""
    from readiness.runner import Silent

    if console.watched():
        with _Moving() as moving:
            yield moving
    elif os.environ.get("CI") and console.CONSOLE.progress:
        yield _Lines(work)
    else:
        yield Silent()


class _Lines:
    """One line for each target, when the last of its tasks ends."""

    def __init__(self, work: Work) -> None:
        self._open: dict[str, int] = defaultdict(int)
        self._totals: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0.0])
        self._lock = threading.Lock()
        for task in work.tasks.values():
            self._open[task.place.target] += 1

    def started(self, task: Task) -> None:
        """Nothing is said before something ended."""

    def seen(self, task: Task, facts: int) -> None:
        """Facts are counted at the end."""

    def finished(self, task: Task, facts: int, gaps: int, seconds: float) -> None:
        """Count, and tell when the target is done."""
        target = task.place.target
        with self._lock:
            totals = self._totals[target]
            totals[0] += facts
            totals[1] += gaps
            totals[2] += seconds
            self._open[target] -= 1
            done = not self._open[target]
        if done:
            console.say(f"{target}: {totals[0]:,} facts, {totals[1]:,} gaps, {totals[2]:.1f} s")


class _Moving:
    """A spinner and a line for each task that runs."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        self._rich = Progress(*columns, console=Console(stderr=True, highlight=False), transient=True)
        self._rows: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self._rich.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._rich.stop()

    def started(self, task: Task) -> None:
        """Show the task."""
        self._rows[task.key] = self._rich.add_task(_described(task, 0), total=None)

    def seen(self, task: Task, facts: int) -> None:
        """Count on, now and then."""
        if facts % 50 == 0 and task.key in self._rows:
            self._rich.update(self._rows[task.key], description=_described(task, facts))

    def finished(self, task: Task, facts: int, gaps: int, seconds: float) -> None:  # noqa: ARG002 - the line goes away
        """Take the task's line away."""
        if task.key in self._rows:
            self._rich.remove_task(self._rows.pop(task.key))


def _described(task: Task, facts: int) -> str:
    return printable(f"reading {task.place.key}  {task.collector.name}  {facts:,} facts")
