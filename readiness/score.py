"""The score: exact arithmetic over verdicts, with a ledger in which every point has an address.

Scoring version 1. `100 = score + lost + accepted + unproven + cap`, to the last fraction.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, PlainSerializer

from readiness.api import HEURISTIC_MOST, Certainty, Effort, Severity, Status, too_severe
from readiness.engine import Finding
from readiness.facts import Environment, Model

VERSION = 1

CHECK_WEIGHTS: dict[Severity, int] = {Severity.CRITICAL: 10, Severity.HIGH: 5, Severity.MEDIUM: 2, Severity.LOW: 1}

PILLAR_WEIGHTS: dict[str, int] = {
    "environment_separation": 8,
    "secrets_hygiene": 10,
    "identity_access": 9,
    "data_security": 11,
    "backups_recovery": 9,
    "scaling_capacity": 7,
    "deployment_rollback": 9,
    "observability": 9,
    "cost_control": 6,
    "portability": 5,
    "resilience": 6,
    "governance": 5,
    "quality": 6,
}

FLOORS: dict[Severity, Fraction] = {
    Severity.CRITICAL: Fraction(1),
    Severity.HIGH: Fraction(3, 5),
    Severity.MEDIUM: Fraction(3, 10),
    Severity.LOW: Fraction(1, 10),
}
"""Share of a check's points that the first resource not proven good costs."""

CRITICAL_CAPS = (100, 59, 49, 39)
"""Highest score by number of open critical checks; three or more share the last."""
HIGH_CAP = 89

LEVELS: tuple[tuple[int, str, str], ...] = (
    (90, "A", "production-ready"),
    (75, "B", "ready with conditions"),
    (60, "C", "limited release"),
    (40, "D", "pilot only"),
    (0, "E", "not ready"),
)


_WRITTEN = re.compile(r"-?[0-9]{1,400}(/[1-9][0-9]{0,400})?")


def _fraction(value: Any) -> Any:
    """A fraction as the document writes it, and nothing else that `Fraction` reads ("1e999999999" would never end)."""
    if isinstance(value, str):
        if not _WRITTEN.fullmatch(value):
            raise ValueError("not a fraction")
        return Fraction(value)
    return Fraction(value) if isinstance(value, int) else value


Points = Annotated[Fraction, BeforeValidator(_fraction), PlainSerializer(str)]
"""Exact points; in JSON a fraction such as "25/6"."""


def shown(points: Fraction, places: int = 1) -> float:
    """Points as people see them, rounded down."""
    scale = 10**places
    return float(Fraction(math.floor(points * scale), scale))


def level_of(points: Fraction) -> tuple[str, str]:
    """Letter and name of the level a score reaches."""
    return next((letter, name) for least, letter, name in LEVELS if points >= least)


class Column(StrEnum):
    """Where points that were not earned went."""

    LOST = "lost"
    ACCEPTED = "accepted"
    UNPROVEN = "unproven"
    CAP = "cap"


class LedgerEntry(Model):
    """Points not earned, and their address.

    Attributes:
        check: id; for the cap, one of the checks that hold it.
        resources: canonical ids that share these points equally.
    """

    column: Column
    check: str
    points: Points
    resources: tuple[str, ...]


class CheckScore(Model):
    """What one check earned in one environment.

    Attributes:
        worth: points it could earn.
        judged: resources that count; failed, waived and unknown are among them.
    """

    check: str
    worth: Points
    earned: Points
    lost: Points
    accepted: Points
    unproven: Points
    judged: int
    failed: int
    waived: int
    unknown: int


class PillarScore(Model):
    """A pillar's own score: None where nothing in it applies."""

    pillar: str
    weight: Points
    worth: Points
    score: Points | None
    level: str | None
    lost: Points
    accepted: Points
    unproven: Points
    coverage: Points | None


class EnvironmentScore(Model):
    """The score of one environment.

    Attributes:
        score: proven points after the cap; None when nothing applies.
        before_cap: proven points before the cap.
        ceiling: the score if everything unknown turned out good.
        coverage: percent of the points whose verdict is known.
        cap: the highest score that open critical and high checks allow.
        held_by: those checks.
    """

    environment: str
    score: Points | None
    before_cap: Points | None
    ceiling: Points | None
    coverage: Points | None
    level: str | None
    level_name: str | None
    cap: int
    held_by: tuple[str, ...]
    pillars: tuple[PillarScore, ...]
    checks: tuple[CheckScore, ...]
    ledger: tuple[LedgerEntry, ...]


