"""Alarms on tokens: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.watching import AwsAlarm, AwsBedrockTraffic, WatchedMetric
from readiness.testing import PLACE, fact, row, table

REGION = "eu-west-1"
CLAUDE = "eu.anthropic.claude-sonnet-4-20250514-v1:0"
MODEL = fact(AwsBedrockTraffic, region=REGION, model=CLAUDE)
HIDDEN = Gap(place=PLACE, facts=(AwsAlarm.__name__,), reason=GapReason.DENIED)


def alarm(metric: str, region: str = REGION, dimensions: dict[str, str] | None = None, **values: Any) -> AwsAlarm:
    """An alarm on a metric of Bedrock."""
    watched = WatchedMetric(namespace="AWS/Bedrock", name=metric, dimensions=dimensions or {})
    resource = f"arn:aws:cloudwatch:{region}:123456789012:alarm:tokens"
    return fact(AwsAlarm, name="tokens", resource=resource, metrics=(watched,), actions=("arn:aws:sns:x",), **values)


test_tokens_watched = table(
    "aws-token-alarms",
    passes=[
        row(MODEL, alarm("OutputTokenCount", dimensions={"ModelId": CLAUDE}), says="tokens"),
        [MODEL, alarm("InputTokenCount", expressions=("ANOMALY_DETECTION_BAND(m1, 2)",))],
    ],
    fails=[
        row(MODEL, says=CLAUDE),
        [MODEL, alarm("InvocationThrottles")],
        [MODEL, alarm("OutputTokenCount", dimensions={"ModelId": "another"})],
        [MODEL, alarm("OutputTokenCount", region="us-east-1")],
    ],
    unknown=[[MODEL, HIDDEN]],
    not_applicable=[fact(AwsBedrockTraffic, region=REGION, model=CLAUDE, environment=Environment.DEVELOPMENT)],
)
