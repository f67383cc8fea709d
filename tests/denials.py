"""Laws over whole assessments of an account or a cluster: what a refusal leaves behind, and that seeing less never pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from readiness.api import Check, Status
from readiness.collectors import Observation, Place
from readiness.engine import Finding, in_scope, judge
from readiness.facts import Fact, Gap
from readiness.loader import load_checks, select
from readiness.planner import Task, Work, plan
from readiness.runner import _hidden_before, _with_facts_before
from readiness.score import score
from readiness.snapshot import Snapshot, SnapshotTarget

Denied = frozenset[str]
NOTHING: Denied = frozenset()
Reader = Callable[[Task], Iterable[Observation]]


@dataclass(frozen=True)
class DeniableWorld:
    """What is recorded of one target, of which anything may be denied.

    Attributes:
        checks_named: the checks that are asked, as `select` takes them.
        places: where it is read.
        read: how tasks read it while some of it is denied.
        asks: what a task asks for, in the words of what is denied.
    """

    checks_named: str
    places: tuple[Place, ...]
    read: Callable[[Denied], AbstractContextManager[Reader]]
    asks: Callable[[Task], frozenset[str]]
    _collected: dict[Denied, dict[str, list[Observation]]] = field(default_factory=dict)
    _verdicts: dict[Denied, tuple[Finding, ...]] = field(default_factory=dict)

    @cached_property
    def asked(self) -> dict[str, Check]:
        return select(load_checks(), [self.checks_named])

    @cached_property
    def work(self) -> Work:
        """The plan of a scan for every check of the kind."""
        return plan(list(self.places), self.asked.values())

    def collected(self, denied: Denied = NOTHING) -> dict[str, list[Observation]]:
        """What every task gives when some is denied; those that none of it concerns are not run again."""
        if denied not in self._collected:
            self._collected[denied] = self._collect(denied)
        return self._collected[denied]

    def _collect(self, denied: Denied) -> dict[str, list[Observation]]:
        whole = self.collected() if denied else {}
        ended: dict[str, list[Observation]] = {}
        with self.read(denied) as reader:
            for key in self.work.order().static_order():
                task, before = self.work.tasks[key], self.work.before[key]
                if denied and not self.asks(task) & denied and all(ended[each] is whole[each] for each in before):
                    ended[key] = whole[key]
                    continue
                task = _with_facts_before(self.work, task, ended)
                kept = (each for each in reader(task) if isinstance(each, Gap) or type(each) in task.wanted)
                ended[key] = [*_hidden_before(self.work, task, ended), *kept]
        return ended

    def snapshot(self, denied: Denied = NOTHING) -> Snapshot:
        seen = [each for observations in self.collected(denied).values() for each in observations]
        kind, _, name = self.places[0].target.partition(":")
        keys = tuple(each.key for each in self.places)
        return Snapshot(
            taken=datetime(2026, 11, 1, tzinfo=UTC),
            targets=(SnapshotTarget(key=self.places[0].target, kind=kind, name=name, places=keys),),
            collected=frozenset(kind.__name__ for kind in self.work.wanted),
            facts=tuple(each for each in seen if isinstance(each, Fact)),
            gaps=tuple(each for each in seen if isinstance(each, Gap)),
        )

    @cached_property
    def checks(self) -> dict[str, Check]:
        return in_scope(self.snapshot(), self.asked)

    def verdicts(self, denied: Denied = NOTHING) -> tuple[Finding, ...]:
        if denied not in self._verdicts:
            self._verdicts[denied] = judge(self.snapshot(denied), self.checks.values())
        return self._verdicts[denied]

    def points(self, denied: Denied = NOTHING) -> float:
        standing = score(self.verdicts(denied), self.checks).standing
        return float(standing.score or 0) if standing else 0.0

    def silent(self, *statuses: Status) -> set[str]:
        """Checks that say none of these though nothing is denied."""
        told = by_check(self.verdicts())
        return {id for id in self.checks if not {each.status for each in told[id].values()} & set(statuses)}

    def broken_by(self, denied: str, right: str) -> list[str]:
        """What the laws say against the assessment without one of its rights: nothing, where they hold.

        A check says nothing of what it could not see, names the right where it lost a verdict, and tells one gap of a
        place and environment once; and the score is no higher.
        """
        less = frozenset({denied})
        whole, wrong = by_check(self.verdicts()), []
        for id, told in by_check(self.verdicts(less)).items():
            earned = {key for key, each in told.items() if each.status in (Status.PASS, Status.FAIL)}
            wrong += [f"{id} breaks on {each.resource}" for each in told.values() if each.status is Status.ERROR]
            wrong += [
                f"{id} says of what it could not see: {told[key].status} {told[key].resource} {told[key].message}"
                for key in earned
                if key not in whole[id] or whole[id][key].status is not told[key].status
            ]
            unknown = [each for each in told.values() if each.status is Status.UNKNOWN and right in each.right]
            lost = [each for key, each in whole[id].items() if each.status in (Status.PASS, Status.FAIL) and key not in earned]
            if lost and not unknown:
                wrong.append(f"{id} lost {lost[0].resource} and does not say why")
            places = {each.key for each in self.places}
            gaps = [(each.resource, each.environment) for each in unknown if each.discovery and each.resource.partition("#")[0] in places]
            if len(gaps) != len(set(gaps)):
                wrong.append(f"{id} tells one gap twice")
        if self.points(less) > self.points() + 1e-9:
            wrong.append("the score is higher")
        return wrong


def by_check(findings: Iterable[Finding]) -> dict[str, dict[str, Finding]]:
    """Findings by check and fingerprint."""
    told: dict[str, dict[str, Finding]] = defaultdict(dict)
    for each in findings:
        told[each.check][each.fingerprint] = each
    return told