class Score(Model):
    """All scores of an assessment.

    Attributes:
        overall: the environment whose score is the assessment's; None when nothing applies.
        basis: why that environment.
        target: the environment whose score was wanted.
        statements: points earned by attestations alone.
    """

    scoring: int = VERSION
    overall: str | None
    basis: str
    target: Environment = Environment.PRODUCTION
    environments: tuple[EnvironmentScore, ...]
    targets: dict[str, Points | None]
    statements: Points

    @property
    def standing(self) -> EnvironmentScore | None:
        """The score of the environment that counts."""
        return next((each for each in self.environments if each.environment == self.overall), None)


class Rubric(Model):
    """What may be configured about scoring; every deviation is printed in the report.

    Attributes:
        pillar_weights: replaces the weight of a pillar.
        severities: replaces the severity of a check.
        target_environment: whose score counts.
        preview: ids of checks that are listed and weigh nothing.
    """

    pillar_weights: dict[str, int] = {}
    severities: dict[str, Severity] = {}
    target_environment: Environment = Environment.PRODUCTION
    preview: frozenset[str] = frozenset()

    def severity(self, check: Scored) -> Severity:
        """The severity that counts; a guess never weighs more than medium, whatever is configured."""
        wanted = self.severities.get(check.id, check.severity)
        return HEURISTIC_MOST if too_severe(check.certainty, wanted) else wanted


@dataclass(frozen=True)
class Tally:
    """How many resources of one check got which verdict.

    `hidden` counts discoveries that failed: each stands for an unknown number of resources, so a check
    with one can't earn its remaining points, and seeing less can't raise a score.
    """

    passed: int = 0
    failed: int = 0
    waived: int = 0
    unknown: int = 0
    waived_unknown: int = 0
    hidden: int = 0
    waived_hidden: int = 0

    @property
    def judged(self) -> int:
        """Resources that count."""
        return self.passed + self.failed + self.waived + self.unknown + self.waived_unknown + self.hidden + self.waived_hidden

    @property
    def open(self) -> bool:
        """Whether something fails or is unknown that nobody accepted."""
        return bool(self.failed or self.unknown or self.hidden)

    def share_lost(self, floor: Fraction) -> tuple[Fraction, Fraction, Fraction]:
        """Shares of the check's points that are lost, accepted and unproven (φ of SCORING, bucket by bucket)."""
        if not self.judged:
            return Fraction(0), Fraction(0), Fraction(0)
        lost = _phi(self.failed, self.judged, floor)
        accepted = _phi(self.failed + self.waived + self.waived_unknown, self.judged, floor) - lost
        hides = self.hidden or self.waived_hidden
        total = Fraction(1) if hides else _phi(self.judged - self.passed, self.judged, floor)
        if self.waived_hidden and not (self.hidden or self.unknown):
            accepted = total - lost
        return lost, accepted, total - lost - accepted

    @property
    def share_known(self) -> Fraction:
        """Share of the verdicts that are known; none while a discovery has failed."""
        if self.hidden or self.waived_hidden or not self.judged:
            return Fraction(0)
        return Fraction(self.judged - self.unknown - self.waived_unknown, self.judged)

    def proven(self) -> Tally:
        """As if everything unknown had turned out good."""
        return replace(self, passed=self.passed + self.unknown + self.hidden, unknown=0, hidden=0)

    def mended(self) -> Tally:
        """As if everything that fails had been mended."""
        return replace(self, passed=self.passed + self.failed, failed=0)


def _phi(k: int, n: int, floor: Fraction) -> Fraction:
    return Fraction(0) if k == 0 else floor + (1 - floor) * Fraction(k, n)


