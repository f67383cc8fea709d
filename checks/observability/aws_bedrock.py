"""Whether Amazon Bedrock records what models were asked and answered."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.bedrock import AwsBedrockRegion, AwsGuardrail
from readiness.facts.aws.watching import AwsBedrockTraffic


@check(
    "aws-bedrock-invocation-logging",
    severity="critical",
    effort="hours",
    maps=["aws-genai-lens:GENSEC03-BP01", "eu-ai-act:AIA-Art12", "iso-42001-2023:A.6.2.8", "owasp-aisvs-1.0:AISVS-C12.1"],
)
def invocation_logging(region: AwsBedrockRegion, traffic: list[AwsBedrockTraffic], guardrails: list[AwsGuardrail]) -> Verdict:
    """Bedrock records every model invocation.

    Why: Without records nobody can show what a model was asked and what it answered. Logging is off until it is
    switched on, in each region by itself.

    Fix: Send invocation logs to a log group or bucket you own

        # logging.json: {"cloudWatchConfig": {"logGroupName": "/bedrock/calls", "roleArn": "arn:aws:iam::…"},
        #                "textDataDeliveryEnabled": true}
        aws bedrock put-model-invocation-logging-configuration --region <region> --logging-config file://logging.json
    """
    models = sorted(each.model for each in traffic if each.region == region.region)
    recorded = region.log_group or region.log_bucket
    if not (models or recorded or any(each.region == region.region for each in guardrails)):
        return not_applicable("no model was called in this region in two weeks")
    if not recorded:
        return failed("Model invocations are not recorded", region=region.region, models=models)
    if not region.text_recorded:
        return failed("Records lack what was asked and answered", region=region.region, log_group=region.log_group)
    return passed(region=region.region, log_group=region.log_group, log_bucket=region.log_bucket)
