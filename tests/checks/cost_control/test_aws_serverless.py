"""Quotas of clients: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, GapReason
from readiness.facts.aws.serverless import AwsApi, AwsApiStage, AwsFunction, AwsPlan, AwsRoute
from readiness.testing import fact, row, table

CHAT = fact(AwsFunction, name="chat", resource="arn:chat", ai_evidence=("variable MODEL_ID",))
KEYED = AwsRoute(name="POST /chat", authorization="NONE", key_required=True, target="arn:chat")
KEYLESS = AwsRoute(name="POST /ask", authorization="AWS_IAM", target="arn:chat")
API = fact(AwsApi, resource="arn:api", name="chat", protocol="REST", routes=(KEYED,))
BOUNDED = AwsPlan(name="clients", quota=5000)


def stage(*plans: AwsPlan, **values: object) -> AwsApiStage:
    """Its stage."""
    return fact(AwsApiStage, **{"api": "arn:api", "name": "live", "plans": plans} | values)


test_quota = table(
    "aws-inference-api-quota",
    passes=[[CHAT, API, stage(BOUNDED)]],
    fails=[
        [CHAT, API, stage()],
        row(CHAT, API, stage(BOUNDED, AwsPlan(name="free")), says="free"),
        row(CHAT, API.model_copy(update={"routes": (KEYED, KEYLESS)}), stage(BOUNDED), says="POST /ask"),
    ],
    unknown=[[CHAT, API, stage().unknown("plans", GapReason.DENIED)], [CHAT, stage(BOUNDED)]],
    not_applicable=[
        [CHAT, API.model_copy(update={"protocol": "HTTP"}), stage()],
        [CHAT, API.model_copy(update={"private": True}), stage()],
        [CHAT, API.model_copy(update={"routes": ()}), stage()],
        [CHAT, API, stage(environment=Environment.STAGING)],
    ],
)