@dataclass(frozen=True)
class Scale:
    """What each check is worth, given which checks apply."""

    checks: Mapping[str, Scored]
    rubric: Rubric

    def worths(self, applicable: Iterable[str]) -> dict[str, Fraction]:
        """Points of each applicable check; they sum to 100."""
        return _worths({id: (self.checks[id].pillar, self.check_weight(id)) for id in applicable}, self.pillar_weight)

    def pillar_weight(self, pillar: str) -> int:
        """Configured or standard weight; pillars of third parties weigh nothing until configured."""
        return self.rubric.pillar_weights.get(pillar, PILLAR_WEIGHTS.get(pillar, 0))

    def check_weight(self, id: str) -> int:
        """Weight by severity."""
        return CHECK_WEIGHTS[self.rubric.severity(self.checks[id])]

    def floor(self, id: str) -> Fraction:
        """The floor of φ for this check."""
        check = self.checks[id]
        return Fraction(1) if check.aggregate == "any" else FLOORS[self.rubric.severity(check)]

    def cap(self, tallies: Mapping[str, Tally]) -> tuple[int, tuple[str, ...]]:
        """The highest score allowed, and the open checks that hold it."""
        return _cap({id: self.rubric.severity(self.checks[id]) for id, tally in sorted(tallies.items()) if tally.open})

    def points(self, tallies: Mapping[str, Tally]) -> tuple[Fraction, Fraction] | None:
        """Score before and after the cap; None when nothing applies."""
        live = {id: tally for id, tally in tallies.items() if tally.judged}
        worths = self.worths(live)
        if not any(worths.values()):
            return None
        before = sum((worths[id] * (1 - sum(tally.share_lost(self.floor(id)))) for id, tally in live.items()), Fraction(0))
        return before, min(before, Fraction(self.cap(live)[0]))


def _worths(applicable: Mapping[str, tuple[str, int]], pillar_weight: Callable[[str], int | Fraction]) -> dict[str, Fraction]:
    """Points of each check, given its pillar and weight; they sum to 100 unless no pillar weighs anything."""
    by_pillar: dict[str, dict[str, int]] = defaultdict(dict)
    for id, (pillar, weight) in applicable.items():
        by_pillar[pillar][id] = weight
    total = Fraction(sum(pillar_weight(pillar) for pillar in by_pillar))
    return {
        id: 100 * pillar_weight(pillar) / total * Fraction(weight, sum(own.values())) if total else Fraction(0)
        for pillar, own in by_pillar.items()
        for id, weight in own.items()
    }


def _cap(open_checks: Mapping[str, Severity]) -> tuple[int, tuple[str, ...]]:
    """The highest score that open checks allow, and those that hold it."""
    criticals = tuple(id for id, severity in open_checks.items() if severity is Severity.CRITICAL)
    highs = tuple(id for id, severity in open_checks.items() if severity is Severity.HIGH)
    return highest(len(criticals), len(highs)), criticals or highs


def highest(criticals: int, highs: int) -> int:
    """The highest score that so many open checks allow."""
    if criticals:
        return CRITICAL_CAPS[min(criticals, len(CRITICAL_CAPS) - 1)]
    return HIGH_CAP if highs else 100


class Weighed(Protocol):
    """What weighs a check: its texts have it, too."""

    @property
    def pillar(self) -> str:
        """Its pillar."""
        ...

    @property
    def severity(self) -> Severity:
        """The severity that counts."""
        ...


class Scored(Weighed, Protocol):
    """All that scoring and planning ask of a check."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def certainty(self) -> Certainty:
        """How sure it is."""
        ...

    @property
    def effort(self) -> Effort:
        """How long its remedy takes."""
        ...

    @property
    def aggregate(self) -> str:
        """`any` when one good resource is enough."""
        ...

    @property
    def question(self) -> str:
        """What people are asked."""
        ...


@dataclass(frozen=True)
class PartScore:
    """The score of an environment over some of its checks, and that of each pillar."""

    score: Fraction | None
    pillars: Mapping[str, Fraction]


def score_over(standing: EnvironmentScore | None, checks: Mapping[str, Weighed], weights: EnvironmentScore | None = None) -> PartScore:
    """The score as if only these checks had been asked, from what the document says of each.

    Args:
        standing: the score of the environment, with all checks; None where nothing was assessed.
        checks: those that are kept, as they weigh now.
        weights: the score whose pillars tell their weights; its own unless given. With it an earlier score is
            told in today's weights, so that only what was found makes the difference.
    """
    own = {each.check: each for each in (standing.checks if standing else ()) if each.check in checks and each.worth}
    by_pillar = {each.pillar: each.weight for source in (standing, weights) if source for each in source.pillars}
    worths = _worths(
        {id: (checks[id].pillar, CHECK_WEIGHTS[checks[id].severity]) for id in own}, lambda pillar: by_pillar.get(pillar, Fraction(0))
    )
    if not any(worths.values()):
        return PartScore(None, {})
    earned = {id: worths[id] * each.earned / each.worth for id, each in own.items()}
    pillars: dict[str, list[str]] = defaultdict(list)
    for id in own:
        pillars[checks[id].pillar].append(id)
    cap, _ = _cap({id: checks[id].severity for id, each in own.items() if each.failed or each.unknown})
    return PartScore(
        min(sum(earned.values(), Fraction(0)), Fraction(cap)),
        {
            pillar: 100 * sum(earned[id] for id in ids) / worth
            for pillar, ids in pillars.items()
            if (worth := sum((worths[id] for id in ids), Fraction(0)))
        },
    )


def tally(findings: Iterable[Finding]) -> dict[str, Tally]:
    """Count verdicts by check; not applicable ones leave."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for finding in findings:
        if finding.status is not Status.NOT_APPLICABLE:
            counts[finding.check][_bucket(finding)] += 1
    return {id: Tally(**kinds) for id, kinds in counts.items()}


