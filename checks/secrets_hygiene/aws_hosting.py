"""Whether what runs on ECS and SageMaker carries secrets in its plain configuration."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel

from .exposure import how_sure


@check(
    "aws-ecs-secrets-referenced",
    severity="critical",
    effort="hours",
    maps=["aws-ai-security-framework:AISF-DATA-05", "azure-waf-core:SE:09"],
)
def ecs_secrets_referenced(service: AwsContainerService, references: list[AwsReference]) -> Verdict:
    """ECS services take secrets from a secret store.

    Why: A password in a task definition is read by everyone who may look at ECS. Every revision keeps it, also after it is
    removed, so it has to be replaced as well.

    Fix: Take the values from a secret store, and replace them

        "secrets": [
          {"name": "<variables>", "valueFrom": "arn:aws:secretsmanager:…"}
        ]
    """
    if not service.users(references):
        return not_applicable("the AI workload does not refer to it")
    found = [each.credential for part in service.containers for each in part.environment if each.credential is not None]
    found += [each for part in service.containers for each in part.argument_credentials]
    written = [each for each in found if each.written_here]
    if written:
        return failed("The task definition holds secrets", variables=sorted({each.name for each in written}), **how_sure(written))
    if service.environment_files:
        return unknown("variables come from files in S3", files=service.environment_files)
    return passed()


@check(
    "aws-sagemaker-model-holds-no-secret",
    severity="critical",
    effort="hours",
    maps=["aws-ai-security-framework:AISF-DATA-05", "azure-waf-core:SE:09"],
)
def model_holds_no_secret(model: AwsHostedModel, endpoints: list[AwsEndpoint]) -> Verdict:
    """Hosted models carry no secret in their environment.

    Why: A token in a model's environment is read by everyone who may look at SageMaker. It often opens the model hub or
    another provider's account.

    Fix: Read the secret at start by its ARN, and replace it

        aws secretsmanager create-secret --name model-token
    """
    if not model.served_by(endpoints):
        return not_applicable("no endpoint serves it")
    written = [each for part in model.containers for each in part.credentials if each.written_here]
    if written:
        return failed("The model's environment holds secrets", variables=sorted({each.name for each in written}), **how_sure(written))
    return passed()
