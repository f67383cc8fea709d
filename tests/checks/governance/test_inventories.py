"""Inventories beside what is configured: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, Deployment, ModelRoute
from readiness.facts.containers import Container
from readiness.facts.documents import DeclaredComponent
from readiness.testing import fact, row, table


def route(*models: str | None, **values: Any) -> Any:
    deployments = tuple(Deployment(provider="openai", model=each, failure_domain="openai") for each in models)
    return fact(ModelRoute, gateway="litellm:c.yaml", alias="chat", deployments=deployments, **values)


def declared(name: str, kind: str = "model", **values: Any) -> Any:
    return fact(DeclaredComponent, kind=kind, name=name, **values)


def server(model: str = "Qwen/Qwen2.5-7B-Instruct", **values: Any) -> Any:
    known = {
        "role": "inference", "product": "vllm", "platform": "kubernetes", "workload": "w", "container": Container(name="vllm"),
        "authentication": True, "settings": {"model": model} if model else {},
    }  # fmt: skip
    return fact(AiService, **known | values)


test_inventory_matches = table(
    "ai-inventory-matches",
    passes=[
        [route("gpt-4.1-2025-04-14"), declared("gpt-4.1-2025-04-14")],
        [route("eu.anthropic.claude-sonnet-4-5"), server(), declared("EU.Anthropic.Claude-Sonnet-4-5"), declared("qwen2.5-7b-instruct")],
        row(route("gpt-4.1"), declared("main model", also=("gpt-4.1",)), says="gpt-4.1"),
    ],
    fails=[
        row(route("gpt-4.1", "gpt-4o"), declared("gpt-4.1"), says="gpt-4o"),
        row(server(), declared("gpt-4.1"), says="Qwen"),
    ],
    unknown=[row(route("gpt-4.1"), says="no inventory")],
    not_applicable=[[], declared("gpt-4.1"), route(None), route("*"), route("gpt-4.1", environment=Environment.DEVELOPMENT)],
)

test_licence_recorded = table(
    "ai-model-licence-recorded",
    passes=[row(server(), declared("Qwen/Qwen2.5-7B-Instruct", licence="apache-2.0"), says="apache-2.0")],
    fails=[
        row(server(), declared("Qwen/Qwen2.5-7B-Instruct"), says="recorded nowhere"),
        [server(), declared("gpt-4.1", licence="terms of OpenAI")],
    ],
    unknown=[server(), server(""), server("$MODEL"), server().unknown("settings", GapReason.UNSUPPORTED)],
    not_applicable=[[], server(role="gateway"), server(environment=Environment.STAGING)],
)
