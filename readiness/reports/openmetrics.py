"""OpenMetrics text: the score over time, for Prometheus' textfile collector and whoever else scrapes.

No resource is ever a label, so that the number of series stays small; no sample has a time, since the file is read often.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time

from readiness.api import Status
from readiness.assessment import Assessment
from readiness.facts import Environment
from readiness.reports import Options
from readiness.score import Points

Sample = tuple[dict[str, str], float]


def render(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - the format has no options
    """All series of one assessment. What has no value (nothing applied) has no series."""
    from prometheus_client import CollectorRegistry, Gauge
    from prometheus_client.openmetrics.exposition import generate_latest

    registry = CollectorRegistry()
    for name, help, samples in _families(assessment):
        labels = list(samples[0][0]) if samples else []
        gauge = Gauge(f"readiness_{name}", help, labels, registry=registry)
        for values, value in samples:
            (gauge.labels(**values) if labels else gauge).set(value)
        if not samples:
            registry.unregister(gauge)
    return bytes(generate_latest(registry))


def _families(assessment: Assessment) -> list[tuple[str, str, list[Sample]]]:
    scores = assessment.score.environments
    return [
        (
            "score",
            "Proven score of an environment, 0 to 100.",
            [({"environment": each.environment}, float(each.score)) for each in scores if each.score is not None],
        ),
        (
            "score_ceiling",
            "Score if everything unknown turned out good.",
            [({"environment": each.environment}, float(each.ceiling)) for each in scores if each.ceiling is not None],
        ),
        (
            "coverage_ratio",
            "Share of the points whose verdict is known, 0 to 1.",
            [({"environment": each.environment}, _ratio(each.coverage)) for each in scores if each.coverage is not None],
        ),
        (
            "pillar_score",
            "Score of a pillar in an environment, 0 to 100.",
            [
                ({"environment": each.environment, "pillar": pillar.pillar}, float(pillar.score))
                for each in scores
                for pillar in each.pillars
                if pillar.score is not None
            ],
        ),
        (
            "unproven_points",
            "Points that nobody could tell.",
            [({"environment": each.environment}, float(sum((own.unproven for own in each.checks), start=0))) for each in scores],
        ),
        ("findings", "Findings by verdict and severity; accepted ones are a verdict of their own.", _findings(assessment)),
        (
            "gate_passed",
            "1 when the gate passed, 0 when it failed; absent when none was asked.",
            [({}, float(assessment.gate.passed))] if assessment.gate.asked else [],
        ),
        ("waiver_expiry_timestamp_seconds", "End of the day until which a risk is accepted.", _waivers(assessment)),
        ("last_scan_timestamp_seconds", "When the snapshot was taken.", [({}, assessment.taken.timestamp())]),
        ("complete", "1 when every target was reached and read to its end.", [({}, float(assessment.complete))]),
        (
            "build",
            "Release of the tool and of the scoring; always 1.",
            [({"version": assessment.tool, "scoring": str(assessment.score.scoring)}, 1.0)],
        ),
    ]


def _ratio(percent: Points) -> float:
    return float(percent / 100)


def _findings(assessment: Assessment) -> list[Sample]:
    counted: Counter[tuple[str, str, str]] = Counter()
    for each in assessment.findings:
        text = assessment.checks[each.check]
        if each.status is not Status.NOT_APPLICABLE and each.environment is not Environment.SAMPLE and not text.preview:
            counted[each.environment, text.severity, "accepted" if each.waiver else each.status] += 1
    return [
        ({"environment": environment, "severity": severity, "status": status}, float(number))
        for (environment, severity, status), number in sorted(counted.items())
    ]


def _waivers(assessment: Assessment) -> list[Sample]:
    ends = {each.waiver.reference: each.waiver.expires for each in assessment.accepted}
    return [
        ({"waiver": reference}, datetime.combine(day, time.max, UTC).replace(microsecond=0).timestamp())
        for reference, day in sorted(ends.items())
    ]
