"""Queues of models, and models that sleep: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService
from readiness.facts.containers import Container
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.models import ServedModel
from readiness.testing import fact, row, table


def model(product: str = "triton", name: str = "chat", **values: Any) -> Any:
    return fact(ServedModel, product=product, name=name, **values)


UNTOLD = model("ray", "other").unknown("most_waiting", GapReason.UNSUPPORTED, "the decorator in code may set it")

test_queue = table(
    "ai-model-queue-bounded",
    passes=[model(most_waiting=64), model(waits_at_most=2.0), [model(most_waiting=1), model("ray", "r", most_waiting=1)]],
    fails=[
        row(model(), says="chat"),
        model("ray"),
        [model(most_waiting=64), model(name="other")],
        [UNTOLD, model("ray", "endless")],
        [model(), model(environment=Environment.SAMPLE)],
    ],
    unknown=[row(UNTOLD, says="decorator"), [UNTOLD, model("ray", "bounded", most_waiting=5)]],
    not_applicable=[(), model(environment=Environment.DEVELOPMENT), model(environment=Environment.SAMPLE)],
)


def server(**values: Any) -> Any:
    defaults = {
        "role": "inference",
        "product": "vllm",
        "platform": "kubernetes",
        "workload": "kubernetes:production/ai/Deployment/chat",
        "namespace": "ai",
        "container": Container(name="vllm"),
        "authentication": True,
    }
    return fact(AiService, **(defaults | values))


def scaler(minimum: int, **values: Any) -> Any:
    defaults = {"name": "a", "namespace": "ai", "kind": "ScaledObject", "target_kind": "Deployment", "target_name": "chat"}
    return fact(Autoscaler, minimum=minimum, **(defaults | values))


test_warm = table(
    "ai-model-stays-warm",
    passes=[server(), [server(), scaler(1)], [server(), scaler(0, target_name="other")], [server(), scaler(0, paused=True)]],
    fails=[
        [server(), scaler(0)],
        [server(workload="helm:values.yaml#chat", namespace=None), scaler(0, namespace=None)],
    ],
    unknown=[[server(), scaler(0).unknown("minimum", GapReason.TEMPLATED)]],
    not_applicable=[
        (),
        server(role="gateway"),
        [server(environment=Environment.STAGING), scaler(0)],
        server(platform="compose"),
    ],
)
