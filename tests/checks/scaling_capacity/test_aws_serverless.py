"""Room, bounds and buffers of functions: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, GapReason
from readiness.facts.aws.serverless import AwsAiFunction, AwsApi, AwsApiStage, AwsFunction, AwsLambdaLimit, AwsPlan, AwsQueue, AwsRoute
from readiness.testing import fact, row, table

RUN = fact(AwsAiFunction, name="chat", resource="arn:aws:lambda:eu-west-1:1:function:chat")
CHAT = fact(AwsFunction, name="chat", resource="arn:chat", ai_evidence=("variable MODEL_ID",))


def limit(unreserved: int) -> AwsLambdaLimit:
    """An account's limit."""
    return fact(AwsLambdaLimit, region="eu-west-1", concurrency=1000, unreserved=unreserved)


test_room = table(
    "aws-lambda-concurrency-has-room",
    passes=[[RUN, limit(100)]],
    fails=[[RUN, limit(10)], row(RUN, limit(400), least=500)],
    unknown=[[RUN, limit(0).unknown("unreserved", GapReason.DENIED)]],
    not_applicable=[limit(10)],
)
test_reserved = table(
    "aws-function-concurrency-reserved",
    passes=[fact(AwsAiFunction, name="f", reserved_concurrency=5)],
    fails=[fact(AwsAiFunction, name="f")],
    unknown=[fact(AwsAiFunction, name="f").unknown("reserved_concurrency", GapReason.DENIED)],
    not_applicable=[fact(AwsAiFunction, name="f", environment=Environment.DEVELOPMENT)],
)


def queue(**values: object) -> AwsQueue:
    """A queue that feeds the chat function."""
    return fact(AwsQueue, **{"name": "jobs", "feeds": ("arn:chat",), "redrive_target": "arn:q", "max_receives": 5} | values)


test_dead_letters = table(
    "aws-queue-dead-letters",
    passes=[[CHAT, queue(redrive_exists=True)], [CHAT, queue()]],
    fails=[[CHAT, queue(redrive_target="")], [CHAT, queue(redrive_exists=False)], [CHAT, queue(max_receives=500)]],
    unknown=[[CHAT, queue().unknown("redrive_target", GapReason.DENIED)]],
    not_applicable=[[CHAT, queue(feeds=("arn:other",), redrive_target="")]],
)


KEYED = AwsRoute(name="POST /chat", authorization="NONE", key_required=True, target="arn:chat")
SIGNED = AwsRoute(name="POST /chat", authorization="AWS_IAM", target="arn:chat")
PLAN = AwsPlan(name="clients", rate=5)


def api(*routes: AwsRoute, protocol: str = "REST", **values: object) -> AwsApi:
    """An API in front of the chat function."""
    return fact(AwsApi, **{"resource": "arn:api", "name": "chat", "protocol": protocol, "routes": routes} | values)


def stage(**values: object) -> AwsApiStage:
    """Its stage."""
    return fact(AwsApiStage, **{"api": "arn:api", "name": "live"} | values)


test_throttled = table(
    "aws-inference-api-throttled",
    passes=[
        [CHAT, api(SIGNED), stage(rate=20)],
        [CHAT, api(SIGNED), stage(route_rates={"POST /chat": 20})],
        [CHAT, api(SIGNED), stage(rate=20).unknown("plans", GapReason.DENIED)],
        [CHAT, api(KEYED), stage(plans=(PLAN,))],
        [CHAT, api(KEYED), stage(plans=(AwsPlan(name="p", route_rates={"POST /chat": 1}),))],
        [CHAT, api(SIGNED, protocol="HTTP"), stage(rate=20)],
    ],
    fails=[
        row(CHAT, api(SIGNED), stage(), says="POST /chat"),
        [CHAT, api(SIGNED), stage(rate=10_000)],
        [CHAT, api(SIGNED), stage(rate=20, route_rates={"POST /chat": 20_000})],
        # A plan holds nobody who needs no key, and one without a limit holds none of its clients.
        [CHAT, api(SIGNED), stage(plans=(PLAN,))],
        [CHAT, api(KEYED), stage(plans=(PLAN, AwsPlan(name="unlimited")))],
        [CHAT, api(KEYED), stage()],
        row(CHAT, api(SIGNED), stage(rate=20), account_rate=10),
    ],
    unknown=[
        [CHAT, api(SIGNED), stage().unknown("rate", GapReason.DENIED)],
        [CHAT, api(KEYED), stage().unknown("plans", GapReason.DENIED)],
        [CHAT, stage(rate=20)],
        [CHAT, api(KEYED, protocol="WEBSOCKET"), stage()],
    ],
    not_applicable=[
        [CHAT, api(SIGNED, private=True), stage()],
        [CHAT, api(AwsRoute(name="GET /", authorization="NONE", target="arn:other")), stage()],
        [CHAT, api(SIGNED), stage(environment=Environment.DEVELOPMENT)],
    ],
)
