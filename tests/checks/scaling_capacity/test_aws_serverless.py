"""Room, bounds and buffers of functions: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, GapReason
from readiness.facts.aws.serverless import AwsAiFunction, AwsFunction, AwsLambdaLimit, AwsQueue
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
