"""The scorecard: the hundred points, the pillars, and one check worked out on paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Severity
from readiness.assessment import Assessment
from readiness.reports import charts
from readiness.reports.words import (
    apportioned,
    clipped,
    count,
    points,
    some,
    whole,
)
from readiness.score import CHECK_WEIGHTS, FLOORS, HIGH_CAP, CheckScore, Column, EnvironmentScore, PillarScore, level_of, shown

SHORT_NAMES = {
    "environment_separation": "Environ-\nments",
    "secrets_hygiene": "Secrets",
    "identity_access": "Identity",
    "data_security": "Data and\nprompts",
    "backups_recovery": "Backups",
    "scaling_capacity": "Scaling",
    "deployment_rollback": "Deploy-\nment",
    "observability": "Observ-\nability",
    "cost_control": "Cost",
    "portability": "Lock-in",
    "resilience": "Contin-\nuity",
    "governance": "Govern-\nance",
    "quality": "Quality",
}
"""Pillars under a column; others are cut."""


SEGMENTS = (
    ("earned", "Earned and counted"),
    ("cap", "Earned, held back by the cap"),
    ("critical", "Lost to critical findings"),
    ("high", "Lost to high findings"),
    ("medium", "Lost to medium findings"),
    ("low", "Lost to low findings"),
    ("accepted", "Accepted risks"),
    ("unknown", "Not assessed"),
)


NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Cell:
    """A score in the scorecard; without figure where nothing applies."""

    figure: str
    level: str
    target: bool


@dataclass(frozen=True)
class PillarRow:
    """A pillar in the scorecard."""

    id: str
    title: str
    question: str
    weight: str
    cells: tuple[Cell, ...]
    lost: str
    bar: tuple[tuple[str, float], ...]
    bar_title: str
    critical: bool


@dataclass(frozen=True)
class LedgerRow:
    """A share of the hundred points."""

    key: str
    label: str
    figure: str
    checks: str
    note: str


@dataclass(frozen=True)
class WorkedExample:
    """A check of this assessment, computed step by step."""

    check: str
    lines: tuple[str, ...]
    result: str


def segments_of(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[charts.Segment, ...]:
    """The bar of a hundred points; empty without a score."""
    exact = _column_points(assessment, standing)
    if not any(exact.values()):
        return ()
    tenths = apportioned(exact.values(), 1000)
    return tuple(charts.Segment(key, label, number) for (key, label), number in zip(SEGMENTS, tenths, strict=True))


def _column_points(assessment: Assessment, standing: EnvironmentScore | None) -> dict[str, Fraction]:
    """Exact points by segment."""
    sums = {key: Fraction(0) for key, _ in SEGMENTS}
    if standing is None or standing.score is None:
        return sums
    sums["earned"] = standing.score
    names = {Column.ACCEPTED: "accepted", Column.UNPROVEN: "unknown", Column.CAP: "cap"}
    for entry in standing.ledger:
        key = assessment.checks[entry.check].severity.value if entry.column is Column.LOST else names[entry.column]
        sums[key] += entry.points
    return sums


def ledger_of(assessment: Assessment, standing: EnvironmentScore | None, segments: Sequence[charts.Segment]) -> tuple[LedgerRow, ...]:
    """Points by what became of them, with the checks they belong to."""
    checks: dict[str, list[tuple[Fraction, str]]] = defaultdict(list)
    names = {Column.ACCEPTED: "accepted", Column.UNPROVEN: "unknown", Column.CAP: "cap"}
    for entry in standing.ledger if standing else ():
        key = assessment.checks[entry.check].severity.value if entry.column is Column.LOST else names[entry.column]
        held = entry.resources if entry.column is Column.CAP else (entry.check,)
        checks[key] += [(-entry.points, each) for each in held]
    rows = []
    for each in segments:
        ids = [id for _, id in sorted(checks[each.key])]
        note = f"held by {some(ids, 2)}" if each.key == "cap" and ids else some(ids, 2)
        rows.append(LedgerRow(each.key, each.label, each.figure, f"{len(ids)}" if ids else "", note))
    return tuple(rows)


def cap_note(standing: EnvironmentScore | None) -> str:
    """What the cap holds back, in a sentence; empty when it holds nothing."""
    if standing is None or standing.score is None or standing.before_cap is None or standing.before_cap <= standing.score:
        return ""
    kind = "high" if standing.cap == HIGH_CAP else "critical"
    number = len(standing.held_by)
    be = "holds" if number == 1 else "hold"
    return f"{count(number, f'open {kind} check')} {be} the score at {standing.cap}; {shown(standing.before_cap):.1f} points are earned."


def strip_of(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[charts.Column, ...]:
    """The pillars, the weakest first."""
    columns = [_column_of(assessment, each) for each in (standing.pillars if standing else ())]
    return tuple(sorted(columns, key=lambda each: (each.score is None, each.score or 0, each.title)))


def profile_of(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[charts.Column, ...]:
    """The pillars in their own order."""
    return tuple(_column_of(assessment, each) for each in (standing.pillars if standing else ()))


def _column_of(assessment: Assessment, each: PillarScore) -> charts.Column:
    title = title_of_pillar(assessment, each.pillar)
    score = whole(each.score) if each.score is not None else None
    return charts.Column(SHORT_NAMES.get(each.pillar, clipped(title, 12)), title, score, each.level or "")


def title_of_pillar(assessment: Assessment, pillar: str) -> str:
    """A pillar's title; that of a pillar nobody described is its id in words."""
    return next((each.title for each in assessment.pillars if each.id == pillar), pillar.replace("_", " "))


