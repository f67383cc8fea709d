"""Alarms on quotas: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.watching import AwsAlarm, AwsBedrockTraffic, WatchedMetric
from readiness.testing import PLACE, fact, row, table

MODEL = fact(AwsBedrockTraffic, region="eu-west-1", model="eu.amazon.nova-pro-v1:0")


def alarm(namespace: str, name: str, region: str = "eu-west-1", **dimensions: str) -> Any:
    """An alarm on one metric."""
    metric = WatchedMetric(namespace=namespace, name=name, dimensions=dimensions)
    return fact(AwsAlarm, name="quota", metrics=(metric,), resource=f"arn:aws:cloudwatch:{region}:123456789012:alarm:quota")


test_quota_watched = table(
    "aws-quota-alarms",
    passes=[
        row(MODEL, alarm("AWS/Bedrock", "EstimatedTPMQuotaUsage", ModelId="eu.amazon.nova-pro-v1:0"), says="quota"),
        [MODEL, alarm("AWS/Usage", "CallCount", Service="Bedrock", Type="API")],
    ],
    fails=[
        row(MODEL, says="eu.amazon.nova-pro-v1:0"),
        [MODEL, alarm("AWS/Bedrock", "EstimatedTPMQuotaUsage", ModelId="another")],
        [MODEL, alarm("AWS/Usage", "CallCount", Service="EC2")],
        [MODEL, alarm("AWS/Bedrock", "EstimatedTPMQuotaUsage", region="us-east-1")],
    ],
    unknown=[[MODEL, Gap(place=PLACE, facts=("AwsAlarm",), reason=GapReason.DENIED)]],
    not_applicable=[fact(AwsBedrockTraffic, region="eu-west-1", model="m", environment=Environment.DEVELOPMENT)],
)
