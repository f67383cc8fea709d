"""Support, reviews, threats and histories of an account: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.governing import AwsConfigurationHistory, AwsLensReview, AwsSupport, AwsThreatDetection
from readiness.facts.aws.hosting import AwsEndpoint
from readiness.facts.aws.serverless import AwsFunction
from readiness.testing import PLACE, fact, row, table

UNTOLD = {"environment": Environment.UNCLASSIFIED}
TEST = {"environment": Environment.DEVELOPMENT}


def review(**values: Any) -> Any:
    told = {"workload": "assistant", "lens": "Generative AI Lens", "updated": date(2026, 3, 1), **values}
    return fact(AwsLensReview, **told)


test_reviewed = table(
    "aws-workload-reviewed",
    passes=[review(), review(lens="Machine Learning Lens"), row(review(updated=date(2025, 1, 1)), max_age_days=999)],
    fails=[
        row(review(high=2), says="high risks"),
        row(review(unanswered=3), says="not finished"),
        row(review(updated=date(2025, 10, 1)), says="too old"),
    ],
    unknown=[[Gap(place=PLACE, facts=("AwsLensReview",), reason=GapReason.DENIED, right="wellarchitected:ListWorkloads")]],
    not_applicable=[review(lens="Serverless Lens", high=4), review(high=1, **TEST)],
)

ACCOUNT = fact(AwsAccount, account="123456789012", identity="arn:aws:iam::123456789012:role/reader", **UNTOLD)
PRODUCTIVE = fact(AwsAccount, account="123456789012", identity="arn:aws:iam::123456789012:role/reader")
ALIVE = fact(AwsEndpoint, name="ranker")
SEALED = fact(AwsFunction, name="sealed").unknown("ai_evidence", GapReason.DENIED, right="kms:Decrypt")


def support(answers: bool = True, **values: Any) -> Any:
    return fact(AwsSupport, account="123456789012", answers=answers, **values, **UNTOLD)


HIDDEN = support().unknown("answers", GapReason.DENIED, right="support:DescribeSeverityLevels")

test_support = table(
    "aws-support-for-production",
    passes=[[support(), PRODUCTIVE], [support(), ACCOUNT, ALIVE]],
    fails=[row(support(answers=False), PRODUCTIVE, says="below"), [support(answers=False), ACCOUNT, ALIVE]],
    unknown=[[HIDDEN, PRODUCTIVE], [support(), ACCOUNT, SEALED]],
    not_applicable=[[support(answers=False), ACCOUNT], [support(answers=False), ACCOUNT, fact(AwsEndpoint, name="trial", **TEST)]],
)

test_limits = table(
    "aws-service-limits-respected",
    passes=[support()],
    fails=[row(support(limits_at=("VPC",)), says="VPC")],
    unknown=[HIDDEN, support().unknown("limits_at", GapReason.DENIED, right="support:DescribeTrustedAdvisorChecks")],
    not_applicable=[support(answers=False)],
)

USED = fact(AwsReference, user="arn:aws:lambda:eu-west-1:123456789012:function:chat", used="amazon.nova-pro-v1:0", role="model")


def detection(enabled: bool) -> Any:
    return fact(AwsThreatDetection, region="eu-west-1", enabled=enabled)


test_threats = table(
    "aws-threats-detected",
    passes=[[detection(enabled=True), USED]],
    fails=[row(detection(enabled=False), USED, says="eu-west-1")],
    unknown=[[detection(enabled=True).unknown("enabled", GapReason.DENIED), USED]],
    not_applicable=[detection(enabled=False)],
)


def history(**values: Any) -> Any:
    return fact(AwsConfigurationHistory, region="eu-west-1", **{"recording": True, **values})


test_recorded = table(
    "aws-configuration-recorded",
    passes=[[history(), USED]],
    fails=[
        row(history(recording=False), USED, says="everything"),
        row(history(failing=True), USED, says="delivered"),
        row(history(left_out=("AWS::SageMaker::Model",)), USED, says="SageMaker"),
    ],
    unknown=[[history().unknown("recording", GapReason.DENIED), USED]],
    not_applicable=[history(recording=False)],
)
