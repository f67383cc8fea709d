"""What storing an AI workload's data on AWS costs over time: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import AwsBucket, LifecycleRule
from readiness.testing import fact, table


def bucket(*lifecycle: LifecycleRule) -> Any:
    """A bucket with these rules."""
    return fact(AwsBucket, resource="arn:aws:s3:::ai-logs", name="ai-logs", lifecycle=lifecycle)


def used(role: str = "data capture") -> Any:
    """Somebody of the AI workload uses it."""
    return fact(AwsReference, user="arn:aws:sagemaker:eu-west-1:123456789012:endpoint/chat", used="s3://ai-logs/captured", role=role)


test_log_bucket_expires = table(
    "aws-log-bucket-expires",
    passes=[[bucket(LifecycleRule(prefix="captured", expires=True)), used()], [bucket(LifecycleRule(transitions=True)), used()]],
    fails=[[bucket(), used()], [bucket(LifecycleRule()), used()], [bucket(LifecycleRule(expires=True, filtered=True)), used()]],
    unknown=[[bucket().unknown("lifecycle", GapReason.DENIED, right="s3:GetLifecycleConfiguration"), used()]],
    not_applicable=[bucket(), [bucket(), used("knowledge base source")]],
)
