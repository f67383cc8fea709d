"""Findings as readers see them: failing checks, accepted risks, and what nobody could tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Certainty, Effort, Evidence, Severity, Status
from readiness.assessment import Assessment, CheckText, remedy
from readiness.engine import Finding
from readiness.frameworks import title_of
from readiness.languages import N_, known, ngettext, number
from readiness.languages import gettext as _
from readiness.plan import HOURS
from readiness.reports.scorecard import title_of_pillar
from readiness.reports.summary import problem
from readiness.reports.words import (
    capital,
    effort,
    long_date,
    points,
    some,
)
from readiness.score import CheckScore, EnvironmentScore
from readiness.waivers import AcceptedRisk

EXAMPLES = 10
"""Resources a finding shows at first; the rest stands behind them, and in the attached document."""


KEPT = 10_000
"""Resources a finding lists at all."""


CERTAINTIES = {Certainty.LIKELY: N_("likely"), Certainty.HEURISTIC: N_("heuristic")}
"""Words for checks that are less than certain."""


WARN_DAYS = 45
"""An accepted risk that ends sooner says how many days are left."""


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
    certainty: str = ""
    """`likely` or `heuristic`; empty where the check is certain, which needs no word."""


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
    unused: str


@dataclass(frozen=True)
class UnknownRow:
    """A check that could not be answered, wholly or in part; its `reasons` are told in English, each with its resources."""

    check: str
    title: str
    severity: Severity
    points: str
    reasons: tuple[tuple[str, int], ...]
    provide: tuple[str, ...]
    question: str
    places: tuple[str, ...]
    number: int


def finding_rows(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[FindingRow, ...]:
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


def elsewhere_rows(assessment: Assessment) -> tuple[FindingRow, ...]:
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
    pillar = title_of_pillar(assessment, text.pillar)
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
        work=effort(text.effort),
        failed=len(own),
        judged=score.judged if score else len(own),
        examples=tuple(examples[:EXAMPLES]),
        more=tuple(examples[EXAMPLES:]),
        unlisted=max(0, len(own) - KEPT),
        maps=tuple((ref, title_of(ref) or "") for ref in text.maps),
        counts=score is not None,
        certainty=known(CERTAINTIES.get(text.certainty, "")),
    )


def _hours(text: CheckText) -> int:
    return HOURS[Effort(text.effort)]


def _example(finding: Finding) -> Example:
    evidence = tuple((name.replace("_", " "), _value(value)) for name, value in finding.evidence.items() if value not in (None, "", []))
    return Example(finding.resource, finding.location, finding.environment.value, evidence)


def _value(value: Evidence) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return some(value, 8)
    return number(value) if isinstance(value, int) and abs(value) >= 10_000 else str(value)


def accepted_rows(assessment: Assessment) -> tuple[AcceptedRow, ...]:
    """Every waiver, the one that ends first at the top."""
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
                warning=_("expired: void") if each.expired else _ends_in(left) if left < WARN_DAYS else "",
                void=each.expired,
                covers=len(each.findings),
                unused=_unused(each),
            )
        )
    return tuple(rows)


def _ends_in(days: int) -> str:
    return ngettext("in %(number)s day", "in %(number)s days", days)


def _unused(risk: AcceptedRisk) -> str:
    if not risk.unused:
        return ""
    return _("It covers nothing any more: the entry can go.") if risk.asked else _("It is about no check that was asked.")


def unknown_rows(assessment: Assessment, standing: EnvironmentScore | None) -> tuple[UnknownRow, ...]:
    """Checks that could not be answered in the environment that counts, the severest first."""
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


def _reasons(own: Sequence[Finding]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(capital(each.message) for each in own if each.message).most_common(3))
