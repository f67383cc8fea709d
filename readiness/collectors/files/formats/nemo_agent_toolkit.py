"""Workflows of the NVIDIA NeMo Agent Toolkit: which agents they run, how many steps these take, and which models they ask.

Keys and defaults as of 1.9 (`nat.plugins.langchain.agent`). An agent may be the workflow or a function that another agent calls;
each stops after its own number of tool calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.formats.flow_builders import uses_in
from readiness.collectors.files.shapes import line_of, mapping, text, texts, whole
from readiness.facts.addresses import host_of
from readiness.facts.ai import ProviderUse
from readiness.facts.source import AgentLoop

_FRAMEWORK = "nemo agent toolkit"
# The first key that is written counts: `max_iterations` is the former name of `max_tool_calls`.
_LIMITS: dict[str, tuple[tuple[str, ...], int]] = {
    "react_agent": (("max_tool_calls", "max_iterations"), 15),
    "per_user_react_agent": (("max_tool_calls", "max_iterations"), 15),
    "tool_calling_agent": (("max_iterations",), 15),
    "responses_api_agent": (("max_iterations",), 15),
}
_OWN_ADDRESS = re.compile(r"(^|\.)(openai\.com|nvidia\.com)$")
"""Hosts of the vendors themselves; another one may be anybody's server."""


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    workflow = mapping(data.get("workflow"))
    return document.syntax == "yaml" and bool(text(workflow.get("_type"))) and bool({"llms", "functions", "general"} & data.keys())


@format(_FRAMEWORK, gives=(AgentLoop, ProviderUse), matches=_matches, hint=r"^workflow:\s*\n(\s*#.*\n)*\s+_type:")
def workflow(document: Document) -> Iterator[Observation]:
    """The agents of a workflow and the providers of its models."""
    data = mapping(document.data)
    functions = mapping(data.get("functions"))
    groups = mapping(data.get("function_groups")).keys()
    # What an agent that stands as a tool does is judged by its own tools.
    agents = {name for name, each in functions.items() if text(mapping(each).get("_type")) in _LIMITS}
    asks = any("approval" in text(mapping(each).get("_type")) or "hitl" in text(mapping(each).get("_type")) for each in functions.values())
    for name, each in [("workflow", data.get("workflow")), *functions.items()]:
        agent = mapping(each)
        kind = text(agent.get("_type"))
        if kind not in _LIMITS:
            continue
        keys, default = _LIMITS[kind]
        written = next((key for key in keys if key in agent), None)
        limit = whole(agent[written]) if written else None
        tools = texts(agent.get("tool_names")) + texts(agent.get("nat_tools"))
        yield AgentLoop(
            resource=f"agent:{document.id}#{name}",
            origin=document.origin(line_of(agent, written or "_type")),
            environment=document.environment,
            framework=_FRAMEWORK,
            limit=limit,
            bound="default" if written is None else "computed" if limit is None else "set",
            default=f"{default} tool calls",
            tools=tuple(tool for tool in tools if tool not in groups and tool not in agents),
            tools_open=any(tool in groups for tool in tools) or bool(agent.get("mcp_tools")),
            approval=asks,
        )
    llms = mapping(data.get("llms"))
    yield from uses_in(document, [(_provider(mapping(each)), line_of(each, "_type")) for each in llms.values()])


def _provider(model: dict[str, Any]) -> str:
    """Whose API it is; empty where an address of one's own hides that."""
    kind, address = text(model.get("_type")), text(model.get("base_url"))
    if kind in ("openai", "nim"):
        vendor = "nvidia" if kind == "nim" else "openai"
        return vendor if not address or _OWN_ADDRESS.search(host_of(address)) else ""
    if kind == "litellm":
        return text(model.get("model_name")).partition("/")[0]
    return {"azure_openai": "azure", "aws_bedrock": "bedrock", "huggingface": "self-hosted"}.get(kind, "")
