"""Whether somebody is told before a quota of AWS is used up."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.watching import AwsAlarm, AwsBedrockTraffic
from readiness.facts.serving import before_production

QUOTA_USE = ("EstimatedTPMQuotaUsage",)


@check(
    "aws-quota-alarms",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENREL01-BP01", "aws-genai-lens:GENOPS02-BP02", "azure-waf-core:OE:07"],
)
def quota_watched(traffic: AwsBedrockTraffic, alarms: list[AwsAlarm]) -> Verdict:
    r"""Alarms watch how much of a model's quota is used.

    Why: The first sign of growth is a refused request. Raising a quota takes days, and tokens reserved by max_tokens count
    from the start of a request, so throttling begins earlier than the count of tokens suggests.

    Fix: Create an alarm on the use of the quota

        # <model>: threshold is 80 % of its tokens per minute
        aws cloudwatch put-metric-alarm --region <region> --alarm-name bedrock-quota \
          --namespace AWS/Bedrock --metric-name EstimatedTPMQuotaUsage \
          --dimensions Name=ModelId,Value=<model> --statistic Sum --period 60 \
          --evaluation-periods 5 --threshold 160000 \
          --comparison-operator GreaterThanThreshold --alarm-actions $TOPIC
    """
    if before_production(traffic):
        return not_applicable("it is before production")
    here = [each for each in alarms if f":{traffic.region}:" in each.resource]
    watching = [each.name for each in here if _watches_quota(each, traffic)]
    if not watching:
        return failed("No alarm watches a model's quota", model=traffic.model, region=traffic.region)
    return passed(model=traffic.model, alarms=watching)


def _watches_quota(alarm: AwsAlarm, traffic: AwsBedrockTraffic) -> bool:
    """Whether it watches what Bedrock, or AWS's own usage metrics, tell of the model's quota."""
    if alarm.watches("AWS/Bedrock", QUOTA_USE, "ModelId", traffic.model, everything=True):
        return True
    return any(each.namespace == "AWS/Usage" and each.dimensions.get("Service") == "Bedrock" for each in alarm.watched)
