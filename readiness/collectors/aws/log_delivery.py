"""Reads which resources deliver their own logs."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts import Unread
from readiness.facts.aws.log_delivery import AwsLogDelivery

SOURCES = "logs.describe_delivery_sources"
DELIVERIES = "logs.describe_deliveries"


@aws("aws-region", gives=(AwsLogDelivery,), calls=(SOURCES, DELIVERIES))
def log_deliveries(reading: Aws) -> Iterator[Observation]:
    """Delivery sources, and where deliveries take what they give."""
    sources = reading.pages(SOURCES, "deliverySources")
    deliveries = reading.optional(lambda: reading.pages(DELIVERIES, "deliveries")) if sources else []
    for each in sources:
        name = each["name"]
        mine = deliveries if isinstance(deliveries, Unread) else [one for one in deliveries if one.get("deliverySourceName") == name]
        yield reading.fact(
            AwsLogDelivery,
            each["arn"],
            SOURCES,
            names=(name,),
            name=name,
            service=each.get("service", ""),
            log_type=each.get("logType", ""),
            resources=tuple(sorted(each.get("resourceArns") or ())),
            destinations=mine if isinstance(mine, Unread) else tuple(sorted({one.get("deliveryDestinationType", "") for one in mine})),
        )
