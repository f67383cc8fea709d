"""`langgraph.json`: what a LangGraph server serves, who may call it, and how long it keeps conversations (langgraph-cli 0.4).

Without `checkpointer.ttl.default_ttl` and `store.ttl.default_ttl` nothing is ever removed; both are minutes. Without `auth.path` a
self-hosted server has no authentication of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, line_of, mapping, number, text
from readiness.facts.agents import AgentServer


def _matches(document: Document) -> bool:
    graphs = mapping(document.data).get("graphs")
    return document.syntax == "json" and document.name.startswith("langgraph") and isinstance(graphs, dict) and bool(graphs)


@format("langgraph", gives=(AgentServer,), matches=_matches, hint=r'^[ \t]*+"graphs"\s*:')
def langgraph(document: Document) -> Iterator[Observation]:
    """The server's configuration."""
    data = mapping(document.data)
    yield AgentServer(
        resource=f"langgraph:{document.id}",
        origin=document.origin(line_of(data, "graphs")),
        environment=document.environment,
        product="langgraph",
        agents=tuple(str(name) for name in data["graphs"]),
        authenticates=bool(text(at(data, "auth", "path"))),
        conversation_minutes=number(at(data, "checkpointer", "ttl", "default_ttl")),
        conversations_end=text(at(data, "checkpointer", "ttl", "strategy")) or "delete",
        memory_minutes=number(at(data, "store", "ttl", "default_ttl")),
        searches_memory=isinstance(at(data, "store", "index"), dict),
        own_store=bool(text(at(data, "checkpointer", "path"))),
    )
