"""Arbitrary checks, findings and snapshots, and the made-up facts and checks that the laws are tried on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from readiness.api import Check, Effort, Severity, Status, Verdict, check, failed, not_applicable, passed
from readiness.engine import Finding, fingerprint
from readiness.facts import Environment, Fact, Gap, GapReason, Model, Origin
from readiness.score import PILLAR_WEIGHTS, EnvironmentScore, Score, score
from readiness.snapshot import Snapshot, SnapshotTarget

TAKEN = datetime(2026, 6, 1, 12, tzinfo=UTC)

# Checks and findings, for what is right of the engine


def a_check(
    id: str = "test-a",
    severity: str = "medium",
    pillar: str = "quality",
    *,
    effort: str = "hours",
    aggregate: str = "",
    question: str = "",
) -> Check:
    """A check that only its weight matters of."""
    return Check(
        id=id,
        pillar=pillar,
        severity=Severity(severity),
        effort=Effort(effort),
        function=passed,
        title=f"{id} holds",
        why="It hurts otherwise.",
        fix="Mend it",
        aggregate=aggregate,
        question=question,
    )


def a_finding(
    check: str = "test-a",
    status: Status | str = Status.FAIL,
    resource: str = "thing:1",
    *,
    environment: Environment = Environment.PRODUCTION,
    target: str = "folder:a",
    waiver: str = "",
    discovery: bool = False,
) -> Finding:
    """A finding without a history."""
    return Finding(
        check=check,
        status=Status(status),
        message="it is bad" if status == "fail" else "",
        resource=resource,
        environment=environment,
        target=target,
        waiver=waiver,
        discovery=discovery,
        fingerprint=fingerprint(check, resource),
    )


def many(check: str, start: int = 0, environment: Environment = Environment.PRODUCTION, **counts: int) -> list[Finding]:
    """`many("test-a", fail=2, passed=20)`: so many findings of each status."""
    findings = []
    for word, count in counts.items():
        status = {"passed": Status.PASS, "not_applicable": Status.NOT_APPLICABLE}.get(word) or Status(word)
        findings += [
            a_finding(check, status, f"thing:{start + len(findings) + number}", environment=environment) for number in range(count)
        ]
    return findings


@dataclass(frozen=True)
class World:
    """Checks and findings that belong together."""

    checks: Mapping[str, Check]
    findings: tuple[Finding, ...]

    @property
    def score(self) -> Score:
        return score(self.findings, self.checks)

    @property
    def environments(self) -> dict[str, EnvironmentScore]:
        return {each.environment: each for each in self.score.environments}

    def having(self, findings: Sequence[Finding]) -> World:
        return replace(self, findings=tuple(findings))

    def but(self, chosen: Sequence[int], **update: object) -> World:
        """The same world, with some findings changed."""
        return self.having([each.model_copy(update=update) if n in chosen else each for n, each in enumerate(self.findings)])


ENVIRONMENTS = st.sampled_from(
    [Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT, Environment.SHARED, Environment.UNCLASSIFIED]
)
PILLARS = st.sampled_from(list(PILLAR_WEIGHTS)[:4])


@st.composite
def checks(draw: st.DrawFn) -> dict[str, Check]:
    kinds = draw(
        st.lists(
            st.tuples(st.sampled_from(list(Severity)), PILLARS, st.sampled_from(["", "", "", "any"]), st.sampled_from(list(Effort))),
            min_size=1,
            max_size=6,
        )
    )
    return {
        f"test-{n}": a_check(f"test-{n}", severity, pillar, aggregate=aggregate, effort=effort, question="Is it?" if n == 3 else "")
        for n, (severity, pillar, aggregate, effort) in enumerate(kinds)
    }


@st.composite
def worlds(draw: st.DrawFn, *, waivers: bool = True, environments: st.SearchStrategy[Environment] = ENVIRONMENTS) -> World:
    known = draw(checks())
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(known)),
                st.sampled_from(list(Status)),
                environments,
                st.sampled_from(["folder:a", "folder:b", ""]),
                st.booleans(),
                st.booleans(),
            ),
            min_size=1,
            max_size=14,
        )
    )
    findings = [
        a_finding(
            id,
            status,
            f"thing:{n}",
            environment=environment,
            target=target,
            waiver="R-1" if waivers and waived and status in (Status.FAIL, Status.UNKNOWN) else "",
            discovery=discovery and status is Status.UNKNOWN,
        )
        for n, (id, status, environment, target, waived, discovery) in enumerate(rows)
    ]
    return World(known, tuple(findings))


@st.composite
def worlds_and_some(draw: st.DrawFn, *statuses: Status, waived: bool = False, **kwargs: bool) -> tuple[World, list[int]]:
    """A world and the numbers of some of its findings that have one of these statuses (and no waiver)."""
    world = draw(worlds(**kwargs))
    eligible = [n for n, each in enumerate(world.findings) if each.status in statuses and (waived or not each.waiver)]
    return world, draw(st.lists(st.sampled_from(eligible), unique=True)) if eligible else []


# Facts and snapshots, for the engine


class MadeUpPump(Fact):
    """A made-up fact."""

    good: bool
    name: str = ""


class MadeUpAlarm(Fact):
    """A made-up fact that stands beside pumps."""

    rings: bool
    name: str = ""


def _beside(fact: Fact, others: Sequence[MadeUpAlarm]) -> list[MadeUpAlarm]:
    """Those that could stand in the same environment, as a check must choose them."""
    told = (Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT, Environment.SAMPLE)
    return [each for each in others if each.environment is fact.environment or each.environment not in told or fact.environment not in told]


@check("test-pump-good", severity="critical", effort="hours", pillar="quality")
def pump_good(pump: MadeUpPump) -> Verdict:
    """Pumps are good.

    Why: Bad pumps leak.

    Fix: Mend <name>
    """
    return passed(name=pump.name) if pump.good else failed("A pump is bad", name=pump.name)


@check("test-pump-alarmed", severity="medium", effort="minutes", pillar="observability")
def pump_alarmed(pump: MadeUpPump, alarms: list[MadeUpAlarm], least: int = 1) -> Verdict:
    """Pumps have alarms.

    Why: Nobody hears a leak.

    Fix: Install an alarm
    """
    near = _beside(pump, alarms)
    if not near:
        return not_applicable("there are no alarms")
    return passed() if sum(each.rings for each in near) >= least else failed("No alarm rings")


@check("test-alarms-ring", severity="low", effort="days", pillar="observability")
def alarms_ring(pump: MadeUpPump, alarms: list[MadeUpAlarm]) -> list[Verdict]:
    """Each alarm beside a pump rings.

    Why: Silent alarms lull.

    Fix: Mend it
    """
    own = [each for each in alarms if each.environment is pump.environment]
    return [passed(about=each) if each.rings else failed("An alarm is silent", about=each) for each in own]


@check("test-some-alarm", severity="high", effort="hours", pillar="resilience")
def some_alarm(alarms: list[MadeUpAlarm]) -> Verdict:
    """Some alarm rings.

    Why: Nobody hears anything.

    Fix: Buy one
    """
    real = [each for each in alarms if each.environment is not Environment.SAMPLE]
    return passed() if any(each.rings for each in real) else failed("Nothing rings")


@check("test-every-pump", severity="medium", effort="hours", pillar="resilience")
def every_pump(pumps: list[MadeUpPump]) -> list[Verdict]:
    """Every pump is good, asked at once.

    Why: Bad pumps leak.

    Fix: Mend it
    """
    real = [each for each in pumps if each.environment is not Environment.SAMPLE]
    if not real:
        return [not_applicable("there are no pumps")]
    return [passed(about=each) if each.good else failed("A pump is bad", about=each) for each in real]


MADE_UP: dict[str, Check] = {
    each.__readiness_check__.id: each.__readiness_check__  # type: ignore[attr-defined]
    for each in (pump_good, pump_alarmed, alarms_ring, some_alarm, every_pump)
}

TARGETS = (
    SnapshotTarget(key="folder:a", kind="folder", name="a", places=("folder:a",)),
    SnapshotTarget(key="folder:b", kind="folder", name="b", places=("folder:b",)),
    SnapshotTarget(key="cloud:c", kind="cloud", name="c", places=("cloud:c/1", "cloud:c/2")),
)
PLACES = st.sampled_from([place for target in TARGETS for place in target.places])
REASONS = st.sampled_from([GapReason.DENIED, GapReason.TEMPLATED, GapReason.TOO_LARGE])
ANYWHERE = st.sampled_from(list(Environment))


def pump(name: str = "p", *, good: bool = True, environment: Environment = Environment.PRODUCTION, place: str = "folder:a") -> MadeUpPump:
    return MadeUpPump(
        resource=f"pump:{name}", origin=Origin(place=place, file=f"{name}.yaml", line=3), environment=environment, good=good, name=name
    )


def alarm(
    name: str = "a", *, rings: bool = True, environment: Environment = Environment.PRODUCTION, place: str = "folder:a"
) -> MadeUpAlarm:
    return MadeUpAlarm(
        resource=f"alarm:{name}", origin=Origin(place=place, file=f"{name}.yaml", line=7), environment=environment, rings=rings, name=name
    )


def a_gap(*facts: type[Fact], place: str = "folder:a", environment: Environment = Environment.UNCLASSIFIED, **values: object) -> Gap:
    return Gap.model_validate(
        {"reason": GapReason.DENIED, **values, "place": place, "facts": tuple(each.__name__ for each in facts), "environment": environment}
    )


def a_snapshot(*seen: Fact | Gap, targets: Sequence[SnapshotTarget] = TARGETS, collected: Sequence[type[Fact]] | None = None) -> Snapshot:
    kinds = (MadeUpPump, MadeUpAlarm) if collected is None else collected
    return Snapshot(
        taken=TAKEN,
        targets=tuple(targets),
        collected=frozenset(kind.__name__ for kind in kinds),
        facts=tuple(each for each in seen if isinstance(each, Fact)),
        gaps=tuple(each for each in seen if isinstance(each, Gap)),
    )


@st.composite
def made_up_facts(draw: st.DrawFn) -> list[Fact]:
    rows = draw(st.lists(st.tuples(st.booleans(), st.booleans(), ANYWHERE, PLACES), min_size=1, max_size=9))
    return [
        pump(f"p{n}", good=state, environment=environment, place=place)
        if is_pump
        else alarm(f"a{n}", rings=state, environment=environment, place=place)
        for n, (is_pump, state, environment, place) in enumerate(rows)
    ]


@st.composite
def gaps(draw: st.DrawFn) -> Gap:
    return a_gap(
        *draw(st.lists(st.sampled_from([MadeUpPump, MadeUpAlarm]), unique=True, max_size=2)),
        place=draw(PLACES),
        environment=draw(ANYWHERE),
        reason=draw(REASONS),
        detail=draw(st.sampled_from(["", "no right"])),
        right=draw(st.sampled_from(["", "pump:Read"])),
        file=draw(st.sampled_from([None, "x.yaml", "y.yaml"])),
        line=draw(st.sampled_from([None, 1, 9])),
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    return a_snapshot(*draw(made_up_facts()), *draw(st.lists(gaps(), max_size=3)))


# Every fact type of the product, filled with anything its fields allow


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Anything that a field of this type may hold."""
    origin, args = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and issubclass(hint, Model):
        return st.deferred(lambda: models(hint))
    if origin in (Union, UnionType):
        return st.one_of(*(values(each) for each in args))
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple and args[1:] == (...,):
        return st.lists(values(args[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(values(each) for each in args))
    if origin is dict:
        return st.dictionaries(values(args[0]), values(args[1]), max_size=2)
    if origin is frozenset:
        return st.frozensets(values(args[0]), max_size=2)
    simple = {str: st.text(max_size=6), float: st.floats(allow_nan=False, allow_infinity=False), date: st.dates(), int: st.integers()}
    return simple[hint] if hint in simple else st.from_type(hint)


def models(kind: type[Model], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any record of this type."""
    fields = {
        name: fixed[name] if name in fixed else values(field.annotation) for name, field in kind.model_fields.items() if name != "unread"
    }
    required = {name: each for name, each in fields.items() if kind.model_fields[name].is_required() or name in fixed}
    optional = {name: each for name, each in fields.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional).map(lambda given: kind(**given))


FACT_TYPES = sorted(
    (kind for kind in Fact.by_name.values() if kind.__module__.startswith("readiness.facts.")), key=lambda kind: kind.__name__
)
IDENTITY = frozenset({"resource", "origin", "environment", "unread"})


@st.composite
def facts(draw: st.DrawFn, kinds: Sequence[type[Fact]] = FACT_TYPES) -> Fact:
    """Any fact of the product, with any of its fields unread."""
    kind = draw(st.sampled_from(kinds))
    origins = models(Origin, place=PLACES)
    fact: Fact = draw(models(kind, origin=origins))
    own = sorted(kind.model_fields.keys() - IDENTITY)
    for name in draw(st.lists(st.sampled_from(own), max_size=2, unique=True)):
        fact = fact.unknown(name, draw(st.sampled_from(list(GapReason))), draw(st.text(max_size=5)))
    return fact


@st.composite
def full_snapshots(draw: st.DrawFn) -> Snapshot:
    """Any snapshot of the product's facts."""
    return a_snapshot(
        *draw(st.lists(facts(), max_size=4)),
        *draw(st.lists(models(Gap, place=PLACES), max_size=2)),
        collected=draw(st.lists(st.sampled_from(FACT_TYPES), unique=True)),
    )
