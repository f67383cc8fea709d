"""Libraries that reach models: whose they are, how tightly they bind, and what traces them.

Packages of npm stand here under the names of their Python twins (see `script_packages`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from readiness.facts.providers import PROVIDER_HOSTS

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
    "azure.ai.openai": "azure",
    "aws_sdk.bedrock_runtime": "bedrock",
    "aws_sdk.bedrock_agent_runtime": "bedrock",
    "aws_sdk.sagemaker_runtime": "sagemaker",
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
    "agents": "openai",
    "mastra": "",
    "deepagents": "",
    "vercel_ai": "",
    "ai_sdk": "",
    "ai_sdk.openai": "openai",
    "ai_sdk.azure": "azure",
    "ai_sdk.anthropic": "anthropic",
    "ai_sdk.amazon_bedrock": "bedrock",
    "ai_sdk.google": "gemini",
    "ai_sdk.google_vertex": "vertex",
    "ai_sdk.mistral": "mistral",
    "ai_sdk.cohere": "cohere",
    "ai_sdk.groq": "groq",
    "ai_sdk.xai": "xai",
    "ai_sdk.togetherai": "together",
    "ai_sdk.deepseek": "deepseek",
    "ai_sdk.replicate": "replicate",
}
_OPENAI_AGENTS = frozenset(
    {"Agent", "Runner", "Runner.*", "RunConfig", "ModelSettings", "function_tool", "run", "handoff", "set_default_openai_client"}
    | {"OpenAIChatCompletionsModel", "OpenAIResponsesModel", "WebSearchTool", "FileSearchTool", "CodeInterpreterTool", "tool", "*"}
)
"""Members of the OpenAI Agents SDK, whose Python module has a name that many projects give to a folder of their own."""

_VERCEL_CALLS = frozenset(
    """generateText streamText generateObject streamObject embed embedMany rerank generateImage experimental_generateImage
    experimental_transcribe experimental_generateSpeech Agent Experimental_Agent ToolLoopAgent gateway createGateway
    createProviderRegistry customProvider wrapLanguageModel""".split()  # noqa: SIM905 - names of one library
)
"""Members of the AI SDK that reach a model; its other ones draw a chat or convert messages."""

AWS_SERVICES = {
    "bedrock-runtime": "bedrock",
    "bedrock-agent-runtime": "bedrock",
    "bedrock-agent": "bedrock",
    "sagemaker-runtime": "sagemaker",
}
"""Names of boto3 clients that call models."""

_ROOTS = sorted(
    {re.escape(name.split(".")[0]) for name in _PACKAGES if not name.startswith(("google.", "azure.", "aws_sdk", "vercel", "ai_sdk"))}
)
_BESIDE = (
    r"traceloop|langfuse|langsmith|phoenix|openinference|opentelemetry\.instrumentation|mlflow|weave|logfire|opik|agentops|ddtrace"
    r"|qdrant_client|pinecone|weaviate|chromadb|pymilvus|langchain_\w+|llama_index\w*|interpreter|bedrock_agentcore|strands_tools|e2b\w*"
    r"|google\b[^\n]*\b(?:gen|discoveryengine|aiplatform)|google\.(?:genai|generativeai|adk|cloud\b[^\n]*(?:discoveryengine|aiplatform))"
    r"|azure\.(?:ai|search)\b"
)
_SERVICES = r"[\"'](?:bedrock|sagemaker)-[a-z-]*runtime[\"']|[\"']kendra[\"']"
_HOSTS = r"https://[\w.{}$%-]*(?:" + "|".join(re.escape(host) for host in PROVIDER_HOSTS) + r")"
IMPORTED = re.compile(rf"^[ \t]*(?:from|import)[ \t]+(?:{'|'.join(_ROOTS)}|{_BESIDE})|{_SERVICES}|{_HOSTS}|feedback", re.MULTILINE)
"""Text of a Python module that may touch an LLM, a vector store or traces; cheap, and sure enough to pass over all others."""

NOTEBOOK_IMPORTED = re.compile(rf"\"[ \t]*(?:from|import)[ \t]+(?:{'|'.join(_ROOTS)}|{_BESIDE})")
"""The same for the JSON of a notebook."""

SCRIPT_IMPORTED = re.compile(
    r"[\"'](?:openai|ai|ollama|replicate|langchain|llamaindex|langfuse|langsmith|weave|opik|dd-trace|chromadb|weaviate-client|e2b|cohere-ai"
    r"|groq-sdk|together-ai|portkey-ai|langfuse-\w+|@(?:openai|azure|azure-rest|anthropic-ai|aws-sdk|google|google-cloud|mistralai|openrouter"
    r"|portkey-ai|mastra|strands-agents|langfuse|traceloop|arizeai|qdrant|pinecone-database|zilliz|e2b|ai-sdk|langchain|llamaindex)/"
    rf"[\w.-]+)(?:/[\w./-]+)?[\"']|{_HOSTS}|feedback"
)
"""The same for JavaScript and TypeScript."""


def library_of(module: str) -> str | None:
    """The LLM library that a dotted module belongs to; None when it is none."""
    parts = module.split(".")
    if parts[0] == "agents" and not (len(parts) == 2 and parts[1] in _OPENAI_AGENTS):
        return None
    if parts[0] == "vercel_ai" and len(parts) > 1 and parts[1] not in _VERCEL_CALLS:
        return None
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
    _rule(r"google\.genai\.(client\.)?(Client|GoogleGenAI)|google\.generativeai\.(\w+\.)*(GenerativeModel|GoogleGenerativeAI)", "native"),
    _rule(r"vertexai\.(\w+\.)*(GenerativeModel|TextGenerationModel|ChatModel|TextEmbeddingModel|VertexAI)(\.from_pretrained)?", "native"),
    _rule(r"cohere\.(\w+\.)*((Async)?Client(V2)?|CohereClient(V2)?)|mistralai\.(\w+\.)*Mistral|groq\.(\w+\.)*(Async)?Groq", "native"),
    _rule(r"aws_sdk\.(bedrock_runtime|bedrock_agent_runtime|sagemaker_runtime)\.\w+(Client|Runtime)", "native"),
    _rule(
        r"azure\.ai\.inference\.(aio\.)?\w+Client|azure\.ai\.openai\.(OpenAIClient|AzureOpenAI)|azure\.ai\.projects\.(aio\.)?AIProjectClient|azure\.ai\.agents\.(aio\.)?AgentsClient",
        "native",
    ),
    _rule(
        r"ollama\.((Async)?Client|Ollama|chat|generate|embed|embeddings)|together\.(Async)?Together|replicate\.(Client|run)|xai_sdk\.(Async)?Client",
        "native",
    ),
    _rule(r"langchain_openai\.(\w+\.)*Azure\w*OpenAI\w*", "framework", "azure"),
    _rule(r"ai_sdk\.\w+\.create[A-Z]\w*", "framework"),
    _rule(
        r"langchain_(?!core\.|text_splitters\.|mcp_adapters\.)\w+\.(\w+\.)*"
        r"(Chat(?!Prompt|Message|Generation|Result|History|Memory|Loader)[A-Z]\w*|(?!Fake)([A-Z]\w*)?(OpenAI|LLM|Embeddings))",
        "framework",
    ),
    _rule(r"llama_index\.(llms|embeddings)\.\w+\.(\w+\.)*[A-Z]\w*", "framework"),
    _rule(r"litellm\.(a?completion|a?embedding|a?responses|Router|router\.Router)", "neutral", ANY),
    _rule(r"vercel_ai\.(generateText|streamText|generateObject|streamObject)", "neutral", ANY),
    _rule(
        r"langchain\.(chat_models\.)?(\w+\.)*(init_chat_model|initChatModel)|instructor\.from_provider|dspy\.LM|pydantic_ai\.(agent\.)?Agent",
        "neutral",
        ANY,
    ),
    _rule(r"portkey_ai\.(Async)?Portkey|aisuite\.Client|any_llm\.a?completion", "neutral", ANY),
)

SAVERS = re.compile(
    r"langgraph\.(?:\w+\.)*(?P<name>(?:Async)?(?:MemorySaver|InMemorySaver|SqliteSaver|ShallowPostgresSaver|PostgresSaver|RedisSaver|"
    r"ShallowRedisSaver|MongoDBSaver|DynamoDBSaver|CosmosDBSaver))(?:\.from_?\w+)?|"
    r"langgraph_\w+\.(?:\w+\.)*(?P<other>(?:Async)?\w+Saver)(?:\.from_?\w+)?"
)


@dataclass(frozen=True)
class Tracer:
    """What sets up tracing. `content_by_default`: prompts and answers are recorded unless told otherwise."""

    pattern: re.Pattern[str]
    product: str
    content_by_default: bool = True


TRACERS: tuple[Tracer, ...] = (
    Tracer(re.compile(r"traceloop\.sdk\.(\w+\.)*(Traceloop\.init|initialize)"), "traceloop"),
    Tracer(
        re.compile(
            r"langfuse\.(\w+\.)*(Langfuse|get_client|observe\w*|CallbackHandler|LangfuseSpanProcessor|LangfuseExporter)|langfuse\.openai(\..*)?"
        ),
        "langfuse",
    ),
    Tracer(re.compile(r"langsmith\.(\w+\.)*(traceable|wrap_openai|wrap_anthropic|wrapOpenAI|wrapAISDK\w*)"), "langsmith"),
    Tracer(re.compile(r"phoenix\.otel\.register|openinference\.instrumentation\.\w+\.\w*Instrument(or|ation)"), "phoenix"),
    Tracer(
        re.compile(
            r"opentelemetry\.instrumentation\.(openai|openai_v2|anthropic|bedrock|langchain|vertexai|google_genai)\.\w*Instrument(or|ation)"
        ),
        "otel",
        content_by_default=False,
    ),
    Tracer(re.compile(r"vercel_ai\.telemetry"), "otel"),
    Tracer(re.compile(r"mlflow\.(openai|anthropic|langchain|litellm|dspy|bedrock|gemini)\.autolog"), "mlflow"),
    Tracer(re.compile(r"weave\.init"), "weave"),
    Tracer(re.compile(r"logfire\.instrument_(openai|anthropic|pydantic_ai|litellm|google_genai)"), "logfire"),
    Tracer(re.compile(r"opik\.(\w+\.)*(track\w*|configure)|opik\.integrations\.\w+\.\w+"), "opik"),
    Tracer(re.compile(r"ddtrace\.llmobs\.LLMObs\.enable"), "datadog"),
    Tracer(re.compile(r"agentops\.init"), "agentops"),
)

FALLBACK_CALLS = re.compile(
    r"(?:.*\.)?(?:with_fallbacks|withFallbacks|FallbackModel|createFallback|modelFallbackMiddleware|ModelFallbackMiddleware)"
)

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
