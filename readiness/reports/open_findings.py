"""The findings that machine-read formats list: what fails and counts somewhere, the worst first, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from readiness.api import Severity, Status
from readiness.assessment import Assessment
from readiness.engine import SYSTEM, Finding
from readiness.facts import Environment
from readiness.printable import printable
from readiness.reports.words import capital
from readiness.score import EnvironmentScore

CONFIGURATION = "readiness.yaml"
"""Where a finding is shown that no file holds, when no configuration names its target."""


@dataclass(frozen=True)
class Spot:
    """A place that code hosts can show.

    Attributes:
        path: from the top of the repository.
        line: 1-based; the first where nothing tells.
        own: the finding is about this file, rather than about something that it only names.
    """

    path: str
    line: int
    own: bool


def spot(assessment: Assessment, finding: Finding) -> Spot:
    """Where a finding is shown: its own file, else the configuration file through which its target is read."""
    paths = {each.key: each.path for each in assessment.targets}
    around = paths.get(finding.target, "")
    if finding.file:
        return Spot(f"{around}/{finding.file}" if around else finding.file, max(finding.line or 1, 1), own=True)
    named = next((each.path for each in assessment.targets if each.kind != "folder" and each.path), CONFIGURATION)
    return Spot(named, 1, own=False)


def open_findings(assessment: Assessment) -> list[Finding]:
    """Failures that nobody accepted, without those in samples and of checks that weigh nothing yet."""
    return by_severity(
        assessment,
        [
            each
            for each in assessment.findings
            if each.status is Status.FAIL
            and not each.waiver
            and each.environment is not Environment.SAMPLE
            and not assessment.checks[each.check].preview
        ],
    )


def untold(assessment: Assessment) -> list[Finding]:
    """What counts, and nobody could tell or accepted."""
    return by_severity(assessment, [each for each in assessment.counted() if is_untold(each)])


def is_untold(finding: Finding) -> bool:
    """Whether nobody could tell, and nobody accepted it."""
    return finding.status in (Status.UNKNOWN, Status.ERROR) and not finding.waiver


def by_severity(assessment: Assessment, findings: list[Finding]) -> list[Finding]:
    """The worst first, in an order that never changes."""
    order = list(Severity)
    return sorted(
        findings,
        key=lambda each: (
            order.index(assessment.checks[each.check].severity),
            each.check,
            each.environment,
            each.resource,
            each.fingerprint,
        ),
    )


def named(finding: Finding) -> str:
    """What a finding is about; nothing for the system as a whole."""
    return "" if finding.resource == SYSTEM else printable(finding.resource)


def told(assessment: Assessment, finding: Finding) -> str:
    """The problem in a sentence's beginning; the control where there is no message."""
    return capital(printable(finding.message or assessment.checks[finding.check].title))


def seen(finding: Finding) -> str:
    """The evidence as text: "name: value; …"."""
    shown = (f"{name.replace('_', ' ')}: {_value(value)}" for name, value in finding.evidence.items() if value not in (None, "", []))
    return printable("; ".join(shown))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def points_of(standing: EnvironmentScore | None) -> dict[tuple[str, str], Fraction]:
    """Points that each check and resource costs in one environment, the cap left out."""
    costs: dict[tuple[str, str], Fraction] = {}
    for entry in standing.ledger if standing else ():
        if entry.column != "cap":
            for resource in entry.resources:
                key = entry.check, resource
                costs[key] = costs.get(key, Fraction(0)) + entry.points / len(entry.resources)
    return costs
