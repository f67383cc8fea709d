"""Whether conversations expire: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.agents import AgentServer
from readiness.facts.ai import Gateway
from readiness.testing import fact, row, table


def server(**values: Any) -> Any:
    """A server that keeps conversations for thirty days."""
    return fact(AgentServer, **{"product": "langgraph", "conversation_minutes": 43200.0, "conversations_end": "delete"} | values)


test_conversations_expire = table(
    "ai-conversations-expire",
    passes=[row(server(), says="43200"), server(searches_memory=True, memory_minutes=1.0), server(own_store=True)],
    fails=[
        row(server(conversation_minutes=None), says="for ever"),
        row(server(conversations_end="keep_latest"), says="last state"),
        row(server(searches_memory=True), says="Memories"),
    ],
    unknown=[server(conversation_minutes=None, own_store=True), server().unknown("conversations_end", GapReason.UNSUPPORTED)],
    not_applicable=[[], server(conversation_minutes=None, environment=Environment.STAGING)],
)


def gateway(**values: Any) -> Any:
    return fact(Gateway, product="litellm", **values)


test_gateway_records_expire = table(
    "ai-gateway-records-expire",
    passes=[row(gateway(stores_prompts=True, prompts_kept="90d"), says="90d")],
    fails=[row(gateway(stores_prompts=True), says="for ever")],
    unknown=[gateway(stores_prompts=True).unknown("prompts_kept", GapReason.UNSUPPORTED)],
    not_applicable=[[], gateway(), gateway(stores_prompts=True, environment=Environment.STAGING)],
)

test_gateway_changes_audited = table(
    "ai-gateway-changes-audited",
    passes=[row(gateway(), says="version control"), row(gateway(stored_in_database=True, audits_changes=True), says="audit log")],
    fails=[row(gateway(stored_in_database=True), says="leave no trace")],
    unknown=[gateway().unknown("stored_in_database", GapReason.UNSUPPORTED)],
    not_applicable=[[], gateway(stored_in_database=True, environment=Environment.DEVELOPMENT)],
)
