"""Regions of a gateway's models: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Deployment, ModelRoute
from readiness.testing import fact, row, table


def route(*models: tuple[str, str, str], **values: Any) -> Any:
    each = tuple(Deployment(provider=provider, model=model, failure_domain=domain, line=4) for provider, model, domain in models)
    return fact(ModelRoute, gateway="g", alias="chat", deployments=each, **values)


MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"
ONE = ("bedrock", MODEL, "bedrock/eu-west-1")

test_spans = table(
    "ai-bedrock-model-spans-regions",
    passes=[
        row(route(("bedrock", f"converse/eu.{MODEL}", "bedrock/eu-west-1")), says=f"eu.{MODEL}"),
        route(ONE, ("bedrock", MODEL, "bedrock/eu-central-1")),
        route(ONE, fallback_domains=("bedrock/eu-west-1", "azure/eu")),
        route(("bedrock", "global.amazon.nova-lite-v1:0", "bedrock")),
    ],
    fails=[
        row(route(ONE), says="config.yaml:4"),
        row(route(("bedrock", f"eu-west-1/{MODEL}", "bedrock")), says="one region"),
        route(("bedrock", "amazon.nova-pro-v1:0", "bedrock/us-east-1"), fallback_domains=("bedrock/us-east-1",)),
    ],
    unknown=[route(ONE).unknown("fallback_domains", GapReason.UNSUPPORTED)],
    not_applicable=[
        [],
        route(("openai", "gpt-4.1", "openai")),
        route(("bedrock", "amazon.titan-embed-text-v2:0", "bedrock")),
        route(("bedrock", "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a", "bedrock")),
        route(ONE, environment=Environment.DEVELOPMENT),
    ],
)
