"""Whether what people told an assistant is removed some day."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.agents import AgentServer
from readiness.facts.serving import before_production


@check(
    "ai-conversations-expire",
    severity="medium",
    effort="minutes",
    maps=[
        "owasp-aisvs-1.0:AISVS-C8.3",
        "aws-ml-lens:MLSEC03-BP05",
        "iso-42001-2023:A.7.2",
        "owasp-llm-top10-2025:LLM02:2025",
    ],
)
def conversations_expire(server: AgentServer) -> Verdict:
    """Agents' conversations and memories expire.

    Why: What customers said years ago is still there when it leaks. Laws on personal data ask for an end, and without one the
    store only grows.

    Fix: Say how long conversations and memories are kept

        "checkpointer": {"ttl": {"strategy": "delete", "default_ttl": 43200}},
        "store": {"ttl": {"default_ttl": 129600, "refresh_on_read": true}}
    """
    if before_production(server):
        return not_applicable("it lives before production")
    evidence: dict[str, Any] = {"conversation_minutes": server.conversation_minutes, "memory_minutes": server.memory_minutes}
    if server.conversation_minutes is None and server.own_store:
        return unknown("conversations are kept by code of its own", **evidence)
    if server.conversation_minutes is None:
        return failed("Conversations are kept for ever", **evidence)
    if server.conversations_end != "delete":
        return failed("Old conversations keep their last state", strategy=server.conversations_end, **evidence)
    if server.searches_memory and server.memory_minutes is None:
        return failed("Memories of an agent are kept for ever", **evidence)
    return passed(**evidence)
