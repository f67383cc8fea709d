"""Fallbacks and restarts: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, ComposeService, Deployment, ModelRoute, SourceModule
from readiness.facts.containers import Container
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

AZURE_EU = "azure:westeurope"


def route(*domains: str, **values: Any) -> Any:
    deployments = tuple(Deployment(provider="azure", model="gpt", failure_domain=each) for each in domains or (AZURE_EU,))
    return fact(ModelRoute, gateway="gateway", alias="chat", deployments=deployments, **values)


def code(*, fallbacks: bool = True, **values: Any) -> Any:
    return fact(SourceModule, language="python", fallbacks=fallbacks, **values)


test_fallback = table(
    "ai-model-fallback",
    passes=[
        route(fallbacks=("chat-bedrock",), fallback_domains=("bedrock:eu-central-1",)),
        route(AZURE_EU, "azure:swedencentral"),
        route(fallbacks=("near", "far"), fallback_domains=(AZURE_EU, "openai")),
        route(fallbacks=("chat-bedrock",), fallback_domains=("bedrock",), stored_in_database=True, dangling=("in-database",)),
    ],
    fails=[
        route(),
        route(AZURE_EU, AZURE_EU),
        row(route(fallbacks=("chat-2",), fallback_domains=(AZURE_EU,)), says="together"),
        row(route(fallbacks=("gone",), dangling=("gone",)), says="gone"),
        route(fallbacks=("far", "gone"), fallback_domains=("openai",), dangling=("gone",)),
        [route(), code(fallbacks=False)],
        [route(), code(environment=Environment.SAMPLE)],
        route(environment=Environment.UNCLASSIFIED),
    ],
    unknown=[route(stored_in_database=True), [route(), code()], route().unknown("fallbacks", GapReason.TEMPLATED)],
    not_applicable=[route(is_fallback=True), route(kind="embedding"), route(environment=Environment.DEVELOPMENT)],
)


def compose(restart: str | None = None, **values: Any) -> Any:
    known = {
        "name": "litellm",
        "container": Container(name="litellm"),
        "published": ("127.0.0.1:4000",),
        "resource": "compose/litellm",
    } | values
    return fact(ComposeService, restart=restart, **known)


SERVED = fact(
    AiService,
    role="gateway",
    product="litellm",
    platform="compose",
    workload="compose/litellm",
    container=Container(name="litellm"),
    authentication=True,
)
KUBERNETES = fact(Workload, name="app", kind="Deployment", api_version="apps/v1", containers=())

test_restarts = table(
    "ai-compose-restarts",
    passes=[compose("unless-stopped"), compose("always"), compose("on-failure:5"), [compose("always", published=()), SERVED]],
    fails=[compose(), compose("no"), [compose(published=()), SERVED], compose(environment=Environment.UNCLASSIFIED)],
    unknown=[compose().unknown("restart", GapReason.TEMPLATED)],
    not_applicable=[
        compose(environment=Environment.DEVELOPMENT),
        compose(published=()),
        [compose(environment=Environment.UNCLASSIFIED), KUBERNETES],
    ],
)
