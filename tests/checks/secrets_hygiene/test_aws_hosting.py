"""Secrets in ECS and SageMaker configuration: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel, ConfiguredVariant, ModelContainer
from readiness.facts.containers import Container, Credential, EnvironmentVariable
from readiness.testing import fact, row, table


def service(*variables: EnvironmentVariable, **values: Any) -> Any:
    values.setdefault("signs", ("variable OPENAI_API_KEY",))
    values.setdefault("containers", (Container(name="app", environment=variables),))
    return fact(AwsContainerService, name="assistant", cluster="prod", **values)


def literal(state: Any = "literal") -> EnvironmentVariable:
    return EnvironmentVariable(name="DB_PASSWORD", credential=Credential(name="DB_PASSWORD", state=state))


KEPT = EnvironmentVariable(name="OPENAI_API_KEY", source="secret", reference="arn:secret")
ARGUMENT = Container(name="app", argument_credentials=(Credential(name="--api-key", state="literal"),))
REFERS = fact(AwsReference, user="arn:function", used="awscontainerservice:assistant", role="environment variable AGENT")

test_ecs_secrets_referenced = table(
    "aws-ecs-secrets-referenced",
    passes=[service(KEPT), service(KEPT, literal("placeholder"))],
    fails=[
        row(service(KEPT, literal()), says="DB_PASSWORD"),
        service(literal("vendor default")),
        row(service(containers=(ARGUMENT,)), says="--api-key"),
        service(literal(), environment_files=("arn:file",)),
        [service(literal(), signs=()), REFERS],
    ],
    unknown=[
        row(service(KEPT, environment_files=("arn:aws:s3:::config/app.env",)), says="app.env"),
        service().unknown("containers", GapReason.DENIED).unknown("signs", GapReason.DENIED),
    ],
    not_applicable=[service(literal(), signs=())],
)

ENDPOINT = fact(AwsEndpoint, name="chat", configured=(ConfiguredVariant(name="main", model="chat"),))


def model(*credentials: Credential) -> Any:
    return fact(AwsHostedModel, name="chat", containers=(ModelContainer(credentials=credentials),))


HF = Credential(name="HF_TOKEN", state="literal")

test_model_holds_no_secret = table(
    "aws-sagemaker-model-holds-no-secret",
    passes=[[model(), ENDPOINT], [model(HF.model_copy(update={"state": "reference"})), ENDPOINT]],
    fails=[row(model(HF), ENDPOINT, says="HF_TOKEN")],
    unknown=[[model(HF), ENDPOINT.unknown("configured", GapReason.DENIED)], [model().unknown("containers", GapReason.DENIED), ENDPOINT]],
    not_applicable=[model(HF)],
)
