"""Python libraries that reach models: whose they are, how tightly they bind, and what traces them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Coupling = Literal["native", "azure", "openai-fixed", "openai-configurable", "framework", "neutral"]

ANY = "any"
"""Provider of a client that is told at run time whom to call."""

_PACKAGES: dict[str, str] = {
    "openai": "openai",
    "langfuse.openai": "openai",
    "anthropic": "anthropic",
    "google.genai": "gemini",
    "google.generativeai": "gemini",
    "vertexai": "vertex",
    "cohere": "cohere",
    "mistralai": "mistral",
    "groq": "groq",
    "azure.ai.inference": "azure",
    "azure.ai.projects": "azure",
    "azure.ai.agents": "azure",
    "ollama": "self-hosted",
    "together": "together",
    "replicate": "replicate",
    "xai_sdk": "xai",
    "langchain_openai": "openai",
    "langchain_anthropic": "anthropic",
    "langchain_aws": "bedrock",
    "langchain_google_genai": "gemini",
    "langchain_google_vertexai": "vertex",
    "langchain_mistralai": "mistral",
    "langchain_cohere": "cohere",
    "langchain_groq": "groq",
    "langchain_ollama": "self-hosted",
    "llama_index.llms.openai": "openai",
    "llama_index.llms.azure_openai": "azure",
    "llama_index.llms.anthropic": "anthropic",
    "llama_index.llms.bedrock": "bedrock",
    "llama_index.llms.bedrock_converse": "bedrock",
    "llama_index.llms.gemini": "gemini",
    "llama_index.llms.vertex": "vertex",
    "llama_index.llms.mistralai": "mistral",
    "llama_index.llms.cohere": "cohere",
    "llama_index.llms.groq": "groq",
    "llama_index.llms.ollama": "self-hosted",
    "litellm": "",
    "langchain": "",
    "langchain_core": "",
    "langchain_community": "",
    "langgraph": "",
    "llama_index": "",
    "instructor": "",
    "dspy": "",
    "pydantic_ai": "",
    "portkey_ai": "",
    "aisuite": "",
    "any_llm": "",
    "crewai": "",
    "autogen": "",
    "autogen_agentchat": "",
    "semantic_kernel": "",
    "haystack": "",
    "smolagents": "",
    "google.adk": "",
    "strands": "",
}

AWS_SERVICES = {
    "bedrock-runtime": "bedrock",
    "bedrock-agent-runtime": "bedrock",
    "bedrock-agent": "bedrock",
    "sagemaker-runtime": "sagemaker",
}
"""Names of boto3 clients that call models."""

IMPORTED = re.compile(
    r"^[ \t]*(?:from|import)[ \t]+(?:"
    + "|".join(sorted({re.escape(name.split(".")[0]) for name in _PACKAGES if not name.startswith(("google.", "azure."))}))
    + r"|traceloop|langfuse|langsmith|phoenix|openinference|opentelemetry\.instrumentation|mlflow|weave|logfire|opik|agentops|ddtrace"
    + r"|langchain_\w+|google\b[^\n]*\bgen|google\.(?:genai|generativeai|adk)|azure\.ai\b)|[\"'](?:bedrock|sagemaker)-[a-z-]*runtime[\"']",
    re.MULTILINE,
)
"""Text of a module that may touch an LLM or trace calls of one; cheap, and sure enough to pass over all others."""


def library_of(module: str) -> str | None:
    """The LLM library that a dotted module belongs to; None when it is none."""
    parts = module.split(".")
    for end in range(len(parts), 0, -1):
        name = ".".join(parts[:end])
        if name in _PACKAGES or (end == 1 and name.startswith("langchain_")):
            return name
    return None


def provider_of_library(library: str) -> str:
    """The provider a library is made for; empty when it serves several."""
    return _PACKAGES.get(library, "")


@dataclass(frozen=True)
class ClientRule:
    """How a constructor or call binds. `provider` empty: that of the library."""

    pattern: re.Pattern[str]
    coupling: Coupling
    provider: str = ""


def _rule(pattern: str, coupling: Coupling, provider: str = "") -> ClientRule:
    return ClientRule(re.compile(pattern), coupling, provider)


CLIENTS: tuple[ClientRule, ...] = (
    _rule(r"(openai|langfuse\.openai)\.(\w+\.)*(Async)?AzureOpenAI", "azure", "azure"),
    _rule(
        r"(openai|langfuse\.openai)\.(\w+\.)*((Async)?OpenAI|chat\.completions\.create|responses\.create|ChatCompletion\.a?create)",
        "openai-fixed",
    ),
    _rule(r"anthropic\.(\w+\.)*(Async)?Anthropic", "native"),
    _rule(r"anthropic\.(\w+\.)*(Async)?AnthropicBedrock", "native", "bedrock"),
    _rule(r"anthropic\.(\w+\.)*(Async)?AnthropicVertex", "native", "vertex"),
    _rule(r"google\.genai\.(client\.)?Client|google\.generativeai\.(\w+\.)*GenerativeModel", "native"),
    _rule(r"vertexai\.(\w+\.)*(GenerativeModel|TextGenerationModel|ChatModel|TextEmbeddingModel)(\.from_pretrained)?", "native"),
    _rule(r"cohere\.(\w+\.)*(Async)?Client(V2)?|mistralai\.(\w+\.)*Mistral|groq\.(\w+\.)*(Async)?Groq", "native"),
    _rule(
        r"azure\.ai\.inference\.(aio\.)?\w+Client|azure\.ai\.projects\.(aio\.)?AIProjectClient|azure\.ai\.agents\.(aio\.)?AgentsClient",
        "native",
    ),
    _rule(
        r"ollama\.((Async)?Client|chat|generate|embed|embeddings)|together\.(Async)?Together|replicate\.(Client|run)|xai_sdk\.(Async)?Client",
        "native",
    ),
    _rule(r"langchain_openai\.(\w+\.)*Azure\w*OpenAI\w*", "framework", "azure"),
    _rule(r"langchain_\w+\.(\w+\.)*(Chat[A-Z]\w*|\w*OpenAI|\w*LLM|\w*Embeddings)", "framework"),
    _rule(r"llama_index\.(llms|embeddings)\.\w+\.(\w+\.)*[A-Z]\w*", "framework"),
    _rule(r"litellm\.(a?completion|a?embedding|a?responses|Router|router\.Router)", "neutral", ANY),
    _rule(
        r"langchain\.chat_models\.(\w+\.)*init_chat_model|instructor\.from_provider|dspy\.LM|pydantic_ai\.(agent\.)?Agent", "neutral", ANY
    ),
    _rule(r"portkey_ai\.(Async)?Portkey|aisuite\.Client|any_llm\.a?completion", "neutral", ANY),
)

SAVERS = re.compile(
    r"langgraph\.(?:\w+\.)*(?P<name>(?:Async)?(?:MemorySaver|InMemorySaver|SqliteSaver|ShallowPostgresSaver|PostgresSaver|RedisSaver|"
    r"ShallowRedisSaver|MongoDBSaver|DynamoDBSaver|CosmosDBSaver))(?:\.from_\w+)?|"
    r"langgraph_\w+\.(?:\w+\.)*(?P<other>(?:Async)?\w+Saver)(?:\.from_\w+)?"
)


@dataclass(frozen=True)
class Tracer:
    """What sets up tracing. `content_by_default`: prompts and answers are recorded unless told otherwise."""

    pattern: re.Pattern[str]
    product: str
    content_by_default: bool = True


TRACERS: tuple[Tracer, ...] = (
    Tracer(re.compile(r"traceloop\.sdk\.(\w+\.)*Traceloop\.init"), "traceloop"),
    Tracer(re.compile(r"langfuse\.(\w+\.)*(Langfuse|get_client|observe|CallbackHandler)|langfuse\.openai(\..*)?"), "langfuse"),
    Tracer(re.compile(r"langsmith\.(\w+\.)*(traceable|wrap_openai|wrap_anthropic)"), "langsmith"),
    Tracer(re.compile(r"phoenix\.otel\.register|openinference\.instrumentation\.\w+\.\w*Instrumentor"), "phoenix"),
    Tracer(
        re.compile(
            r"opentelemetry\.instrumentation\.(openai|openai_v2|anthropic|bedrock|langchain|vertexai|google_genai)\.\w*Instrumentor"
        ),
        "otel",
        content_by_default=False,
    ),
    Tracer(re.compile(r"mlflow\.(openai|anthropic|langchain|litellm|dspy|bedrock|gemini)\.autolog"), "mlflow"),
    Tracer(re.compile(r"weave\.init"), "weave"),
    Tracer(re.compile(r"logfire\.instrument_(openai|anthropic|pydantic_ai|litellm|google_genai)"), "logfire"),
    Tracer(re.compile(r"opik\.(\w+\.)*(track|configure)|opik\.integrations\.\w+\.\w+"), "opik"),
    Tracer(re.compile(r"ddtrace\.llmobs\.LLMObs\.enable"), "datadog"),
    Tracer(re.compile(r"agentops\.init"), "agentops"),
)

FALLBACK_CALLS = re.compile(r"(?:.*\.)?(?:with_fallbacks|FallbackModel)")

MODEL_ID = re.compile(
    r"(?:[a-z_0-9-]+[/:])?(?:[a-z]{2,6}\.)?(?:"
    r"gpt-(?:3\.5|4|4o|4\.1|5|oss)[\w.\-]*|chatgpt-[\w.-]+|o[134](?:-(?:mini|pro|preview|deep-research)[\w.-]*|-\d{4}[\w-]*)?|text-embedding-(?:3|ada)[\w-]*"
    r"|(?:anthropic\.)?claude-[\w.:\-@]+|gemini-\d[\w.\-]*|(?:models/)?gemini-[\w.\-]+"
    r"|amazon\.(?:titan|nova)-[\w.:\-]+|meta\.llama[\w.:\-]+|mistral\.[\w.:\-]+|cohere\.(?:command|embed)[\w.:\-]+"
    r"|(?:mistral|ministral|magistral|codestral|pixtral|open-mistral|open-mixtral)-[\w.\-]+"
    r"|command-(?:r|a|light|nightly)[\w.\-]*|embed-(?:english|multilingual|v4)[\w.\-]*"
    r"|(?:meta-llama/)?[Ll]lama-?[234][\w.:\-]*|deepseek-(?:chat|reasoner|r1|v[23])[\w.:\-]*|grok-\d[\w.\-]*|[Qq]wen-?\d?[\w.:\-]*"
    r"|dall-e-[23]|gpt-image-1|whisper-1|tts-1(?:-hd)?"
    r")"
)
"""A whole string that is the id of a model."""
