"""The roadmap: what to do now, next and later, and the score after each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Severity
from readiness.assessment import Assessment
from readiness.languages import N_, known, ngettext
from readiness.languages import gettext as _
from readiness.plan import Horizon, Step
from readiness.reports import charts
from readiness.reports.words import (
    plain,
    points,
    short_date,
    whole,
    work,
)

HORIZON_NAMES = {Horizon.NOW: N_("Now"), Horizon.NEXT: N_("Next"), Horizon.LATER: N_("Later")}


@dataclass(frozen=True)
class StepRow:
    """A step of the plan."""

    check: str
    severity: Severity
    action: str
    work: str
    gain: str
    score: int
    resources: int


@dataclass(frozen=True)
class HorizonRow:
    """The steps of one horizon."""

    name: str
    says: str
    steps: tuple[StepRow, ...]


def bands_of(assessment: Assessment) -> tuple[charts.Band, ...]:
    """Horizons that have steps, with their end in working hours and the score there."""
    bands, hours = [], 0
    for horizon, name in HORIZON_NAMES.items():
        steps = [each for each in assessment.plan.steps if each.horizon is horizon]
        if steps:
            hours += sum(each.hours for each in steps)
            bands.append(charts.Band(known(name), hours, whole(steps[-1].score)))
    return tuple(bands)


def horizon_rows(assessment: Assessment) -> tuple[HorizonRow, ...]:
    """The steps of now, next and later."""
    rows = []
    for horizon, name in HORIZON_NAMES.items():
        steps = [each for each in assessment.plan.steps if each.horizon is horizon]
        rows.append(HorizonRow(known(name), _says(steps), tuple(_step(assessment, each.check) for each in steps)))
    return tuple(rows)


def _says(steps: Sequence[Step]) -> str:
    if not steps:
        return _("Nothing is due")
    return ngettext(
        "%(number)s step, %(work)s of work, score %(score)s",
        "%(number)s steps, %(work)s of work, score %(score)s",
        len(steps),
        work=work(sum(each.hours for each in steps)),
        score=whole(steps[-1].score),
    )


def _step(assessment: Assessment, check: str) -> StepRow:
    step = next(each for each in assessment.plan.steps if each.check == check)
    text = assessment.checks[check]
    return StepRow(check, text.severity, text.action, work(step.hours), points(step.gain), whole(step.score), step.resources)


def road(assessment: Assessment) -> str:
    """The lede of the roadmap."""
    steps = assessment.plan.steps
    if assessment.plan.start is None:
        return _("Nothing was assessed, so there is nothing to plan yet.")
    if not steps:
        return _("Nothing that was assessed has to be mended.")
    gate = gate_score(assessment)
    hours = sum(each.hours for each in steps)
    end = _("The whole plan takes %(work)s of one person's work and ends at %(score)s.", work=work(hours), score=whole(steps[-1].score))
    if gate is None or assessment.plan.start >= Fraction(str(gate)):
        return end
    taken = 0
    for each in steps:
        taken += each.hours
        if each.score >= Fraction(str(gate)):
            passes = _("After %(work)s of work the score passes %(gate)s.", work=work(taken), gate=plain(gate))
            return f"{passes} {end}"
    below = _("That stays below the gate of %(gate)s.", gate=plain(gate))
    return f"{end} {below}"


def trend_of(assessment: Assessment, previous: Assessment | None) -> tuple[tuple[charts.Mark, ...], str]:
    """Scores so far and what the plan leads to, with a title; nothing where there is no line to draw."""
    standing = assessment.score.standing
    if standing is None or standing.score is None:
        return (), ""
    marks: list[tuple[int, str, bool]] = []
    before = previous.score.standing if previous else None
    if previous and before and before.score is not None:
        marks.append((whole(before.score), short_date(previous.taken.date()), False))
    past = bool(marks)
    marks.append((whole(standing.score), short_date(assessment.taken.date()), False))
    marks += [(band.score, _("%(horizon)s, %(work)s", horizon=band.name, work=work(band.end)), True) for band in bands_of(assessment)]
    if len(marks) < 2:
        return (), ""
    title = _("Score since the last time, and the plan") if past else _("The score today, and what the plan leads to")
    last = len(marks) - 1
    return tuple(charts.Mark(n / last, value, label, ahead) for n, (value, label, ahead) in enumerate(marks)), title


def gate_score(assessment: Assessment) -> float | None:
    """The lowest score that the gate lets pass, as configured."""
    for each in assessment.gate.conditions:
        if each.rule == "min_score":
            return float(each.asked.rsplit(" ", 1)[-1])
    return None