def _bucket(finding: Finding) -> str:
    match finding.status:
        case Status.PASS:
            return "passed"
        case Status.FAIL:
            return "waived" if finding.waiver else "failed"
        case _ if finding.discovery:
            return "waived_hidden" if finding.waiver else "hidden"
        case _:
            return "waived_unknown" if finding.waiver else "unknown"


CLASSIFIED = (Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT)


def counts_in(finding: Finding, environment: str) -> bool:
    """Whether a finding counts in an environment.

    Shared resources count in each. So do unclassified ones: they may well be production's, and a
    resource without a name for its environment must not escape every score.
    """
    return finding.environment in (environment, Environment.SHARED, Environment.UNCLASSIFIED)


def score(findings: Iterable[Finding], checks: Mapping[str, Scored], rubric: Rubric | None = None) -> Score:
    """Score an assessment.

    Args:
        findings: after waivers.
        checks: every check that the findings name.
        rubric: deviations from the standard weights.
    """
    rubric = rubric or Rubric()
    scale = Scale(checks, rubric)
    counted = [each for each in findings if each.check not in rubric.preview and each.environment is not Environment.SAMPLE]
    names = _environments_of(counted, rubric.target_environment)
    environments = tuple(_environment(name, [each for each in counted if counts_in(each, name)], scale) for name in names)
    overall, basis = _overall(environments, rubric.target_environment)
    by_target: dict[str, list[Finding]] = defaultdict(list)
    for each in counted:
        if each.target:
            by_target[each.target].append(each)
    targets = {}
    for key, own in sorted(by_target.items()):
        points = scale.points(tally(own))
        targets[key] = points[1] if points else None
    return Score(
        overall=overall.environment if overall else None,
        basis=basis,
        target=rubric.target_environment,
        environments=environments,
        targets=targets,
        statements=_statements(overall, checks),
    )


def _environments_of(findings: Iterable[Finding], wanted: Environment) -> list[str]:
    """The environments that have a score: those with something judged, and what must stand in for a hidden one."""
    findings = tuple(findings)
    present = {each.environment for each in findings if each.status is not Status.NOT_APPLICABLE}
    named = present & set(CLASSIFIED)
    if wanted in CLASSIFIED and present - named and any(each.environment is wanted for each in findings):
        # It is there, though nothing of its own may be judged; what counts everywhere counts in it.
        named.add(wanted)
    names: list[str] = [each for each in CLASSIFIED if each in named]
    if Environment.UNCLASSIFIED in present and wanted not in named:
        # It may be the target's: hiding production behind a gap without an environment must not let staging stand for it.
        names.append(Environment.UNCLASSIFIED)
    return names or ([Environment.SHARED] if present else [])


def _overall(environments: tuple[EnvironmentScore, ...], wanted: str) -> tuple[EnvironmentScore | None, str]:
    scored = [each for each in environments if each.score is not None]
    if not scored:
        return None, "nothing could be assessed"
    for each in scored:
        if each.environment == wanted:
            return each, f"{wanted} is the target environment"
    lowest = min(scored, key=lambda each: each.score if each.score is not None else Fraction(0))
    if len(scored) == 1:
        return lowest, f"nothing was classified as {wanted}; {lowest.environment} is all there is"
    return lowest, f"nothing was classified as {wanted}; the lowest score counts"


