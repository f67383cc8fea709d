"""From checks wanted and places to the collectors that must run, their order and the rights they need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter

from readiness.api import Check
from readiness.collectors import Closed, Collector, Observation, Place, collectors_at
from readiness.facts import Environment, Fact, Gap


@dataclass(frozen=True)
class Task:
    """One collector at one place, told which facts are wanted of it."""

    collector: Collector
    place: Place
    wanted: frozenset[type[Fact]]

    @property
    def key(self) -> str:
        """`collector@place`, unique in a plan."""
        return f"{self.collector.name}@{self.place.key}"


@dataclass(frozen=True)
class Work:
    """What is to be collected.

    Attributes:
        tasks: by key, in a stable order.
        before: task key to the keys of tasks that must end first.
        wanted: every fact type that some check needs and some task can give.
        rights: what the collectors will use at these places.
    """

    places: tuple[Place, ...]
    tasks: dict[str, Task]
    before: dict[str, frozenset[str]]
    wanted: frozenset[type[Fact]]
    rights: frozenset[str]

    def order(self) -> TopologicalSorter[str]:
        """The tasks as a graph to be walked with `get_ready` and `done`."""
        return TopologicalSorter(self.before)


def plan(places: Iterable[Place], checks: Iterable[Check]) -> Work:
    """Choose the collectors that give what the checks need, and what those collectors need first.

    Args:
        places: where to read.
        checks: what is to be judged.
    """
    places = tuple(places)
    needed = frozenset(kind for check in checks for kind in check.needs)
    tasks: dict[str, Task] = {}
    for place in places:
        for collector, wanted in _chosen(place, needed):
            task = Task(collector, place, wanted)
            tasks[task.key] = task
    before = {
        key: frozenset(
            other.key
            for other in tasks.values()
            if other.key != key and other.place.target == task.place.target and other.collector.gives & task.collector.after
        )
        for key, task in tasks.items()
    }
    return Work(
        places=places,
        tasks=tasks,
        before=before,
        wanted=frozenset(kind for task in tasks.values() for kind in task.wanted),
        rights=frozenset(right for task in tasks.values() for right in task.collector.rights),
    )


def _chosen(place: Place, needed: frozenset[type[Fact]]) -> list[tuple[Collector, frozenset[type[Fact]]]]:
    if place.closed is not None:
        closed = _stand_in(place.closed)
        return [(closed, closed.gives & needed)] if closed.gives & needed else []
    here = collectors_at(place.kind)
    wanted = needed
    while True:
        chosen = [each for each in here if each.gives & wanted]
        first = frozenset(kind for each in chosen for kind in each.after)
        if first <= wanted:
            return [(each, each.gives & wanted) for each in chosen]
        wanted |= first


def _stand_in(closed: Closed) -> Collector:
    """For all collectors of a target that can't be read: what they would have given is one gap."""
    gives = frozenset(kind for each in collectors_at(*closed.kinds) for kind in each.gives)
    trouble = closed.trouble

    def read(place: Place, wanted: frozenset[type[Fact]]) -> Iterator[Observation]:
        environment = Environment(place.settings.get("environment", Environment.UNCLASSIFIED))
        facts = tuple(sorted(kind.__name__ for kind in wanted))
        yield Gap(place=place.key, facts=facts, reason=trouble.reason, detail=trouble.detail, right=trouble.right, environment=environment)

    return Collector("closed", closed.kinds[0], gives, frozenset(), frozenset(), deadline=60.0, read=read)
