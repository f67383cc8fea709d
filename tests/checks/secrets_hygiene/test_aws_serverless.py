"""Secrets of functions, builds and workflows: situations and verdicts."""

from __future__ import annotations

from readiness.facts import GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.serverless import AwsBuildProject, AwsFunction, AwsStep, AwsWorkflow
from readiness.facts.containers import Credential
from readiness.testing import fact, row, table

SECRET = Credential(name="DB_PASSWORD", state="literal")
REFERENCE = Credential(name="DB_PASSWORD", state="reference", reference="prod/db")
AI = {"name": "chat", "ai_evidence": ("variable MODEL_ID",)}
PLAIN = {"name": "chat", "resource": "arn:chat"}
USED = fact(AwsReference, user="agent", used="arn:chat:live", role="action group")
STEP = AwsStep(name="Ask", calls="arn:aws:states:::bedrock:invokeModel", calls_model=True)

test_function = table(
    "aws-function-secrets-referenced",
    passes=[fact(AwsFunction, **AI), fact(AwsFunction, **AI, credentials=(REFERENCE,))],
    fails=[
        row(fact(AwsFunction, **AI, credentials=(SECRET,)), says="DB_PASSWORD"),
        [fact(AwsFunction, **PLAIN, credentials=(SECRET,)), USED],
    ],
    unknown=[
        fact(AwsFunction, **AI).unknown("credentials", GapReason.DENIED),
        fact(AwsFunction, **PLAIN).unknown("tagged", GapReason.DENIED),
    ],
    not_applicable=[fact(AwsFunction, **PLAIN, credentials=(SECRET,))],
)
test_build = table(
    "aws-build-secrets-referenced",
    passes=[fact(AwsBuildProject, **AI, credentials=(REFERENCE,))],
    fails=[
        fact(AwsBuildProject, **AI, credentials=(SECRET,)),
        [fact(AwsBuildProject, name="b", resource="arn:chat:live", credentials=(SECRET,)), USED],
    ],
    unknown=[fact(AwsBuildProject, **AI).unknown("credentials", GapReason.DENIED)],
    not_applicable=[fact(AwsBuildProject, name="other", credentials=(SECRET,))],
)
test_workflow = table(
    "aws-workflow-definition-free-of-secrets",
    passes=[fact(AwsWorkflow, name="w", steps=(STEP,))],
    fails=[fact(AwsWorkflow, name="w", steps=(STEP,), credentials=(SECRET,))],
    unknown=[fact(AwsWorkflow, name="w", credentials=()).unknown("steps", GapReason.DENIED)],
    not_applicable=[fact(AwsWorkflow, name="w", credentials=(SECRET,))],
)
