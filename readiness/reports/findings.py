"""Findings as readers see them: failing checks, accepted risks, and what nobody could tell."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Certainty, Effort, Evidence, Severity, Status
from readiness.assessment import Assessment, CheckText, remedy
from readiness.engine import SYSTEM, Finding
from readiness.facts import GapReason
from readiness.frameworks import title_of
from readiness.languages import N_, known, ngettext, number
from readiness.languages import gettext as _
from readiness.plan import HOURS
from readiness.reports.places import beside, seen_at, words_of
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


MEANINGS: dict[GapReason, str] = {
    GapReason.DENIED: N_("We were not allowed to look"),
    GapReason.THROTTLED: N_("We asked too often, and were put off"),
    GapReason.TIMED_OUT: N_("No answer came in time"),
    GapReason.UNSUPPORTED: N_("It can't be asked for there"),
    GapReason.UNPARSEABLE: N_("What stands there can't be read"),
    GapReason.TEMPLATED: N_("It is a template, and known only when that is filled"),
    GapReason.TOO_LARGE: N_("It is larger than what is read"),
    GapReason.AMBIGUOUS: N_("It can be understood in more than one way"),
    GapReason.FAILED: N_("The reading of it failed"),
    GapReason.NOT_COLLECTED: N_("It was not read this time"),
    GapReason.UNRESOLVED: N_("The files don't tell it; what runs does"),
    GapReason.NOT_IN_FILES: N_("No file tells it; what runs does"),
    GapReason.STALE: N_("What was read is too old to count"),
}
"""What a gap means to somebody who reads no logs."""

PASSING = (GapReason.THROTTLED, GapReason.TIMED_OUT, GapReason.FAILED, GapReason.STALE)
"""Gaps that another reading may close."""

_REASON = rf"(?P<reason>{'|'.join(GapReason)})"
TOLD = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"could not be read: {_REASON}",
        rf"part of what decides this could not be read \({_REASON}\)",
        rf"(?P<field>.+) could not be read \({_REASON}\)",
        rf"{_REASON}: (?P<detail>.+)",
    )
)
"""How the engine tells a gap."""


WARN_DAYS = 45
"""An accepted risk that ends sooner says how many days are left."""


@dataclass(frozen=True)
class Example:
    """One failing resource, with what was seen there."""

    resource: str
    location: str
    environment: str
    evidence: tuple[tuple[str, str], ...]
    file: str = ""

    @property
    def line(self) -> str:
        """The line in the file, if it has one."""
        return self.location.removeprefix(self.file).lstrip(":") if self.file else ""

    @property
    def where(self) -> str:
        """The place to look at: a file and its line, else the resource itself."""
        return self.location if self.file else "" if self.resource == SYSTEM else self.resource

    @property
    def what(self) -> str:
        """The resource, where neither the place nor that it is about the whole system tells it."""
        return self.resource if self.file and beside(self.resource, self.file) else ""

    @property
    def seen(self) -> tuple[tuple[str, str], ...]:
        """All that was seen there, and with which call where no file holds it."""
        asked = self.location and not self.file and self.location != self.resource
        return (*self.evidence, ("read with", self.location)) if asked else self.evidence

    @property
    def brief(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Resource and evidence where room is scarce: nothing that the place, or the one before the other, says already."""
        what = beside(self.resource, self.file) if self.file else ""
        known_words = words_of(what or self.where) | {self.file}
        told: list[tuple[str, str]] = []
        for name, value in self.evidence:
            if value not in known_words:
                told.append((name, value))
                known_words |= {value}
        return what, tuple(told)


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
class Cause:
    """Why something is unknown, in the words of the business, and in those of who read it, in English; how many resources that is."""

    says: str
    detail: str
    times: int


@dataclass(frozen=True)
class UnknownRow:
    """A check that could not be answered, wholly or in part."""

    check: str
    title: str
    severity: Severity
    points: str
    reasons: tuple[Cause, ...]
    provide: tuple[str, ...]
    question: str
    places: tuple[str, ...]
    number: int
    advice: str
    """What helps where neither an answer nor a right does."""


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
    return Example(finding.resource, finding.location, finding.environment.value, evidence, finding.file or "")


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
            places=tuple(dict.fromkeys(filter(None, map(seen_at, own))))[:3],
            number=len(own),
            advice=_advice(own),
        )
        rows.append((order.index(text.severity), -unproven, check, row))
    return tuple(row for *_, row in sorted(rows, key=lambda each: each[:3]))


def _reasons(own: Sequence[Finding]) -> tuple[Cause, ...]:
    causes = Counter(_cause(each) for each in own if each.message)
    return tuple(Cause(says, detail, times) for (says, detail), times in causes.most_common(3))


def _advice(own: Sequence[Finding]) -> str:
    if all(_why(each)[0] in PASSING for each in own):
        return _("Scan again; if it stays, look there")
    return _("Let a scan see it, or have its owner accept the risk")


def _cause(finding: Finding) -> tuple[str, str]:
    reason, detail = _why(finding)
    return (known(MEANINGS[reason]), detail) if reason else (capital(finding.message), "")


def _why(finding: Finding) -> tuple[GapReason | None, str]:
    """The kind of a gap, and what was told of it beside; neither where a check's own words say why."""
    for pattern in TOLD:
        if found := pattern.fullmatch(finding.message):
            told = found.groupdict()
            detail = told.get("detail") or str(finding.evidence.get("detail") or finding.evidence.get("reason") or told.get("field") or "")
            return GapReason(told["reason"]), "" if detail == told["reason"] else detail
    return None, ""
