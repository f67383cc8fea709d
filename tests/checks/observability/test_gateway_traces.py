"""Traces from gateway to model server: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, Deployment, Gateway, ModelRoute
from readiness.facts.containers import Container
from readiness.testing import fact, row, table


def gateway(**values: Any) -> Any:
    return fact(Gateway, **{"product": "litellm", "resource": "gateway", "callbacks": ("otel",), **values})


def route(*providers: str) -> Any:
    each = tuple(Deployment(provider=name, model="m", failure_domain=name) for name in providers or ("hosted_vllm",))
    return fact(ModelRoute, gateway="gateway", alias="chat", deployments=each)


def server(*arguments: str) -> Any:
    container = Container(name="vllm", arguments=arguments)
    values: Any = {"role": "inference", "product": "vllm", "platform": "kubernetes", "authentication": True, "workload": "Deployment/vllm"}
    return fact(AiService, container=container, **values)


TRACED = server("--otlp-traces-endpoint=http://otel:4317")

test_reaches = table(
    "ai-trace-reaches-model",
    passes=[
        row(gateway(forwards_trace=True), route(), TRACED, says="Deployment/vllm"),
        [gateway(forwards_trace=True), route("hosted_vllm", "openai"), TRACED],
    ],
    fails=[
        row(gateway(), route(), TRACED, says="forward_traceparent"),
        [gateway(callbacks=(), success_callbacks=("otel",)), route(), TRACED],
    ],
    unknown=[[gateway(), route().unknown("deployments", GapReason.UNSUPPORTED), TRACED]],
    not_applicable=[
        [],
        [gateway(), route(), server()],
        [gateway(), route("openai"), TRACED],
        [gateway(), route("hosted_vllm", "bedrock"), TRACED],
        [gateway(callbacks=("langfuse",)), route(), TRACED],
        [gateway(product="kong"), route(), TRACED],
        [gateway(environment=Environment.DEVELOPMENT), route(), TRACED],
    ],
)
