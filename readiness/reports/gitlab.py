"""GitLab Code Quality: a JSON array of findings, each with a fingerprint of its own."""

from __future__ import annotations

from readiness.api import Severity
from readiness.assessment import Assessment
from readiness.reports import Options
from readiness.reports.open_findings import named, open_findings, spot, told
from readiness.snapshot import as_json

SEVERITIES = {Severity.CRITICAL: "blocker", Severity.HIGH: "critical", Severity.MEDIUM: "major", Severity.LOW: "minor"}


def render(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - the format has no options
    """Every open failure; an empty array where nothing fails."""
    issues = []
    for each in open_findings(assessment):
        where = spot(assessment, each)
        about = f" ({named(each)})" if named(each) and not where.own else ""
        issues.append(
            {
                "type": "issue",
                "check_name": each.check,
                "description": f"{told(assessment, each)}{about} [{each.environment}]",
                "severity": SEVERITIES[assessment.checks[each.check].severity],
                "fingerprint": each.fingerprint,
                "location": {"path": where.path, "lines": {"begin": where.line}},
            }
        )
    return as_json(issues).encode()
