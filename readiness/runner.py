"""Runs a plan's collectors side by side, keeps what arrives, and turns what fails into gaps."""

from __future__ import annotations

import hashlib
import json
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import chain
from pathlib import Path
from typing import IO, Any, Protocol

from readiness import __version__
from readiness.collectors import Observation, Place
from readiness.collectors.hiding import hidden, may_hold_key
from readiness.errors import UserError
from readiness.facts import Fact, Gap, GapReason
from readiness.planner import Task, Work
from readiness.snapshot import Snapshot, SnapshotTarget, in_order, revive, slim, write_whole

TICK = 0.2
"""Seconds between looks at deadlines and at Ctrl-C."""

MANIFEST = "run.json"


class Progress(Protocol):
    """What a terminal may show while collecting. Called from several threads."""

    def started(self, task: Task) -> None:
        """A task began."""

    def seen(self, task: Task, facts: int) -> None:
        """So many facts arrived so far."""

    def finished(self, task: Task, facts: int, gaps: int, seconds: float) -> None:
        """A task ended, well or not."""


class Silent:
    """Progress that nobody watches."""

    def started(self, task: Task) -> None:
        """Say nothing."""

    def seen(self, task: Task, facts: int) -> None:
        """Say nothing."""

    def finished(self, task: Task, facts: int, gaps: int, seconds: float) -> None:
        """Say nothing."""


