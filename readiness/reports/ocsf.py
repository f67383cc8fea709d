"""OCSF Compliance Findings (class 2003, schema 1.4.0): one JSON document a line, as security data lakes take them."""

from __future__ import annotations

from typing import Any

from readiness.api import Severity, Status
from readiness.assessment import Assessment, remedy
from readiness.engine import Finding
from readiness.facts import Environment
from readiness.frameworks import framework
from readiness.reports import Options
from readiness.reports.open_findings import seen, told

SCHEMA = "1.4.0"

SEVERITIES = {Severity.CRITICAL: (5, "Critical"), Severity.HIGH: (4, "High"), Severity.MEDIUM: (3, "Medium"), Severity.LOW: (2, "Low")}
INFORMATIONAL = (1, "Informational")
"""What passes has no severity of its own."""

STATUSES = {
    Status.PASS: (1, "Pass"),
    Status.FAIL: (3, "Fail"),
    Status.UNKNOWN: (0, "Unknown"),
    Status.ERROR: (0, "Unknown"),
}


def render(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - the format has no options
    """Passes, failures and unknowns; what does not apply is no finding, and an accepted failure is suppressed."""
    import orjson

    lines = [
        orjson.dumps(_finding(assessment, each))
        for each in assessment.findings
        if each.status in STATUSES and each.environment is not Environment.SAMPLE and not assessment.checks[each.check].preview
    ]
    return b"".join(line + b"\n" for line in lines)


def _finding(assessment: Assessment, finding: Finding) -> dict[str, Any]:
    text = assessment.checks[finding.check]
    severity_id, severity = SEVERITIES[text.severity] if finding.status is not Status.PASS else INFORMATIONAL
    status_id, status = STATUSES[finding.status]
    time = int(assessment.taken.timestamp() * 1000)
    return {
        "activity_id": 1,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "type_uid": 200301,
        "type_name": "Compliance Finding: Create",
        "time": time,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": 3 if finding.waiver else 1,
        "status": "Suppressed" if finding.waiver else "New",
        "message": _clean(told(assessment, finding)),
        "metadata": {
            "version": SCHEMA,
            "product": {"name": "readiness", "vendor_name": "readiness", "version": assessment.tool},
            "profiles": [],
        },
        "finding_info": {
            "uid": finding.fingerprint,
            "title": text.title,
            "desc": text.why,
            "types": [text.pillar],
            "created_time": time,
        },
        "compliance": {
            "control": finding.check,
            "standards": _standards(text.maps),
            "requirements": list(text.maps),
            "status_id": status_id,
            "status": status,
            "status_detail": _clean(finding.right or seen(finding)),
        },
        "remediation": {"desc": _clean(remedy(text, finding))},
        "resources": [
            {"uid": _clean(finding.resource), "type": finding.resource.partition(":")[0], "labels": [f"environment:{finding.environment}"]}
        ],
        "unmapped": {"location": _clean(finding.location), "waiver": finding.waiver, "target": finding.target},
    }


def _standards(maps: tuple[str, ...]) -> list[str]:
    found = (framework(each.partition(":")[0]) for each in maps)
    return list(dict.fromkeys(each.edition for each in found if each))


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
