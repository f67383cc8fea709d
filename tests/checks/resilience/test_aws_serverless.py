"""Failed events and slow steps: situations and verdicts."""

from __future__ import annotations

from readiness.facts import GapReason
from readiness.facts.aws.serverless import AwsAiFunction, AwsStep, AwsWorkflow
from readiness.testing import fact, row, table

test_kept = table(
    "aws-function-failures-kept",
    passes=[fact(AwsAiFunction, name="f", dead_letter="arn:q"), fact(AwsAiFunction, name="f", on_failure="arn:q", invoked_by=("s3",))],
    fails=[row(fact(AwsAiFunction, name="f", invoked_by=("sns",)), says="sns"), fact(AwsAiFunction, name="f", invoke_configured=True)],
    unknown=[fact(AwsAiFunction, name="f").unknown("invoked_by", GapReason.DENIED)],
    not_applicable=[fact(AwsAiFunction, name="f", invoked_by=("apigateway",))],
)
ASK = AwsStep(name="Ask", calls="bedrock", calls_model=True, retry=True)

test_workflow = table(
    "aws-workflow-times-out-and-retries",
    passes=[fact(AwsWorkflow, name="w", timeout=True, steps=(ASK,)), fact(AwsWorkflow, name="w", express=True, steps=(ASK,))],
    fails=[
        fact(AwsWorkflow, name="w", steps=(ASK,)),
        fact(AwsWorkflow, name="w", timeout=True, steps=(ASK.model_copy(update={"retry": False}),)),
    ],
    unknown=[fact(AwsWorkflow, name="w").unknown("steps", GapReason.DENIED)],
    not_applicable=[fact(AwsWorkflow, name="w")],
)
