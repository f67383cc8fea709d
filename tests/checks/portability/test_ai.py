"""Provider lock-in: situations and verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.facts import Environment, GapReason, Origin
from readiness.facts.ai import ModelClient, ModelLiteral, SourceModule
from readiness.facts.delivery import EvaluationSuite, Job, Workflow
from readiness.facts.source import ProviderFeature
from readiness.lock_in import call_path, weight_of
from readiness.testing import PLACE, fact, row, table


def module(file: str, *couplings: Any, **values: Any) -> Any:
    """A source file that constructs clients of these couplings."""
    clients = tuple(ModelClient(provider="it", coupling=each, timeout=None, line=1) for each in couplings)
    known = {"resource": f"source:{file}", "origin": Origin(place=PLACE, file=file)} | values
    return fact(SourceModule, language="python", clients=clients, **known)


def modules(count: int, coupling: str, folder: str = "app") -> list[Any]:
    """Source files in as many folders, alike."""
    return [module(f"{folder}{number}/chat.py", coupling) for number in range(count)]


test_provider_calls = table(
    "ai-provider-calls-isolated",
    passes=[
        modules(6, "neutral"),
        modules(10, "openai-configurable"),
        modules(10, "framework"),
        [module("llm/client.py", "native")],
        [module(f"core/llm/{name}.py", "native") for name in ("chat", "embed", "rerank", "tools")],
        [*modules(8, "neutral"), module("a/chat.py", "native"), module("b/chat.py", "native"), module("c/chat.py", "native")],
        row(*modules(4, "openai-fixed"), says="'score': 17"),
    ],
    fails=[
        row(*modules(3, "native"), says="app0/chat.py"),
        modules(8, "openai-fixed"),
        [module(f"app/{name}.py", "native") for name in ("chat", "embed", "rerank", "tools")],
        row(*modules(10, "framework"), max_score=5),
        [module(f"{name}/chat.py", imports=("anthropic",)) for name in "abc"],
    ],
    unknown=[[*modules(3, "native"), module("x.py").unknown("clients", GapReason.UNPARSEABLE)]],
    not_applicable=[[], module("tests/chat.py", "native", environment=Environment.SAMPLE)],
)


@pytest.mark.parametrize(
    ("seen", "weight"),
    [
        (module("a.py", "native", "neutral"), 1.0),
        (module("a.py", "azure"), 0.7),
        (module("a.py", "framework"), 0.35),
        (module("a.py", "framework", "neutral"), 0.175),
        (module("a.py", "framework", imports=("litellm",)), 0.175),
        (module("a.py", imports=("google.genai.types",)), 1.0),
        (module("a.py", imports=("langchain_openai",)), 0.35),
        (module("a.py", imports=("langchain_core", "langgraph.graph", "langchain")), 0.0),
        (module("a.ts", "neutral", imports=("vercel_ai", "ai_sdk.openai")), 0.175),
        (module("a.ts", "neutral", imports=("vercel_ai",)), 0.0),
        (module("a.py", imports=("openai",)), 0.0),
        (module("a.py", imports=("groqqy",)), 0.0),
    ],
)
def test_a_module_weighs_as_its_tightest_client(seen: SourceModule, weight: float) -> None:
    assert weight_of(seen) == pytest.approx(weight)


def test_the_score_follows_the_formula() -> None:
    path = call_path([module("a/x.py", "native"), module("b/x.py", "native"), module("c/x.py", "azure"), module("d/x.py", "neutral")])
    assert path.score == pytest.approx(30 * (0.6 * 2.7 / 4 + 0.4 * 3 / 8))
    assert len(path.direct) == 3
    assert not path.isolated


def named(file: str, *models: str, use: Any = "argument", **values: Any) -> Any:
    """A source file that names these models."""
    return module(file, models=tuple(ModelLiteral(model=each, use=use, line=5) for each in models), **values)


FIVE = ("gpt-4.1", "gpt-4.1-mini", "o3", "claude-sonnet-4", "gemini-2.5-pro")

test_model_ids = table(
    "ai-model-ids-configured",
    passes=[
        [module("a.py", "native")],
        [named("a.py", "gpt-4.1"), named("b.py", "gpt-4.1")],
        [named(f"{name}.py", "gpt-4.1", use="default") for name in "abcdef"],
        [named(f"{name}.py", *FIVE) for name in "abc"],
        [named("a.py", "gpt-4.1"), named("b.py", "o3"), named("tests/c.py", "o3", environment=Environment.SAMPLE)],
    ],
    fails=[
        row(*(named(f"{name}.py", "gpt-4.1") for name in "abc"), says="a.py:5"),
        row(named("a.py", "gpt-4.1"), max_modules=0),
    ],
    not_applicable=[[], named("tests/c.py", "o3", environment=Environment.SAMPLE)],
)


def client(coupling: Any = "openai-fixed", endpoint: Any = "default", address: str = "") -> ModelClient:
    return ModelClient(provider="openai", coupling=coupling, timeout=True, endpoint=endpoint, address=address, line=7)


def with_clients(*clients: ModelClient) -> Any:
    return fact(SourceModule, language="python", clients=clients, origin=Origin(place=PLACE, file="app/llm.py"))


test_endpoint = table(
    "ai-endpoint-configurable",
    passes=[
        with_clients(client()),
        with_clients(client(endpoint="configured", coupling="openai-configurable")),
        with_clients(client(endpoint="literal", address="gateway")),
    ],
    fails=[row(with_clients(client(), client(endpoint="literal", address="api.openai.com")), says="app/llm.py:7")],
    unknown=[with_clients().unknown("clients", GapReason.UNPARSEABLE)],
    not_applicable=[with_clients(), with_clients(client(coupling="neutral")), with_clients(client(endpoint=None))],
)


def using(*features: str, file: str = "app/chat.py", **values: Any) -> Any:
    told = tuple(ProviderFeature(name=each, provider="it", line=4) for each in features)
    return fact(SourceModule, language="python", features=told, resource=file, origin=Origin(place=PLACE, file=file), **values)


test_features = table(
    "ai-provider-features-few",
    passes=[
        using("Guardrails of Bedrock", "Native request bodies"),
        row(using("Assistants API"), max_points=9),
    ],
    fails=[
        row(using("Assistants API"), says="app/chat.py:4"),
        row(*(using("Native request bodies", file=f"{name}.py") for name in "abcdef"), says="'points': 8.0", max_points=7),
    ],
    unknown=[using().unknown("features", GapReason.UNPARSEABLE)],
    not_applicable=[[], using(), using("Assistants API", environment=Environment.SAMPLE)],
)


def suite(*providers: str, **values: Any) -> Any:
    return fact(EvaluationSuite, product="promptfoo", cases=30, asserting_cases=30, providers=providers, **values)


def workflow(*matrix: str, **values: Any) -> Any:
    return fact(Workflow, name="evaluate", jobs=(Job(id="evaluate", matrix=matrix, line=5),), **values)


test_second_vendor = table(
    "ai-evaluations-second-vendor",
    passes=[
        row(suite("openai:gpt-4.1", "anthropic:messages:claude-sonnet-4-5"), says="config.yaml"),
        [suite("openai:o3"), suite("openai:o3", "bedrock:x")],
        row(suite("openai:o3"), workflow("openai/gpt-4.1", "bedrock/eu.anthropic.claude-sonnet-4-v1:0"), says="'anthropic', 'openai'"),
        [suite("https://example.com/api"), workflow("gpt-4.1", "mistral-large-2411", "3.12")],
    ],
    fails=[
        row(suite("openai:gpt-4.1", "openai:chat:gpt-4.1-mini"), says="openai"),
        [suite("openai:gpt-4.1"), suite("anthropic:messages:claude-sonnet-4-5")],
        [suite("openai:gpt-4.1"), workflow("gpt-4.1", "azure/gpt-4o", "ubuntu-latest", "3.12")],
        [suite("openai:gpt-4.1"), workflow("gpt-4.1", "claude-sonnet-4-5", environment=Environment.SAMPLE)],
    ],
    unknown=[suite("https://example.com/api"), suite("openai:chat:claims-chat"), suite().unknown("providers", GapReason.TEMPLATED)],
    not_applicable=[[], suite("openai:o3", environment=Environment.SAMPLE)],
)
