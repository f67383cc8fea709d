"""What templates show of an assessment: everything worked out, nothing left to compute. Pure and deterministic."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Effort, Evidence, Severity, Status
from readiness.assessment import Assessment, CheckText, remedy
from readiness.engine import Finding
from readiness.frameworks import title_of
from readiness.inventory import PARTS
from readiness.plan import Horizon
from readiness.reports import charts
from readiness.reports.summary import Summary, open_failures, problem, summarise
from readiness.reports.words import (
    EFFORTS,
    apportioned,
    capital,
    clipped,
    count,
    long_date,
    percent,
    plural,
    points,
    short_date,
    some,
    whole,
    work,
)
from readiness.score import CHECK_WEIGHTS, FLOORS, HIGH_CAP, CheckScore, Column, EnvironmentScore, PillarScore, shown

EXAMPLES = 10
"""Resources a finding shows at first; the rest stands behind them, and in the attached document."""

KEPT = 2000
"""Resources a finding lists at all."""

WARN_DAYS = 45
"""An accepted risk that ends sooner says how many days are left."""

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

PART_TITLES = {
    "model": "Models",
    "gateway": "Gateways",
    "server": "Model servers",
    "store": "Stores",
    "guardrail": "Guardrails",
    "evaluation": "Evaluations",
    "trace sink": "Traces",
    "tool server": "Tool servers",
}

HORIZON_NAMES = {Horizon.NOW: "Now", Horizon.NEXT: "Next", Horizon.LATER: "Later"}
FINDING_COLOURS = {each: each.value for each in Severity}


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


@dataclass(frozen=True)
class Example:
    """One failing resource, with what was seen there."""

    resource: str
    location: str
    environment: str
    evidence: tuple[tuple[str, str], ...]

    @property
    def told_by_location(self) -> bool:
        """Whether the resource's id adds nothing to the place: it is the file, or the system as a whole."""
        file = self.location.rpartition(":")[0] or self.location
        return bool(file) and self.resource.partition(":")[2] == file


@dataclass(frozen=True)
class FindingRow:
    """All failing resources of one check."""

    check: str
    anchor: str
    severity: Severity
    pillar: str
    pillar_title: str
    problem: str
    title: str
    why: str
    action: str
    snippet: tuple[str, ...]
    lost: str
    tenths: int
    hours: int
    work: str
    failed: int
    judged: int
    examples: tuple[Example, ...]
    more: tuple[Example, ...]
    unlisted: int
    maps: tuple[tuple[str, str], ...]
    counts: bool = True


@dataclass(frozen=True)
class AcceptedRow:
    """A waiver, and what it carries."""

    reference: str
    checks: tuple[str, ...]
    risk: str
    reason: str
    control: str
    owner: str
    until: str
    warning: str
    void: bool
    covers: int


@dataclass(frozen=True)
class UnknownRow:
    """A check that could not be answered, wholly or in part."""

    check: str
    title: str
    severity: Severity
    points: str
    reasons: tuple[str, ...]
    provide: tuple[str, ...]
    question: str
    places: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class PartRow:
    """A kind of part of the AI system, with its parts: name, product, detail, environment, location."""

    title: str
    items: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True)
class LedgerRow:
    """A share of the hundred points."""

    key: str
    label: str
    figure: str
    checks: str
    note: str


@dataclass(frozen=True)
class Example100:
    """A check of this assessment, computed step by step."""

    check: str
    lines: tuple[str, ...]
    result: str


@dataclass(frozen=True)
class CheckRow:
    """A check in the appendix."""

    check: str
    title: str
    severity: Severity
    state: str
    says: str


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
    score: int | None
    exact: str
    level: str
    level_name: str
    cap_note: str
    complete: bool
    summary: Summary
    segments: tuple[charts.Segment, ...]
    gate_at: float | None
    strip: tuple[charts.Column, ...]
    profile: tuple[charts.Column, ...]
    trend: tuple[charts.Mark, ...]
    trend_title: str
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
    parts: tuple[PartRow, ...]
    example: Example100 | None
    conditions: tuple[tuple[str, str, bool, str], ...]
    ledger: tuple[LedgerRow, ...]
    deviations: tuple[tuple[str, str, str, str], ...]
    scope: tuple[tuple[str, str], ...]
    record: tuple[tuple[str, str], ...]
    checks: tuple[CheckRow, ...]
    tool: str
    scoring: int


