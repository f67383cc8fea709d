"""Whether Bedrock has room for more calls: quotas of tokens, refused requests, requests for more, provisioned throughput."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import bedrock_use
from readiness.facts.aws.models import PROVISIONED, AwsModelLoad, AwsProvisionedModel, AwsQuotaRequests, QuotaRequest
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.facts.serving import before_production

NO_ESTIMATE = "Bedrock published no estimate of how much of its quota is used"
NO_QUOTA = "no quota of Service Quotas could be matched to the model"


@check(
    "aws-model-quota-headroom",
    severity="high",
    effort="days",
    maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:PE:02", "azure-waf-core:RE:06"],
)
def quota_headroom(load: AwsModelLoad, most_percent: float = 80.0) -> Verdict:
    """Peak use of a model stays below its quota.

    Why: At the next peak, requests of customers are refused. The busiest minute of two weeks is compared with the tokens per
    minute that the account may use. Bedrock also reserves max_tokens while a request runs, so it refuses earlier than that.

    Fix: Ask for a higher quota, and set max_tokens low

        # <model> in <region>: <peak> of <quota> tokens per minute
        aws service-quotas request-service-quota-increase --region <region> \
          --service-code bedrock --quota-code <quota_code> --desired-value $TOKENS_PER_MINUTE
    """
    if before_production(load):
        return not_applicable("it is before production")
    if load.reach == PROVISIONED:
        return not_applicable("provisioned throughput has no shared quota")
    if load.quota is None:
        return unknown(NO_QUOTA, model=load.model, reach=load.reach, region=load.region)
    if load.peak is None:
        return unknown(NO_ESTIMATE, model=load.model, region=load.region)
    evidence: dict[str, Any] = {
        "model": load.model,
        "region": load.region,
        "peak": round(load.peak),
        "quota": round(load.quota.value),
        "quota_name": load.quota.name,
        "quota_code": load.quota.code,
        "called_as": load.written,
    }
    if load.peak > load.quota.value * most_percent / 100:
        return failed("Peak use of a model comes close to its quota", **evidence, most_percent=most_percent)
    return passed(**evidence)


@check(
    "aws-model-not-throttled",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:RE:06"],
)
def not_throttled(load: AwsModelLoad, most_percent: float = 0.0) -> Verdict:
    """No request to a model is throttled.

    Why: Throttled requests are customers who got an error or waited. In the last two weeks Bedrock refused some, because a
    quota or the capacity of the model was used up.

    Fix: Raise the quota, lower max_tokens, retry with backoff

        # <model> in <region>: <throttled> refused, <invocations> served
        aws cloudwatch get-metric-statistics --region <region> --namespace AWS/Bedrock \
          --metric-name InvocationThrottles --dimensions Name=ModelId,Value=$MODEL_ID \
          --statistics Sum --period 3600 --start-time $START --end-time $END
    """
    if before_production(load):
        return not_applicable("it is before production")
    requests = load.throttled + load.invocations
    if not requests:
        return not_applicable("it had no requests in two weeks")
    percent = round(100 * load.throttled / requests, 2)
    evidence: dict[str, Any] = {
        "model": load.model,
        "region": load.region,
        "throttled": load.throttled,
        "invocations": load.invocations,
        "called_as": load.written,
    }
    if load.throttled > requests * most_percent / 100:
        return failed("Requests to a model are throttled", **evidence, percent=percent)
    return passed(**evidence)


@check(
    "aws-model-quota-raised",
    severity="medium",
    effort="days",
    maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:PE:02"],
)
def quota_raised(load: AwsModelLoad, busy_percent: float = 60.0) -> Verdict:
    """Quotas of busy models were raised above the default.

    Why: A launch meets the limit that every new account has. Some accounts start with less than AWS's default. Increases take
    days and are granted for traffic that is already there, so ask when use passes half of the quota.

    Fix: Ask for a higher quota

        # <model> in <region>: <quota> tokens per minute, default <default>
        aws service-quotas request-service-quota-increase --region <region> \
          --service-code bedrock --quota-code <quota_code> --desired-value $TOKENS_PER_MINUTE
    """
    if before_production(load):
        return not_applicable("it is before production")
    if load.reach == PROVISIONED:
        return not_applicable("provisioned throughput has no shared quota")
    if load.quota is None:
        return unknown(NO_QUOTA, model=load.model, reach=load.reach, region=load.region)
    if not load.quota.adjustable:
        return not_applicable("its quota can't be raised")
    if load.default is None:
        return unknown("AWS tells no default of its quota", model=load.model, quota=load.quota.name)
    evidence: dict[str, Any] = {
        "model": load.model,
        "region": load.region,
        "quota": round(load.quota.value),
        "default": round(load.default),
        "quota_name": load.quota.name,
        "quota_code": load.quota.code,
    }
    if load.quota.value > load.default:
        return passed(**evidence)
    if load.quota.value < load.default:
        return failed("A model's quota is below AWS's default", **evidence)
    if load.peak is None:
        return unknown(NO_ESTIMATE, model=load.model, region=load.region)
    if load.peak > load.quota.value * busy_percent / 100:
        return failed("A busy model has only the default quota", **evidence, peak=round(load.peak))
    return passed(**evidence, peak=round(load.peak))


OPEN = frozenset({"PENDING", "CASE_OPENED"})
REFUSED = frozenset({"DENIED", "NOT_APPROVED"})


@check(
    "aws-quota-requests-settled",
    severity="medium",
    effort="days",
    maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:PE:02"],
)
def quota_requests_settled(
    asked: AwsQuotaRequests,
    traffic: list[AwsBedrockTraffic],
    references: list[AwsReference],
    today: date,
    recent_days: int = 30,
) -> Verdict:
    """No request for a higher quota is open or was refused.

    Why: Going live waits for capacity that nobody has promised yet. Somebody asked for more because the plan needs it; a
    refusal that nobody follows up on is found out under load.

    Fix: Follow the case up, or plan with the quota you have

        aws service-quotas list-requested-service-quota-change-history --region <region> \
          --query "RequestedQuotas[].[QuotaName,Status,CaseId]" --output table
    """
    if not (asked.requests or bedrock_use(asked.region, traffic, references)):
        return not_applicable("no model of Bedrock is used in this region")
    waiting = [each for each in asked.requests if each.status in OPEN]
    if waiting:
        return failed("A request for a higher quota is still open", region=asked.region, quotas=_told(waiting))
    refused = [each for each in asked.requests if each.status in REFUSED and (today - each.changed).days <= recent_days]
    if refused:
        return failed("A request for a higher quota was refused", region=asked.region, quotas=_told(refused))
    return passed(region=asked.region, requests=_told(asked.requests))


def _told(requests: Iterable[QuotaRequest]) -> list[str]:
    """Each quota with the status of its request and the day of its last change."""
    return [f"{each.quota}: {each.status}, {each.changed:%Y-%m-%d}" for each in requests]


@check(
    "aws-provisioned-throughput-secured",
    severity="high",
    effort="days",
    maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:PE:02"],
)
def provisioned_secured(throughput: AwsProvisionedModel, today: date, least_days: int = 30) -> Verdict:
    """Provisioned throughput is in service and not about to lapse.

    Why: Capacity that was bought is not there, or soon isn't. Units that were never delivered refuse requests as soon as they
    are needed, and when a commitment ends, its price and term end with it.

    Fix: Renew the commitment, or plan what follows it

        aws bedrock get-provisioned-model-throughput --provisioned-model-id <throughput> \
          --query "[status,modelUnits,desiredModelUnits,commitmentExpirationTime,failureMessage]"
    """
    evidence: dict[str, Any] = {
        "throughput": throughput.name,
        "model": throughput.model,
        "status": throughput.status,
        "units": throughput.units,
    }
    if throughput.status == "Creating":
        return not_applicable("it is being created")
    if throughput.status == "Failed":
        return failed("Provisioned throughput is not in service", **evidence)
    if throughput.units < throughput.desired_units:
        return failed("Provisioned throughput is smaller than asked for", **evidence, desired_units=throughput.desired_units)
    if throughput.committed_until is None:
        return passed(**evidence)
    days = (throughput.committed_until - today).days
    if days < least_days:
        return failed("The commitment of provisioned throughput ends soon", **evidence, ends=throughput.committed_until, days=days)
    return passed(**evidence, ends=throughput.committed_until)
