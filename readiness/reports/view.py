"""What templates show of an assessment: everything worked out, nothing left to compute. Pure and deterministic."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Severity
from readiness.assessment import Assessment
from readiness.languages import gettext as _
from readiness.languages import known, punctuated
from readiness.reports import charts
from readiness.reports.findings import AcceptedRow, FindingRow, UnknownRow, accepted_rows, elsewhere_rows, finding_rows, unknown_rows
from readiness.reports.framework_tables import FrameworkTable, framework_tables
from readiness.reports.lock_in import LockView, lock_view
from readiness.reports.moves import moves_of
from readiness.reports.record import (
    CheckRow,
    PartRow,
    check_rows,
    idle_rows,
    out_of_reach,
    part_rows,
    record_rows,
    scope_rows,
    scored_for,
    unfinished,
)
from readiness.reports.retold import retold
from readiness.reports.roadmap import HorizonRow, bands_of, gate_score, horizon_rows, road, trend_of
from readiness.reports.scorecard import (
    Cell,
    LedgerRow,
    PillarRow,
    WorkedExample,
    cap_note,
    cell_of,
    ledger_of,
    pillar_rows,
    profile_of,
    segments_of,
    strip_of,
    tenths_of,
    worked_example,
)
from readiness.reports.summary import Summary, summarise
from readiness.reports.words import (
    capital,
    long_date,
    points,
    whole,
)
from readiness.score import shown


@dataclass(frozen=True)
class View:
    """A report's contents."""

    system: str
    client: str
    author: str
    date: str
    iso_date: str
    compared: str
    environment: str
    basis: str
    scored_for: str
    score: int | None
    exact: str
    level: str
    level_name: str
    cap_note: str
    complete: bool
    unfinished: str
    summary: Summary
    segments: tuple[charts.Segment, ...]
    gate_at: float | None
    strip: tuple[charts.Column, ...]
    profile: tuple[charts.Column, ...]
    trend: tuple[charts.Mark, ...]
    trend_title: str
    moves: tuple[charts.Move, ...]
    moves_told: str
    environments: tuple[str, ...]
    pillars: tuple[PillarRow, ...]
    overall: tuple[Cell, ...]
    scale: float
    stairs: tuple[tuple[int, float], ...]
    bands: tuple[charts.Band, ...]
    start: float
    proven: float | None
    horizons: tuple[HorizonRow, ...]
    road: str
    findings: tuple[FindingRow, ...]
    elsewhere: tuple[FindingRow, ...]
    severities: tuple[tuple[Severity, int], ...]
    accepted: tuple[AcceptedRow, ...]
    accepted_points: str
    unknown: tuple[UnknownRow, ...]
    unknown_points: str
    out_of_reach: tuple[str, ...]
    parts: tuple[PartRow, ...]
    lock: LockView | None
    example: WorkedExample | None
    conditions: tuple[tuple[str, str, bool, str], ...]
    ledger: tuple[LedgerRow, ...]
    deviations: tuple[tuple[str, str, str, str], ...]
    scope: tuple[tuple[str, str], ...]
    record: tuple[tuple[str, str], ...]
    checks: tuple[CheckRow, ...]
    idle: tuple[tuple[str, bool, tuple[str, ...]], ...]
    frameworks: tuple[FrameworkTable, ...]
    tool: str
    scoring: int


def view(assessment: Assessment, previous: Assessment | None = None, frameworks: tuple[str, ...] = ()) -> View:
    """Work out everything a report shows.

    Args:
        assessment: what it is about.
        previous: an earlier assessment of the same system.
        frameworks: keys of those that are shown control by control.
    """
    standing = assessment.score.standing
    segments = segments_of(assessment, standing)
    tenths = tenths_of(assessment, standing)
    gate_at = gate_score(assessment)
    findings = finding_rows(assessment, standing)
    rows = pillar_rows(assessment, standing)
    proven = assessment.plan.with_unknowns_proven
    trend, trend_title = trend_of(assessment, previous)
    moves, moves_told = moves_of(assessment, previous)
    checks = check_rows(assessment, standing)
    return View(
        system=assessment.system or _("AI system"),
        client=assessment.client,
        author=assessment.author,
        date=long_date(assessment.taken.date()),
        iso_date=assessment.taken.date().isoformat(),
        compared=long_date(previous.taken.date()) if previous else "",
        environment=assessment.score.overall or "",
        basis=retold(assessment.score.basis),
        scored_for=scored_for(assessment),
        score=whole(standing.score) if standing and standing.score is not None else None,
        exact=punctuated(f"{shown(standing.score):.1f}") if standing and standing.score is not None else "",
        level=(standing.level if standing else None) or "",
        level_name=capital(known((standing.level_name if standing else None) or "")),
        cap_note=cap_note(standing),
        complete=assessment.complete,
        unfinished=capital(unfinished(assessment)),
        summary=summarise(assessment, previous),
        segments=segments,
        gate_at=gate_at,
        strip=strip_of(assessment, standing),
        profile=profile_of(assessment, standing),
        trend=trend,
        trend_title=trend_title,
        moves=moves,
        moves_told=moves_told,
        environments=tuple(each.environment for each in assessment.score.environments),
        pillars=rows,
        overall=tuple(cell_of(each.score, each.environment == assessment.score.overall) for each in assessment.score.environments),
        scale=max([7.0, *(sum(value for _, value in each.bar) for each in rows)]),
        stairs=tuple((each.hours, float(each.score)) for each in assessment.plan.steps),
        bands=bands_of(assessment),
        start=float(assessment.plan.start or 0),
        proven=float(proven) if proven is not None else None,
        horizons=horizon_rows(assessment),
        road=road(assessment),
        findings=findings,
        elsewhere=elsewhere_rows(assessment),
        severities=tuple((severity, sum(each.severity is severity for each in findings)) for severity in Severity),
        accepted=accepted_rows(assessment),
        accepted_points=points(Fraction(tenths["accepted"], 10)),
        unknown=unknown_rows(assessment, standing),
        unknown_points=points(Fraction(tenths["unknown"], 10)),
        out_of_reach=out_of_reach(assessment),
        parts=part_rows(assessment),
        lock=lock_view(assessment),
        example=worked_example(assessment, standing),
        conditions=tuple((capital(retold(each.asked)), retold(each.value), each.met, each.sentence) for each in assessment.gate.conditions),
        ledger=ledger_of(assessment, standing, segments),
        deviations=tuple((retold(each.subject), retold(each.standard), retold(each.used), each.reason) for each in assessment.deviations),
        scope=tuple((capital(name), told) for name, told in scope_rows(assessment)),
        record=record_rows(assessment),
        checks=checks,
        idle=idle_rows(checks),
        frameworks=framework_tables(assessment, frameworks),
        tool=assessment.tool,
        scoring=assessment.score.scoring,
    )