class InterruptedCollectionError(KeyboardInterrupt):
    """Ctrl-C during collection; `snapshot` holds what had arrived, marked incomplete."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot


@dataclass
class _Running:
    """A task under way: what it gave so far, and how to stop it. It has begun when a thread took it up.

    Attributes:
        inherited: gaps in what it comes after, which hide its own facts too.
        caps: how many facts of a type are kept.
    """

    task: Task
    inherited: tuple[Gap, ...] = ()
    caps: Mapping[str, int] = field(default_factory=dict)
    began: float | None = None
    observations: list[Observation] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    whole: bool = False


def collect(
    work: Work,
    *,
    taken: datetime | None = None,
    system: str = "",
    run_folder: Path | None = None,
    jobs: int = 8,
    caps: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> Snapshot:
    """Run every task of the plan.

    Args:
        work: the plan.
        taken: the snapshot's time; now unless given. A resumed run keeps its first one.
        system: what the user calls the assessed system.
        run_folder: facts are streamed there, one file for each task, so that an interrupted run resumes:
            a task that ended in an earlier run of the same plan is read from its file.
        jobs: tasks at a time.
        caps: fact type to the number that one collector keeps at one place; what is left out is a gap.
        progress: who watches.

    Raises:
        UserError: a target holds input that the user must mend.
        InterruptedCollectionError: Ctrl-C; it carries what was collected.
    """
    progress, caps = progress or Silent(), caps or {}
    taken = taken or datetime.now(UTC).replace(microsecond=0)
    ended: dict[str, list[Observation]] = {}
    if run_folder is not None:
        taken, ended = _resume(work, run_folder, taken, caps)
    running: dict[Future[None], _Running] = {}
    order, waiting, ends = work.order(), _Waiting(work), _TargetEnds(work)
    order.prepare()
    with _threads(jobs) as executor:
        try:
            while order.is_active():
                for key in order.get_ready():
                    if key in ended:
                        order.done(key)
                        ends.one(work.tasks[key])
                    else:
                        waiting.add(key)
                while waiting and len(running) < max(1, jobs):
                    task = work.tasks[waiting.first()]
                    run = _Running(_with_facts_before(work, task, ended), _hidden_before(work, task, ended), caps)
                    running[executor.submit(_run, run, run_folder, progress)] = run
                for future in _finished(running):
                    run = running.pop(future)
                    future.result()
                    ended[run.task.key] = run.observations
                    order.done(run.task.key)
                    ends.one(run.task)
        except KeyboardInterrupt:
            _stop(running)
            arrived = {**ended, **{run.task.key: run.observations for run in running.values()}}
            whole = {*ended, *(run.task.key for run in running.values() if run.whole)}
            unfinished = [task for key, task in work.tasks.items() if key not in whole]
            gaps = [_gap(task, GapReason.NOT_COLLECTED, "interrupted") for task in unfinished]
            raise InterruptedCollectionError(_snapshot(work, taken, system, arrived, gaps)) from None
        except BaseException:
            _stop(running)
            raise
    return _snapshot(work, taken, system, ended, [])


class _Waiting:
    """Tasks that may run, those of the first targets first: a target is ended before many others are begun."""

    def __init__(self, work: Work) -> None:
        targets = {target: number for number, target in enumerate(dict.fromkeys(place.target for place in work.places))}
        self._rank = {key: (targets[task.place.target], number) for number, (key, task) in enumerate(work.tasks.items())}
        self._heap: list[tuple[tuple[int, int], str]] = []

    def __bool__(self) -> bool:
        return bool(self._heap)

    def add(self, key: str) -> None:
        """This task may run."""
        heappush(self._heap, (self._rank[key], key))

    def first(self) -> str:
        """The task that runs next; it waits no more."""
        return heappop(self._heap)[1]


class _TargetEnds:
    """Lets go of what a target was read through when its last task has ended, so that memory does not grow with targets."""

    def __init__(self, work: Work) -> None:
        self._open = Counter(task.place.target for task in work.tasks.values())

    def one(self, task: Task) -> None:
        """This task has ended."""
        target = task.place.target
        self._open[target] -= 1
        if not self._open[target] and hasattr(task.place.access, "release"):
            task.place.access.release()


def _with_facts_before(work: Work, task: Task, ended: dict[str, list[Observation]]) -> Task:
    before = tuple(
        each
        for key in sorted(work.before[task.key])
        for each in ended[key]
        if isinstance(each, Fact) and type(each) in task.collector.after
    )
    return replace(task, place=replace(task.place, before=before))


def _hidden_before(work: Work, task: Task, ended: dict[str, list[Observation]]) -> tuple[Gap, ...]:
    """Gaps in what the task starts from: what it would have given for hidden facts is hidden, too.

    Facts that only tell the scope hide none: what the task reads is there without them, and checks ask for them themselves.
    """
    if not task.collector.starts_from_before:
        return ()
    first = {kind.__name__ for kind in task.collector.after if not kind.brings_into_scope}
    here = [
        each
        for key in sorted(work.before[task.key])
        if (other := work.tasks[key].place).kind != task.place.kind or other.name == task.place.name
        for each in ended[key]
        if isinstance(each, Gap) and first & set(each.facts)
    ]
    own = [_gap(task, each.reason, each.detail, each.right).model_copy(update={"environment": each.environment}) for each in here]
    return tuple(dict.fromkeys(own))


def _finished(running: dict[Future[None], _Running]) -> set[Future[None]]:
    """Futures that ended; a task past its deadline is abandoned, and what it did not give becomes a gap."""
    if not running:
        return set()
    done, _ = wait(running, timeout=TICK, return_when=FIRST_COMPLETED)
    for future, run in running.items():
        late = run.began is not None and time.monotonic() - run.began > run.task.collector.deadline
        if late and future not in done:
            run.stop.set()
            deadline = f"no end after {run.task.collector.deadline:g} s"
            run.observations = [*run.observations, _gap(run.task, GapReason.TIMED_OUT, deadline)]
            _offer(future, None)
            done.add(future)
    return done


def _stop(running: dict[Future[None], _Running]) -> None:
    for run in running.values():
        run.stop.set()


def _run(run: _Running, run_folder: Path | None, progress: Progress) -> None:
    task, run.began = run.task, time.monotonic()
    began = run.began
    progress.started(task)
    with _stream(run_folder, run) as keep:
        try:
            for observation in chain(run.inherited, _capped(run)):
                if run.stop.is_set():
                    return
                if isinstance(observation, Gap) or type(observation) in task.wanted:
                    shown, line = _shown(observation)
                    run.observations.append(shown)
                    keep(line)
                    progress.seen(task, len(run.observations))
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001 - the other broad net: one collector must not take the run with it
            trouble = task.collector.explain(error)
            gap = _gap(task, trouble.reason, trouble.detail, trouble.right)
            run.observations.append(gap)
            keep(_line(gap))
    run.whole = True
    gaps = sum(isinstance(each, Gap) for each in run.observations)
    progress.finished(task, len(run.observations) - gaps, gaps, time.monotonic() - began)


def _shown(observation: Observation) -> tuple[Observation, bytes]:
    """What may be told of an observation, and the line that is kept of it."""
    line = _line(observation)
    if not may_hold_key(line):
        return observation, line
    shown = hidden(observation)
    return shown, line if shown is observation else _line(shown)


def _capped(run: _Running) -> Iterator[Observation]:
    """What the collector gives, within the caps. One that gives nothing else is ended, so that no more is asked of the platform."""
    task = run.task
    seen: Counter[str] = Counter()
    over: set[str] = set()
    for observation in task.collector.read(task.place, task.wanted):
        name = type(observation).__name__
        seen[name] += 1
        if name not in run.caps or seen[name] <= run.caps[name]:
            yield observation
            continue
        over.add(name)
        if {kind.__name__ for kind in task.wanted} == over:
            break
    for name in sorted(over):
        told = f"the first {run.caps[name]:,} were read, and no more (max_resources)"
        right = f"a larger number for {name} in max_resources"
        yield Gap(place=task.place.key, facts=(name,), reason=GapReason.TOO_LARGE, detail=told, right=right)


def _gap(task: Task, reason: GapReason, detail: str, right: str = "") -> Gap:
    facts = tuple(sorted(kind.__name__ for kind in task.wanted))
    return Gap(place=task.place.key, facts=facts, reason=reason, detail=detail, right=right)


def _snapshot(work: Work, taken: datetime, system: str, ended: dict[str, list[Observation]], gaps: list[Gap]) -> Snapshot:
    everything = [each for observations in ended.values() for each in observations]
    targets: dict[str, list[Place]] = {}
    for place in work.places:
        targets.setdefault(place.target, []).append(place)
    return Snapshot(
        taken=taken,
        system=system,
        targets=tuple(_target(key, places) for key, places in sorted(targets.items())),
        collected=frozenset(kind.__name__ for kind in work.wanted),
        complete=not (gaps or any(place.closed for place in work.places)),
        facts=in_order(each for each in everything if isinstance(each, Fact)),
        gaps=tuple(sorted((*(each for each in everything if isinstance(each, Gap)), *gaps), key=_gap_order)),
    )


def _target(key: str, places: list[Place]) -> SnapshotTarget:
    kind, _, name = key.partition(":")
    return SnapshotTarget(
        key=key,
        kind=kind,
        name=name,
        places=tuple(each.key for each in places),
        reached=not any(each.closed for each in places),
        path=places[0].path,
    )


def _gap_order(gap: Gap) -> tuple[str, str, int, str]:
    return gap.place, gap.file or "", gap.line or 0, gap.reason


# The run folder


def _resume(work: Work, folder: Path, taken: datetime, caps: Mapping[str, int]) -> tuple[datetime, dict[str, list[Observation]]]:
    """The time and the finished tasks of an earlier run of the same plan, or a fresh start."""
    manifest = folder / MANIFEST
    plan = {
        "tool": __version__,
        "caps": dict(sorted(caps.items())),
        "tasks": {key: sorted(kind.__name__ for kind in task.wanted) for key, task in sorted(work.tasks.items())},
    }
    earlier = _read_json(manifest)
    stamp = earlier.pop("taken", None)
    if stamp and earlier == plan:
        found = {key: _finished_before(_file(folder, task)) for key, task in work.tasks.items()}
        return datetime.fromisoformat(stamp), {key: each for key, each in found.items() if each is not None}
    write_whole(manifest, json.dumps({**plan, "taken": taken.isoformat()}, indent=1))
    for task in work.tasks.values():
        _file(folder, task).unlink(missing_ok=True)
    return taken, {}


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _file(folder: Path, task: Task) -> Path:
    return folder / f"{hashlib.sha256(task.key.encode()).hexdigest()[:16]}.jsonl"


def _finished_before(path: Path) -> list[Observation] | None:
    if not path.exists():
        return None
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Gap.model_validate(each["gap"]) if "gap" in each else revive(each) for each in records]


@contextmanager
def _stream(folder: Path | None, run: _Running) -> Iterator[Callable[[bytes], None]]:
    """Keeps lines as they arrive: a file written aside, renamed when the task ended by itself."""
    if folder is None:
        yield lambda _: None
        return
    final = _file(folder, run.task)
    aside = final.with_suffix(".part")
    with _writable(folder), aside.open("wb") as out:
        yield lambda line: _keep(folder, out, line)
    if not run.stop.is_set():
        aside.replace(final)


def _keep(folder: Path, out: IO[bytes], line: bytes) -> None:
    with _writable(folder):
        out.write(line)


def _line(observation: Observation) -> bytes:
    """One line of JSON; file names that are no UTF-8 keep their bytes as escapes."""
    import orjson

    if isinstance(observation, Gap):
        record: dict[str, Any] = {"gap": observation.model_dump(mode="json", exclude_defaults=True)}
    else:
        record = {"fact": type(observation).__name__, **slim(observation)}
    try:
        return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        return json.dumps(record).encode() + b"\n"


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(
            f"{folder}: can't be written: {error.strerror or error}", help="free space there, or name another --run-folder"
        ) from error


# Threads that never keep the process from ending


class _Threads(Executor):
    """A bounded pool of daemon threads: one that hangs in a foreign call can't keep the process alive."""

    def __init__(self, jobs: int) -> None:
        self._queue: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        self._jobs = jobs
        for number in range(jobs):
            threading.Thread(target=self._work, name=f"collector-{number}", daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._queue.put((future, lambda: fn(*args, **kwargs)))
        return future

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            future, call = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                _offer(future, call())
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits
                if not future.done():
                    future.set_exception(error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        for _ in range(self._jobs):
            self._queue.put(None)


def _offer(future: Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


@contextmanager
def _threads(jobs: int) -> Iterator[_Threads]:
    executor = _Threads(max(1, jobs))
    try:
        yield executor
    finally:
        executor.shutdown(wait=False)
