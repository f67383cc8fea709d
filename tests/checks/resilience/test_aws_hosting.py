"""Zones of ECS services: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.aws.hosting import AwsContainerService
from readiness.testing import fact, row, table


def service(*zones: str, **values: Any) -> Any:
    values = {"signs": ("inference vllm",), "subnets": ("subnet-a", "subnet-b"), **values}
    return fact(AwsContainerService, name="assistant", cluster="prod", zones=zones, **values)


test_service_spans_zones = table(
    "aws-ecs-service-spans-zones",
    passes=[service("eu-west-1a", "eu-west-1b")],
    fails=[row(service("eu-west-1a"), says="eu-west-1a"), row(service("a", "b"), least=3)],
    unknown=[service().unknown("zones", GapReason.DENIED)],
    not_applicable=[service(subnets=()), service("a", signs=()), service("a", environment=Environment.DEVELOPMENT)],
)
