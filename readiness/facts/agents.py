"""Servers that run agents, as their configuration files describe them."""

from __future__ import annotations

from readiness.facts.record import Fact


class AgentServer(Fact):
    """The configuration of a server that runs agents and keeps their conversations (LangGraph Server).

    Attributes:
        agents: names of what it serves.
        authenticates: a handler of its own tells who calls.
        conversation_minutes: how long a conversation is kept; None when it is never removed.
        conversations_end: what happens then: `delete`, or `keep_latest`, which leaves the last state in place.
        memory_minutes: how long items of the long-term memory are kept; None when they are never removed.
        searches_memory: the memory is indexed for search, so that it is used.
        own_store: where conversations go is code of its own, whose rules no file shows.
    """

    product: str
    agents: tuple[str, ...] = ()
    authenticates: bool = False
    conversation_minutes: float | None = None
    conversations_end: str = ""
    memory_minutes: float | None = None
    searches_memory: bool = False
    own_store: bool = False
