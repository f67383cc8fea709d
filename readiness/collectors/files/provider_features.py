"""Finds what only one provider offers: assistants, knowledge bases, hosted tools, native bodies and their like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.collectors.files.source_code import SourceCode, line_of
from readiness.facts.source import ProviderFeature


@dataclass(frozen=True)
class _Feature:
    """A feature and where it shows.

    Attributes:
        calls: what is called, the variable's origin told first; fullmatch.
        strings: a whole string.
        arguments: an argument's name, in snake case.
        needs: what the file's text must hold besides, where the rest could mean something else.
    """

    name: str
    provider: str
    calls: str = ""
    strings: str = ""
    arguments: tuple[str, ...] = ()
    needs: str = ""


_FEATURES: tuple[_Feature, ...] = (
    # The SDK of LangGraph has assistants and threads too: only those of OpenAI are under `beta`.
    _Feature("Assistants API", "openai", calls=r".*\.beta\.(?:assistants|threads)\..+", needs=r"openai|OpenAI"),
    _Feature("On Your Data", "azure", strings=r"azure_search|AzureCognitiveSearch|azure_cosmos_db", needs=r"data_sources|dataSources"),
    _Feature(
        "Bedrock knowledge bases",
        "bedrock",
        calls=r".*\.retrieve_and_generate(?:_stream)?|aws\.bedrock_agent_runtime\.retrieve|aws_sdk\.bedrock_agent_runtime\.(?:RetrieveAndGenerate(?:Stream)?|Retrieve)Command"
        r"|langchain_aws\..*KnowledgeBasesRetriever|langchain_aws\.AmazonKnowledgeBaseRetriever",
    ),
    _Feature(
        "Bedrock agents",
        "bedrock",
        calls=r".*\.invoke_(?:inline_)?agent|aws\.bedrock_agent_runtime\.invoke_flow|.*\.invoke_agent_runtime|aws_sdk\.bedrock_agent_runtime\.Invoke(?:Inline)?(?:Agent|Flow)Command"
        r"|bedrock_agentcore\..+",
    ),
    _Feature(
        "Vector stores and file search of OpenAI",
        "openai",
        calls=r".*\.vector_?[sS]tores\..+",
        strings=r"file_search",
        needs=r"openai|OpenAI",
    ),
    _Feature("Foundry agents", "azure", calls=r"azure\.ai\.(?:projects|agents)\..*\.(?:create_agent|create_version|create_thread.*)"),
    _Feature("Agent Engine", "vertex", calls=r"vertexai\.(?:preview\.)?(?:agent_engines|reasoning_engines)\..+"),
    _Feature("Vertex AI Search", "vertex", calls=r"google\.cloud\.discoveryengine\w*\..*Client"),
    _Feature("Fine-tuned model", "openai", calls=r".*\.fine_?[tT]uning\.jobs\.create", strings=r"ft:gpt-[\w.:-]+"),
    _Feature(
        "Native request bodies",
        "bedrock",
        calls=r".*\.invoke_model(?:_with_response_stream)?|aws_sdk\.bedrock_runtime\.InvokeModel(?:WithResponseStream)?Command",
    ),
    _Feature(
        "Hosted tools of the Responses API",
        "openai",
        strings=r"web_search(?:_preview)?|code_interpreter|computer_use_preview|image_generation",
        needs=r"responses\.(?:create|parse|stream)",
    ),
    _Feature("Kendra", "aws", calls=r"aws\.kendra\..+|langchain_aws\..*KendraRetriever"),
    _Feature(
        "Vertex vector search",
        "vertex",
        calls=r".*\.MatchingEngineIndexEndpoint(?:\..+)?|langchain_google_vertexai\.VectorSearchVectorStore.*",
    ),
    _Feature("Azure AI Search", "azure", calls=r"azure\.search\.documents\.(?:aio\.)?Search(?:Index)?Client"),
    _Feature("Prompt management", "openai", strings=r"pmpt_\w+"),
    _Feature("Grounding with Google Search", "gemini", calls=r".*\.(?:GoogleSearch|GoogleSearchRetrieval)", arguments=("google_search",)),
    _Feature("State kept by the Responses API", "openai", arguments=("previous_response_id",)),
    _Feature("Guardrails of Bedrock", "bedrock", calls=r".*\.apply_guardrail", arguments=("guardrail_config", "guardrail_identifier")),
    _Feature("Context caching of Gemini", "gemini", calls=r".*\.caches\.create|.*\.CachedContent\.create"),
    _Feature("Content Safety", "azure", calls=r"azure\.ai\.contentsafety\.(?:aio\.)?\w+Client"),
    _Feature("Batches", "openai", calls=r".*\.batches\.create", needs=r"openai|OpenAI|anthropic|Anthropic"),
    _Feature("Pinecone", "pinecone", calls=r"pinecone\.(?:\w+\.)*Pinecone(?:Async\w*|GRPC)?|langchain_pinecone\.\w+(?:\.\w+)?"),
    _Feature("Marks for prompt caching", "anthropic", strings=r"cache_control|cachePoint", arguments=("cache_control", "cache_point")),
)
_COMPILED = tuple(
    (each, re.compile(each.calls) if each.calls else None, re.compile(each.strings) if each.strings else None) for each in _FEATURES
)
_ANY = re.compile("|".join(f"(?:{each.calls})" for each in _FEATURES if each.calls))


def provider_features(module: SourceCode) -> tuple[ProviderFeature, ...]:
    """Each feature once, where it is first used."""
    named = [(module.resolved(call.name), call) for call in module.calls if call.name]
    calls = [(name, call) for name, call in named if _ANY.fullmatch(name)]
    strings = [(value, node) for node, _ in module.strings if (value := module.grammar.literal(node)) and len(value) <= 100]
    found = []
    for feature, called, written in _COMPILED:
        if feature.needs and not re.search(feature.needs, module.text):
            continue
        lines = [call.line for name, call in calls if called is not None and called.fullmatch(name)]
        lines += [line_of(node) for value, node in strings if written is not None and written.fullmatch(value)]
        lines += [call.line for _, call in named for name in feature.arguments if name in call.arguments.named]
        if lines:
            found.append(ProviderFeature(name=feature.name, provider=feature.provider, line=min(lines)))
    return tuple(found)
