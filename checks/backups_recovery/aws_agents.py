"""Whether knowledge bases on AWS can be built again."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.agents import AwsDataSource


@check(
    "aws-knowledge-base-rebuildable",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENREL05-BP02", "aws-agentic-ai-lens:AGENTREL03-BP02"],
)
def knowledge_base_rebuildable(source: AwsDataSource) -> Verdict:
    """A knowledge base can be rebuilt from its source.

    Why: Vector indexes have no backup of their own: without the source they are lost. Documents that are overwritten
    or deleted in an unversioned bucket are gone from the next index too.

    Fix: Keep old versions of the documents

        aws s3api put-bucket-versioning --bucket <bucket> --versioning-configuration Status=Enabled
        aws bedrock-agent start-ingestion-job --knowledge-base-id <knowledge_base> --data-source-id <data_source>
    """
    if source.type != "S3":
        return not_applicable("its documents are not in a bucket", type=source.type)
    known: dict[str, Any] = {"bucket": source.bucket, "knowledge_base": source.knowledge_base, "data_source": source.id}
    if source.bucket_versioning is None:
        return failed("The source's bucket is gone", **known)
    if source.bucket_versioning != "Enabled":
        return failed("The source's bucket keeps no old versions", **known, versioning=source.bucket_versioning or "never enabled")
    if not any(each.status == "COMPLETE" for each in source.jobs):
        return failed("No ingestion of the source was completed", **known, jobs=[each.status for each in source.jobs])
    return passed(**known)
