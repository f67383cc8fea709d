"""Collectors read facts at a place. Each declares the facts it gives and the rights it uses."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from readiness.environments import Classifier
from readiness.facts import Fact, Gap, GapReason

Observation = Fact | Gap


@dataclass(frozen=True)
class Trouble:
    """What an exception means for a collector's facts: a gap's reason, words and the right that would help."""

    reason: GapReason
    detail: str
    right: str = ""


@dataclass(frozen=True)
class Closed:
    """Nothing of a target can be read.

    Attributes:
        trouble: why.
        kinds: the kinds of places that the target would have had.
    """

    trouble: Trouble
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where one collector reads.

    Attributes:
        kind: `folder`, `attestations`, … : which collectors can read here.
        name: unique among the places of its kind.
        target: the target it belongs to (`folder:assistant`).
        root: the folder or file, for places on disk.
        path: what stands for the target in its repository: the folder, or for anything else the file that names it.
        classifier: how resources get their environment.
        settings: limits and options of the target, by name.
        before: facts of the types that the collector's `after` names, already read at this target.
        access: what the platform's collectors read through; made where targets become places. If it has a method `release`,
            that is called when everything of the target has been read.
        closed: it stands for a whole target that can't be read: no collector is asked, and all its facts are one gap.
    """

    kind: str
    name: str
    target: str
    root: Path | None = None
    path: str = ""
    classifier: Classifier = field(default_factory=Classifier)
    settings: Mapping[str, Any] = field(default_factory=dict)
    before: tuple[Fact, ...] = ()
    access: Any = None
    closed: Closed | None = None

    @property
    def key(self) -> str:
        """`kind:name`, as facts and gaps name it."""
        return f"{self.kind}:{self.name}"


Read = Callable[[Place, frozenset[type[Fact]]], Iterator[Observation]]


Explain = Callable[[Exception], Trouble]


def trouble_with_files(error: Exception) -> Trouble:
    """What an operating system's error means. Foreign messages may quote what was read, so only their type is told."""
    match error:
        case PermissionError():
            return Trouble(GapReason.DENIED, error.strerror or "permission denied")
        case TimeoutError():
            return Trouble(GapReason.TIMED_OUT, "timed out")
        case OSError():
            return Trouble(GapReason.FAILED, error.strerror or type(error).__name__)
        case _:
            return Trouble(GapReason.FAILED, f"the collector failed ({type(error).__name__})")


@dataclass(frozen=True)
class Collector:
    """A declared collector.

    Attributes:
        kind: the kind of place it reads.
        gives: fact types it can give.
        rights: rights it uses (IAM actions, Kubernetes rules); empty for files.
        after: fact types that must be collected first at the same target.
        deadline: seconds after which it is abandoned and what it has not given is a gap.
        read: generator of facts and gaps, told which fact types are wanted.
        explain: the platform's table of errors.
        starts_from_before: what it gives is made from the facts it comes after, so that their gaps are its own.
        found: fact types of those it gives that say nothing by not being there: the files of a folder may tell of an account, but
            that there is none tells of no account. Checks of them are asked only where one was found.
        absence_tells: fact types that are not missed where others of `found` were: none among the files is none.
    """

    name: str
    kind: str
    gives: frozenset[type[Fact]]
    rights: frozenset[str]
    after: frozenset[type[Fact]]
    deadline: float
    read: Read
    explain: Explain = trouble_with_files
    starts_from_before: bool = True
    found: frozenset[type[Fact]] = frozenset()
    absence_tells: frozenset[type[Fact]] = frozenset()


COLLECTORS: dict[str, Collector] = {}


def collector(
    kind: str,
    *,
    gives: tuple[type[Fact], ...],
    rights: tuple[str, ...] = (),
    after: tuple[type[Fact], ...] = (),
    deadline: float = 600.0,
    explain: Explain = trouble_with_files,
    found: Iterable[type[Fact]] = (),
    absence_tells: Iterable[type[Fact]] = (),
) -> Callable[[Read], Read]:
    """Declare a collector. Errors fly: the runner turns what it raises into a gap."""

    def declare(read: Read) -> Read:
        name = f"{read.__module__.removeprefix('readiness.collectors.')}.{read.__name__}"
        COLLECTORS[name] = Collector(
            name,
            kind,
            frozenset(gives),
            frozenset(rights),
            frozenset(after),
            deadline,
            read,
            explain,
            found=frozenset(found),
            absence_tells=frozenset(absence_tells),
        )
        return read

    return declare


@cache
def load_collectors() -> dict[str, Collector]:
    """Every collector, by name; importing a module of this package declares its collectors."""
    for platform in sorted(_platforms()):
        _load(platform)
    return COLLECTORS


def collectors_at(*kinds: str) -> list[Collector]:
    """The collectors of these kinds of places. Those of other platforms are not imported, which would take longer than a small scan."""
    for platform in {_PLATFORMS.get(kind, kind.partition("-")[0]) for kind in kinds} & _platforms():
        _load(platform)
    return [each for each in COLLECTORS.values() if each.kind in kinds]


_PLATFORMS = {"folder": "files"}
"""Kinds of places to the modules of this package that hold their collectors; elsewhere the first word of the kind names it."""


@cache
def _platforms() -> frozenset[str]:
    return frozenset(module.name for module in pkgutil.iter_modules(__path__))


@cache
def _load(platform: str) -> None:
    home = importlib.import_module(f"{__name__}.{platform}")
    for module in pkgutil.walk_packages(getattr(home, "__path__", ()), f"{home.__name__}."):
        importlib.import_module(module.name)
