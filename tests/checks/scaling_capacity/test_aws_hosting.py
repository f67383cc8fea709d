"""Instances, tasks and their growth on AWS: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.hosting import (
    AwsContainerService,
    AwsEndpoint,
    AwsEndpointQuotas,
    AwsScalableTarget,
    ConfiguredVariant,
    EndpointVariant,
)
from readiness.testing import PLACE, fact, row, table


def endpoint(instances: int | None = 2, *, managed: tuple[int, int] | None = None, serverless: bool = False, **values: Any) -> Any:
    low, high = managed or (None, None)
    variant = EndpointVariant(name="main", instances=instances, serverless=serverless, managed_minimum=low, managed_maximum=high)
    return fact(AwsEndpoint, name="chat", variants=(variant,), **values)


def target(minimum: int = 2, maximum: int = 6, policies: tuple[str, ...] = ("by-load",), **values: Any) -> Any:
    values = {"target": "endpoint/chat/variant/main", "dimension": "sagemaker:variant:DesiredInstanceCount", **values}
    return fact(AwsScalableTarget, namespace="any", minimum=minimum, maximum=maximum, policies=policies, **values)


NOT_ASKED = [endpoint(1, asynchronous=True), endpoint(None, serverless=True), endpoint(1, environment=Environment.DEVELOPMENT)]

test_endpoint_replicated = table(
    "aws-sagemaker-endpoint-replicated",
    passes=[endpoint(), endpoint(3, managed=(2, 4))],
    fails=[row(endpoint(1), says="main"), endpoint(2, managed=(1, 4)), row(endpoint(2), least=3)],
    unknown=[endpoint(None), endpoint().unknown("variants", GapReason.DENIED)],
    not_applicable=NOT_ASKED,
)

test_endpoint_scales = table(
    "aws-sagemaker-endpoint-scales",
    passes=[[endpoint(), target()], endpoint(managed=(1, 3))],
    fails=[
        endpoint(),
        [endpoint(), target(policies=())],
        [endpoint(), target(2, 2)],
        [endpoint(), target(suspended=True)],
        [endpoint(), target(target="endpoint/other/variant/main")],
        endpoint(managed=(2, 2)),
    ],
    unknown=[[endpoint(), target().unknown("policies", GapReason.DENIED)]],
    not_applicable=NOT_ASKED,
)


def typed(instances: int | None = 2, kind: str = "ml.g5.xlarge", **values: Any) -> Any:
    return endpoint(instances, configured=(ConfiguredVariant(name="main", model="chat", instance_type=kind),), **values)


def second(instances: int | None, kind: str = "ml.g5.xlarge", **values: Any) -> Any:
    """Another endpoint of the region."""
    return typed(instances, kind, resource="second", **values).model_copy(update={"name": "second"})


def allowed(most: int, kind: str = "ml.g5.xlarge", **values: Any) -> Any:
    return fact(AwsEndpointQuotas, most={kind: most}, **values)


BOTH = {"ml.g5.xlarge": 6, "ml.g5.2xlarge": 5}
NO_QUOTAS = Gap(place=PLACE, facts=("AwsEndpointQuotas",), reason=GapReason.DENIED)

test_ceiling_within_quota = table(
    "aws-sagemaker-ceiling-within-quota",
    passes=[
        row(typed(), target(2, 6), allowed(6), says="6 of 6"),
        [typed(managed=(2, 4)), allowed(4)],
        [typed(), target(2, 6), second(1, "ml.g5.2xlarge", managed=(1, 5)), fact(AwsEndpointQuotas, most=BOTH)],
    ],
    fails=[
        row(typed(), target(2, 6), allowed(5), says="ml.g5.xlarge"),
        [typed(managed=(2, 4)), allowed(3)],
        [typed(8), target(2, 6), allowed(7)],
        [typed(None), target(2, 6), allowed(0)],
        row(typed(), target(2, 6), allowed(7), second(2), says="8"),
    ],
    unknown=[
        [typed(), target(2, 6)],
        [typed(), target(2, 6), allowed(9, "ml.g5.2xlarge")],
        [typed(), target(2, 6), NO_QUOTAS],
        [typed(kind=""), target(2, 6), allowed(9)],
        [typed(None), target(2, 6), allowed(9)],
        [typed().unknown("configured", GapReason.DENIED), target(2, 6), allowed(9)],
        [typed().unknown("variants", GapReason.DENIED), target(2, 6), allowed(9)],
    ],
    not_applicable=[
        [typed(), allowed(1)],
        [typed(), target(2, 2), allowed(1)],
        [typed(None, serverless=True), allowed(1)],
        [typed(environment=Environment.DEVELOPMENT), target(2, 6), allowed(1)],
    ],
)


def service(wanted: int = 2, **values: Any) -> Any:
    values.setdefault("signs", ("inference vllm",))
    return fact(AwsContainerService, name="assistant", cluster="prod", wanted=wanted, **values)


OF_SERVICE = {"target": "service/prod/assistant", "dimension": "ecs:service:DesiredCount"}

test_service_scales = table(
    "aws-ecs-service-scales",
    passes=[[service(), target(**OF_SERVICE)]],
    fails=[
        [service(1), target(**OF_SERVICE)],
        row(service(), says="Nothing scales"),
        row(service(), target(1, **OF_SERVICE), says="shrink"),
        [service(), target(policies=(), **OF_SERVICE)],
    ],
    unknown=[service().unknown("signs", GapReason.DENIED)],
    not_applicable=[
        service(1, signs=()),
        service(1, scheduling="DAEMON"),
        service(1, signs=("vector store qdrant",)),
        service(1, environment=Environment.STAGING),
    ],
)

test_asynchronous_bounded = table(
    "aws-async-endpoint-bounded",
    passes=[fact(AwsEndpoint, name="batch", asynchronous=True, at_once=4)],
    fails=[row(fact(AwsEndpoint, name="batch", asynchronous=True), says="batch")],
    unknown=[
        fact(AwsEndpoint, name="batch").unknown("asynchronous", GapReason.DENIED),
        fact(AwsEndpoint, name="batch", asynchronous=True).unknown("at_once", GapReason.DENIED),
    ],
    not_applicable=[
        fact(AwsEndpoint, name="chat"),
        fact(AwsEndpoint, name="batch", asynchronous=True, environment=Environment.DEVELOPMENT),
    ],
)
