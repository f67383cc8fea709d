"""A second provider: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment
from readiness.facts.ai import Deployment, ModelRoute
from readiness.testing import fact, row, table


def route(*domains: str, alias: str = "chat", **values: Any) -> Any:
    deployments = tuple(Deployment(provider=each.partition("/")[0], model="m", failure_domain=each) for each in domains)
    values.setdefault("fallback_domains", domains)
    return fact(ModelRoute, gateway="gateway", alias=alias, deployments=deployments, **values)


test_second = table(
    "ai-second-provider-configured",
    passes=[
        route("azure/weu", "bedrock/eu"),
        route("azure/weu", fallback_domains=("azure/weu", "bedrock/eu")),
        [route("openai"), route("openai", "hosted_vllm/vllm", alias="triage")],
    ],
    fails=[
        row(route("azure/weu", "azure/neu"), says="azure"),
        [route("openai"), route("openai", alias="other")],
        [route("openai"), route("anthropic", alias="other")],
        route("hosted_vllm/a", "ollama/b"),
        [route("openai"), route("openai", "bedrock", alias="e", kind="embedding")],
    ],
    unknown=[route("openai", stored_in_database=True)],
    not_applicable=[(), route("openai", kind="embedding"), route("openai", environment=Environment.DEVELOPMENT)],
)
