"""SARIF 2.1.0, as code scanning reads it (OASIS, sarif-v2.1.0; the limits are GitHub's)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from readiness.api import Severity
from readiness.assessment import Assessment, CheckText, remedy
from readiness.engine import Finding
from readiness.frameworks import title_of
from readiness.reports import Options
from readiness.reports.open_findings import named, open_findings, seen, spot, told, untold
from readiness.reports.words import clipped, count, plural
from readiness.snapshot import as_json

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

MAX_RESULTS = 25_000
"""Of one run; the worst are kept, and a notification says how many are not listed."""
MAX_TEXT = 1000
MAX_TAGS = 20

LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
SECURITY = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.0", Severity.LOW: "2.0"}
"""`security-severity`: above 9.0 reads as critical, from 7.0 as high, from 4.0 as medium."""
SECURITY_PILLARS = frozenset({"secrets_hygiene", "identity_access", "data_security"})


def render(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - the format has no options
    """One run: a rule for each check that was asked, a result for each open failure, a notification for each open question."""
    findings = open_findings(assessment)
    rules = {id: number for number, id in enumerate(assessment.checks)}
    run = {
        "tool": {
            "driver": {
                "name": "readiness",
                "semanticVersion": assessment.tool,
                "rules": [_rule(each) for each in assessment.checks.values()],
            }
        },
        "automationDetails": {"id": f"readiness/{assessment.score.overall or 'all'}/"},
        "columnKind": "utf16CodeUnits",
        "invocations": [
            {
                "executionSuccessful": assessment.complete,
                "endTimeUtc": assessment.taken.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "toolExecutionNotifications": _notifications(assessment, len(findings) - MAX_RESULTS),
            }
        ],
        "results": [_result(assessment, each, rules[each.check]) for each in findings[:MAX_RESULTS]],
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}).encode()


def _rule(text: CheckText) -> dict[str, Any]:
    security = text.pillar in SECURITY_PILLARS
    tags = ["security" if security else "reliability", text.pillar, *text.maps]
    properties: dict[str, Any] = {"tags": tags[:MAX_TAGS]}
    if security:
        properties["security-severity"] = SECURITY[text.severity]
    return {
        "id": text.id,
        "name": "".join(part.title() for part in text.id.split("-")),
        "shortDescription": {"text": clipped(text.title, MAX_TEXT)},
        "fullDescription": {"text": clipped(text.why, MAX_TEXT)},
        "help": {"text": _help(text), "markdown": _markdown(text)},
        "defaultConfiguration": {"level": LEVELS[text.severity]},
        "properties": properties,
    }


def _help(text: CheckText) -> str:
    controls = "\n".join(_controls(text))
    return f"Why: {text.why}\n\nFix: {text.fix}" + (f"\n\nControls:\n{controls}" if controls else "")


def _markdown(text: CheckText) -> str:
    head, _, rest = text.fix.partition("\n")
    snippet = f"\n\n```\n{rest.strip(chr(10))}\n```" if rest.strip() else ""
    controls = "\n".join(f"- {each}" for each in _controls(text))
    return f"**Why.** {text.why}\n\n**Fix.** {head}{snippet}" + (f"\n\n**Controls**\n{controls}" if controls else "")


def _controls(text: CheckText) -> Iterable[str]:
    return (f"{each} {title}" if (title := title_of(each)) else each for each in text.maps)


def _result(assessment: Assessment, finding: Finding, rule: int) -> dict[str, Any]:
    text, where = assessment.checks[finding.check], spot(assessment, finding)
    said = [told(assessment, finding), f"Environment: {finding.environment}.", *([f"Seen: {seen(finding)}."] if finding.evidence else [])]
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(where.path.encode("utf-8", "surrogateescape"), safe="/"), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": where.line, "startColumn": 1, "endLine": where.line, "endColumn": 2},
        }
    }
    if resource := named(finding):
        location["logicalLocations"] = [{"fullyQualifiedName": resource, "kind": "resource"}]
    action = remedy(text, finding).partition("\n")[0]
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": LEVELS[text.severity],
        "message": {"text": clipped(". ".join(each.rstrip(".") for each in said) + f". To do: {action}", MAX_TEXT)},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint, "readinessFingerprint/v1": finding.fingerprint},
        "properties": {"environment": finding.environment, "severity": text.severity, "location": finding.location},
    }


def _notifications(assessment: Assessment, left: int) -> list[dict[str, Any]]:
    """What could not be told, once for each check, and what this document has no room for."""
    notes = []
    if left > 0:
        notes.append({"level": "warning", "message": {"text": f"{count(left, 'further finding')} of lower severity are not listed here"}})
    for check, number, reason in _open_questions(assessment):
        told_of = f"{number:,} {plural(number, 'verdict')}: {reason}" if number > 1 else reason
        notes.append(
            {
                "level": "warning",
                "message": {"text": clipped(f"Not assessed: {assessment.checks[check].title} ({told_of})", MAX_TEXT)},
                "associatedRule": {"id": check},
            }
        )
    return notes


def _open_questions(assessment: Assessment) -> list[tuple[str, int, str]]:
    found: dict[str, list[Finding]] = {}
    for each in untold(assessment):
        found.setdefault(each.check, []).append(each)
    return [(check, len(own), own[0].right or own[0].message) for check, own in found.items()]
