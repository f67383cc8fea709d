"""Rollback on SageMaker and ECS, approved models: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.aws.hosting import (
    AwsContainerService,
    AwsEndpoint,
    AwsHostedModel,
    AwsModelPackage,
    ConfiguredVariant,
    EndpointVariant,
    LastDeployment,
    ModelContainer,
)
from readiness.testing import fact, row, table


def endpoint(last: LastDeployment | None = None, *, serverless: bool = False, **values: Any) -> Any:
    variants = (EndpointVariant(name="main", instances=None if serverless else 2, serverless=serverless),)
    configured = (ConfiguredVariant(name="main", model="chat"),)
    return fact(AwsEndpoint, name="chat", variants=variants, configured=configured, last_deployment=last, **values)


test_endpoint_rolls_back = table(
    "aws-sagemaker-endpoint-rolls-back",
    passes=[
        endpoint(LastDeployment(policy="blue/green", waits=300, alarms=("errors",))),
        endpoint(LastDeployment(policy="rolling", waits=60, alarms=("errors",))),
    ],
    fails=[
        row(endpoint(LastDeployment(policy="blue/green", waits=300)), says="No alarm"),
        row(endpoint(LastDeployment(policy="blue/green", alarms=("errors",))), says="old fleet"),
    ],
    unknown=[row(endpoint(), says="never updated"), endpoint().unknown("last_deployment", GapReason.DENIED)],
    not_applicable=[endpoint(serverless=True), endpoint(environment=Environment.DEVELOPMENT)],
)


def service(**values: Any) -> Any:
    values.setdefault("signs", ("inference vllm",))
    return fact(AwsContainerService, name="assistant", cluster="prod", **values)


test_service_rolls_back = table(
    "aws-ecs-deployment-rolls-back",
    passes=[
        service(breaker=True, breaker_rolls_back=True),
        service(alarms=("slow",), alarms_roll_back=True),
        service(controller="CODE_DEPLOY"),
    ],
    fails=[row(service(), says="assistant"), service(breaker=True), service(alarms=("slow",))],
    unknown=[service(controller="EXTERNAL"), service().unknown("signs", GapReason.DENIED)],
    not_applicable=[service(signs=())],
)

PACKAGE = "arn:aws:sagemaker:eu-west-1:123456789012:model-package/chat/3"


def model(package: str = PACKAGE, data: tuple[str, ...] = ()) -> Any:
    return fact(AwsHostedModel, name="chat", containers=(ModelContainer(package=package, data=data),))


def package(approval: str) -> Any:
    return fact(AwsModelPackage, name=PACKAGE, approval=approval)


test_model_approved = table(
    "aws-sagemaker-model-approved",
    passes=[[model(), endpoint(), package("Approved")]],
    fails=[
        row(model(""), endpoint(), says="no model package"),
        row(model(), endpoint(), package("PendingManualApproval"), says="Pending"),
        [model(), endpoint(), package("Rejected")],
    ],
    unknown=[[model(), endpoint()], [model(), endpoint(), package("Approved").unknown("approval", GapReason.DENIED)]],
    not_applicable=[
        model(""),
        [model(""), endpoint(environment=Environment.DEVELOPMENT)],
        [model("", ("s3://jumpstart-cache-prod-eu-west-1/llama/",)), endpoint()],
        [model(), endpoint(), package("")],
    ],
)
