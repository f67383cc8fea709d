"""Chatflows and agentflows exported from Flowise (3.0): models, prompts and moderation.

Exports leave credentials out and name nodes by what they are (`chatOpenAI`). A moderation node screens what users send only
where a chain or agent names it in `inputModeration`; one that stands beside the flow does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.formats.flow_builders import prompt_in, uses_in
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, text, texts
from readiness.facts.ai import Guardrail, ProviderUse
from readiness.facts.documents import PromptFile

_PROVIDERS = {
    "chatOpenAI": "openai",
    "openAI": "openai",
    "azureChatOpenAI": "azure",
    "azureOpenAI": "azure",
    "chatAnthropic": "anthropic",
    "awsChatBedrock": "bedrock",
    "awsBedrock": "bedrock",
    "chatGoogleGenerativeAI": "gemini",
    "chatGoogleVertexAI": "vertex_ai",
    "chatMistralAI": "mistral",
    "chatCohere": "cohere",
    "groqChat": "groq",
    "chatDeepseek": "deepseek",
    "chatOllama": "ollama",
    "chatLocalAI": "self-hosted",
}
_PROMPTS = ("systemMessage", "systemMessagePrompt", "template", "agentMessages", "llmMessages")
_ADDRESSES = ("basepath", "baseUrl", "basePath")
_REFERENCE = re.compile(r"\{\{(\w+)\.data\.instance\}\}")


def _nodes(data: Any) -> list[dict[str, Any]]:
    return [mapping(each.get("data")) for each in mappings(mapping(data).get("nodes"))]


def _matches(document: Document) -> bool:
    return (
        document.syntax == "json"
        and isinstance(mapping(document.data).get("edges"), list)
        and any(
            {"name", "category", "inputs"} <= each.keys() and {"inputAnchors", "outputAnchors"} & each.keys()
            for each in _nodes(document.data)
        )
    )


@format("flowise", gives=(PromptFile, ProviderUse, Guardrail), matches=_matches, hint=r'"outputAnchors"\s*:')
def flow(document: Document) -> Iterator[Observation]:
    """A flow: the models that its nodes ask, whether it holds prompts, and what screens its questions."""
    nodes = _nodes(document.data)
    models = [(_PROVIDERS[name], node, settings) for node in nodes for name, settings in _asked(node) if name in _PROVIDERS]
    if any(mapping(node.get("inputs")).get(key) for node in nodes for key in _PROMPTS):
        yield from prompt_in(
            document, "flowise", next((text(each.get("modelName")) for *_, each in models if text(each.get("modelName"))), "")
        )
    # Another address of OpenAI's API may be anybody's server.
    hidden = [any(text(settings.get(key)) for key in _ADDRESSES) and name == "openai" for name, _, settings in models]
    yield from uses_in(document, [(name, line_of(node, "name")) for (name, node, _), own in zip(models, hidden, strict=True) if not own])
    yield from _moderation(document, nodes)


def _asked(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kinds of model with their settings: a node that is a model, or one that names it (agentflows)."""
    inputs = mapping(node.get("inputs"))
    yield text(node.get("name")), inputs
    for key in ("agentModel", "llmModel", "conditionAgentModel", "humanInputModel"):
        yield text(inputs.get(key)), mapping(inputs.get(f"{key}Config"))


def _moderation(document: Document, nodes: list[dict[str, Any]]) -> Iterator[Guardrail]:
    named = {found for node in nodes for each in texts(at(node, "inputs", "inputModeration")) for found in _REFERENCE.findall(each)}
    for node in nodes:
        identity = text(node.get("id"))
        if node.get("category") == "Moderation" and identity:
            yield Guardrail(
                resource=f"flowise:{document.id}#{identity}",
                origin=document.origin(line_of(node, "name")),
                environment=document.environment,
                gateway=f"flowise:{document.id}",
                name=text(node.get("label")) or identity,
                engine=f"flowise/{text(node.get('name'))}",
                stages=("pre_call",),
                attached=identity in named,
            )
