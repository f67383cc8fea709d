"""The scorecard: the hundred points, the pillars, and one check worked out on paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Severity
from readiness.assessment import Assessment
from readiness.languages import N_, known, ngettext, punctuated
from readiness.languages import gettext as _
from readiness.reports import charts
from readiness.reports.words import (
    apportioned,
    clipped,
    plain,
    points,
    some,
    whole,
)
from readiness.score import CHECK_WEIGHTS, FLOORS, HIGH_CAP, CheckScore, Column, EnvironmentScore, LedgerEntry, PillarScore, level_of, shown

SHORT_NAMES = {
    "environment_separation": N_("Environ-\nments"),
    "secrets_hygiene": N_("Secrets"),
    "identity_access": N_("Identity"),
    "data_security": N_("Data and\nprompts"),
    "backups_recovery": N_("Backups"),
    "scaling_capacity": N_("Scaling"),
    "deployment_rollback": N_("Deploy-\nment"),
    "observability": N_("Observ-\nability"),
    "cost_control": N_("Cost"),
    "portability": N_("Lock-in"),
    "resilience": N_("Contin-\nuity"),
    "governance": N_("Govern-\nance"),
    "quality": N_("Quality"),
}
"""Pillars under a column; others are cut."""


SEGMENTS = (
    ("earned", N_("Earned and counted")),
    ("cap", N_("Earned, held back by the cap")),
    ("critical", N_("Lost to critical findings")),
    ("high", N_("Lost to high findings")),
    ("medium", N_("Lost to medium findings")),
    ("low", N_("Lost to low findings")),
    ("accepted", N_("Accepted risks")),
    ("unknown", N_("Not assessed")),
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


NOTE = 44
"""Characters of two ids that stand beside each other in one line of the ledger."""


def segments_of(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[charts.Segment, ...]:
    """The bar of a hundred points; empty without a score."""
    exact = _column_points(assessment, standing)
    if not any(exact.values()):
        return ()
    tenths = apportioned(exact.values(), 1000)
    return tuple(charts.Segment(key, known(label), each) for (key, label), each in zip(SEGMENTS, tenths, strict=True))


def _column_points(assessment: Assessment, standing: EnvironmentScore | None) -> dict[str, Fraction]:
    """Exact points by segment."""
    sums = {key: Fraction(0) for key, _ in SEGMENTS}
    if standing is None or standing.score is None:
        return sums
    sums["earned"] = standing.score
    for entry in standing.ledger:
        sums[_segment(assessment, entry)] += entry.points
    return sums


def _segment(assessment: Assessment, entry: LedgerEntry) -> str:
    """The key of the segment that an entry of the ledger belongs to."""
    names = {Column.ACCEPTED: "accepted", Column.UNPROVEN: "unknown", Column.CAP: "cap"}
    return assessment.checks[entry.check].severity.value if entry.column is Column.LOST else names[entry.column]


def tenths_of(assessment: Assessment, standing: EnvironmentScore | None) -> dict[str, int]:
    """Tenths of a point as every report shows them: earned, cap, lost, accepted and unknown, 1,000 together; without a score all 0."""
    tenths = dict.fromkeys(("earned", "cap", "lost", "accepted", "unknown"), 0)
    for each in segments_of(assessment, standing):
        tenths[each.key if each.key in tenths else "lost"] += each.tenths
    return tenths


def ledger_of(assessment: Assessment, standing: EnvironmentScore | None, segments: Sequence[charts.Segment]) -> tuple[LedgerRow, ...]:
    """Points by what became of them, with the checks they belong to."""
    checks: dict[str, list[tuple[Fraction, str]]] = defaultdict(list)
    for entry in standing.ledger if standing else ():
        key = _segment(assessment, entry)
        held = entry.resources if entry.column is Column.CAP else (entry.check,)
        checks[key] += [(-entry.points, each) for each in held]
    rows = []
    for each in segments:
        ids = [id for _, id in sorted(checks[each.key])]
        named = some(ids, 2 if sum(map(len, ids[:2])) <= NOTE else 1)
        note = _("held by %(checks)s", checks=named) if each.key == "cap" and ids else named
        rows.append(LedgerRow(each.key, each.label, each.figure, f"{len(ids)}" if ids else "", note))
    return tuple(rows)


def cap_note(standing: EnvironmentScore | None) -> str:
    """What the cap holds back, in a sentence; empty when it holds nothing."""
    if standing is None or standing.score is None or standing.before_cap is None or standing.before_cap <= standing.score:
        return ""
    earned = punctuated(f"{shown(standing.before_cap):.1f}")
    if standing.cap == HIGH_CAP:
        return ngettext(
            "%(number)s open high check holds the score at %(cap)s; %(points)s points are earned.",
            "%(number)s open high checks hold the score at %(cap)s; %(points)s points are earned.",
            len(standing.held_by),
            cap=standing.cap,
            points=earned,
        )
    return ngettext(
        "%(number)s open critical check holds the score at %(cap)s; %(points)s points are earned.",
        "%(number)s open critical checks hold the score at %(cap)s; %(points)s points are earned.",
        len(standing.held_by),
        cap=standing.cap,
        points=earned,
    )


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
    return charts.Column(known(SHORT_NAMES.get(each.pillar, clipped(title, 12))), title, score, each.level or "")


def title_of_pillar(assessment: Assessment, pillar: str) -> str:
    """A pillar's title; that of a pillar nobody described is its id in words."""
    return next((known(each.title) for each in assessment.pillars if each.id == pillar), pillar.replace("_", " "))


