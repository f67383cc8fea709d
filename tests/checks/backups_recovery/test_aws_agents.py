"""Whether knowledge bases on AWS can be built again: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.agents import AwsDataSource, IngestionJob
from readiness.testing import TODAY, fact, row, table


def source(versioning: str | None, *jobs: str, **values: Any) -> Any:
    """A data source on a bucket with such versioning, and jobs with these outcomes."""
    values.setdefault("type", "S3")
    taken = tuple(IngestionJob(status=each, started=TODAY) for each in jobs)
    return fact(AwsDataSource, name="pages", id="DS", knowledge_base="KB", bucket="b", bucket_versioning=versioning, jobs=taken, **values)


test_knowledge_base_rebuildable = table(
    "aws-knowledge-base-rebuildable",
    passes=[source("Enabled", "COMPLETE"), source("Enabled", "FAILED", "COMPLETE")],
    fails=[
        row(source(None, "COMPLETE"), says="gone"),
        row(source("", "COMPLETE"), says="never enabled"),
        row(source("Suspended", "COMPLETE"), says="Suspended"),
        source("Enabled"),
        source("Enabled", "FAILED"),
    ],
    unknown=[
        source("").unknown("bucket_versioning", GapReason.DENIED),
        source("Enabled").unknown("jobs", GapReason.DENIED),
        source("").unknown("type", GapReason.DENIED),
    ],
    not_applicable=[source("", type="CONFLUENCE")],
)
