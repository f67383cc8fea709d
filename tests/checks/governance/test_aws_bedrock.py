"""Evaluations of models on Bedrock: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts import Gap, GapReason
from readiness.facts.aws.bedrock import AwsEvaluation, AwsInferenceProfile
from readiness.facts.aws.models import AwsUsedModel
from readiness.facts.delivery import EvaluationSuite
from readiness.testing import fact, row, table

HAIKU = "anthropic.claude-3-haiku-20240307-v1:0"
MODEL_ARN = f"arn:aws:bedrock:us-east-1::foundation-model/{HAIKU}"
PROFILE = "arn:aws:bedrock:eu-west-1:1:application-inference-profile/p1"
NAMED = fact(AwsInferenceProfile, name="claims", id="p1", region="eu-west-1", models=(HAIKU,), resource=PROFILE)


def calls(*written: str, model: str = HAIKU, **more: Any) -> Any:
    return fact(AwsUsedModel, region="eu-west-1", **{"model": model, "written": written or (HAIKU,), "called": True, **more})


def evaluation(*models: str, started: date = date(2026, 5, 1), name: str = "may") -> Any:
    return fact(AwsEvaluation, name=name, started=started, models=models)


def suite(provider: str) -> Any:
    return fact(EvaluationSuite, product="promptfoo", cases=30, asserting_cases=30, providers=(provider,))


OLD = evaluation(HAIKU, started=date(2026, 1, 1), name="january")

test_models_evaluated = table(
    "aws-models-evaluated",
    passes=[
        [calls(), evaluation(HAIKU)],
        [calls(f"eu.{HAIKU}"), evaluation(MODEL_ARN)],
        [calls("p1"), NAMED, evaluation(HAIKU)],
        [calls(), NAMED, evaluation(PROFILE)],
        row(calls(), OLD, evaluation("amazon.nova-pro-v1:0", HAIKU), says="may"),
        [calls(), evaluation(HAIKU, started=date(2026, 3, 3))],
        row(calls(), OLD, max_age_days=365),
        [calls("arn:aws:bedrock:eu-west-1:1:imported-model/m1", model=""), evaluation("arn:aws:bedrock:eu-west-1:1:imported-model/m1")],
    ],
    fails=[
        row(calls(), says="evaluation of a model in use was seen"),
        row(calls(), OLD, says="january"),
        [calls(), evaluation(HAIKU, started=date(2026, 3, 2))],
        [calls(), evaluation("anthropic.claude-3-sonnet-20240229-v1:0")],
        [calls(), evaluation()],
        [calls("p1"), NAMED],
        [calls(), suite("openai:gpt-4o")],
        [calls("arn:aws:bedrock:eu-west-1:1:imported-model/m1", model=""), evaluation("arn:aws:bedrock:eu-west-1:1:imported-model/m2")],
    ],
    unknown=[
        [calls(), suite(f"bedrock:{HAIKU}")],
        [calls(), OLD, suite(f"bedrock:eu.{HAIKU}")],
        calls().unknown("makes_text", GapReason.DENIED),
        [calls("p1", model="").unknown("model", GapReason.DENIED), evaluation(HAIKU)],
        [calls(), Gap(place="table:.", facts=("AwsEvaluation",), reason=GapReason.DENIED)],
    ],
    not_applicable=[(), evaluation(HAIKU), calls(makes_text=False), calls(model="cohere.rerank-v3-5:0"), calls(called=False)],
)
