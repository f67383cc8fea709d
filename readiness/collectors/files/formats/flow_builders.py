"""What flow builders and agent frameworks keep in YAML: CrewAI's agents and tasks (1.15) and Dify's exported apps (DSL 0.6).

Both hold prompts and name models. In a Dify app, moderation screens what users send and what is answered only where
`sensitive_word_avoidance.enabled` is true and the side is switched on; exports carry the block with `enabled: false`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, flag, line_of, mapping, text, walk
from readiness.facts import GapReason
from readiness.facts.ai import Guardrail, ProviderUse
from readiness.facts.documents import PromptFile, PromptKind

_PROVIDERS = {
    "openai": "openai",
    "nvidia": "nvidia",
    "huggingface": "huggingface",
    "azure": "azure",
    "azure_openai": "azure",
    "anthropic": "anthropic",
    "bedrock": "bedrock",
    "vertex_ai": "vertex",
    "gemini": "gemini",
    "google": "gemini",
    "mistral": "mistral",
    "mistralai": "mistral",
    "cohere": "cohere",
    "groq": "groq",
    "deepseek": "deepseek",
    "tongyi": "dashscope",
    "ollama": "self-hosted",
    "xinference": "self-hosted",
    "openai_api_compatible": "self-hosted",
}


def _is_crewai(document: Document) -> bool:
    entries = [each for each in mapping(document.data).values() if isinstance(each, dict)]
    agents = document.name.startswith("agents.") and any({"role", "goal"} <= each.keys() for each in entries)
    tasks = document.name.startswith("tasks.") and any({"description", "expected_output"} <= each.keys() for each in entries)
    return document.syntax == "yaml" and (agents or tasks)


@format("crewai", gives=(PromptFile, ProviderUse), matches=_is_crewai, hint=r"^  (backstory|expected_output):")
def crewai(document: Document) -> Iterator[Observation]:
    """Roles, goals and tasks: what a crew's models are told."""
    data = mapping(document.data)
    models = [(text(each.get("llm")), line_of(each, "llm")) for each in data.values() if isinstance(each, dict) and text(each.get("llm"))]
    yield from prompt_in(document, "crewai", models[0][0] if models else "")
    yield from uses_in(document, [(model.partition("/")[0], line) for model, line in models])


def _is_dify(document: Document) -> bool:
    data = mapping(document.data)
    return (
        document.syntax == "yaml"
        and data.get("kind") == "app"
        and isinstance(data.get("app"), dict)
        and bool({"workflow", "model_config"} & data.keys())
    )


@format("dify app", gives=(PromptFile, ProviderUse, Guardrail), matches=_is_dify, hint=r"^kind: app$")
def dify(document: Document) -> Iterator[Observation]:
    """An exported app: its prompts, models and moderation."""
    data = mapping(document.data)
    models = [(model, line_of(holder, "model")) for holder in walk(data) if (model := mapping(holder.get("model"))).get("provider")]
    yield from prompt_in(document, "dify", text(models[0][0].get("name")) if models else "")
    # `langgenius/openai/openai`, or `openai` in older exports
    yield from uses_in(document, [(text(model.get("provider")).rsplit("/", 1)[-1], line) for model, line in models])
    for features in (at(data, "workflow", "features"), data.get("model_config")):
        yield from _moderation(document, mapping(features))


def _moderation(document: Document, features: dict[str, Any]) -> Iterator[Guardrail]:
    moderation = mapping(features.get("sensitive_word_avoidance"))
    sides = (("inputs_config", "pre_call"), ("outputs_config", "post_call"))
    stages = tuple(stage for side, stage in sides if flag(at(moderation, "config", side, "enabled")) is True)
    if flag(moderation.get("enabled")) is True and stages:
        kind = text(moderation.get("type")) or "keywords"
        yield Guardrail(
            resource=f"dify:{document.id}#moderation",
            origin=document.origin(line_of(features, "sensitive_word_avoidance")),
            environment=document.environment,
            gateway=f"dify:{document.id}",
            name=f"moderation by {kind}",
            engine=f"dify/{kind}",
            stages=stages,
            attached=True,
        )


def prompt_in(document: Document, kind: PromptKind, model: str) -> Iterator[PromptFile]:
    """The prompt that a file of this kind keeps; `model` is empty where it names none."""
    known = PromptFile(
        resource=f"prompt:{document.id}",
        origin=document.origin(line_of(document.data) or 1),
        environment=document.environment,
        kind=kind,
        model=model,
        tracked=bool(document.tracked),
    )
    if document.tracked is None:
        known = known.unknown("tracked", GapReason.UNSUPPORTED, "the folder is no git checkout that can be read", "scan a git checkout")
    yield known


def uses_in(document: Document, providers: list[tuple[str, int | None]]) -> Iterator[ProviderUse]:
    """Each provider once, of names as these products write them, with their lines; names that are not known tell nothing."""
    seen: set[str] = set()
    for name, line in providers:
        provider = _PROVIDERS.get(name.lower())
        if provider and provider not in seen:
            seen.add(provider)
            yield ProviderUse(
                resource=f"prompt:{document.id}#provider/{provider}",
                origin=document.origin(line),
                environment=document.environment,
                provider=provider,
                via="source",
            )
