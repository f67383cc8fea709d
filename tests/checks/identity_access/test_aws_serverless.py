"""APIs and URLs in front of models: situations and verdicts."""

from __future__ import annotations

from readiness.facts import GapReason
from readiness.facts.aws.serverless import AwsAiFunction, AwsApi, AwsFunction, AwsRoute
from readiness.testing import fact, row, table

CHAT = fact(AwsFunction, name="chat", resource="arn:chat", ai_evidence=("variable MODEL_ID",))
OPEN = AwsRoute(name="POST /chat", authorization="NONE", target="arn:chat:live")
KEYED = OPEN.model_copy(update={"key_required": True})
OTHER = OPEN.model_copy(update={"target": "arn:other"})

test_url = table(
    "aws-function-url-authenticated",
    passes=[fact(AwsAiFunction, name="chat", url_authorization="AWS_IAM")],
    fails=[fact(AwsAiFunction, name="chat", url_authorization="NONE")],
    unknown=[
        fact(AwsAiFunction, name="chat").unknown("url_authorization", GapReason.DENIED),
        fact(AwsAiFunction, name="chat", url_authorization="NONE").unknown("url_lets_anyone", GapReason.DENIED),
    ],
    not_applicable=[
        fact(AwsAiFunction, name="chat"),
        row(fact(AwsAiFunction, name="chat", url_authorization="NONE", url_lets_anyone=False), says="lets nobody"),
    ],
)


def api(*routes: AwsRoute, protocol: str = "REST", **values: object) -> AwsApi:
    """An API with these routes."""
    return fact(AwsApi, name="api", protocol=protocol, routes=routes, **values)


CONNECT = AwsRoute(name="$connect", authorization="AWS_IAM")

test_api = table(
    "aws-inference-api-authenticated",
    passes=[[CHAT, api(KEYED)], [CHAT, api(OPEN, policy="restricting")], [CHAT, api(OPEN, CONNECT, protocol="WEBSOCKET")]],
    fails=[row(CHAT, api(OPEN), says="POST /chat"), [CHAT, api(KEYED, OPEN, policy="open")]],
    unknown=[[CHAT, api().unknown("routes", GapReason.DENIED)]],
    not_applicable=[[CHAT, api(OTHER)], [CHAT, api(OPEN, private=True)]],
)
