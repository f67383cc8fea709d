"""Amazon Bedrock: invocation logging, guardrails, application inference profiles and evaluations."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, tags_of
from readiness.facts import Unread
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import (
    DRAFT,
    INVOCATION_LOG,
    AwsBedrockRegion,
    AwsEvaluation,
    AwsGuardrail,
    AwsInferenceProfile,
    GroundingFilter,
    GuardrailFilter,
)
from readiness.facts.aws.models import model_name

LOGGING = "bedrock.get_model_invocation_logging_configuration"
ENFORCED = "bedrock.list_enforced_guardrails_configuration"
LOG_GROUPS = "logs.describe_log_groups"
BUCKET = "s3.head_bucket"
METRICS = "cloudwatch.list_metrics"
MANTLE = {"Namespace": "AWS/BedrockMantle", "MetricName": "Inferences"}
"""What bedrock-mantle counts its calls by; CloudWatch lists a metric for two weeks after its last value."""
GUARDRAILS = "bedrock.list_guardrails"
GUARDRAIL = "bedrock.get_guardrail"
PROFILES = "bedrock.list_inference_profiles"
TAGS = "bedrock.list_tags_for_resource"
EVALUATIONS = "bedrock.list_evaluation_jobs"
GONE = {"404": False, "NoSuchBucket": False}


@aws("aws-region", gives=(AwsBedrockRegion, AwsReference), calls=(LOGGING, ENFORCED, LOG_GROUPS, BUCKET, METRICS))
def region(reading: Aws) -> Iterator[Observation]:
    """What holds for the region as a whole: where model calls are recorded, and which guardrails are enforced."""
    config = reading.call(LOGGING).get("loggingConfig") or {}
    to_logs = config.get("cloudWatchConfig") or {}
    group = to_logs.get("logGroupName") or None
    bucket = (config.get("s3Config") or {}).get("bucketName") or None
    large = (to_logs.get("largeDataDeliveryS3Config") or {}).get("bucketName")
    resource = f"{reading.account}/{reading.region}/bedrock"
    yield reading.fact(
        AwsBedrockRegion,
        resource,
        LOGGING,
        region=reading.region,
        log_group=group,
        log_bucket=bucket,
        log_group_exists=reading.optional(lambda: _group_exists(reading, group)) if group else None,
        log_bucket_exists=reading.optional(lambda: _bucket_exists(reading, bucket), GONE) if bucket else None,
        text_recorded=bool(config.get("textDataDeliveryEnabled")),
        enforced_guardrails=reading.optional(lambda: enforced_guardrails(reading)),
        mantle_called=reading.optional(lambda: _mantle_called(reading)),
    )
    for used in dict.fromkeys(each for each in (group, bucket, large) if each):
        yield reading.fact(AwsReference, f"{resource}#{INVOCATION_LOG}#{used}", LOGGING, user=resource, used=used, role=INVOCATION_LOG)


def _group_exists(reading: Aws, name: str) -> bool:
    return any(each["logGroupName"] == name for each in reading.pages(LOG_GROUPS, "logGroups", logGroupNamePrefix=name))


def _mantle_called(reading: Aws) -> bool:
    return any(each["Namespace"] == MANTLE["Namespace"] for each in reading.pages(METRICS, "Metrics", **MANTLE))


def _bucket_exists(reading: Aws, name: str) -> bool:
    reading.call(BUCKET, Bucket=name)  # an error when it is gone
    return True


def enforced_guardrails(reading: Aws) -> tuple[str, ...]:
    """Guardrails that hold for all models; those for some models don't count."""
    listed = reading.pages(ENFORCED, "guardrailsConfig")
    return tuple(each.get("guardrailArn", "") for each in listed if _for_all_models(each.get("modelEnforcement")))


def _for_all_models(enforcement: dict[str, Any] | None) -> bool:
    return enforcement is None or (enforcement.get("includedModels") == ["ALL"] and not enforcement.get("excludedModels"))


@aws("aws-region", gives=(AwsGuardrail,), calls=(GUARDRAILS, GUARDRAIL))
def guardrails(reading: Aws) -> Iterator[Observation]:
    """Each guardrail at its newest numbered version; a list without an identifier shows the drafts."""
    yield from reading.each(reading.pages(GUARDRAILS, "guardrails"), lambda listed: [_guardrail(reading, listed)])


