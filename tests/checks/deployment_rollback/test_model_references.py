"""Addresses of models in code and files: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment
from readiness.facts.models import ModelReference
from readiness.testing import fact, row, table


def reference(uri: str, **values: Any) -> Any:
    return fact(ModelReference, uri=uri, via="source", **values)


test_model_reference = table(
    "ai-model-reference-pinned",
    passes=[
        reference("models:/claims/7"),
        reference("models:/claims@champion"),
        reference("ollama://llama3.1:8b"),
        reference("bentoml://claims:7f3a2c"),
        reference("ollama://registry.example.com/team/claims:1.4"),
    ],
    fails=[
        row(reference("models:/claims/latest"), says="models:/claims/latest"),
        row(reference("ollama://mistral"), says="'model': 'mistral'"),
        reference("ollama://llama3:latest"),
        reference("bentoml://claims:latest"),
        row(reference("bentoml://claims"), says="'model': 'claims'"),
    ],
    unknown=[reference("claims")],
    not_applicable=[reference("models:/claims/latest", environment=Environment.DEVELOPMENT)],
)