def _statements(standing: EnvironmentScore | None, checks: Mapping[str, Scored]) -> Fraction:
    earned = (each.earned for each in (standing.checks if standing else ()) if checks[each.check].question)
    return sum(earned, Fraction(0))


def _environment(name: str, findings: list[Finding], scale: Scale) -> EnvironmentScore:
    tallies = {id: each for id, each in tally(findings).items() if each.judged}
    points = scale.points(tallies)
    worths = scale.worths(tallies)
    results = tuple(_check(id, tallies[id], worths[id], scale.floor(id)) for id in sorted(tallies))
    cap, held_by = scale.cap(tallies)
    ledger = [entry for result in results for entry in _entries(result, findings)]
    if points is None:
        before = after = ceiling = coverage = None
    else:
        before, after = points
        proven = scale.points({id: each.proven() for id, each in tallies.items()})
        ceiling = proven[1] if proven else None
        coverage = sum((worths[id] * tallies[id].share_known for id in tallies), Fraction(0))
        if before > after:
            ledger.append(LedgerEntry(column=Column.CAP, check=held_by[0], points=before - after, resources=held_by))
    letter, level_name = level_of(after) if after is not None else (None, None)
    return EnvironmentScore(
        environment=name,
        score=after,
        before_cap=before,
        ceiling=ceiling,
        coverage=coverage,
        level=letter,
        level_name=level_name,
        cap=cap,
        held_by=held_by if cap < 100 else (),
        pillars=_pillars(results, tallies, scale),
        checks=results,
        ledger=tuple(ledger),
    )


def _check(id: str, tally: Tally, worth: Fraction, floor: Fraction) -> CheckScore:
    lost, accepted, unproven = (worth * share for share in tally.share_lost(floor))
    return CheckScore(
        check=id,
        worth=worth,
        earned=worth - lost - accepted - unproven,
        lost=lost,
        accepted=accepted,
        unproven=unproven,
        judged=tally.judged,
        failed=tally.failed,
        waived=tally.waived + tally.waived_unknown + tally.waived_hidden,
        unknown=tally.unknown + tally.hidden,
    )


def _entries(result: CheckScore, findings: list[Finding]) -> list[LedgerEntry]:
    entries = []
    for column, points in ((Column.LOST, result.lost), (Column.ACCEPTED, result.accepted), (Column.UNPROVEN, result.unproven)):
        if points:
            resources = tuple(each.resource for each in findings if each.check == result.check and _column(each) is column)
            entries.append(LedgerEntry(column=column, check=result.check, points=points, resources=resources))
    return entries


def _column(finding: Finding) -> Column | None:
    if finding.status in (Status.PASS, Status.NOT_APPLICABLE):
        return None
    if finding.waiver:
        return Column.ACCEPTED
    return Column.LOST if finding.status is Status.FAIL else Column.UNPROVEN


def _pillars(results: tuple[CheckScore, ...], tallies: Mapping[str, Tally], scale: Scale) -> tuple[PillarScore, ...]:
    inside: dict[str, list[CheckScore]] = defaultdict(list)
    for result in results:
        inside[scale.checks[result.check].pillar].append(result)
    return tuple(
        _pillar(pillar, inside.get(pillar, []), tallies, scale) for pillar in sorted({*PILLAR_WEIGHTS, *inside}, key=_pillar_order)
    )


def _pillar_order(pillar: str) -> tuple[int, str]:
    known = list(PILLAR_WEIGHTS)
    return (known.index(pillar) if pillar in known else len(known), pillar)


def _pillar(pillar: str, results: list[CheckScore], tallies: Mapping[str, Tally], scale: Scale) -> PillarScore:
    worth = sum((each.worth for each in results), Fraction(0))
    earned = sum((each.earned for each in results), Fraction(0))
    known = sum((each.worth * tallies[each.check].share_known for each in results), Fraction(0))
    points = 100 * earned / worth if worth else None
    return PillarScore(
        pillar=pillar,
        weight=Fraction(scale.pillar_weight(pillar)),
        worth=worth,
        score=points,
        level=level_of(points)[0] if points is not None else None,
        lost=sum((each.lost for each in results), Fraction(0)),
        accepted=sum((each.accepted for each in results), Fraction(0)),
        unproven=sum((each.unproven for each in results), Fraction(0)),
        coverage=100 * known / worth if worth else None,
    )
