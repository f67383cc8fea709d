"""The remediation plan: what to do first, and the exact score after each step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction

from readiness.api import Effort, Severity
from readiness.engine import Finding
from readiness.facts import Environment, Model
from readiness.score import Points, Rubric, Scale, Scored, Tally, counts_in, highest, tally

HOURS: dict[Effort, int] = {Effort.MINUTES: 1, Effort.HOURS: 4, Effort.DAYS: 16}
"""Working hours that an effort stands for; a day has eight."""


class Horizon(StrEnum):
    """When a step is due."""

    NOW = "now"
    NEXT = "next"
    LATER = "later"


class Step(Model):
    """Mend every failing resource of one check.

    Attributes:
        gain: points the step regains before any cap.
        score: exact score after this step and all before it.
        hours: working hours of this step.
        resources: how many resources fail.
    """

    check: str
    horizon: Horizon
    hours: int
    gain: Points
    score: Points
    resources: int


class Plan(Model):
    """Steps in order, for one environment.

    Attributes:
        start: the score today.
        with_unknowns_proven: the score after all steps if everything unknown turned out good.
    """

    environment: str | None
    start: Points | None
    steps: tuple[Step, ...]
    with_unknowns_proven: Points | None


def plan(findings: Iterable[Finding], checks: Mapping[str, Scored], rubric: Rubric, environment: str | None) -> Plan:
    """Order the remedies of an environment: criticals first, then points regained per hour.

    *Now* are criticals and what takes minutes, *next* is what is severe, *later* the rest. Within a horizon
    the order is by points regained per hour.
    """
    if environment is None:
        return Plan(environment=None, start=None, steps=(), with_unknowns_proven=None)
    scale = Scale(checks, rubric)
    own = [
        each
        for each in findings
        if counts_in(each, environment) and each.environment is not Environment.SAMPLE and each.check not in rubric.preview
    ]
    tallies = {id: each for id, each in tally(own).items() if each.judged}
    worths = scale.worths(tallies)
    points = scale.points(tallies)
    score = points[0] if points else Fraction(0)
    left = Counter(scale.rubric.severity(checks[id]) for id, each in tallies.items() if each.open)
    steps = []
    for id in _order(scale, tallies, worths):
        # Mending changes nothing but this check's own part: no other is worth more or less for it.
        failing, tallies[id] = tallies[id], tallies[id].mended()
        floor = scale.floor(id)
        gain = worths[id] * (sum(failing.share_lost(floor)) - sum(tallies[id].share_lost(floor)))
        score += gain
        left[scale.rubric.severity(checks[id])] -= not tallies[id].open
        steps.append(
            Step(
                check=id,
                horizon=_horizon(scale, id),
                hours=HOURS[checks[id].effort],
                gain=gain,
                score=min(score, Fraction(highest(left[Severity.CRITICAL], left[Severity.HIGH]))),
                resources=failing.failed,
            )
        )
    proven = _score(scale, {id: each.proven() for id, each in tallies.items()})
    start = points[1] if points else None
    return Plan(environment=environment, start=start, steps=tuple(steps), with_unknowns_proven=proven)


def _order(scale: Scale, tallies: Mapping[str, Tally], worths: Mapping[str, Fraction]) -> list[str]:
    def urgency(id: str) -> tuple[int, bool, Fraction, str]:
        regained = worths[id] * (tallies[id].share_lost(scale.floor(id))[0])
        critical = scale.rubric.severity(scale.checks[id]) is Severity.CRITICAL
        return list(Horizon).index(_horizon(scale, id)), not critical, -regained / HOURS[scale.checks[id].effort], id

    return sorted((id for id, each in tallies.items() if each.failed), key=urgency)


def _horizon(scale: Scale, id: str) -> Horizon:
    severity = scale.rubric.severity(scale.checks[id])
    if severity is Severity.CRITICAL or (scale.checks[id].effort is Effort.MINUTES and severity is not Severity.LOW):
        return Horizon.NOW
    return Horizon.NEXT if severity is Severity.HIGH else Horizon.LATER


def _score(scale: Scale, tallies: Mapping[str, Tally]) -> Fraction | None:
    points = scale.points(tallies)
    return points[1] if points else None
