"""kagent's agents, the models they use and the tool servers they call.

Fields as kagent 0.7 (`kagent.dev/v1alpha2`, and `v1alpha1` before it) and kmcp 0.2 define them: a tool server without `toolNames`
gives an agent all its tools, and tools run without a person's yes unless `requireApproval` names them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.containers import secret_literal
from readiness.collectors.files.formats.mcp import server_of
from readiness.collectors.files.shapes import at, line_of, mapping, mappings, text, texts
from readiness.collectors.files.written_texts import internals_of
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts import GapReason
from readiness.facts.ai import McpServer, ProviderUse
from readiness.facts.documents import PromptFile
from readiness.facts.files import SecretLiteral
from readiness.facts.source import AgentLoop

_PROVIDERS = {
    "openai": "openai",
    "azureopenai": "azure",
    "anthropic": "anthropic",
    "gemini": "gemini",
    "geminivertexai": "vertex",
    "anthropicvertexai": "vertex",
    "bedrock": "bedrock",
    "ollama": "self-hosted",
}


@reads("ModelConfig.kagent.dev", gives=(ProviderUse,))
def model_config(raw: RawObject) -> Iterator[ProviderUse]:
    """The provider of a model; an address of one's own behind OpenAI's interface is a server of one's own."""
    written = text(raw.spec.get("provider")).lower()
    provider = _PROVIDERS.get(written)
    if provider == "openai" and text(at(raw.spec, "openAI", "baseUrl")):
        return
    if provider is not None:
        yield ProviderUse(
            resource=f"{raw.id()}#provider",
            origin=raw.document.origin(line_of(raw.spec, "provider")),
            environment=raw.environment,
            provider=provider,
            via="env",
        )


@reads("Agent.kagent.dev", gives=(AgentLoop,))
def agent(raw: RawObject) -> Iterator[AgentLoop]:
    """An agent whose tools stand in its object; one that brings its own image tells none."""
    own = mapping(raw.spec.get("declarative")) or raw.spec
    tools = mappings(own.get("tools"))
    served = [mapping(each.get("mcpServer")) or mapping(each.get("mcp")) for each in tools]
    named = [name for each in served for name in texts(each.get("toolNames"))]
    if tools:
        yield AgentLoop(
            resource=f"{raw.id()}#agent",
            origin=raw.document.origin(line_of(own, "tools")),
            environment=raw.environment,
            framework="kagent",
            bound="default",
            default="500 model calls",
            tools=tuple(dict.fromkeys(named)),
            tools_open=any(not texts(each.get("toolNames")) for each in served),
            approval=any(texts(each.get("requireApproval")) for each in served),
        )


@reads("Agent.kagent.dev", gives=(PromptFile,), seen="in manifests")
def prompt(raw: RawObject) -> Iterator[PromptFile]:
    """The prompt in an agent's manifest."""
    own = mapping(raw.spec.get("declarative")) or raw.spec
    written, line = text(own.get("systemMessage")), line_of(own, "systemMessage") or 1
    if not written:
        return
    found = PromptFile(
        resource=f"{raw.id()}#prompt",
        origin=raw.document.origin(line),
        environment=raw.environment,
        kind="kagent",
        internals={host: number + line for host, number in internals_of(written).items()},
        tracked=bool(raw.document.tracked),
    )
    if raw.document.tracked is None:
        found = found.unknown("tracked", GapReason.UNSUPPORTED, "the folder is no git checkout that can be read", "scan a git checkout")
    yield found


@reads("MCPServer.kagent.dev", "RemoteMCPServer.kagent.dev", "ToolServer.kagent.dev", gives=(McpServer, SecretLiteral))
def tool_server(raw: RawObject) -> Iterator[Observation]:
    """A server that kagent starts or calls."""
    data, line = _written(raw)
    if not data:
        return
    server = server_of(replace(raw.document, environment=raw.environment), raw.name, data, line)
    server = server.model_copy(update={"resource": f"{raw.id()}#mcp"})
    yield server
    for each in server.credentials:
        yield from secret_literal(raw.document, (server.resource, each.name), each, "mcp", raw.environment)


def _written(raw: RawObject) -> tuple[dict[str, Any], int | None]:
    """How the server is started or reached, in the words of MCP clients."""
    if raw.kind == "RemoteMCPServer":
        return {key: raw.spec[key] for key in ("url", "headers") if key in raw.spec}, line_of(raw.spec, "url")
    if raw.kind == "MCPServer":
        started = mapping(raw.spec.get("deployment"))
        command = text(started.get("cmd"))
        found = {"command": command, "args": started.get("args"), "env": started.get("env")} if command else {}
        return found, line_of(started, "cmd")
    config = mapping(raw.spec.get("config"))
    for key in ("stdio", "sse", "streamableHttp"):
        if isinstance(config.get(key), dict):
            return config[key], line_of(config, key)
    return {}, None
