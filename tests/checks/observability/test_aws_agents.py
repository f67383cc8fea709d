"""Whether knowledge bases on AWS know what their sources know: situations and verdicts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.agents import AwsDataSource, IngestionJob
from readiness.testing import TODAY, fact, row, table


def source(*jobs: IngestionJob, **values: Any) -> Any:
    """A data source that was taken in by these jobs, newest first."""
    return fact(AwsDataSource, name="pages", id="DS", knowledge_base="KB", jobs=jobs, **{"type": "S3", **values})


def job(status: str = "COMPLETE", days: int = 1, failed: int = 0) -> IngestionJob:
    """A job that many days ago."""
    return IngestionJob(status=status, started=TODAY - timedelta(days=days), failed=failed)


test_knowledge_base_fresh = table(
    "aws-knowledge-base-fresh",
    passes=[source(job(days=30)), source(job("IN_PROGRESS", 0), job()), row(source(job(days=80)), max_age_days=90)],
    fails=[
        row(source(), says="never"),
        row(source(job("FAILED"), job()), says="FAILED"),
        source(job("STOPPED")),
        row(source(job(failed=3)), says="3"),
        row(source(job(days=31)), says="31"),
    ],
    unknown=[source(job("IN_PROGRESS")), source().unknown("jobs", GapReason.DENIED)],
    not_applicable=[source(type="CUSTOM")],
)
