"""Calls in clear and media from anywhere: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, Gateway
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.testing import fact, row, table


def gateway(*endpoints: str, **values: Any) -> Any:
    return fact(Gateway, product="litellm", cleartext_endpoints=endpoints, **values)


def running(value: str | None, **values: Any) -> Any:
    given = EnvironmentVariable(name="BASE", value=value, source="literal" if value else "secret")
    known = {"role": "gateway", "product": "litellm", "platform": "kubernetes", "workload": "w", "authentication": True}
    return fact(AiService, container=Container(name="x", environment=(given,)), **(known | values))


BY_VARIABLE = gateway(unresolved_endpoints=("BASE",))

test_encrypted = table(
    "ai-model-calls-encrypted",
    passes=[
        gateway(),
        row(BY_VARIABLE, running("https://models.example.com/v1"), says="BASE: models.example.com"),
        [BY_VARIABLE, running("http://vllm.ai.svc.cluster.local:8000"), running("https://x", environment=Environment.STAGING)],
    ],
    fails=[
        row(BY_VARIABLE, running("http://models.example.com"), says="BASE: models.example.com"),
        row(gateway("models.example.com"), says="models.example.com"),
        gateway("models.example.com", unresolved_endpoints=("OPENAI_API_BASE",)),
    ],
    unknown=[
        gateway().unknown("cleartext_endpoints", GapReason.TEMPLATED),
        row(BY_VARIABLE, says="BASE"),
        [BY_VARIABLE, running(None)],
        [BY_VARIABLE, running("${URL}")],
        [BY_VARIABLE, running("https://models.example.com"), running(None, workload="b", resource="b")],
        [BY_VARIABLE, running("https://models.example.com", product="kong")],
        row(fact(Gateway, product="azure api management"), says="outside of this file"),
    ],
    not_applicable=[(), gateway("models.example.com", environment=Environment.DEVELOPMENT)],
)


def server(model: str, *arguments: str, **values: Any) -> Any:
    settings = {"model": model} | values.pop("settings", {})
    defaults = {"role": "inference", "product": "vllm", "platform": "kubernetes", "workload": "w", "authentication": True}
    return fact(AiService, container=Container(name="vllm", arguments=arguments), settings=settings, **(defaults | values))


test_media = table(
    "ai-media-fetching-limited",
    passes=[server("Qwen/Qwen2.5-VL-7B-Instruct", settings={"allowed_media_domains": "media.example.com"})],
    fails=[
        server("Qwen/Qwen2.5-VL-7B-Instruct"),
        server("llava-hf/llava-1.5-7b-hf"),
        server("mistralai/Pixtral-12B-2409"),
        server("google/gemma-3-27b-it", settings={"limit_mm_per_prompt": '{"image": 2}'}),
        server("Qwen/Qwen2-VL-7B", settings={"allowed_media_domains": "true"}),
    ],
    unknown=[server("Qwen/Qwen2-VL-7B", "--config", "/etc/vllm.yaml")],
    not_applicable=[
        (),
        server("Qwen/Qwen3-32B"),
        server("google/gemma-3-1b-it"),
        server("evolving/vlad-7b"),
        server("Qwen/Qwen2-VL-7B", settings={"limit_mm_per_prompt": "image=0"}),
        server("Qwen/Qwen2-VL-7B", product="sglang"),
    ],
)
