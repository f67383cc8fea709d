"""Whether serverless AI workloads have room, are bounded, and buffer what they can't handle."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.serverless import AwsAiFunction, AwsApi, AwsApiStage, AwsFunction, AwsLambdaLimit, AwsQueue, meant
from readiness.facts.serving import before_production

SEVERAL = ("aws-genai-lens:GENREL01-BP01", "aws-genai-lens:GENOPS02-BP03")


@check("aws-lambda-concurrency-has-room", severity="high", effort="minutes", maps=SEVERAL)
def room(limit: AwsLambdaLimit, functions: list[AwsAiFunction], least: int = 100) -> Verdict:
    """The account has Lambda concurrency left for everyone.

    Why: Requests are refused as soon as the account's functions are busy. New accounts may run only ten functions at
    once, and what some functions reserve the others lose.

    Fix: Ask for a higher limit

        # <unreserved> of <concurrency> executions at once are free for all functions in <region>
        aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 500
    """
    if not any(f":{limit.region}:" in each.resource for each in functions):
        return not_applicable("no function of the AI workload runs here")
    numbers: dict[str, Any] = {"region": limit.region, "concurrency": limit.concurrency, "unreserved": limit.unreserved}
    if limit.unreserved < least:
        return failed("Lambda has too little concurrency left", least=least, **numbers)
    return passed(**numbers)


@check("aws-function-concurrency-reserved", severity="medium", effort="minutes", maps=SEVERAL)
def reserved(function: AwsAiFunction) -> Verdict:
    """Functions that call models have reserved concurrency.

    Why: One busy function can starve the others or flood the model. Reserved concurrency keeps room for it and is
    its upper bound at once.

    Fix: Reserve what the model's quota can serve

        aws lambda put-function-concurrency --function-name <function> --reserved-concurrent-executions 20
    """
    if function.environment not in (Environment.PRODUCTION, Environment.UNCLASSIFIED, Environment.SHARED):
        return not_applicable("it does not serve production")
    if function.reserved_concurrency is None:
        return failed("A function that calls models is not bounded", function=function.name)
    return passed(function=function.name, reserved=function.reserved_concurrency)


@check(
    "aws-queue-dead-letters",
    severity="high",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTREL01-BP01", "aws-genai-lens:GENREL03-BP01"],
)
def dead_letters(queue: AwsQueue, functions: list[AwsFunction], references: list[AwsReference], most: int = 10) -> Verdict:
    """Queues of AI work have a dead-letter queue.

    Why: One message that can't be handled is paid for again and again. Each delivery calls the model anew until the
    message expires, and then it is lost.

    Fix: Let messages go to a dead-letter queue after some tries

        # <queue>
        resource "aws_sqs_queue_redrive_policy" "jobs" {
          queue_url      = aws_sqs_queue.jobs.id
          redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.failed.arn, maxReceiveCount = 5 })
        }
    """
    ours = [each.name for each in meant(queue.feeds, functions) if each.belongs(references)]
    if not ours:
        return not_applicable("it feeds no function of the AI workload")
    if not queue.redrive_target:
        return failed("A queue has no dead-letter queue", queue=queue.name, functions=ours)
    if queue.redrive_exists is False:
        return failed("A queue's dead-letter queue does not exist", queue=queue.name, target=queue.redrive_target)
    if queue.max_receives is None or queue.max_receives > most:
        return failed("A queue delivers failing messages too often", queue=queue.name, max_receives=queue.max_receives, most=most)
    return passed(queue=queue.name, target=queue.redrive_target, max_receives=queue.max_receives)


@check(
    "aws-inference-api-throttled",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENOPS02-BP03", "owasp-llm-top10-2025:LLM10:2025"],
)
def throttled(
    stage: AwsApiStage, apis: list[AwsApi], functions: list[AwsFunction], references: list[AwsReference], account_rate: float = 10_000
) -> Verdict:
    r"""APIs in front of models limit their requests.

    Why: One client in a loop uses up the model's quota for all. Without a limit on the stage, or a usage plan for each key,
    only the account's limit holds, which is far above what a model can answer.

    Fix: Limit the stage, or give clients keys of a usage plan

        # <api> <stage>: <routes>
        aws apigateway update-stage --rest-api-id <id> --stage-name <stage> \
          --patch-operations 'op=replace,path=/*/*/throttling/rateLimit,value=20'
    """
    if before_production(stage):
        return not_applicable("it is before production")
    api = stage.among(apis)
    if api is None:
        return unknown("its API was not seen", api=stage.api)
    if api.private:
        return not_applicable("it is reached from our networks only")
    routes = api.inference_routes(functions, references)
    if not routes:
        return not_applicable("none of its routes reaches the AI workload")
    named: dict[str, Any] = {"api": api.name, "stage": stage.name, "id": api.resource.rsplit("/", 1)[-1]}
    free = []
    for route in routes:
        rate = stage.rate_of(route.name)
        if rate is None or rate >= account_rate:
            free.append(route)
    if not free:
        return passed(**named, routes=len(routes))
    keyed = [each for each in free if each.key_required]
    if keyed and api.protocol == "WEBSOCKET":
        return unknown("whether a usage plan limits its keys is not read", **named)
    # A plan bounds whoever has a key; a key that is not asked for bounds nobody, and each key has a plan of its own.
    left = [each.name for each in free if each not in keyed or not stage.plans or not all(plan.limits(each.name) for plan in stage.plans)]
    if left:
        return failed("Requests to models have no limit of their own", **named, routes=left)
    return passed(**named, plans=[each.name for each in stage.plans])
