"""Whether knowledge bases on AWS know what their sources know."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.agents import AwsDataSource

FINISHED = ("COMPLETE", "FAILED", "STOPPED")


@check(
    "aws-knowledge-base-fresh",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENOPS01-BP01", "aws-agentic-ai-lens:AGENTREL05-BP03"],
)
def knowledge_base_fresh(source: AwsDataSource, today: date, max_age_days: int = 30) -> Verdict:
    """Knowledge bases take in their sources cleanly and regularly.

    Why: A stale knowledge base gives old answers with full confidence. Documents that failed are missing without
    anybody noticing.

    Fix: Take the source in again, and schedule it

        aws bedrock-agent list-ingestion-jobs --knowledge-base-id <knowledge_base> --data-source-id <data_source>
        aws bedrock-agent start-ingestion-job --knowledge-base-id <knowledge_base> --data-source-id <data_source>
    """
    if source.type == "CUSTOM":
        return not_applicable("its documents are handed in one by one")
    known: dict[str, Any] = {"knowledge_base": source.knowledge_base, "data_source": source.id}
    if not source.jobs:
        return failed("The source was never taken in", **known)
    last = next((each for each in source.jobs if each.status in FINISHED), None)
    if last is None:
        return unknown("the first ingestion is under way", **known)
    age = (today - last.started.date()).days
    known |= {"status": last.status, "failed_documents": last.failed, "age_days": age, "max_age_days": max_age_days}
    if last.status != "COMPLETE":
        return failed("The last ingestion was not completed", **known)
    if last.failed:
        return failed("The last ingestion left documents out", **known)
    if age > max_age_days:
        return failed("The last ingestion is too old", **known)
    return passed(**known)
