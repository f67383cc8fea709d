"""Whether an account is reviewed, supported and watched as production needs it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.estate import AwsRegionTags, ServingPart, estate
from readiness.facts.aws.governing import AwsConfigurationHistory, AwsLensReview, AwsSupport, AwsThreatDetection
from readiness.facts.serving import before_production

AI_LENS = re.compile(r"generative ai|gen ?ai\b|machine learning|agentic|responsible ai", re.IGNORECASE)
"""Names of AWS's lenses for AI, and of our own after them."""
NO_AI_THERE = "nothing of the AI workload is known in this region"


@check(
    "aws-workload-reviewed",
    severity="medium",
    effort="days",
    maps=["aws-genai-lens:GENOPS04-BP02", "aws-agentic-ai-lens:AGENTOPS03-BP01"],
)
def workload_reviewed(review: AwsLensReview, today: date, max_age_days: int = 180) -> Verdict:
    """Reviews with a lens for AI have no open high risks.

    Why: A risk that was found and left open is what the next outage is about. A review that is old or has gaps says
    nothing of the system as it is.

    Fix: Answer what is open, and mend the high risks

        # workload <workload>, lens <lens>
        aws wellarchitected list-lens-review-improvements --workload-id $WORKLOAD --lens-alias $LENS
    """
    if not AI_LENS.search(review.lens):
        return not_applicable("the lens is not about AI")
    if before_production(review):
        return not_applicable("it is before production")
    known: dict[str, Any] = {"workload": review.workload, "lens": review.lens, "updated": review.updated}
    if review.high:
        return failed("A review has open high risks", **known, high=review.high)
    if review.unanswered:
        return failed("A review is not finished", **known, unanswered=review.unanswered)
    if review.updated < today - timedelta(days=max_age_days):
        return failed("A review is too old", **known, max_age_days=max_age_days)
    return passed(**known, high=0)


@check(
    "aws-support-for-production",
    severity="medium",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTOPS07-BP01", "azure-waf-core:OE:08"],
)
def support_for_production(
    support: AwsSupport,
    *,
    accounts: list[AwsAccount],
    tags: list[AwsRegionTags],
    references: list[AwsReference],
    serving: list[ServingPart],
) -> Verdict:
    """Production's account has Business Support or better.

    Why: In an outage of a model nobody at AWS answers the call. Help around the clock, and within an hour when production
    is down, begins with Business Support.

    Fix: Choose a support plan for production

        # account <account>: console, AWS Support, Support plans; then
        aws support describe-severity-levels --region us-east-1
    """
    known = estate(tags, references, serving)
    serves = known.serves_production([each for each in accounts if each.account == support.account])
    if serves is None:
        return unknown("whether the account serves production could not be read")
    if not serves:
        return not_applicable("nothing tells that the account serves production")
    if not support.answers:
        return failed("The support plan is below Business Support", account=support.account)
    return passed(account=support.account)


@check(
    "aws-service-limits-respected",
    severity="low",
    effort="hours",
    maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:RE:06"],
)
def service_limits(support: AwsSupport) -> Verdict:
    """Trusted Advisor warns of no service limit.

    Why: At a limit nothing new can start, not even a replacement. Trusted Advisor warns from 80 % on.

    Fix: Ask for more, or tidy up

        # account <account>: <limits>
        aws service-quotas list-service-quotas --service-code $SERVICE
    """
    if not support.answers:
        return not_applicable("without Business Support Trusted Advisor does not tell")
    if support.limits_at:
        return failed("Service limits are nearly reached", account=support.account, limits=support.limits_at)
    return passed(account=support.account)


@check("aws-threats-detected", severity="low", effort="minutes", maps=["aws-ai-security-framework:AISF-DETECT-02", "azure-waf-core:SE:10"])
def threats_detected(detection: AwsThreatDetection, references: list[AwsReference]) -> Verdict:
    """GuardDuty watches each region that the AI workload uses.

    Why: Stolen keys are used for weeks before somebody sees the bill. GuardDuty notices calls that are out of character.

    Fix: Enable GuardDuty in the region

        aws guardduty create-detector --enable --region <region>
    """
    if not _used_in(detection, references):
        return not_applicable(NO_AI_THERE)
    if not detection.enabled:
        return failed("GuardDuty is off", region=detection.region)
    return passed(region=detection.region)


@check(
    "aws-configuration-recorded",
    severity="low",
    effort="hours",
    maps=["aws-ai-security-framework:AISF-GOV-01", "azure-waf-core:OE:05"],
)
def configuration_recorded(history: AwsConfigurationHistory, references: list[AwsReference]) -> Verdict:
    """AWS Config records how AI resources change.

    Why: After an outage nobody can tell what was changed. AWS Config keeps each configuration with its date.

    Fix: Record all kinds of resources

        # <region>, not recorded: <left_out>
        aws configservice put-configuration-recorder --region <region> --configuration-recorder file://recorder.json
        aws configservice start-configuration-recorder --region <region> --configuration-recorder-name default
    """
    if not _used_in(history, references):
        return not_applicable(NO_AI_THERE)
    if not history.recording:
        return failed("No history of configurations is kept", region=history.region, left_out="everything")
    if history.failing:
        return failed("The history can't be delivered", region=history.region)
    if history.left_out:
        return failed("Kinds of AI resources are left out", region=history.region, left_out=history.left_out)
    return passed(region=history.region)


def _used_in(fact: AwsThreatDetection | AwsConfigurationHistory, references: list[AwsReference]) -> bool:
    return any(each.origin.place == fact.origin.place for each in references)
