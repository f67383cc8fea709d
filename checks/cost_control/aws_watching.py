"""Whether spending on models raises an alarm before the bill does."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.watching import AwsAlarm, AwsBedrockTraffic
from readiness.facts.serving import before_production


@check(
    "aws-token-alarms",
    severity="medium",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTCOST07-BP02", "aws-genai-lens:GENOPS02-BP02", "owasp-llm-top10-2025:LLM10:2025"],
)
def tokens_watched(traffic: AwsBedrockTraffic, alarms: list[AwsAlarm]) -> Verdict:
    r"""Alarms watch how many tokens a model consumes.

    Why: A loop spends for a day before cost figures show it. Cost data is hours old; token counts arrive within minutes and
    also show prompts that grew.

    Fix: Create an alarm on the tokens of each model

        aws cloudwatch put-metric-alarm --region <region> --alarm-name bedrock-tokens \
          --namespace AWS/Bedrock --metric-name OutputTokenCount \
          --dimensions Name=ModelId,Value=<model> --statistic Sum --period 3600 \
          --evaluation-periods 1 --threshold 1000000 \
          --comparison-operator GreaterThanThreshold --alarm-actions $TOPIC
    """
    if before_production(traffic):
        return not_applicable("it is before production")
    names = ("InputTokenCount", "OutputTokenCount")
    told = [each for each in alarms if f":{traffic.region}:" in each.resource]
    watching = [each.name for each in told if each.watches("AWS/Bedrock", names, "ModelId", traffic.model, everything=True)]
    if not watching:
        return failed("No alarm watches a model's tokens", model=traffic.model, region=traffic.region)
    return passed(model=traffic.model, alarms=watching)
