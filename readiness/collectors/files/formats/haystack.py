"""Haystack's pipelines in YAML: prompts, models and agents (haystack-ai 3.4).

Components are named by their class. An agent without `max_agent_steps` stops after 100 steps. Keys are always taken from
variables: a pipeline with a key written out can't be saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.formats.flow_builders import prompt_in, uses_in
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, text, walk, whole
from readiness.facts.ai import ProviderUse
from readiness.facts.documents import PromptFile
from readiness.facts.source import AgentLoop

_DEFAULT_STEPS = 100
# By the class's last name up to what it makes: `AzureOpenAIChatGenerator`, `AmazonBedrockGenerator`.
_PROVIDERS = {
    "OpenAI": "openai",
    "OpenAIResponses": "openai",
    "AzureOpenAI": "azure",
    "AzureOpenAIResponses": "azure",
    "Anthropic": "anthropic",
    "AmazonBedrock": "bedrock",
    "GoogleAIGemini": "gemini",
    "GoogleGenAI": "gemini",
    "VertexAIGemini": "vertex_ai",
    "Mistral": "mistral",
    "Cohere": "cohere",
    "Nvidia": "nvidia",
    "Ollama": "ollama",
    "LlamaCpp": "self-hosted",
    "HuggingFaceLocal": "self-hosted",
}
_MAKES = ("ChatGenerator", "Generator")
_PROMPTS = ("template", "system_prompt", "user_prompt")


def _components(data: Any) -> list[dict[str, Any]]:
    return [each for each in mapping(mapping(data).get("components")).values() if isinstance(each, dict)]


def _matches(document: Document) -> bool:
    kinds = [text(each.get("type")) for each in _components(document.data)]
    return document.syntax == "yaml" and any(kind.startswith(("haystack.", "haystack_integrations.")) for kind in kinds)


@format("haystack", gives=(PromptFile, ProviderUse, AgentLoop), matches=_matches, hint=r"^[ \t]++type: [\"']?haystack(_integrations)?\.")
def pipeline(document: Document) -> Iterator[Observation]:
    """A pipeline: components that stand in others (an agent's model, a fallback's) count as well."""
    components = [each for each in walk(mapping(document.data).get("components")) if text(each.get("type")).startswith("haystack")]
    models = [(provider, each) for each in components if (provider := _provider(text(each.get("type"))))]
    if any(at(each, "init_parameters", key) for each in components for key in _PROMPTS):
        yield from prompt_in(document, "haystack", next((model for _, each in models if (model := _model(each))), ""))
    # Another address of OpenAI's API may be anybody's server.
    yield from uses_in(
        document, [(name, line_of(each, "type")) for name, each in models if not text(at(each, "init_parameters", "api_base_url"))]
    )
    for name, each in mapping(at(document.data, "components")).items():
        if text(at(each, "type")) == "haystack.components.agents.agent.Agent":
            yield _agent(document, str(name), each)


def _provider(kind: str) -> str:
    last = kind.rpartition(".")[2]
    return next((_PROVIDERS.get(last.removesuffix(end), "") for end in _MAKES if last.endswith(end)), "")


def _model(component: dict[str, Any]) -> str:
    parameters = mapping(component.get("init_parameters"))
    return text(parameters.get("model")) or text(parameters.get("azure_deployment"))


def _agent(document: Document, name: str, component: dict[str, Any]) -> AgentLoop:
    parameters = mapping(component.get("init_parameters"))
    written = "max_agent_steps" in parameters
    limit = whole(parameters.get("max_agent_steps"))
    listed = parameters.get("tools")
    tools = tuple(told for each in mappings(listed) if (told := text(at(each, "data", "name"))))
    return AgentLoop(
        resource=f"agent:{document.id}#{name}",
        origin=document.origin(line_of(parameters, "max_agent_steps") if written else line_of(component, "type")),
        environment=document.environment,
        framework="haystack",
        limit=limit,
        bound="default" if not written else "computed" if limit is None else "set",
        default=f"{_DEFAULT_STEPS} steps",
        tools=tools,
        # A toolset stands alone, and holds what no file shows.
        tools_open=bool(listed) and (not isinstance(listed, list) or len(tools) < len(listed)),
        # Hooks may stop it for a person before tools are called; their class tells.
        approval="onfirm" in str(parameters.get("hooks") or ""),
    )
