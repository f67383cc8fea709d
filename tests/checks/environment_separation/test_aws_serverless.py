"""Production functions and other environments: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, GapReason
from readiness.facts.aws.serverless import AwsFunction, AwsVariable
from readiness.testing import fact, row, table

TEST = AwsVariable(name="TABLE_NAME", used="chats-dev", environment=Environment.DEVELOPMENT)
FAR = AwsVariable(name="QUEUE", used="arn:q", account="111122223333")
AI = {"name": "chat", "ai_evidence": ("variable MODEL_ID",)}

test_production_only = table(
    "aws-function-uses-production-only",
    passes=[fact(AwsFunction, **AI), fact(AwsFunction, **AI, variables=(FAR,))],
    fails=[
        row(fact(AwsFunction, **AI, variables=(TEST,)), says="TABLE_NAME"),
        row(fact(AwsFunction, **AI, variables=(FAR,)), other_accounts=("111122223333",)),
        row(fact(AwsFunction, **AI, variables=(FAR,)), other_accounts=(111122223333,)),
    ],
    unknown=[fact(AwsFunction, **AI).unknown("variables", GapReason.DENIED)],
    not_applicable=[fact(AwsFunction, **AI, variables=(TEST,), environment=Environment.DEVELOPMENT), fact(AwsFunction, name="x")],
)
