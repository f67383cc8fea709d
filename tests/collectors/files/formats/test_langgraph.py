"""`langgraph.json`: what is served, and what is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import facts_in, facts_of, line_with

from readiness.facts.agents import AgentServer


def test_a_server_is_read() -> None:
    (server,) = facts_of("langgraph.json")[AgentServer]
    assert (server.agents, server.authenticates) == (("claims", "triage"), True)
    assert (server.conversation_minutes, server.conversations_end, server.memory_minutes) == (43200, "delete", 129600)
    assert server.searches_memory
    assert server.origin.line == line_with("langgraph.json", "graphs")


def test_what_is_absent_is_never_removed() -> None:
    (server,) = facts_in('{"graphs": {"a": "./a.py:g"}, "checkpointer": {"path": "./c.py:make"}}', "langgraph.json")[AgentServer]
    assert (server.conversation_minutes, server.memory_minutes, server.authenticates) == (None, None, False)
    assert server.own_store


@pytest.mark.parametrize("text", ['{"graphs": []}', '{"graphs": {}}', "[]", '{"nodes": {}}', '{"graphs": "x"}'])
def test_other_files_are_left_alone(text: str) -> None:
    assert not facts_in(text, "langgraph.json")


@pytest.mark.parametrize("ttl", ['"soon"', "null", "{}", "[1]"])
def test_a_lifetime_that_is_no_number_is_none(ttl: str) -> None:
    text = '{"graphs": {"a": "a.py:g"}, "checkpointer": {"ttl": {"default_ttl": ' + ttl + "}}}"
    (server,) = facts_in(text, "langgraph.json")[AgentServer]
    assert server.conversation_minutes is None
