"""Reads what AWS itself says of an account: support, reviews, threat detection and the history of configurations."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts import GapReason, Unread
from readiness.facts.aws.governing import AwsConfigurationHistory, AwsLensReview, AwsSupport, AwsThreatDetection

SEVERITIES = "support.describe_severity_levels"
ADVICE = ("support.describe_trusted_advisor_checks", "support.describe_trusted_advisor_check_summaries")
NO_PLAN = {"SubscriptionRequiredException": None}
"""Support's API answers only for Business Support and better:
https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeSeverityLevels.html"""


@aws("aws-account", gives=(AwsSupport,), calls=(SEVERITIES, *ADVICE))
def support(reading: Aws) -> Iterator[Observation]:
    """Whether the account has a support plan for production, and limits that Trusted Advisor warns of."""
    answer = reading.optional(partial(reading.call, SEVERITIES, language="en"), NO_PLAN)
    yield reading.fact(
        AwsSupport,
        f"{reading.account}/support",
        SEVERITIES,
        account=reading.account,
        answers=answer if isinstance(answer, Unread) else answer is not None,
        limits_at=reading.optional(partial(_limits_at, reading), {"SubscriptionRequiredException": ()}) if answer is not None else (),
    )


def _limits_at(reading: Aws) -> tuple[str, ...] | Unread:
    listed = reading.call(ADVICE[0], language="en")["checks"]
    names = {each["id"]: each["name"] for each in listed if each["category"] == "service_limits"}
    if not names:
        return Unread(reason=GapReason.UNSUPPORTED, detail="Trusted Advisor looks at no service limit")
    summaries = reading.call(ADVICE[1], checkIds=sorted(names))["summaries"]
    return tuple(sorted(names[each["checkId"]] for each in summaries if each["status"] in ("warning", "error")))


WORKLOADS = "wellarchitected.list_workloads"
REVIEWS = "wellarchitected.list_lens_reviews"


@aws("aws-region", gives=(AwsLensReview,), calls=(WORKLOADS, REVIEWS))
def lens_reviews(reading: Aws) -> Iterator[Observation]:
    """Reviews of the Well-Architected Tool."""

    def read(workload: dict[str, Any]) -> Iterator[AwsLensReview]:
        for each in reading.pages(REVIEWS, "LensReviewSummaries", WorkloadId=workload["WorkloadId"]):
            risks = each.get("RiskCounts") or {}
            yield reading.fact(
                AwsLensReview,
                f"{workload['WorkloadArn']}/{each.get('LensAlias') or each['LensArn']}",
                REVIEWS,
                names=(workload["WorkloadName"],),
                workload=workload["WorkloadName"],
                lens=each["LensName"],
                high=risks.get("HIGH", 0),
                unanswered=risks.get("UNANSWERED", 0),
                updated=(each.get("UpdatedAt") or workload["UpdatedAt"]).date(),
            )

    yield from reading.each(reading.pages(WORKLOADS, "WorkloadSummaries"), read)


DETECTORS = ("guardduty.list_detectors", "guardduty.get_detector")


@aws("aws-region", gives=(AwsThreatDetection,), calls=DETECTORS)
def threat_detection(reading: Aws) -> Iterator[Observation]:
    """GuardDuty in the region, which has one detector at most."""
    ids = reading.pages(DETECTORS[0], "DetectorIds")
    state = reading.optional(lambda: any(reading.call(DETECTORS[1], DetectorId=id)["Status"] == "ENABLED" for id in ids))
    resource = f"{reading.account}/{reading.region}/guardduty"
    yield reading.fact(AwsThreatDetection, resource, DETECTORS[1], region=reading.region, enabled=state)


RECORDERS = "config.describe_configuration_recorders"
STATUS = "config.describe_configuration_recorder_status"
AI_KINDS = (
    "AWS::Lambda::Function",
    "AWS::SageMaker::EndpointConfig",
    "AWS::SageMaker::Model",
    "AWS::S3::Bucket",
)
"""Kinds that AI workloads are made of and AWS Config knows:
https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html"""


@aws("aws-region", gives=(AwsConfigurationHistory,), calls=(RECORDERS, STATUS))
def configuration_history(reading: Aws) -> Iterator[Observation]:
    """The recorder of AWS Config; those that other services of AWS keep for themselves are none."""
    recorders = [each for each in reading.call(RECORDERS).get("ConfigurationRecorders") or [] if not each.get("servicePrincipal")]
    names = {each["name"] for each in recorders}
    told = reading.optional(lambda: reading.call(STATUS).get("ConfigurationRecordersStatus") or []) if recorders else []
    mine = told if isinstance(told, Unread) else [each for each in told if each.get("name") in names]
    yield reading.fact(
        AwsConfigurationHistory,
        f"{reading.account}/{reading.region}/config",
        RECORDERS,
        region=reading.region,
        recording=mine if isinstance(mine, Unread) else any(each.get("recording") for each in mine),
        failing=mine if isinstance(mine, Unread) else any(str(each.get("lastStatus", "")).lower() == "failure" for each in mine),
        left_out=tuple(kind for kind in AI_KINDS if recorders and not any(_records(each, kind) for each in recorders)),
    )


def _records(recorder: dict[str, Any], kind: str) -> bool:
    group = recorder.get("recordingGroup") or {}
    strategy = (group.get("recordingStrategy") or {}).get("useOnly", "")
    if strategy == "EXCLUSION_BY_RESOURCE_TYPES":
        return kind not in (group.get("exclusionByResourceTypes") or {}).get("resourceTypes", ())
    return bool(group.get("allSupported")) or kind in (group.get("resourceTypes") or ())
