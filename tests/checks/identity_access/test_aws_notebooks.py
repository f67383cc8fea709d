"""Who enters Studio: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Gap, GapReason
from readiness.facts.aws.notebooks import AwsStudioDomain
from readiness.testing import PLACE, fact, row, table

test_single_sign_on = table(
    "aws-studio-single-sign-on",
    passes=[fact(AwsStudioDomain, name="research", authentication="SSO")],
    fails=[row(fact(AwsStudioDomain, name="research", authentication="IAM"), says="research")],
    unknown=[
        fact(AwsStudioDomain, name="research").unknown("authentication", GapReason.DENIED),
        [Gap(place=PLACE, facts=(AwsStudioDomain.__name__,), reason=GapReason.DENIED)],
    ],
    not_applicable=[fact(AwsStudioDomain, name="research", status="Failed", authentication="IAM")],
)
