"""Models that end and indexes that are made anew: situations and verdicts. Tables are judged on 1 June 2026."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Deployment, ModelClient, ModelLiteral, ModelRoute, SourceModule
from readiness.facts.model_retirements import AS_OF, SOURCES, retirement_of, vendor_of
from readiness.facts.source import VectorQuery, VectorStoreUse
from readiness.testing import fact, row, table


def module(*models: str, provider: str = "", use: Any = "argument", **values: Any) -> Any:
    clients = (ModelClient(provider=provider, coupling="native", timeout=True, line=1),) if provider else ()
    literals = tuple(ModelLiteral(model=each, use=use, line=6) for each in models)
    return fact(SourceModule, language="python", clients=clients, models=literals, **values)


def route(provider: str, model: str | None) -> Any:
    return fact(
        ModelRoute, gateway="g", alias="chat", deployments=(Deployment(provider=provider, model=model, failure_domain="x", line=3),)
    )


test_retirements = table(
    "ai-models-not-retiring",
    passes=[module("gpt-4o", provider="openai"), row(route("openai", "gpt-4.1"), says="2027-01-14"), module("gpt-5.1", use="default")],
    fails=[
        row(module("claude-3-opus-20240229", provider="anthropic"), says="was shut down"),
        row(module("claude-sonnet-4-20250514"), says="shut down soon"),
        row(route("anthropic", "claude-3-7-sonnet-20250219"), says="config.yaml:3"),
        row(module("gpt-4o"), least_days=400),
        row(route("bedrock", "eu.anthropic.claude-opus-4-20250514-v1:0"), says="was shut down"),
        row(module("us.anthropic.claude-3-5-haiku-20241022-v1:0", provider="bedrock"), says="model-lifecycle"),
        row(route("mistral", "mistral-large-2411"), says="was shut down"),
        row(route("cohere_chat", "c4ai-aya-expanse-8b"), says="cohere.com"),
    ],
    unknown=[
        module().unknown("models", GapReason.UNPARSEABLE),
        row(module("gpt-9"), says="table of shutdowns", table_days=-365),
    ],
    not_applicable=[
        [],
        module("gpt-3.5-turbo", provider="azure"),
        module("claude-3-opus-20240229", use="catalogue"),
        module("claude-3-opus-20240229", environment=Environment.SAMPLE),
        row(module("gpt-9"), says=str(AS_OF["openai"])),
        row(module("claude-haiku-4-5", provider="anthropic"), says="no shutdown of it was known"),
        row(route("bedrock", "eu.anthropic.claude-haiku-4-5-20251001-v1:0"), says=str(AS_OF["bedrock"])),
        route("ollama", "mistral:7b"),
        route("azure", "gpt-3.5-turbo"),
        route("openai", None),
    ],
)


@pytest.mark.parametrize(
    ("model", "vendor"),
    [
        ("gpt-4o", "openai"),
        ("openai/gpt-4o", "openai"),
        ("openai:o3", "openai"),
        ("azure/gpt-4o", ""),
        ("gpt-oss-120b", ""),
        ("claude-opus-4-1", "anthropic"),
        ("anthropic.claude-3-opus-20240229-v1:0", "bedrock"),
        ("bedrock/eu-west-1/eu.anthropic.claude-3-opus-20240229-v1:0", "bedrock"),
        ("arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0", "bedrock"),
        ("mistral/mistral-large-2411", "mistral"),
        ("mistral:mistral-large-2411", "mistral"),
        ("mistral:7b", ""),
        ("mistralai/Mistral-7B-Instruct-v0.3", ""),
        ("cohere/command-a-03-2025", "cohere"),
        ("bedrock/claude-3", ""),
        ("claude-3-5-sonnet@20240620", ""),
        ("google-gla:gemini-2.5-pro", "gemini"),
        ("models/gemini-2.5-pro", "gemini"),
        ("llama3", ""),
    ],
)
def test_whose_own_api_an_id_is_asked_for_at(model: str, vendor: str) -> None:
    assert vendor_of(model) == vendor


def test_the_table_is_dated_and_tells_its_sources() -> None:
    assert retirement_of("openai/gpt-4o", "openai") == date(2027, 1, 14)
    assert retirement_of("gpt-4o", "anthropic") is None
    assert retirement_of("bedrock/us.anthropic.claude-opus-4-1-20250805-v1:0", "bedrock") == date(2027, 1, 8)
    assert retirement_of("anthropic.claude-3-haiku-20240307-v1:0:48k", "bedrock") == date(2026, 9, 10)
    assert retirement_of("cohere_chat/embed-english-v2.0", "cohere_chat") == date(2026, 4, 4)
    assert set(SOURCES) == set(AS_OF) == {"openai", "anthropic", "gemini", "bedrock", "mistral", "cohere"}


def store(name: str = "qdrant", *collections: str, queries: int = 1, aliases: tuple[int, ...] = (), **values: Any) -> Any:
    return fact(
        VectorStoreUse,
        store=name,
        queries=tuple(VectorQuery(filtered=False, line=9) for _ in range(queries)),
        collections=dict.fromkeys(collections, 5),
        aliases=aliases,
        **values,
    )


test_index = table(
    "ai-index-replaceable",
    passes=[
        store("qdrant", "kb_v2"),
        store("pinecone"),
        store("qdrant", "kb-2026"),
        [store("qdrant", "kb"), store("qdrant", aliases=(3,))],
    ],
    fails=[row(store("qdrant", "kb"), says="config.yaml:5"), store("qdrant", "kb_v2", "documents")],
    unknown=[store().unknown("collections", GapReason.UNPARSEABLE)],
    not_applicable=[store("langchain"), store("qdrant", queries=0)],
)