def view(assessment: Assessment, previous: Assessment | None = None) -> View:
    """Work out everything a report shows.

    Args:
        assessment: what it is about.
        previous: an earlier assessment of the same system.
    """
    standing = assessment.score.standing
    segments = _segments(assessment, standing)
    gate_at = _gate_score(assessment)
    findings = _findings(assessment, standing)
    rows = _pillars(assessment, standing)
    proven = assessment.plan.with_unknowns_proven
    trend, trend_title = _trend(assessment, previous)
    return View(
        system=assessment.system or "AI system",
        client=assessment.client,
        author=assessment.author,
        date=long_date(assessment.taken.date()),
        iso_date=assessment.taken.date().isoformat(),
        compared=long_date(previous.taken.date()) if previous else "",
        environment=assessment.score.overall or "",
        basis=assessment.score.basis,
        score=whole(standing.score) if standing and standing.score is not None else None,
        exact=f"{shown(standing.score):.1f}" if standing and standing.score is not None else "",
        level=(standing.level if standing else None) or "",
        level_name=capital((standing.level_name if standing else None) or ""),
        cap_note=_cap_note(standing),
        complete=assessment.complete,
        summary=summarise(assessment, previous),
        segments=segments,
        gate_at=gate_at,
        strip=_strip(assessment, standing),
        profile=_profile(assessment, standing),
        trend=trend,
        trend_title=trend_title,
        environments=tuple(each.environment for each in assessment.score.environments),
        pillars=rows,
        overall=tuple(_cell(each.score, each.environment == assessment.score.overall) for each in assessment.score.environments),
        scale=max([7.0, *(sum(value for _, value in each.bar) for each in rows)]),
        stairs=tuple((each.hours, float(each.score)) for each in assessment.plan.steps),
        bands=_bands(assessment),
        start=float(assessment.plan.start or 0),
        proven=float(proven) if proven is not None else None,
        horizons=_horizons(assessment),
        road=_road(assessment),
        findings=findings,
        elsewhere=_elsewhere(assessment),
        severities=tuple((severity, sum(each.severity is severity for each in findings)) for severity in Severity),
        accepted=_accepted(assessment),
        accepted_points=points(_sum(each.accepted for each in (standing.checks if standing else ()))),
        unknown=_unknown(assessment, standing),
        unknown_points=points(_sum(each.unproven for each in (standing.checks if standing else ()))),
        parts=_parts(assessment),
        example=_worked_example(assessment, standing),
        conditions=tuple((capital(each.asked), each.value, each.met, each.sentence) for each in assessment.gate.conditions),
        ledger=_ledger(assessment, standing, segments),
        deviations=tuple((each.what, each.standard, each.used, each.reason) for each in assessment.deviations),
        scope=_scope(assessment),
        record=_record(assessment),
        checks=_checks(assessment, standing),
        tool=assessment.tool,
        scoring=assessment.score.scoring,
    )


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


# The hundred points

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


