"""Length of answers and retries in code: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.ai import Gateway, ModelClient, SourceModule
from readiness.facts.source import ModelCall, RetryLoop
from readiness.testing import fact, row, table

GATEWAY = fact(Gateway, product="litellm")


def module(*calls: Any, clients: tuple[ModelClient, ...] = (), retries: tuple[RetryLoop, ...] = ()) -> Any:
    return fact(SourceModule, language="python", calls=calls, clients=clients, retries=retries)


def call(bounded: bool | None, kind: Any = "chat", line: int = 7) -> ModelCall:
    return ModelCall(kind=kind, bounded=bounded, line=line)


def client(coupling: Any = "openai-fixed", provider: str = "openai", line: int = 3, **values: Any) -> ModelClient:
    return ModelClient(provider=provider, coupling=coupling, timeout=True, line=line, **values)


test_answer_length = table(
    "ai-answer-length-bounded",
    passes=[module(call(True)), module(call(True), call(False, "embedding")), module(clients=(client("framework", bounded=True),))],
    fails=[
        row(module(call(True), call(False, line=9)), says="config.yaml:9"),
        module(clients=(client("framework", bounded=False),)),
        [module(call(False), clients=(client(),)), GATEWAY],
    ],
    unknown=[
        module(call(None)),
        row(module(call(False), clients=(client("openai-configurable"),)), GATEWAY, says="gateway"),
        module().unknown("calls", GapReason.UNPARSEABLE),
    ],
    not_applicable=[module(), module(call(False, "embedding")), module(clients=(client(),))],
)


def loop(attempts: int | None) -> RetryLoop:
    return RetryLoop(library="tenacity", attempts=attempts, waits=True, line=5)


test_retries = table(
    "ai-retries-bounded",
    passes=[
        module(clients=(client(max_retries=2),)),
        row(module(clients=(client(),), retries=(loop(3),)), says="'requests': 9"),
        module(clients=(client(max_retries=0),), retries=(loop(6),)),
        module(clients=(client(provider="bedrock"),), retries=(loop(5),)),
    ],
    fails=[
        row(module(retries=(loop(None),)), says="no end"),
        row(module(clients=(client(),), retries=(loop(5),)), says="'requests': 15"),
        row(module(clients=(client(max_retries=20),)), says="too often"),
        row(module(clients=(client(),), retries=(loop(2),)), most=5),
    ],
    unknown=[module().unknown("retries", GapReason.UNPARSEABLE)],
    not_applicable=[module(), module(clients=(client(),))],
)
