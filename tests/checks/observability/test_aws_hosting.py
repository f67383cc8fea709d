"""What endpoints keep of their requests: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.hosting import AwsEndpoint, AwsMonitoringSchedule, EndpointVariant
from readiness.testing import PLACE, fact, row, table

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


def ranker(**values: Any) -> Any:
    """An endpoint in production."""
    resource = "arn:aws:sagemaker:eu-west-1:123456789012:endpoint/ranker"
    return fact(AwsEndpoint, **{"name": "ranker", "resource": resource, "variants": (LIVE,), **values})


def schedule(status: str = "Scheduled", last_run: str = "Completed", region: str = "eu-west-1", endpoint: str = "ranker") -> Any:
    """A schedule of Model Monitor."""
    resource = f"arn:aws:sagemaker:{region}:123456789012:monitoring-schedule/{status}{last_run}"
    return fact(AwsMonitoringSchedule, resource=resource, name="quality", endpoint=endpoint, status=status, last_run=last_run)


HIDDEN = Gap(place=PLACE, facts=("AwsMonitoringSchedule",), reason=GapReason.DENIED)

test_monitored_for_drift = table(
    "aws-endpoint-monitored-for-drift",
    passes=[
        [ranker(), schedule()],
        [ranker(), schedule(last_run="CompletedWithViolations")],
        [ranker(), schedule(last_run="")],
        [ranker(), schedule("Stopped"), schedule()],
        [ranker(), schedule(last_run="Failed"), schedule()],
    ],
    fails=[
        row(ranker(), says="Nothing watches"),
        [ranker(), schedule(region="us-east-1")],
        [ranker(), schedule(endpoint="other")],
        row(ranker(), schedule("Stopped"), says="not active"),
        row(ranker(), schedule("Failed"), says="not active"),
        row(ranker(), schedule(last_run="Failed"), says="fails"),
    ],
    unknown=[
        [ranker(), HIDDEN],
        [ranker(), schedule().unknown("last_run", GapReason.DENIED)],
        [ranker().unknown("asynchronous", GapReason.DENIED), schedule()],
    ],
    not_applicable=[
        ranker(variants=(SERVERLESS,)),
        ranker(asynchronous=True),
        ranker(status="Deleting"),
        ranker(environment=Environment.STAGING),
    ],
)