def pillar_rows(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[PillarRow, ...]:
    """Pillars by points not earned."""
    lost = _lost_by_pillar(assessment, standing)
    critical = {assessment.checks[id].pillar for id in (standing.held_by if standing and standing.cap < HIGH_CAP else ())}
    rows = []
    for each in standing.pillars if standing else ():
        parts = lost[each.pillar]
        total = each.lost + each.accepted + each.unproven
        told = ", ".join(f"{points(value)} {_why(key)}" for key, value in parts.items() if value)
        title = title_of_pillar(assessment, each.pillar)
        rows.append(
            (
                -total,
                title,
                PillarRow(
                    id=each.pillar,
                    title=title,
                    question=next((one.question for one in assessment.pillars if one.id == each.pillar), ""),
                    weight=f"{float(each.weight):g}",
                    cells=_cells(assessment, each.pillar),
                    lost=points(total) if each.worth else "",
                    bar=tuple((key, float(value)) for key, value in parts.items() if value),
                    bar_title=f"{title}: {told}" if told else f"{title}: no points missing",
                    critical=each.pillar in critical,
                ),
            )
        )
    return tuple(row for *_, row in sorted(rows, key=lambda each: each[:2]))


def _why(key: str) -> str:
    return {"accepted": "accepted", "unknown": "not assessed"}.get(key, f"lost to {key} findings")


def _lost_by_pillar(assessment: Assessment, standing: EnvironmentScore | None) -> dict[str, dict[str, Fraction]]:
    keys = (*(each.value for each in Severity), "accepted", "unknown")
    lost: dict[str, dict[str, Fraction]] = defaultdict(lambda: dict.fromkeys(keys, Fraction(0)))
    for each in standing.checks if standing else ():
        text = assessment.checks[each.check]
        parts = lost[text.pillar]
        parts[text.severity.value] += each.lost
        parts["accepted"] += each.accepted
        parts["unknown"] += each.unproven
    return lost


def _cells(assessment: Assessment, pillar: str) -> tuple[Cell, ...]:
    cells = []
    for environment in assessment.score.environments:
        score = next((each.score for each in environment.pillars if each.pillar == pillar), None)
        cells.append(cell_of(score, environment.environment == assessment.score.overall))
    return tuple(cells)


def cell_of(score: Fraction | None, target: bool) -> Cell:  # noqa: FBT001 - which column the cell stands in
    """A score as a cell shows it; `target` tells whether the column is the one that counts."""
    if score is None:
        return Cell("", "", target)
    return Cell(str(whole(score)), level_of(score)[0], target)


def total(values: Iterable[Fraction]) -> Fraction:
    """The sum of exact points."""
    return sum(values, Fraction(0))


def worked_example(assessment: Assessment, standing: EnvironmentScore | None) -> WorkedExample | None:
    """A failing check whose figures can be followed on paper; a partly failing one shows most."""
    if standing is None:
        return None
    rows = [each for each in standing.checks if each.lost and _exact(assessment, each)]
    if not rows:
        return None
    chosen = min(rows, key=lambda each: (each.failed == each.judged, -each.judged if each.judged <= 50 else 0, each.check))
    return _computed(assessment, standing, chosen)


def _share(floor: Fraction, failed: int, judged: int) -> Fraction:
    return floor + (1 - floor) * Fraction(failed, judged)


def _exact(assessment: Assessment, each: CheckScore) -> bool:
    """Whether the standard rule gives its figure; an existence control loses all at once."""
    return each.worth * _share(FLOORS[assessment.checks[each.check].severity], each.failed, each.judged) == each.lost


def _computed(assessment: Assessment, standing: EnvironmentScore, row: CheckScore) -> WorkedExample:
    text = assessment.checks[row.check]
    pillar = next(each for each in standing.pillars if each.pillar == text.pillar)
    present = [each for each in standing.pillars if each.worth]
    beside = sorted(
        (assessment.checks[each.check].severity for each in standing.checks if assessment.checks[each.check].pillar == text.pillar),
        key=list(Severity).index,
    )
    inside = sum(CHECK_WEIGHTS[each] for each in beside)
    in_use = total(each.weight for each in present)
    own = CHECK_WEIGHTS[text.severity]
    floor = FLOORS[text.severity]
    share = row.lost / row.worth
    plain = (
        f"{title_of_pillar(assessment, text.pillar)} has weight {float(pillar.weight):g} of {float(in_use):g} in use. "
        f"Its {count(len(beside), 'check')} that apply weigh {inside} together, this {text.severity.value} one {own}: "
        f"100 × {float(pillar.weight):g}/{float(in_use):g} × {own}/{inside} = {float(row.worth):.2f} points."
    )
    percent_floor = int(floor * 100)
    how = (
        f"{row.failed} of {count(row.judged, 'resource')} {'fails' if row.failed == 1 else 'fail'}: "
        f"{percent_floor}{NBSP}% + {100 - percent_floor}{NBSP}% × {row.failed}/{row.judged} = {float(100 * share):.1f}{NBSP}% is lost."
    )
    return WorkedExample(
        row.check, (plain, how), f"{float(row.worth):.2f} × {float(100 * share):.1f}{NBSP}% = {float(row.lost):.2f} points lost"
    )
