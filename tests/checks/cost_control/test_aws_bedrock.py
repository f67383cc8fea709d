"""What calls of models are billed under: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Gap, GapReason
from readiness.facts.aws.bedrock import AwsInferenceProfile
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.testing import fact, row, table

HAIKU = "anthropic.claude-3-haiku-20240307-v1:0"
ARN = "arn:aws:bedrock:eu-west-1:1:application-inference-profile/p1"


def calls(model: str = "p1", region: str = "eu-west-1") -> Any:
    return fact(AwsBedrockTraffic, region=region, model=model, resource=f"{region}/{model}")


def profile(region: str = "eu-west-1", models: Any = (HAIKU,), **tags: str) -> Any:
    return fact(AwsInferenceProfile, name="claims", id="p1", region=region, models=models, tagged=tags, resource=ARN)


TAGGED = profile(project="claims")

test_spend_attributable = table(
    "aws-model-spend-attributable",
    passes=[
        [calls(), TAGGED],
        [calls(ARN), TAGGED],
        row(calls(), profile(project="claims", owner="me"), cost_tags=("owner",)),
    ],
    fails=[
        row(calls(HAIKU), says="without an inference profile"),
        [calls(f"eu.{HAIKU}")],
        row(calls(HAIKU), TAGGED, says="go past"),
        [calls(f"arn:aws:bedrock:eu-west-1:1:inference-profile/eu.{HAIKU}"), TAGGED],
        [calls(HAIKU), profile(models=("amazon.nova-lite-v1:0",), project="claims")],
        [calls(HAIKU), profile("us-east-1", project="claims")],
        row(calls(), profile(), says="lacks cost tags"),
        [calls(), profile(**{"aws:cloudformation:stack-name": "claims"})],
        row(calls(), TAGGED, cost_tags=("owner",), says="project"),
        [calls(), calls(HAIKU), TAGGED],
    ],
    unknown=[
        [calls(), TAGGED.unknown("tagged", GapReason.DENIED)],
        [calls(HAIKU), Gap(place="table:.", facts=("AwsInferenceProfile",), reason=GapReason.DENIED)],
    ],
    not_applicable=[(), TAGGED, [calls("arn:aws:bedrock:eu-west-1:1:provisioned-model/m1"), TAGGED]],
)
