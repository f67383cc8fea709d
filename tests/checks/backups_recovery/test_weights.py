"""Weights beside public hubs: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.testing import fact, row, table


def server(model: str = "Qwen/Qwen2.5-7B-Instruct", variable: str = "", **values: Any) -> Any:
    """A vLLM server without a volume."""
    variables = (EnvironmentVariable(name=variable, value="1"),) if variable else ()
    container = Container(name="vllm", environment=variables, environment_from=values.pop("environment_from", ()))
    known = {
        "role": "inference", "product": "vllm", "platform": "kubernetes", "workload": "w", "authentication": True, "container": container,
        "settings": {"model": model} if model else {},
    }  # fmt: skip
    return fact(AiService, **known | values)


test_weights_kept = table(
    "ai-model-weights-kept",
    passes=[row(server(persistent=True), says="volume"), server(variable="HF_HUB_OFFLINE"), server(variable="HF_ENDPOINT")],
    fails=[row(server(), says="Qwen"), server(product="tgi")],
    unknown=[server(""), server("$MODEL"), server(environment_from=("hub",)), server().unknown("persistent", GapReason.UNSUPPORTED)],
    not_applicable=[
        [],
        server("/models/qwen"),
        server("s3://models/qwen/1"),
        server(product="ollama"),
        server(environment=Environment.STAGING),
    ],
)
