"""Agents of Google's Agent Development Kit that are written as YAML: their model, tools, prompt and bounds.

Keys as of google-adk 1.18 (`AgentConfig.json`): an agent without `agent_class` is an LlmAgent; a LoopAgent without
`max_iterations` goes on until a part of it says stop; whoever runs agents stops them after 500 model calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import flag, items, line_of, mapping, mappings, text, whole
from readiness.collectors.files.written_texts import internals_of
from readiness.facts import GapReason
from readiness.facts.ai import ProviderUse
from readiness.facts.documents import PromptFile
from readiness.facts.source import AgentLoop

_CLASSES = frozenset({"LlmAgent", "LoopAgent", "SequentialAgent", "ParallelAgent"})
_PROVIDERS = {"gemini": "gemini", "claude": "vertex"}


def _class(data: dict[str, Any]) -> str:
    written = text(data.get("agent_class"))
    return written or ("LlmAgent" if {"name", "instruction"} <= data.keys() else "")


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    known = _class(data) in _CLASSES and bool(text(data.get("name")))
    named = "agent_class" in data or document.path.endswith(("root_agent.yaml", "root_agent.yml"))
    return document.syntax == "yaml" and known and named and "apiVersion" not in data


@format("google adk", gives=(AgentLoop, PromptFile, ProviderUse), matches=_matches, hint=r"^agent_class:")
def agent(document: Document) -> Iterator[Observation]:
    """One agent of a file; those below it stand in files of their own."""
    data = mapping(document.data)
    name, kind = text(data.get("name")), _class(data)
    own: dict[str, Any] = {"environment": document.environment}
    tools = tuple(told.rsplit(".", 1)[-1] for each in mappings(data.get("tools")) if (told := text(each.get("name"))))
    if kind == "LoopAgent" or (kind == "LlmAgent" and tools):
        limit = whole(data.get("max_iterations"))
        looping = kind == "LoopAgent"
        yield AgentLoop(
            **own,
            resource=f"agent:{document.id}",
            origin=document.origin(line_of(data, "max_iterations" if "max_iterations" in data else "name")),
            framework="google adk",
            limit=limit if looping else None,
            bound=("set" if limit is not None else "none") if looping else "default",
            default="" if looping else "500 model calls",
            tools=tools,
            tools_open=len(tools) < len(items(data.get("tools"))),
            approval=any(flag(mapping(each.get("args")).get("require_confirmation")) is True for each in mappings(data.get("tools"))),
        )
    model = text(data.get("model"))
    prefix, _, rest = model.partition("/")
    provider = next((found for start, found in _PROVIDERS.items() if model.startswith(start)), prefix if rest else "")
    if provider:
        yield ProviderUse(
            **own,
            resource=f"provider:{document.id}:{provider}",
            origin=document.origin(line_of(data, "model")),
            provider=provider,
            via="source",
        )
    if instruction := text(data.get("instruction")):
        yield from _prompt(document, data, name, instruction)


def _prompt(document: Document, data: dict[str, Any], name: str, instruction: str) -> Iterator[PromptFile]:
    line = line_of(data, "instruction") or 1
    found = PromptFile(
        resource=f"prompt:{document.id}#{name}",
        origin=document.origin(line),
        environment=document.environment,
        kind="google adk",
        model=text(data.get("model")),
        internals={host: number + line for host, number in internals_of(instruction).items()},
        tracked=bool(document.tracked),
    )
    if document.tracked is None:
        found = found.unknown("tracked", GapReason.UNSUPPORTED, "the folder is no git checkout that can be read", "scan a git checkout")
    yield found
