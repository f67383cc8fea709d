"""Which reader reads which kind of object, in manifests and in clusters alike. A new kind is one decorated function."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from readiness.collectors import Observation
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts import Fact

Reader = Callable[[RawObject], Iterator[Observation]]
Seen = Literal["everywhere", "in manifests", "in clusters"]


@dataclass(frozen=True)
class Kind:
    """One kind of object that is read.

    Attributes:
        group: API group; empty for the core group.
        kind: as objects write it (`PodDisruptionBudget`).
        gives: fact types its reader can give.
        hides: fact types that a manifest of this kind may hold when it can't be parsed.
        seen: where it is read. A Secret is read in manifests and never asked of a cluster; a Node is never written down.
        read: the reader.
    """

    group: str
    kind: str
    gives: frozenset[type[Fact]]
    hides: frozenset[type[Fact]]
    seen: Seen
    read: Reader

    @property
    def plural(self) -> str:
        """The resource's name in the API (`networkpolicies`)."""
        return plural_of(self.kind)

    @property
    def resource(self) -> str:
        """`poddisruptionbudgets.policy`, as RBAC and kubectl name it."""
        return f"{self.plural}.{self.group}" if self.group else self.plural


_IRREGULAR = {"Endpoints": "endpoints", "ScaledJob": "scaledjobs"}


def plural_of(kind: str) -> str:
    """The API's name for a kind of object, by the rule that Kubernetes and its code generators follow."""
    word = kind.lower()
    if kind in _IRREGULAR:
        return _IRREGULAR[kind]
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


KINDS: dict[tuple[str, str], Kind] = {}


def reads(
    *names: str, gives: tuple[type[Fact], ...], hides: tuple[type[Fact], ...] | None = None, seen: Seen = "everywhere"
) -> Callable[[Reader], Reader]:
    """Declare the reader of some kinds of object.

    Args:
        names: `Kind.group` (`PodDisruptionBudget.policy`), or the kind alone for the core group.
        gives: every fact type it can give.
        hides: what an unreadable manifest of this kind may hold, if that is less.
        seen: where such objects are read.
    """

    def declare(read: Reader) -> Reader:
        for name in names:
            kind, _, group = name.partition(".")
            KINDS[group, kind] = Kind(group, kind, frozenset(gives), frozenset(gives if hides is None else hides), seen, read)
        return read

    return declare


@cache
def load_kinds() -> dict[tuple[str, str], Kind]:
    """Every kind by group and kind; importing a module of `objects` declares its readers."""
    package = importlib.import_module("readiness.collectors.kubernetes.objects")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(KINDS.items()))