def _segments(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[charts.Segment, ...]:
    exact = _column_points(assessment, standing)
    if not any(exact.values()):
        return ()
    tenths = apportioned(exact.values(), 1000)
    return tuple(charts.Segment(key, label, number) for (key, label), number in zip(SEGMENTS, tenths, strict=True))


def _ledger(assessment: Assessment, standing: EnvironmentScore | None, segments: Sequence[charts.Segment]) -> tuple[LedgerRow, ...]:
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


def _gate_score(assessment: Assessment) -> float | None:
    """The lowest score that the gate lets pass, as configured."""
    for each in assessment.gate.conditions:
        if each.rule == "min_score":
            return float(each.asked.rsplit(" ", 1)[-1])
    return None


def _cap_note(standing: EnvironmentScore | None) -> str:
    if standing is None or standing.score is None or standing.before_cap is None or standing.before_cap <= standing.score:
        return ""
    kind = "high" if standing.cap == HIGH_CAP else "critical"
    number = len(standing.held_by)
    be = "holds" if number == 1 else "hold"
    return f"{count(number, f'open {kind} check')} {be} the score at {standing.cap}; {shown(standing.before_cap):.1f} points are earned."


# Pillars


def _title(assessment: Assessment, pillar: str) -> str:
    return next((each.title for each in assessment.pillars if each.id == pillar), pillar.replace("_", " "))


def _column_of(assessment: Assessment, each: PillarScore) -> charts.Column:
    title = _title(assessment, each.pillar)
    score = whole(each.score) if each.score is not None else None
    return charts.Column(SHORT_NAMES.get(each.pillar, clipped(title, 12)), title, score, each.level or "")


def _strip(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[charts.Column, ...]:
    columns = [_column_of(assessment, each) for each in (standing.pillars if standing else ())]
    return tuple(sorted(columns, key=lambda each: (each.score is None, each.score or 0, each.title)))


def _profile(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[charts.Column, ...]:
    return tuple(_column_of(assessment, each) for each in (standing.pillars if standing else ()))


def _cell(score: Fraction | None, target: bool) -> Cell:  # noqa: FBT001 - which column the cell stands in
    if score is None:
        return Cell("", "", target)
    from readiness.score import level_of

    return Cell(str(whole(score)), level_of(score)[0], target)


def _pillars(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[PillarRow, ...]:
    """Pillars by points not earned."""
    lost = _lost_by_pillar(assessment, standing)
    critical = {assessment.checks[id].pillar for id in (standing.held_by if standing and standing.cap < HIGH_CAP else ())}
    rows = []
    for each in standing.pillars if standing else ():
        parts = lost[each.pillar]
        total = each.lost + each.accepted + each.unproven
        told = ", ".join(f"{points(value)} {_why(key)}" for key, value in parts.items() if value)
        title = _title(assessment, each.pillar)
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
        cells.append(_cell(score, environment.environment == assessment.score.overall))
    return tuple(cells)


# Plan


def _bands(assessment: Assessment) -> tuple[charts.Band, ...]:
    bands, hours = [], 0
    for horizon, name in HORIZON_NAMES.items():
        steps = [each for each in assessment.plan.steps if each.horizon is horizon]
        if steps:
            hours += sum(each.hours for each in steps)
            bands.append(charts.Band(name, hours, whole(steps[-1].score)))
    return tuple(bands)


def _horizons(assessment: Assessment) -> tuple[HorizonRow, ...]:
    rows = []
    for horizon, name in HORIZON_NAMES.items():
        steps = [each for each in assessment.plan.steps if each.horizon is horizon]
        taken = sum(each.hours for each in steps)
        says = f"{count(len(steps), 'step')}, {work(taken)} of work, score {whole(steps[-1].score)}" if steps else "Nothing is due"
        rows.append(HorizonRow(name, says, tuple(_step(assessment, each.check) for each in steps)))
    return tuple(rows)


def _step(assessment: Assessment, check: str) -> StepRow:
    step = next(each for each in assessment.plan.steps if each.check == check)
    text = assessment.checks[check]
    return StepRow(check, text.severity, text.action, work(step.hours), points(step.gain), whole(step.score), step.resources)


def _road(assessment: Assessment) -> str:
    """The lede of the roadmap."""
    steps = assessment.plan.steps
    if assessment.plan.start is None:
        return "Nothing was assessed, so there is nothing to plan yet."
    if not steps:
        return "Nothing that was assessed has to be mended."
    gate = _gate_score(assessment)
    hours = sum(each.hours for each in steps)
    end = f"The whole plan takes {work(hours)} of one person's work and ends at {whole(steps[-1].score)}."
    if gate is None or assessment.plan.start is None or assessment.plan.start >= Fraction(str(gate)):
        return end
    taken = 0
    for each in steps:
        taken += each.hours
        if each.score >= Fraction(str(gate)):
            return f"After {work(taken)} of work the score passes {gate:g}. {end}"
    return f"{end} That stays below the gate of {gate:g}."


def _trend(assessment: Assessment, previous: Assessment | None) -> tuple[tuple[charts.Mark, ...], str]:
    standing = assessment.score.standing
    if standing is None or standing.score is None:
        return (), ""
    marks: list[tuple[int, str, bool]] = []
    before = previous.score.standing if previous else None
    if previous and before and before.score is not None:
        marks.append((whole(before.score), short_date(previous.taken.date()), False))
    past = bool(marks)
    marks.append((whole(standing.score), short_date(assessment.taken.date()), False))
    hours = 0
    for band in _bands(assessment):
        marks.append((band.score, f"{band.name}, {work(band.end)}", True))
        hours = band.end
    if len(marks) < 2:
        return (), ""
    title = "Score since the last time, and the plan" if past else "The score today, and what the plan leads to"
    last = len(marks) - 1
    return tuple(
        charts.Mark(n / last, value, label, ahead) for n, (value, label, ahead) in enumerate(marks)
    )


# Findings


def _findings(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[FindingRow, ...]:
    """Failing checks of the environment that counts, in the order of the plan's reader: severity, then points."""
    by_check: dict[str, list[Finding]] = defaultdict(list)
    for each in assessment.counted():
        if each.status is Status.FAIL and not each.waiver:
            by_check[each.check].append(each)
    scores = {each.check: each for each in (standing.checks if standing else ())}
    rows = [_finding(assessment, check, own, scores.get(check)) for check, own in by_check.items()]
    exact = {check: scores[check].lost if check in scores else Fraction(0) for check in by_check}
    order = list(Severity)
    return tuple(sorted(rows, key=lambda each: (order.index(each.severity), -exact[each.check], each.check)))


def _elsewhere(assessment: Assessment) -> tuple[FindingRow, ...]:
    """Failures that do not count in the score: other environments, samples, preview checks."""
    own = {each.fingerprint for each in assessment.counted()}
    by_check: dict[str, list[Finding]] = defaultdict(list)
    for each in assessment.findings:
        if each.status is Status.FAIL and not each.waiver and each.fingerprint not in own:
            by_check[each.check].append(each)
    order = list(Severity)
    rows = [_finding(assessment, check, found, None) for check, found in by_check.items()]
    return tuple(sorted(rows, key=lambda each: (order.index(each.severity), each.check)))


def _finding(assessment: Assessment, check: str, own: list[Finding], score: CheckScore | None) -> FindingRow:
    text = assessment.checks[check]
    examples = [_example(each) for each in own[:KEPT]]
    action, _, snippet = remedy(text, own[0]).partition("\n")
    lost = score.lost if score else Fraction(0)
    said = problem(text, own)
    pillar = _title(assessment, text.pillar)
    return FindingRow(
        check=check,
        anchor=check if score else f"elsewhere-{check}",
        severity=text.severity,
        pillar=text.pillar,
        pillar_title=pillar,
        problem=said,
        title=text.title,
        why=text.why,
        action=action.rstrip("."),
        snippet=tuple(snippet.strip("\n").split("\n")) if snippet.strip() else (),
        lost=points(lost) if score else "",
        tenths=int(lost * 10),
        hours=_hours(text),
        work=EFFORTS[text.effort],
        failed=len(own),
        judged=score.judged if score else len(own),
        examples=tuple(examples[:EXAMPLES]),
        more=tuple(examples[EXAMPLES:]),
        unlisted=max(0, len(own) - KEPT),
        maps=tuple((ref, title_of(ref) or "") for ref in text.maps),
        counts=score is not None,
    )


def _hours(text: CheckText) -> int:
    from readiness.plan import HOURS

    return HOURS[Effort(text.effort)]


def _example(finding: Finding) -> Example:
    evidence = tuple((name.replace("_", " "), _value(value)) for name, value in finding.evidence.items() if value not in (None, "", []))
    return Example(finding.resource, finding.location, finding.environment.value, evidence)


def _value(value: Evidence) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return some(value, 8)
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)


# Accepted and not assessed


def _accepted(assessment: Assessment) -> tuple[AcceptedRow, ...]:
    today = assessment.taken.date()
    of_key = {each.fingerprint: each.check for each in assessment.findings}
    rows = []
    for each in sorted(assessment.accepted, key=lambda risk: (risk.waiver.expires, risk.waiver.reference)):
        waiver = each.waiver
        checks = tuple(sorted({of_key[key] for key in each.findings if key in of_key}))
        named = checks or ((waiver.check,) if waiver.check else ())
        left = (waiver.expires - today).days
        rows.append(
            AcceptedRow(
                reference=waiver.record or waiver.reference,
                checks=named,
                risk=some([assessment.checks[id].title if id in assessment.checks else id for id in named], 2),
                reason=waiver.reason,
                control=waiver.control,
                owner=waiver.owner,
                until=long_date(waiver.expires),
                warning="expired: void" if each.expired else f"in {count(left, 'day')}" if left < WARN_DAYS else "",
                void=each.expired,
                covers=len(each.findings),
            )
        )
    return tuple(rows)


def _unknown(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[UnknownRow, ...]:
    by_check: dict[str, list[Finding]] = defaultdict(list)
    for each in assessment.counted():
        if each.status in (Status.UNKNOWN, Status.ERROR) and not each.waiver:
            by_check[each.check].append(each)
    scores = {each.check: each for each in (standing.checks if standing else ())}
    order = list(Severity)
    rows = []
    for check, own in by_check.items():
        text = assessment.checks[check]
        unproven = scores[check].unproven if check in scores else Fraction(0)
        row = UnknownRow(
            check=check,
            title=text.title,
            severity=text.severity,
            points=points(unproven),
            reasons=_reasons(own),
            provide=tuple(dict.fromkeys(each.right for each in own if each.right))[:3],
            question=text.question,
            places=tuple(dict.fromkeys(each.location for each in own if each.location))[:3],
            number=len(own),
        )
        rows.append((order.index(text.severity), -unproven, check, row))
    return tuple(row for *_, row in sorted(rows, key=lambda each: each[:3]))


def _reasons(own: Sequence[Finding]) -> tuple[str, ...]:
    told = Counter(capital(each.message) for each in own if each.message)
    return tuple(f"{reason} ({number:,} resources)" if number > 1 else reason for reason, number in told.most_common(3))


# Inventory


def _parts(assessment: Assessment) -> tuple[PartRow, ...]:
    rows = []
    for part in PARTS:
        items = tuple(
            (each.name, each.product, each.detail, each.environment.value, each.location)
            for each in assessment.inventory
            if each.part == part
        )
        if items:
            rows.append(PartRow(PART_TITLES[part], items))
    return tuple(rows)


# Method


def _worked_example(assessment: Assessment, standing: EnvironmentScore | None) -> Example100 | None:
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


def _computed(assessment: Assessment, standing: EnvironmentScore, row: CheckScore) -> Example100:
    text = assessment.checks[row.check]
    pillar = next(each for each in standing.pillars if each.pillar == text.pillar)
    present = [each for each in standing.pillars if each.worth]
    beside = sorted(
        (assessment.checks[each.check].severity for each in standing.checks if assessment.checks[each.check].pillar == text.pillar),
        key=list(Severity).index,
    )
    inside = sum(CHECK_WEIGHTS[each] for each in beside)
    total = _sum(each.weight for each in present)
    own = CHECK_WEIGHTS[text.severity]
    floor = FLOORS[text.severity]
    share = row.lost / row.worth
    plain = (
        f"{_title(assessment, text.pillar)} has weight {float(pillar.weight):g} of {float(total):g} in use. "
        f"Its {count(len(beside), 'check')} that apply weigh {inside} together, this {text.severity.value} one {own}: "
        f"100 × {float(pillar.weight):g}/{float(total):g} × {own}/{inside} = {float(row.worth):.2f} points."
    )
    percent_floor = int(floor * 100)
    how = (
        f"{row.failed} of {count(row.judged, 'resource')} {'fails' if row.failed == 1 else 'fail'}: "
        f"{percent_floor}{NBSP}% + {100 - percent_floor}{NBSP}% × {row.failed}/{row.judged} = {float(100 * share):.1f}{NBSP}% is lost."
    )
    return Example100(
        row.check, (plain, how), f"{float(row.worth):.2f} × {float(100 * share):.1f}{NBSP}% = {float(row.lost):.2f} points lost"
    )


NBSP = "\N{NO-BREAK SPACE}"


# Scope, record and appendix


def _scope(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    rows = []
    for target in assessment.targets:
        files = [each for each in assessment.folders if each.target in target.places]
        gaps = sum(each.place in target.places for each in assessment.gaps)
        told = count(sum(each.files_read for each in files), "file") + " read" if files else "read"
        told = told if target.reached else "not reached"
        if gaps:
            told += f", {count(gaps, 'gap')}"
        rows.append((f"{target.kind} {target.name}", told))
    return tuple(rows)


def _record(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    standing = assessment.score.standing
    skipped = Counter[str]()
    formats = Counter[str]()
    for each in assessment.folders:
        skipped.update(each.skipped)
        formats.update(each.formats)
    gaps = Counter(each.reason.value for each in assessment.gaps)
    rows = [
        ("Tool", f"readiness {assessment.tool}, scoring {assessment.score.scoring}, {count(len(assessment.checks), 'check')}"),
        ("Snapshot", f"{assessment.taken.isoformat(timespec='seconds')}, taken by readiness {assessment.snapshot_tool}"),
        ("Targets", "; ".join(f"{name}: {told}" for name, told in _scope(assessment)) or "none"),
        ("Environment", f"{assessment.score.overall or 'none'}: {assessment.score.basis}"),
        ("Files read", _counted(formats) or "none"),
        ("Left out by rule", _counted(skipped) or "nothing"),
        ("Could not be read", _counted(gaps) or "nothing"),
        ("Collection", "ran to its end" if assessment.complete else "did not end; what is missing counts as unknown"),
        ("Assessed", percent(standing.coverage) + " of the points" if standing and standing.coverage is not None else "nothing"),
        ("Findings digest", digest(assessment)),
    ]
    return tuple(rows)


def _counted(numbers: Counter[str]) -> str:
    told = sorted(numbers.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{number:,} {name}" for name, number in told[:12]) + (f" and {len(told) - 12} more kinds" if len(told) > 12 else "")


def digest(assessment: Assessment) -> str:
    """SHA-256 over the findings, so that two reports can be told to rest on the same evidence."""
    text = json.dumps([each.model_dump(mode="json") for each in assessment.findings], sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _checks(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[CheckRow, ...]:
    scores = {each.check: each for each in (standing.checks if standing else ())}
    reasons: dict[str, str] = {}
    for each in assessment.findings:
        if each.status is Status.NOT_APPLICABLE and each.message:
            reasons.setdefault(each.check, each.message)
    rows = []
    for id, text in assessment.checks.items():
        state, says = _state(scores.get(id), reasons.get(id, ""))
        if text.preview:
            says = f"preview, without weight; {says}" if says else "preview, without weight"
        rows.append(CheckRow(id, text.title, text.severity, state, says))
    return tuple(rows)


def _state(score: CheckScore | None, reason: str) -> tuple[str, str]:
    if score is None:
        return "not-applicable", clipped(reason or "not applicable", 60)
    if score.failed:
        return "failed", f"{score.failed:,} of {score.judged:,} fail" if score.judged > 1 else "fails"
    if score.unknown:
        return "unknown", f"{score.unknown:,} of {score.judged:,} not assessed" if score.judged > 1 else "not assessed"
    if score.waived:
        return "accepted", f"{score.waived:,} of {score.judged:,} accepted" if score.judged > 1 else "accepted"
    return "passed", f"{score.judged:,} hold" if score.judged > 1 else "holds"


__all__ = ["View", "digest", "open_failures", "plural", "short_date", "view"]
