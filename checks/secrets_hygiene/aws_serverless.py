"""No secrets in the variables of functions and builds or in the definitions of workflows."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.meaning import naming
from readiness.facts.aws.serverless import AwsBuildProject, AwsFunction, AwsWorkflow
from readiness.facts.containers import Credential

from .exposure import how_sure

OUT_OF_SCOPE = "the AI workload does not refer to it"


def written(credentials: Iterable[Credential]) -> list[Credential]:
    """Secrets that stand where everybody who may list can read them."""
    return [each for each in credentials if each.written_here]


def names_of(credentials: Iterable[Credential]) -> list[str]:
    """What they are called, and what kind they are."""
    return [f"{each.name} ({each.kind})" if each.kind else each.name for each in credentials]


@check(
    "aws-function-secrets-referenced",
    severity="critical",
    effort="hours",
    maps=["owasp-llm-top10-2025:LLM02:2025", "aws-genai-lens:GENSEC01-BP01", "azure-waf-core:SE:09"],
)
def function_secrets(function: AwsFunction, references: list[AwsReference]) -> Verdict:
    """Functions get secrets by reference, not as variables.

    Why: Whoever may list functions can use our provider keys. Variables are shown decrypted to all who may read the
    function's configuration, also where a key of our own encrypts them.

    Fix: Keep the secret in Secrets Manager and read it at start

        aws secretsmanager create-secret --name <function>/key --secret-string file://key
        # then replace <variables> by the secret's name, and rotate what stood there
        aws lambda get-function-configuration --function-name <function> --query 'keys(Environment.Variables)'
    """
    if not function.belongs(references):
        return not_applicable(OUT_OF_SCOPE)
    if found := written(function.credentials):
        return failed("A function holds a secret in a variable", function=function.name, variables=names_of(found), **how_sure(found))
    return passed(function=function.name)


@check(
    "aws-build-secrets-referenced",
    severity="high",
    effort="minutes",
    maps=["aws-genai-lens:GENOPS04-BP01", "azure-waf-core:SE:09"],
)
def build_secrets(project: AwsBuildProject, references: list[AwsReference]) -> Verdict:
    """Builds get secrets by reference, not as plain text.

    Why: Whoever may read a build project can use the secrets of our releases. Plain variables also end in build logs.

    Fix: Give the variable a type that refers to a secret

        # <project>: <variables>
        "environmentVariables": [
          {"name": "NPM_TOKEN", "type": "SECRETS_MANAGER", "value": "release/npm"}
        ]
    """
    if not project.ai_evidence and not naming(references, project.resource, project.name):
        return not_applicable(OUT_OF_SCOPE)
    if found := written(project.credentials):
        return failed("A build project holds a secret in plain text", project=project.name, variables=names_of(found), **how_sure(found))
    return passed(project=project.name)


@check(
    "aws-workflow-definition-free-of-secrets",
    severity="high",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTSEC06-BP02", "azure-waf-core:SE:09"],
)
def workflow_secrets(workflow: AwsWorkflow, functions: list[AwsFunction], references: list[AwsReference]) -> Verdict:
    """Workflow definitions hold no secrets.

    Why: Whoever may read a workflow can use the secrets in it. Definitions, and the input of every step, also show
    them in the history of executions.

    Fix: Let a connection or a secret's name stand for it

        # <workflow>: <fields>
        "Resource": "arn:aws:states:::http:invoke",
        "Parameters": {"Authentication": {"ConnectionArn": "arn:aws:events:eu-west-1:111122223333:connection/search/1"}}
    """
    if not workflow.model_steps(functions, references):
        return not_applicable("it calls no model")
    if found := written(workflow.credentials):
        return failed("A workflow's definition holds a secret", workflow=workflow.name, fields=names_of(found), **how_sure(found))
    return passed(workflow=workflow.name)
