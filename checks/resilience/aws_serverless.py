"""What happens to failed events and slow steps of serverless AI workloads."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.serverless import AwsAiFunction, AwsFunction, AwsWorkflow

ASYNCHRONOUS = frozenset({"s3", "sns", "events", "logs", "ses", "iot", "config", "codecommit", "cloudformation"})
"""Services that invoke functions without waiting for them."""


@check(
    "aws-function-failures-kept",
    severity="high",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTREL07-BP02", "aws-genai-lens:GENREL03-BP01"],
)
def failures_kept(function: AwsAiFunction) -> Verdict:
    """Events that a function could not handle are kept.

    Why: Requests of customers vanish without a trace when a model fails. Lambda tries an asynchronous event three
    times and then drops it, unless it knows where to put it.

    Fix: Give failed events a destination

        # <function>, invoked by <invoked_by>
        aws lambda put-function-event-invoke-config --function-name <function> --destination-config file://failed.json
        # failed.json: {"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:failed"}}
    """
    if function.dead_letter:
        return passed(function=function.name, kept_in=function.dead_letter)
    if function.on_failure:
        return passed(function=function.name, kept_in=function.on_failure)
    senders = sorted(ASYNCHRONOUS & set(function.invoked_by))
    if not senders and not function.invoke_configured:
        return not_applicable("nothing is seen to invoke it asynchronously")
    return failed("Failed events of a function are dropped", function=function.name, invoked_by=senders)


@check(
    "aws-workflow-times-out-and-retries",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENREL03-BP02", "aws-genai-lens:GENCOST05-BP01", "aws-agentic-ai-lens:AGENTREL07-BP01"],
)
def workflow_bounded(workflow: AwsWorkflow, functions: list[AwsFunction], references: list[AwsReference]) -> Verdict:
    """Workflows that call models have timeouts and retries.

    Why: One stuck or throttled model call can stall work for a year. That is how long a standard workflow waits
    without a timeout; a task without retries fails the whole workflow at the first throttling.

    Fix: Give the workflow a timeout, and its model tasks retries

        # <workflow>: without retry <without_retry>, without timeout <without_timeout>
        "TimeoutSeconds": 900,
        "Retry": [{"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 2, "BackoffRate": 2,
                   "MaxAttempts": 4, "JitterStrategy": "FULL"}]
    """
    steps = workflow.model_steps(functions, references)
    if not steps:
        return not_applicable("it calls no model")
    without_retry = [each.name for each in steps if not each.retry]
    whole = workflow.timeout or workflow.express
    without_timeout = [] if whole else [each.name for each in steps if not each.timeout]
    if without_retry or without_timeout:
        return failed(
            "Model calls of a workflow can stall or fail it",
            workflow=workflow.name,
            without_retry=without_retry,
            without_timeout=without_timeout,
        )
    return passed(workflow=workflow.name, steps=[each.name for each in steps])
