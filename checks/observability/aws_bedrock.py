"""Whether Amazon Bedrock records what models were asked and answered."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import AwsBedrockRegion, bedrock_use
from readiness.facts.aws.watching import AwsBedrockTraffic

MANTLE = "how calls at bedrock-mantle are recorded is not read"


@check(
    "aws-bedrock-invocation-logging",
    severity="critical",
    effort="hours",
    maps=["aws-genai-lens:GENSEC03-BP01", "eu-ai-act:AIA-Art12", "iso-42001-2023:A.6.2.8", "owasp-aisvs-1.0:AISVS-C12.1"],
)
def invocation_logging(region: AwsBedrockRegion, traffic: list[AwsBedrockTraffic], references: list[AwsReference]) -> Verdict:
    """Bedrock records every model invocation.

    Why: Without records nobody can show what a model was asked and what it answered. Logging is off until it is
    switched on, in each region by itself, and a deleted log group or bucket takes it away without a word.

    Fix: Send invocation logs to a log group or bucket you own

        # logging.json: {"cloudWatchConfig": {"logGroupName": "/bedrock/calls", "roleArn": "arn:aws:iam::…"},
        #                "textDataDeliveryEnabled": true}
        aws bedrock put-model-invocation-logging-configuration --region <region> --logging-config file://logging.json
    """
    use = bedrock_use(region.region, traffic, references)
    if not (use or region.destinations):
        if region.mantle_called:
            return unknown(MANTLE, region=region.region)
        return not_applicable("nothing in this region uses models of Bedrock")
    if not region.destinations:
        return failed("Model invocations are not recorded", region=region.region, use=use)
    if not region.text_recorded:
        return failed("Records lack what was asked and answered", region=region.region, destinations=region.destinations)
    if not region.destination_exists:
        return failed("Where records should go is gone", region=region.region, destinations=region.destinations)
    if region.mantle_called:
        return unknown(MANTLE, region=region.region, destinations=region.destinations)
    return passed(region=region.region, destinations=region.destinations)
