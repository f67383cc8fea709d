"""Functions that can go back: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, GapReason
from readiness.facts.aws.serverless import AwsAiFunction, AwsAlias
from readiness.testing import fact, table

DEVELOPED = fact(AwsAiFunction, name="f", environment=Environment.DEVELOPMENT)

test_previous = table(
    "aws-function-previous-version-kept",
    passes=[fact(AwsAiFunction, name="f", versions=("1", "2"))],
    fails=[fact(AwsAiFunction, name="f"), fact(AwsAiFunction, name="f", versions=("1",))],
    unknown=[fact(AwsAiFunction, name="f").unknown("versions", GapReason.DENIED)],
    not_applicable=[DEVELOPED],
)
test_alias = table(
    "aws-function-behind-alias",
    passes=[fact(AwsAiFunction, name="f", aliases=(AwsAlias(name="live", version="2"),))],
    fails=[fact(AwsAiFunction, name="f"), fact(AwsAiFunction, name="f", aliases=(AwsAlias(name="live", version="$LATEST"),))],
    unknown=[fact(AwsAiFunction, name="f").unknown("aliases", GapReason.DENIED)],
    not_applicable=[DEVELOPED],
)
