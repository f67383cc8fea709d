"""Which readers read which kind of object, in manifests and in clusters alike. A new kind is one decorated function."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

from readiness.collectors import Observation
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts import Fact


class Reader(Protocol):
    """Sees every object of some kinds, and gives facts of each one or of all together."""

    def see(self, raw: RawObject) -> Iterator[Observation]:
        """What one object tells by itself."""
        ...

    def rest(self) -> Iterator[Observation]:
        """What all objects together tell, when the last one was seen."""
        ...


Seen = Literal["everywhere", "in manifests", "in clusters", "as metadata"]
Read = Callable[[RawObject], Iterator[Observation]]


@dataclass(frozen=True)
class _OneByOne:
    """A reader that is a plain function of one object."""

    read: Read

    def see(self, raw: RawObject) -> Iterator[Observation]:
        return self.read(raw)

    def rest(self) -> Iterator[Observation]:
        return iter(())


@dataclass(frozen=True)
class Kind:
    """One kind of object and one way it is read.

    Attributes:
        group: API group; empty for the core group.
        kind: as objects write it (`PodDisruptionBudget`).
        gives: fact types its reader can give.
        hides: fact types that a manifest of this kind may hold when it can't be parsed.
        seen: where it is read. A Node is never written down; a Secret is read in manifests, and of a cluster's only the metadata,
            where the user allows that.
        reader: makes a reader for one place.
    """

    group: str
    kind: str
    gives: frozenset[type[Fact]]
    hides: frozenset[type[Fact]]
    seen: Seen
    reader: Callable[[], Reader]

    @property
    def resource(self) -> str:
        """`poddisruptionbudgets.policy`, as RBAC and kubectl name it."""
        return resource_of(self.group, self.kind)


_IRREGULAR = {"Endpoints": "endpoints", "Rules": "rules", "ClusterRules": "clusterrules", "GlobalRules": "globalrules"}


def resource_of(group: str, kind: str) -> str:
    """A kind as RBAC and kubectl name it, by the rule for plurals that Kubernetes and its code generators follow."""
    word = kind.lower()
    if kind in _IRREGULAR:
        plural = _IRREGULAR[kind]
    elif word.endswith("y") and word[-2] not in "aeiou":
        plural = word[:-1] + "ies"
    else:
        plural = word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
    return f"{plural}.{group}" if group else plural


_KINDS: dict[tuple[str, str], list[Kind]] = {}


def reads(
    *names: str, gives: tuple[type[Fact], ...], hides: tuple[type[Fact], ...] | None = None, seen: Seen = "everywhere"
) -> Callable[[Read], Read]:
    """Declare a function as the reader of single objects of some kinds.

    Args:
        names: `Kind.group` (`PodDisruptionBudget.policy`), or the kind alone for the core group.
        gives: every fact type it can give.
        hides: what an unreadable manifest of this kind may hold, if that is less.
        seen: where such objects are read.
    """

    def declare(read: Read) -> Read:
        _declare(names, gives, gives if hides is None else hides, seen, lambda: _OneByOne(read))
        return read

    return declare


def folds(*names: str, gives: tuple[type[Fact], ...]) -> Callable[[type[Reader]], type[Reader]]:
    """Declare a class as the reader of all objects of some kinds of a cluster together: one instance for each list.

    It keeps what the facts need and lets the objects go, so that memory does not grow with the cluster.
    """

    def declare(reader: type[Reader]) -> type[Reader]:
        _declare(names, gives, (), "in clusters", reader)
        return reader

    return declare


def _declare(
    names: tuple[str, ...], gives: tuple[type[Fact], ...], hides: tuple[type[Fact], ...], seen: Seen, reader: Callable[[], Reader]
) -> None:
    for name in names:
        kind, _, group = name.partition(".")
        _KINDS.setdefault((group, kind), []).append(Kind(group, kind, frozenset(gives), frozenset(hides), seen, reader))


@cache
def load_kinds() -> dict[tuple[str, str], tuple[Kind, ...]]:
    """Every way a kind is read, by group and kind; importing a module of `objects` declares its readers."""
    package = importlib.import_module("readiness.collectors.kubernetes.objects")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return {key: tuple(kinds) for key, kinds in sorted(_KINDS.items())}


def kinds_seen(where: Seen) -> dict[tuple[str, str], tuple[Kind, ...]]:
    """The ways kinds are read `in manifests`, `in clusters` or `as metadata`."""
    among = (where,) if where == "as metadata" else ("everywhere", where)
    found = {key: tuple(each for each in kinds if each.seen in among) for key, kinds in load_kinds().items()}
    return {key: kinds for key, kinds in found.items() if kinds}
