"""Zones of services, functions and models: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.clusters import AwsNodeGroup
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel, ConfiguredVariant
from readiness.facts.aws.network import AwsSubnet
from readiness.facts.aws.serverless import AwsFunction
from readiness.testing import PLACE, fact, row, table


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


def subnet(id: str, zone: str) -> Any:
    return fact(AwsSubnet, resource=id, id=id, vpc="vpc-1", zone=zone)


SUBNETS = [subnet("s-1", "eu-west-1a"), subnet("s-2", "eu-west-1b"), subnet("s-3", "eu-west-1a")]
HIDDEN = Gap(place=PLACE, facts=("AwsSubnet",), reason=GapReason.DENIED, right="ec2:DescribeSubnets")


def function(*subnets: str, **values: Any) -> Any:
    return fact(AwsFunction, name="chat", subnets=subnets, **{"ai_evidence": ("variable MODEL_ID",), **values})


test_function_spans_zones = table(
    "aws-function-spans-zones",
    passes=[[function("s-1", "s-2"), *SUBNETS], [function("s-1", "s-2", "s-far"), *SUBNETS]],
    fails=[
        row(function("s-1", "s-3"), *SUBNETS, says="eu-west-1a"),
        [function("s-1"), *SUBNETS],
        row(function("s-1", "s-2"), *SUBNETS, least=3),
    ],
    unknown=[
        row(function("s-1", "s-far"), *SUBNETS, says="s-far"),
        [function("s-1"), HIDDEN],
        [function("s-1").unknown("ai_evidence", GapReason.DENIED), *SUBNETS],
    ],
    not_applicable=[
        [function(), *SUBNETS],
        [function("s-1", ai_evidence=()), *SUBNETS],
        [function("s-1", environment=Environment.DEVELOPMENT), *SUBNETS],
    ],
)

RANKING = fact(AwsEndpoint, name="rank", configured=(ConfiguredVariant(name="v", model="ranker"),))


def model(*subnets: str, **values: Any) -> Any:
    return fact(AwsHostedModel, name="ranker", subnets=subnets, **values)


test_model_spans_zones = table(
    "aws-sagemaker-model-spans-zones",
    passes=[[model("s-1", "s-2"), RANKING, *SUBNETS]],
    fails=[row(model("s-1", "s-3"), RANKING, *SUBNETS, says="too few zones")],
    unknown=[
        [model("s-far"), RANKING, *SUBNETS],
        [model("s-1"), RANKING, HIDDEN],
        [model().unknown("subnets", GapReason.DENIED), RANKING, *SUBNETS],
    ],
    not_applicable=[
        [model(), RANKING, *SUBNETS],
        [model("s-1"), *SUBNETS],
        [model("s-1", environment=Environment.STAGING), RANKING, *SUBNETS],
    ],
)


def group(*subnets: str, name: str = "gpu", **values: Any) -> Any:
    values = {"instance_types": ("g5.xlarge",), "maximum": 4, **values}
    return fact(AwsNodeGroup, name=name, cluster="assistants", subnets=subnets, **values)


test_node_group_spans_zones = table(
    "aws-node-group-spans-zones",
    passes=[
        [group("s-1", "s-2"), *SUBNETS],
        [group("s-1"), group("s-2", name="gpu-b"), *SUBNETS],
    ],
    fails=[
        row(group("s-1", "s-3"), *SUBNETS, says="too few zones"),
        [group("s-1"), group("s-2", name="other", instance_types=("p4d.24xlarge",), maximum=1), *SUBNETS],
    ],
    unknown=[
        row(group("s-1", "s-far"), *SUBNETS, says="s-far"),
        [group("s-1"), HIDDEN],
        [group().unknown("subnets", GapReason.DENIED), *SUBNETS],
    ],
    not_applicable=[
        [group("s-1", instance_types=("m5.large",)), *SUBNETS],
        [group("s-1", environment=Environment.DEVELOPMENT), *SUBNETS],
        [group("s-1", status="DELETING"), *SUBNETS],
        [group("s-1", capacity="CAPACITY_BLOCK"), *SUBNETS],
        [group("s-1", maximum=1), *SUBNETS],
    ],
)
