"""npm packages that reach models, stores and traces, and the names under which readers know them: those of their Python twins."""

from __future__ import annotations

from dataclasses import dataclass

_PACKAGES: dict[str, str] = {
    "openai": "openai OpenAI",
    "@azure/openai": "azure.ai.openai",
    "@azure-rest/ai-inference": "azure.ai.inference ModelClient",
    "@azure/ai-projects": "azure.ai.projects",
    "@azure/ai-agents": "azure.ai.agents",
    "@anthropic-ai/sdk": "anthropic Anthropic",
    "@anthropic-ai/bedrock-sdk": "anthropic AnthropicBedrock",
    "@anthropic-ai/vertex-sdk": "anthropic AnthropicVertex",
    "@aws-sdk/client-bedrock-runtime": "aws_sdk.bedrock_runtime",
    "@aws-sdk/client-bedrock-agent-runtime": "aws_sdk.bedrock_agent_runtime",
    "@aws-sdk/client-sagemaker-runtime": "aws_sdk.sagemaker_runtime",
    "@google/genai": "google.genai",
    "@google/generative-ai": "google.generativeai",
    "@google-cloud/vertexai": "vertexai",
    "@google/adk": "google.adk",
    "@mistralai/mistralai": "mistralai",
    "cohere-ai": "cohere",
    "groq-sdk": "groq Groq",
    "ollama": "ollama",
    "together-ai": "together Together",
    "replicate": "replicate Client",
    "ai": "vercel_ai",
    "@openrouter/ai-sdk-provider": "ai_sdk.openrouter",
    "@portkey-ai/gateway": "portkey_ai",
    "portkey-ai": "portkey_ai Portkey",
    "langchain": "langchain",
    "llamaindex": "llama_index",
    "@openai/agents": "agents",
    "@openai/agents-core": "agents",
    "@mastra/core": "mastra",
    "@strands-agents/sdk": "strands",
    "langfuse": "langfuse Langfuse",
    "langfuse-langchain": "langfuse CallbackHandler",
    "langfuse-vercel": "langfuse",
    "@langfuse/openai": "langfuse",
    "@langfuse/otel": "langfuse",
    "@langfuse/tracing": "langfuse",
    "@langfuse/client": "langfuse",
    "@langfuse/langchain": "langfuse",
    "langsmith": "langsmith",
    "@traceloop/node-server-sdk": "traceloop.sdk",
    "@arizeai/openinference-instrumentation-openai": "openinference.instrumentation.openai",
    "@arizeai/openinference-instrumentation-langchain": "openinference.instrumentation.langchain",
    "@opentelemetry/instrumentation-openai": "opentelemetry.instrumentation.openai",
    "weave": "weave",
    "opik": "opik",
    "dd-trace": "ddtrace",
    "@qdrant/js-client-rest": "qdrant_client",
    "@qdrant/qdrant-js": "qdrant_client",
    "@pinecone-database/pinecone": "pinecone",
    "weaviate-client": "weaviate",
    "chromadb": "chromadb",
    "@zilliz/milvus2-sdk-node": "pymilvus",
    "@azure/search-documents": "azure.search.documents",
    "@e2b/code-interpreter": "e2b_code_interpreter",
    "e2b": "e2b",
    "p-retry": "p_retry pRetry",
    "async-retry": "async_retry retry",
}
_FAMILIES: dict[str, str] = {"@ai-sdk/": "ai_sdk", "@langchain/": "langchain", "@llamaindex/": "llama_index.llms", "@mastra/": "mastra"}
_INTERFACES = frozenset({"@ai-sdk/react", "@ai-sdk/vue", "@ai-sdk/svelte", "@ai-sdk/rsc", "@ai-sdk/ui-utils", "@ai-sdk/provider"})
"""Packages of a model library that only draw a chat on a screen or hold types."""


@dataclass(frozen=True)
class Package:
    """A package as readers name it.

    Attributes:
        name: dotted name of what the package exports.
        default: what its default export is.
    """

    name: str
    default: str


def package_named(specifier: str) -> Package | None:
    """The package of an import specifier (`openai/resources`); None for files of one's own and for packages of no interest."""
    parts = specifier.split("/")
    name = "/".join(parts[:2]) if specifier.startswith("@") else parts[0]
    if not name or name.startswith(".") or name in _INTERFACES:
        return None
    if name in _PACKAGES:
        dotted, _, default = _PACKAGES[name].partition(" ")
        inner = ".".join(part.replace("-", "_").removesuffix(".js") for part in parts[2 if name.startswith("@") else 1 :])
        if name in ("langchain", "ai") and inner:
            return Package(f"{dotted}.{inner}", f"{dotted}.{inner}") if name == "langchain" else None
        return Package(dotted, f"{dotted}.{default}" if default else dotted)
    for prefix, family in _FAMILIES.items():
        if name.startswith(prefix):
            member = name.removeprefix(prefix).replace("-", "_")
            if family == "langchain":
                dotted = "langgraph" if member.startswith("langgraph") else f"langchain_{member}"
            else:
                dotted = f"{family}.{member}"
            return Package(dotted, dotted)
    return None
