"""Handling of a failing model in code: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import ModelClient, SourceModule
from readiness.facts.source import ModelCall
from readiness.testing import fact, row, table

CLIENT = ModelClient(provider="openai", coupling="openai-fixed", timeout=True, line=3)
CALL = ModelCall(kind="chat", bounded=True, line=8)


def module(name: str = "llm", *calls: ModelCall, **values: Any) -> Any:
    return fact(SourceModule, language="python", resource=name, calls=calls, **values)


test_model_failure = table(
    "ai-model-failure-handled",
    passes=[
        row(module("llm", CALL, handlers=(9,)), says="config.yaml:9"),
        [module("llm", CALL), module("api", handlers=(4,))],
        module("llm", CALL, fallbacks=True),
        row(module("llm", CALL, failures_named=(7,)), says="errors_named_in"),
        row(module("llm", CALL, failures_named=(7,)), module("api", handlers=(4,)), says="['config.yaml:4']"),
    ],
    fails=[module("llm", CALL), [module("llm", CALL), module("tests", handlers=(4,), environment=Environment.SAMPLE)]],
    unknown=[module("llm", CALL).unknown("handlers", GapReason.UNPARSEABLE)],
    not_applicable=[[], module("types", clients=(CLIENT,)), module("llm", CALL, environment=Environment.SAMPLE)],
)
