"""Snapshots taken at different places and times, made one: of what was read twice the newest reading counts."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from readiness.collectors import load_collectors
from readiness.errors import UserError
from readiness.facts import Fact, Gap, GapReason
from readiness.snapshot import Reading, Snapshot, SnapshotTarget, in_order, slim

NOT_ASKED = "not asked for when this place was read"
INTERRUPTED = "interrupted"
ASK_AGAIN = "collect there again, with the same checks"

_Cell = tuple[str, str]
"""A place and the name of a fact type; no name stands for gaps that hide nothing."""


@dataclass
class _Content:
    """What one snapshot says of a cell."""

    taken: datetime
    facts: list[Fact] = field(default_factory=list)
    gaps: set[Gap] = field(default_factory=set)

    def beats(self, other: _Content) -> bool:
        """Whether it is newer; of two of one moment the same one counts, whichever comes first."""
        if self.taken != other.taken:
            return self.taken > other.taken
        return self._digest() > other._digest()

    def _digest(self) -> str:
        facts = sorted(json.dumps(slim(each), sort_keys=True) for each in self.facts)
        told = "\n".join([*facts, *sorted(each.model_dump_json() for each in self.gaps)])
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def merge(snapshots: Iterable[Snapshot], system: str = "") -> Snapshot:
    """One snapshot of several; neither their order nor merging one twice makes a difference.

    Args:
        snapshots: at least one.
        system: what the system is called, where they disagree.

    Raises:
        UserError: they are of systems with different names.
    """
    snapshots = tuple(snapshots)
    names = sorted({each.system for each in snapshots if each.system})
    if len(names) > 1 and not system:
        raise UserError(f"snapshots of different systems: {', '.join(names)}", help="say --system NAME if they are one")
    best: dict[_Cell, _Content] = {}
    for snapshot in snapshots:
        for cell, content in _cells(snapshot).items():
            if cell not in best or content.beats(best[cell]):
                best[cell] = content
    collected = frozenset[str]().union(*(each.collected for each in snapshots))
    targets = _targets(snapshots)
    not_asked = _not_asked(targets, collected, best.keys())
    gaps = {*_joined(best.values()), *not_asked}
    return Snapshot(
        taken=max(each.taken for each in snapshots),
        system=system or next(iter(names), ""),
        targets=targets,
        collected=collected,
        complete=all(each.reached for each in targets)
        and not any(gap.reason is GapReason.NOT_COLLECTED and gap.detail == INTERRUPTED for gap in gaps),
        facts=in_order(each for content in best.values() for each in content.facts),
        gaps=tuple(sorted(gaps, key=lambda each: each.model_dump_json())),
        readings=_readings({cell: content.taken for cell, content in best.items()}),
    )


def read_twice(snapshots: Iterable[Snapshot]) -> dict[str, list[datetime]]:
    """Places that more than one of the snapshots read, with the moments, the newest first."""
    moments: dict[str, set[datetime]] = defaultdict(set)
    for snapshot in snapshots:
        for (place, _), content in _cells(snapshot).items():
            moments[place].add(content.taken)
    return {place: sorted(found, reverse=True) for place, found in sorted(moments.items()) if len(found) > 1}


def aged(snapshot: Snapshot, days: int) -> Snapshot:
    """The snapshot with what was read more than so many days before its newest reading taken for not known.

    Args:
        snapshot: a merged one; of any other, all was read at one time.
        days: how old a fact may be.
    """
    limit = snapshot.taken - timedelta(days=days)
    stale = {(reading.place, name): reading.taken for reading in snapshot.readings if reading.taken < limit for name in reading.facts}
    if not stale:
        return snapshot
    kept = [each for each in snapshot.gaps if not (each.facts and all((each.place, name) in stale for name in each.facts))]
    old: dict[tuple[str, datetime], set[str]] = defaultdict(set)
    for (place, name), taken in stale.items():
        if name:
            old[place, taken].add(name)
    gaps = [
        Gap(
            place=place,
            facts=tuple(sorted(names)),
            reason=GapReason.STALE,
            detail=f"read on {taken.date().isoformat()}, more than {days} days before the newest reading",
            right="collect there again",
        )
        for (place, taken), names in old.items()
    ]
    return snapshot.model_copy(
        update={
            "facts": tuple(each for each in snapshot.facts if (each.origin.place, type(each).__name__) not in stale),
            "gaps": tuple(sorted({*kept, *gaps}, key=lambda each: each.model_dump_json())),
        }
    )


def _cells(snapshot: Snapshot) -> dict[_Cell, _Content]:
    """What a snapshot read, by place and fact type, each with its moment; what it did not ask for is absent."""
    moments = {(reading.place, name): reading.taken for reading in snapshot.readings for name in reading.facts}
    not_asked = {(gap.place, name) for gap in snapshot.gaps if gap.detail == NOT_ASKED for name in gap.facts}
    cells: dict[_Cell, _Content] = {}

    def at(place: str, name: str) -> _Content:
        return cells.setdefault((place, name), _Content(moments.get((place, name), snapshot.taken)))

    for target in snapshot.targets:
        for place in target.places:
            for name in (*snapshot.collected, ""):
                if (place, name) not in not_asked and (not moments or (place, name) in moments) and _producible(place, name):
                    at(place, name)
    for fact in snapshot.facts:
        at(fact.origin.place, type(fact).__name__).facts.append(fact)
    for gap in snapshot.gaps:
        if gap.detail != NOT_ASKED:
            for name in gap.facts or ("",):
                at(gap.place, name).gaps.add(gap.model_copy(update={"facts": (name,) if name else ()}))
    return cells


def _producible(place: str, name: str) -> bool:
    """Whether facts of this type can be read at a place of this kind; what no collector here gives may be read anywhere."""
    given = _given()
    return not name or name in given.get(place.partition(":")[0], ()) or not any(name in names for names in given.values())


@cache
def _given() -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for collector in load_collectors().values():
        names[collector.kind].update(each.__name__ for each in collector.gives)
    return {kind: frozenset(found) for kind, found in names.items()}


def _not_asked(targets: Iterable[SnapshotTarget], collected: Iterable[str], read: Iterable[_Cell]) -> list[Gap]:
    """A gap for each place of which some facts were never asked for: that none is there must not look as if none were."""
    read = set(read)
    gaps = []
    for place in (place for target in targets for place in target.places):
        missing = tuple(sorted(name for name in collected if (place, name) not in read and _producible(place, name)))
        if missing:
            gaps.append(Gap(place=place, facts=missing, reason=GapReason.NOT_COLLECTED, detail=NOT_ASKED, right=ASK_AGAIN))
    return gaps


def _joined(contents: Iterable[_Content]) -> list[Gap]:
    """Gaps that differ in nothing but what they hide, as one."""
    alike: dict[Gap, set[str]] = defaultdict(set)
    for content in contents:
        for gap in content.gaps:
            alike[gap.model_copy(update={"facts": ()})].update(gap.facts)
    return [gap.model_copy(update={"facts": tuple(sorted(names))}) for gap, names in alike.items()]


def _targets(snapshots: Iterable[Snapshot]) -> tuple[SnapshotTarget, ...]:
    """Every target with all its places; of one that several snapshots tell of, the newest says whether it was reached."""
    told: dict[str, list[tuple[datetime, SnapshotTarget]]] = defaultdict(list)
    for snapshot in snapshots:
        moments: dict[str, datetime] = {}
        for reading in snapshot.readings:
            moments[reading.place] = max(reading.taken, moments.get(reading.place, reading.taken))
        for target in snapshot.targets:
            moment = max((moments.get(place, snapshot.taken) for place in target.places), default=snapshot.taken)
            told[target.key].append((moment, target))
    merged = []
    for _, several in sorted(told.items()):
        newest = max(several, key=lambda each: (each[0], each[1].model_copy(update={"places": ()}).model_dump_json()))[1]
        places = tuple(sorted({place for _, each in several for place in each.places}))
        merged.append(newest.model_copy(update={"places": places}))
    return tuple(merged)


def _readings(moments: Mapping[_Cell, datetime]) -> tuple[Reading, ...]:
    names: dict[tuple[str, datetime], list[str]] = defaultdict(list)
    for (place, name), taken in moments.items():
        names[place, taken].append(name)
    return tuple(Reading(place=place, taken=taken, facts=tuple(sorted(found))) for (place, taken), found in sorted(names.items()))
