"""What endpoints keep of their requests: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, GapReason
from readiness.facts.aws.hosting import AwsEndpoint, EndpointVariant
from readiness.testing import fact, table

LIVE = EndpointVariant(name="all", instances=2)
SERVERLESS = EndpointVariant(name="all", serverless=True)

test_data_captured = table(
    "aws-endpoint-data-captured",
    passes=[fact(AwsEndpoint, name="ranker", variants=(LIVE,), captured=True)],
    fails=[
        fact(AwsEndpoint, name="ranker", variants=(LIVE,)),
        fact(AwsEndpoint, name="ranker", variants=(LIVE, SERVERLESS)),
        fact(AwsEndpoint, name="ranker"),
    ],
    unknown=[fact(AwsEndpoint, name="ranker", variants=(LIVE,)).unknown("captured", GapReason.DENIED)],
    not_applicable=[
        fact(AwsEndpoint, name="ranker", variants=(SERVERLESS,)),
        fact(AwsEndpoint, name="ranker", variants=(LIVE,), asynchronous=True),
        fact(AwsEndpoint, name="ranker", status="Creating"),
        fact(AwsEndpoint, name="ranker", environment=Environment.DEVELOPMENT),
    ],
)
