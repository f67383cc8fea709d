"""What variables tell of an AI system."""

from __future__ import annotations

import pytest

from readiness.collectors.files.ai_variables import Sink, debug_switches, provider_of, sinks_of, store_targets


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("OPENAI_API_KEY", "openai"),
        ("openai_api_key", "openai"),
        ("MYAPP_OPENAI_API_KEY", "openai"),
        ("AZURE_OPENAI_ENDPOINT", "azure"),
        ("ANTHROPIC_API_KEY", "anthropic"),
        ("AWS_BEDROCK_REGION", "bedrock"),
        ("AWS_BEARER_TOKEN_BEDROCK", "bedrock"),
        ("BEDROCK_MODEL_ID", "bedrock"),
        ("VERTEXAI_PROJECT", "vertex"),
        ("GOOGLE_GENAI_USE_VERTEXAI", "vertex"),
        ("GEMINI_API_KEY", "gemini"),
        ("MISTRAL_API_KEY", "mistral"),
        ("CO_API_KEY", "cohere"),
        ("GROQ_API_KEY", "groq"),
        ("HF_TOKEN", "huggingface"),
        ("HUGGING_FACE_HUB_TOKEN", "huggingface"),
        ("OLLAMA_BASE_URL", "self-hosted"),
        ("VLLM_API_KEY", "self-hosted"),
        ("TOKEN", None),
        ("MODEL", None),
        ("API_KEY", None),
        ("LANGFUSE_SECRET_KEY", None),
        ("AWS_REGION", None),
        ("VERTEX_SHADER", None),
        ("DATABASE_URL", None),
    ],
)
def test_providers(name, provider):
    assert provider_of(name) == provider


SINKS = [
    ({"LANGFUSE_SECRET_KEY": "x"}, [Sink("langfuse", "LANGFUSE_SECRET_KEY", None, True)]),
    ({"LANGFUSE_SECRET_KEY": ""}, []),
    ({"LANGFUSE_HOST": "https://x"}, []),
    ({"LANGSMITH_TRACING": "true"}, [Sink("langsmith", "LANGSMITH_TRACING", None, True)]),
    ({"LANGCHAIN_TRACING_V2": "false", "LANGSMITH_API_KEY": "x"}, []),
    ({"LANGSMITH_TRACING": "1", "LANGSMITH_HIDE_INPUTS": "true"}, [Sink("langsmith", "LANGSMITH_TRACING", False, True)]),
    ({"TRACELOOP_API_KEY": "x", "TRACELOOP_TRACE_CONTENT": "false"}, [Sink("traceloop", "TRACELOOP_API_KEY", False, True)]),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": "${E}"}, [Sink("otel", "OTEL_EXPORTER_OTLP_ENDPOINT", None, False)]),
    (
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "x", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true"},
        [Sink("otel", "OTEL_EXPORTER_OTLP_ENDPOINT", True, False)],
    ),
    (
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "x", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "SPAN_ONLY"},
        [Sink("otel", "OTEL_EXPORTER_OTLP_ENDPOINT", True, False)],
    ),
    ({"OTEL_EXPORTER_OTLP_ENDPOINT": "x", "OTEL_SDK_DISABLED": "true"}, []),
    ({"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true"}, []),
]


@pytest.mark.parametrize(("variables", "sinks"), SINKS)
def test_trace_sinks(variables, sinks):
    assert sinks_of(variables) == sinks


@pytest.mark.parametrize(
    ("name", "value", "on"),
    [
        ("LITELLM_LOG", "DEBUG", True),
        ("LITELLM_LOG", "INFO", False),
        ("FLASK_DEBUG", "1", True),
        ("FLASK_DEBUG", "0", False),
        ("VLLM_SERVER_DEV_MODE", "1", True),
        ("NODE_ENV", "development", True),
        ("NODE_ENV", "production", False),
        ("DEBUG", "True", True),
        ("DEBUG", "app:*", False),
        ("DEBUG", None, False),
        ("DEBUG", "${DEBUG}", False),
        ("LOG_LEVEL", "debug", False),
    ],
)
def test_debug_switches(name, value, on):
    assert [switch.name for switch in debug_switches({name: value})] == ([name] if on else [])


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"QDRANT_URL": "https://user:pw@kb.acme.io:6333/x", "QDRANT_COLLECTION": "kb"}, [("qdrant", "kb.acme.io", "kb")]),
        ({"APP_AZURE_SEARCH_ENDPOINT": "https://Acme.search.windows.net"}, [("azure ai search", "acme.search.windows.net", "")]),
        ({"QDRANT_URL": "https://kb.acme.io", "QDRANT_COLLECTION": "kb-${ENVIRONMENT}"}, []),
        ({"QDRANT_URL": "${QDRANT_URL}"}, []),
        ({"WEAVIATE_HOST": "weaviate", "WEAVIATE_CLASS": "Doc"}, [("weaviate", "weaviate", "Doc")]),
        ({"RESEARCH_URL": "https://a.b"}, []),
        ({"QDRANT_URL": None, "QDRANT_API_KEY": "x"}, []),
    ],
)
def test_vector_stores_are_told_by_host_and_index(variables: dict[str, str | None], expected: list[tuple[str, str, str]]) -> None:
    assert [(each.store, each.host, each.index) for each in store_targets(variables)] == expected


def test_a_nim_is_traced_and_watched_by_its_own_variables():
    assert [each.product for each in sinks_of({"NIM_ENABLE_OTEL": "1"})] == ["otel"]
    assert sinks_of({"NIM_ENABLE_OTEL": "0"}) == []
    assert [(each.name, each.component) for each in debug_switches({"NIM_LOG_LEVEL": "DEBUG"})] == [("NIM_LOG_LEVEL", "nim")]


def test_calls_through_helicone_are_recorded_there():
    assert [(each.product, each.variable) for each in sinks_of({"OPENAI_BASE_URL": "https://oai.helicone.ai/v1"})] == [
        ("helicone", "OPENAI_BASE_URL")
    ]
    assert sinks_of({"OPENAI_BASE_URL": "https://oai.helicone.ai.example.com/v1", "DOCS": "see helicone.ai"}) == []
