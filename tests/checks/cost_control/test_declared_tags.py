"""Cost tags in infrastructure code: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason, Origin
from readiness.facts.aws.bedrock import AwsInferenceProfile
from readiness.facts.azure import AzureAiAccount
from readiness.testing import PLACE, fact, row, table


def account(*tags: str, **values: Any) -> AzureAiAccount:
    return fact(AzureAiAccount, name="oai", kind="OpenAI", key_access=False, public_access=False, tags=tags, **values)


test_account = table(
    "ai-azure-account-tagged",
    passes=[row(account("app", "env"), says="app")],
    fails=[row(account(), says="no tags")],
    unknown=[account().unknown("tags", GapReason.UNRESOLVED)],
    not_applicable=[(), account(environment=Environment.DEVELOPMENT)],
)


def profile(*tags: str, **values: Any) -> AwsInferenceProfile:
    return fact(AwsInferenceProfile, **{"name": "assistant", "id": "p", "region": "eu-west-1", "tagged": dict.fromkeys(tags, ""), **values})


test_profile = table(
    "aws-declared-inference-profile-tagged",
    passes=[row(profile("app"), says="app")],
    fails=[row(profile(), says="lacks cost tags")],
    unknown=[profile().unknown("tagged", GapReason.UNRESOLVED)],
    not_applicable=[(), profile(origin=Origin(place=PLACE, call="bedrock.list_inference_profiles"))],
)