def pillar_rows(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[PillarRow, ...]:
    """Pillars by points not earned."""
    lost = _lost_by_pillar(assessment, standing)
    critical = {assessment.checks[id].pillar for id in (standing.held_by if standing and standing.cap < HIGH_CAP else ())}
    rows = []
    for each in standing.pillars if standing else ():
        parts = lost[each.pillar]
        total = each.lost + each.accepted + each.unproven
        told = ", ".join(_(WHY[key], points=points(value)) for key, value in parts.items() if value)
        title = title_of_pillar(assessment, each.pillar)
        rows.append(
            (
                -total,
                title,
                PillarRow(
                    id=each.pillar,
                    title=title,
                    question=next((known(one.question) for one in assessment.pillars if one.id == each.pillar), ""),
                    weight=plain(float(each.weight)),
                    cells=_cells(assessment, each.pillar),
                    lost=points(total) if each.worth else "",
                    bar=tuple((key, float(value)) for key, value in parts.items() if value),
                    bar_title=f"{title}: {told}" if told else _("%(pillar)s: no points missing", pillar=title),
                    critical=each.pillar in critical,
                ),
            )
        )
    return tuple(row for *_, row in sorted(rows, key=lambda each: each[:2]))


WHY = {
    "critical": N_("%(points)s lost to critical findings"),
    "high": N_("%(points)s lost to high findings"),
    "medium": N_("%(points)s lost to medium findings"),
    "low": N_("%(points)s lost to low findings"),
    "accepted": N_("%(points)s accepted"),
    "unknown": N_("%(points)s not assessed"),
}
"""What became of points that a pillar did not earn."""


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
    pillar_weight, all_weights = plain(float(pillar.weight)), plain(float(in_use))
    weighs = ngettext(
        "%(pillar)s has weight %(weight)s of %(weights)s in use. Its %(number)s check that applies weighs %(inside)s:",
        "%(pillar)s has weight %(weight)s of %(weights)s in use. Its %(number)s checks that apply weigh %(inside)s together, "
        "this %(severity)s one %(own)s:",
        len(beside),
        pillar=title_of_pillar(assessment, text.pillar),
        weight=pillar_weight,
        weights=all_weights,
        inside=inside,
        severity=known(text.severity.value),
        own=own,
    )
    shares = f"100 × {pillar_weight}/{all_weights} × {own}/{inside}"
    worth = _("%(sum)s = %(points)s points.", sum=shares, points=_two(row.worth))
    resources = ngettext("%(number)s resource", "%(number)s resources", row.judged)
    fails = ngettext(
        "%(failed)s of %(resources)s fails:", "%(failed)s of %(resources)s fail:", row.failed, failed=row.failed, resources=resources
    )
    fixed = int(floor * 100)
    lost = punctuated(f"{float(100 * share):.1f}{NBSP}%")
    in_proportion = f"{fixed}{NBSP}% + {100 - fixed}{NBSP}% × {row.failed}/{row.judged}"
    how = _("%(sum)s = %(share)s is lost.", sum=in_proportion, share=lost)
    product = f"{_two(row.worth)} × {lost}"
    result = _("%(sum)s = %(points)s points lost", sum=product, points=_two(row.lost))
    return WorkedExample(row.check, (f"{weighs} {worth}", f"{fails} {how}"), result)


def _two(points: Fraction) -> str:
    """Points with two digits, where every step of a sum is shown."""
    return punctuated(f"{float(points):.2f}")
