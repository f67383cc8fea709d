"""Whether requests can be followed through serverless AI workloads on AWS, and what fails in them is seen."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.serverless import AwsApi, AwsApiStage, AwsFunction, AwsQueue, AwsWorkflow, meant
from readiness.facts.serving import before_production

TRACING = ["aws-genai-lens:GENOPS03-BP02", "aws-agentic-ai-lens:AGENTOPS05-BP01", "azure-waf-core:OE:07"]


@check("aws-function-traced", severity="medium", effort="minutes", maps=TRACING)
def function_traced(function: AwsFunction, references: list[AwsReference]) -> Verdict:
    """Functions of the AI workload trace their requests.

    Why: Nobody can tell which step of a slow or failing answer it was. A function that only passes the trace on leaves a
    hole in it. A layer of OpenTelemetry or of a vendor counts as well as X-Ray.

    Fix: Turn on active tracing

        aws lambda update-function-configuration --function-name <function> --tracing-config Mode=Active
    """
    if not function.belongs(references):
        return not_applicable("the AI workload does not refer to it")
    if before_production(function):
        return not_applicable("it is before production")
    if function.tracing == "Active":
        return passed(function=function.name, tracing="X-Ray")
    if function.tracer:
        return passed(function=function.name, tracing=function.tracer)
    return failed("A function leaves a hole in the trace", function=function.name, tracing=function.tracing)


@check("aws-inference-api-traced", severity="medium", effort="minutes", maps=TRACING)
def api_traced(stage: AwsApiStage, apis: list[AwsApi], functions: list[AwsFunction], references: list[AwsReference]) -> Verdict:
    r"""REST APIs in front of models trace their requests.

    Why: A trace that begins behind the API misses what the caller waited for. HTTP and WebSocket APIs have no tracing of
    their own.

    Fix: Turn on tracing for the stage

        aws apigateway update-stage --rest-api-id <id> --stage-name <stage> \
          --patch-operations op=replace,path=/tracingEnabled,value=true
    """
    if before_production(stage):
        return not_applicable("it is before production")
    api = stage.among(apis)
    if api is None:
        return unknown("its API was not seen", api=stage.api)
    if api.protocol != "REST":
        return not_applicable("only REST APIs can be traced")
    if not api.inference_routes(functions, references):
        return not_applicable("none of its routes reaches the AI workload")
    named: dict[str, Any] = {"api": api.name, "stage": stage.name, "id": api.resource.rsplit("/", 1)[-1]}
    if stage.tracing:
        return passed(**named)
    return failed("An API's requests are not traced", **named)


@check("aws-workflow-traced", severity="medium", effort="minutes", maps=TRACING)
def workflow_traced(workflow: AwsWorkflow, functions: list[AwsFunction], references: list[AwsReference]) -> Verdict:
    """Workflows that call models trace their runs.

    Why: A workflow of many calls shows only how long it took as a whole. Its trace tells which call of a model was slow
    or was tried again.

    Fix: Turn on tracing

        aws stepfunctions update-state-machine --state-machine-arn <workflow> --tracing-configuration enabled=true
    """
    if before_production(workflow):
        return not_applicable("it is before production")
    if not workflow.model_steps(functions, references):
        return not_applicable("none of its steps calls a model")
    if workflow.tracing:
        return passed(workflow=workflow.resource)
    return failed("A workflow's runs are not traced", workflow=workflow.resource)


@check(
    "aws-dead-letters-watched",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENREL03-BP01", "azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5"],
)
def dead_letters_watched(queue: AwsQueue, queues: list[AwsQueue], functions: list[AwsFunction], references: list[AwsReference]) -> Verdict:
    r"""Dead-letter queues of AI work are watched and empty.

    Why: Failed work waits there unseen until SQS throws it away. Messages that lie there are requests that nobody
    answered.

    Fix: Handle what lies there, and raise an alarm for more

        aws cloudwatch put-metric-alarm --alarm-name <queue>-not-empty --namespace AWS/SQS \
          --metric-name ApproximateNumberOfMessagesVisible --dimensions Name=QueueName,Value=<queue> \
          --statistic Maximum --period 60 --evaluation-periods 1 --threshold 0 \
          --comparison-operator GreaterThanThreshold --alarm-actions $TOPIC
    """
    if before_production(queue):
        return not_applicable("it is before production")
    hidden = queue.unread.get("redrive_target")
    if hidden is not None and queue.feeds:
        return unknown("where its failed messages go could not be read", queue=queue.name, right=hidden.right)
    if not queue.dead_letter_of:
        return not_applicable("it takes no failed messages")
    fed = {function for each in queues if each.resource in queue.dead_letter_of for function in each.feeds}
    if not any(each.belongs(references) for each in meant(fed, functions)):
        return not_applicable("what fails there is not of the AI workload")
    if queue.messages:
        return failed("Failed work lies in a dead-letter queue", queue=queue.name, messages=queue.messages, alarms=queue.alarms)
    if not queue.alarms:
        return failed("Failed work raises no alarm", queue=queue.name)
    return passed(queue=queue.name, alarms=queue.alarms)
