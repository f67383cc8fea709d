"""Amazon Bedrock: invocation logging and guardrails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts import Unread
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import AwsBedrockRegion, AwsGuardrail, GuardrailFilter

LOGGING = "bedrock.get_model_invocation_logging_configuration"
GUARDRAILS = "bedrock.list_guardrails"
GUARDRAIL = "bedrock.get_guardrail"


@aws("aws-region", gives=(AwsBedrockRegion, AwsReference), calls=(LOGGING,))
def invocation_logging(reading: Aws) -> Iterator[Observation]:
    """Where the region records model calls. Without a configuration AWS answers with none."""
    config = reading.call(LOGGING).get("loggingConfig") or {}
    group = (config.get("cloudWatchConfig") or {}).get("logGroupName")
    bucket = (config.get("s3Config") or {}).get("bucketName")
    region = f"{reading.account}/{reading.region}/bedrock"
    yield reading.fact(
        AwsBedrockRegion,
        region,
        LOGGING,
        region=reading.region,
        log_group=group,
        log_bucket=bucket,
        text_recorded=bool(config.get("textDataDeliveryEnabled")),
    )
    for used in (group, bucket):
        if used:
            yield reading.fact(AwsReference, f"{region}#invocation log#{used}", LOGGING, user=region, used=used, role="invocation log")


@aws("aws-region", gives=(AwsGuardrail,), calls=(GUARDRAILS, GUARDRAIL))
def guardrails(reading: Aws) -> Iterator[Observation]:
    """Each guardrail at its newest numbered version; a list without an identifier shows the drafts."""
    for listed in reading.pages(GUARDRAILS, "guardrails"):
        yield _guardrail(reading, listed)


def _guardrail(reading: Aws, listed: dict[str, Any]) -> AwsGuardrail:
    versions = reading.optional(lambda: reading.pages(GUARDRAILS, "guardrails", guardrailIdentifier=listed["id"]))
    numbers = [] if isinstance(versions, Unread) else [int(each["version"]) for each in versions if each["version"].isdigit()]
    version = str(max(numbers)) if numbers else "DRAFT"
    detail = reading.optional(lambda: reading.call(GUARDRAIL, guardrailIdentifier=listed["id"], guardrailVersion=version))
    hidden = isinstance(detail, Unread)
    return reading.fact(
        AwsGuardrail,
        listed["arn"],
        GUARDRAIL,
        names=(listed["name"],),
        name=listed["name"],
        region=reading.region,
        status=listed["status"] if hidden else detail["status"],
        version=versions if isinstance(versions, Unread) else version,
        filters=detail if hidden else tuple(_filter(each) for each in (detail.get("contentPolicy") or {}).get("filters", [])),
        personal_data=detail if hidden else _personal_data(detail.get("sensitiveInformationPolicy") or {}),
    )


def _filter(told: dict[str, Any]) -> GuardrailFilter:
    return GuardrailFilter(
        type=told["type"],
        input_strength=told["inputStrength"],
        output_strength=told["outputStrength"],
        blocks_input=told.get("inputEnabled", True) and told.get("inputAction", "BLOCK") == "BLOCK",
    )


def _personal_data(policy: dict[str, Any]) -> tuple[str, ...]:
    """Entities and patterns that something is done about: an action of NONE only reports."""
    entities = [each["type"] for each in policy.get("piiEntities", []) if each["action"] != "NONE"]
    patterns = [each["name"] for each in policy.get("regexes", []) if each["action"] != "NONE"]
    return tuple(sorted([*entities, *patterns]))
