"""Annotations of GitHub Actions: workflow commands on standard output, the worst first, as many as are shown."""

from __future__ import annotations

from readiness.api import Severity
from readiness.assessment import Assessment
from readiness.engine import Finding
from readiness.printable import printable
from readiness.reports import Options
from readiness.reports.open_findings import named, open_findings, seen, spot, told
from readiness.reports.words import clipped

SHOWN = 10
"""Annotations of one kind that one step may have; GitHub drops the rest without a word."""

KINDS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "notice"}


def render(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - the format has no options
    """A line for each annotation; the gate's verdict comes first."""
    verdict = _gate(assessment)
    room = dict.fromkeys(("error", "warning", "notice"), SHOWN)
    lines = []
    for kind, line in [
        *verdict,
        *((KINDS[assessment.checks[each.check].severity], _line(assessment, each)) for each in open_findings(assessment)),
    ]:
        if room[kind]:
            room[kind] -= 1
            lines.append(f"::{kind} {line}")
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _gate(assessment: Assessment) -> list[tuple[str, str]]:
    gate = assessment.gate
    if not gate.asked:
        return []
    if gate.passed:
        return [("notice", f"title=readiness gate::{_data('The gate passed')}")]
    kind = "warning" if gate.mode == "warn" else "error"
    return [(kind, f"title=readiness gate::{_data('; '.join(each.sentence for each in gate.broken))}")]


def _line(assessment: Assessment, finding: Finding) -> str:
    text, where = assessment.checks[finding.check], spot(assessment, finding)
    place = f"file={_property(where.path)},line={where.line}," if where.own else ""
    said = [
        named(finding),
        f"environment {finding.environment}",
        seen(finding),
        f"To do: {text.action}",
        f"readiness checks explain {text.id}",
    ]
    title = _property(clipped(f"{text.severity}: {told(assessment, finding)}", 200))
    return f"{place}title={title}::{_data(clipped(' · '.join(filter(None, said)), 2000))}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
