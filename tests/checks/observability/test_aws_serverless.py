"""Traces and dead letters of serverless AI workloads: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, Fact, Gap, GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.serverless import AwsApi, AwsApiStage, AwsFunction, AwsQueue, AwsRoute, AwsStep, AwsWorkflow
from readiness.testing import PLACE, fact, row, table

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:chat"


def hidden(kind: type[Fact]) -> Gap:
    """Facts that the account does not let us read."""
    return Gap(place=PLACE, facts=(kind.__name__,), reason=GapReason.DENIED)


def function(**values: Any) -> Any:
    """A function of the AI workload."""
    return fact(AwsFunction, **{"name": "chat", "resource": ARN, "ai_evidence": ("variable MODEL_ID",), **values})


CALLED = fact(AwsReference, user="arn:agent", used=f"{ARN}:live", role="action group")

test_function_traced = table(
    "aws-function-traced",
    passes=[function(tracing="Active"), row(function(tracer="aws-otel-python"), says="aws-otel-python")],
    fails=[function(), [function(ai_evidence=()), CALLED]],
    unknown=[
        function().unknown("tracer", GapReason.DENIED),
        function(ai_evidence=()).unknown("ai_evidence", GapReason.DENIED),
        [function(ai_evidence=()), hidden(AwsReference)],
    ],
    not_applicable=[function(ai_evidence=()), function(environment=Environment.STAGING)],
)

CHAT = AwsRoute(name="POST /chat", authorization="AWS_IAM", target=ARN)


def api(protocol: str = "REST", *routes: AwsRoute) -> Any:
    """An API."""
    return fact(AwsApi, name="assistant", resource="arn:api/a", protocol=protocol, routes=routes or (CHAT,))


def stage(**values: Any) -> Any:
    """A stage of that API."""
    return fact(AwsApiStage, **{"name": "prod", "resource": "arn:api/a/stages/prod", "api": "arn:api/a", **values})


test_api_traced = table(
    "aws-inference-api-traced",
    passes=[[stage(tracing=True), api(), function()]],
    fails=[[stage(tracing=False), api(), function()], [stage(), api(), function()]],
    unknown=[
        [stage().unknown("tracing", GapReason.DENIED), api(), function()],
        [stage(), api().unknown("routes", GapReason.DENIED), function()],
        [stage(tracing=True), function()],
        [stage(tracing=False), api(), hidden(AwsFunction)],
    ],
    not_applicable=[
        [stage(), api("HTTP"), function()],
        [stage(), api("REST", CHAT.model_copy(update={"target": "arn:other"})), function()],
        [stage(environment=Environment.DEVELOPMENT), api(), function()],
    ],
)

ASK = AwsStep(name="Ask", calls="bedrock", calls_model=True)
CALLS = AwsStep(name="Chat", calls=f"{ARN}:live")
COUNT = AwsStep(name="Count", calls="arn:other")


def workflow(*steps: AwsStep, **values: Any) -> Any:
    """A workflow."""
    return fact(AwsWorkflow, name="w", steps=steps, **values)


test_workflow_traced = table(
    "aws-workflow-traced",
    passes=[workflow(ASK, tracing=True)],
    fails=[workflow(ASK), [workflow(CALLS), function()]],
    unknown=[workflow(ASK).unknown("tracing", GapReason.DENIED), workflow().unknown("steps", GapReason.DENIED)],
    not_applicable=[workflow(COUNT), workflow(), workflow(ASK, environment=Environment.DEVELOPMENT)],
)

JOBS = fact(AwsQueue, name="jobs", resource="arn:aws:sqs:eu-west-1:123456789012:jobs", feeds=(f"{ARN}:live",))


def dead(**values: Any) -> Any:
    """The queue that takes its failed messages."""
    taken = {"name": "failed", "dead_letter_of": (JOBS.resource,), "alarms": ("failed-not-empty",), **values}
    return fact(AwsQueue, resource="arn:aws:sqs:eu-west-1:123456789012:failed", **taken)


def pair(**values: Any) -> tuple[Any, Any]:
    """Two queues that feed the function and take each other's failed messages."""
    one, other = (f"arn:aws:sqs:eu-west-1:123456789012:{each}" for each in ("one", "other"))
    both = {"feeds": (ARN,), "alarms": ("not-empty",), **values}
    return (
        fact(AwsQueue, name="one", resource=one, dead_letter_of=(other,), **both),
        fact(AwsQueue, name="other", resource=other, dead_letter_of=(one,), **both),
    )


test_dead_letters_watched = table(
    "aws-dead-letters-watched",
    passes=[[*pair(), function()]],
    fails=[
        row(dead(messages=3), JOBS, function(), says="lies"),
        row(dead(alarms=()), JOBS, function(), says="no alarm"),
        [dead(alarms=(), messages=1), JOBS, function()],
    ],
    unknown=[
        [*(each.unknown("messages", GapReason.DENIED) for each in pair()), function()],
        [*(each.unknown("alarms", GapReason.DENIED) for each in pair()), function()],
        [dead(), JOBS, hidden(AwsFunction)],
    ],
    not_applicable=[
        JOBS,
        [dead(), JOBS, function(ai_evidence=())],
        [dead(environment=Environment.DEVELOPMENT), JOBS, function()],
    ],
)