def _guardrail(reading: Aws, listed: dict[str, Any]) -> AwsGuardrail:
    versions = reading.optional(lambda: reading.pages(GUARDRAILS, "guardrails", guardrailIdentifier=listed["id"]))
    numbered = {} if isinstance(versions, Unread) else {int(each["version"]): each for each in versions if each["version"].isdigit()}
    newest = numbered[max(numbered)] if numbered else listed
    version = newest["version"] if numbered else DRAFT
    detail = reading.optional(lambda: reading.call(GUARDRAIL, guardrailIdentifier=listed["id"], guardrailVersion=version))
    return reading.fact(
        AwsGuardrail,
        listed["arn"],
        GUARDRAIL,
        names=(listed["name"],),
        name=listed["name"],
        region=reading.region,
        status=newest["status"] if isinstance(detail, Unread) else detail["status"],
        version=versions if isinstance(versions, Unread) else version,
        **guardrail_policies(detail),
    )


def guardrail_policies(detail: dict[str, Any] | Unread) -> dict[str, Any]:
    """What a guardrail's policies do, from the answer of `GetGuardrail`, as fields of `AwsGuardrail`."""
    if isinstance(detail, Unread):
        return dict.fromkeys(("filters", "personal_data", "personal_data_one_way", "grounding"), detail)
    sensitive = detail.get("sensitiveInformationPolicy") or {}
    sides = {
        each.get("type") or each["name"]: (_acts(each, "input"), _acts(each, "output"))
        for each in (*(sensitive.get("piiEntities") or ()), *(sensitive.get("regexes") or ()))
    }
    return {
        "filters": tuple(_filter(each) for each in (detail.get("contentPolicy") or {}).get("filters") or ()),
        "personal_data": tuple(sorted(name for name, acts in sides.items() if all(acts))),
        "personal_data_one_way": tuple(sorted(name for name, acts in sides.items() if any(acts) and not all(acts))),
        "grounding": tuple(_grounding(each) for each in (detail.get("contextualGroundingPolicy") or {}).get("filters") or ()),
    }


def _acts(told: dict[str, Any], side: str) -> bool:
    """Whether a filter looks at a side (`input`, `output`) and does something there: an action of NONE only reports."""
    action = told.get(f"{side}Action") or told.get("action") or "BLOCK"
    return told.get(f"{side}Enabled", True) and action != "NONE"


def _filter(told: dict[str, Any]) -> GuardrailFilter:
    return GuardrailFilter(
        type=told["type"],
        input_strength=told["inputStrength"],
        output_strength=told["outputStrength"],
        blocks_input=_acts(told, "input"),
        blocks_output=_acts(told, "output"),
    )


def _grounding(told: dict[str, Any]) -> GroundingFilter:
    blocks = told.get("enabled", True) and told.get("action", "BLOCK") == "BLOCK"
    return GroundingFilter(type=told["type"], threshold=told["threshold"], blocks=blocks)


@aws("aws-region", gives=(AwsInferenceProfile,), calls=(PROFILES, TAGS))
def inference_profiles(reading: Aws) -> Iterator[Observation]:
    """Application inference profiles, with their tags and models."""
    for each in reading.pages(PROFILES, "inferenceProfileSummaries", typeEquals="APPLICATION"):
        arn, name = each["inferenceProfileArn"], each["inferenceProfileName"]
        tags = reading.optional(partial(_tags, reading, arn))
        yield reading.fact(
            AwsInferenceProfile,
            arn,
            PROFILES,
            names=(name,),
            tags=None if isinstance(tags, Unread) else tags,
            name=name,
            id=each["inferenceProfileId"],
            region=reading.region,
            models=tuple(sorted({model_name(one.get("modelArn", "")).model for one in each["models"]} - {""})),
            tagged=tags,
        )


def _tags(reading: Aws, arn: str) -> dict[str, str]:
    return tags_of(reading.call(TAGS, resourceARN=arn).get("tags"))


@aws("aws-region", gives=(AwsEvaluation,), calls=(EVALUATIONS,))
def evaluations(reading: Aws) -> Iterator[Observation]:
    """Evaluation jobs that were completed."""
    for each in reading.pages(EVALUATIONS, "jobSummaries", statusEquals="Completed"):
        yield reading.fact(
            AwsEvaluation,
            each["jobArn"],
            EVALUATIONS,
            names=(each["jobName"],),
            name=each["jobName"],
            form=each.get("applicationType", ""),
            started=each["creationTime"].date(),
            models=tuple(sorted(_judged(each))),
        )


def _judged(job: dict[str, Any]) -> set[str]:
    """Models that a job judges; AWS named them in the job itself before it had configurations."""
    configured = (job.get("inferenceConfigSummary") or {}).get("modelConfigSummary") or {}
    return {*(configured.get("bedrockModelIdentifiers") or ()), *(job.get("modelIdentifiers") or ())}
