"""How agents on AWS get from a draft to their users: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.agents import AgentAlias, AwsAgent, AwsFlow, AwsKnowledgeBase
from readiness.testing import fact, row, table

LIVE = AgentAlias(name="live", versions=("2",), status="PREPARED")
ON_DRAFT = AgentAlias(name="try", versions=("DRAFT",), status="PREPARED")


def agent(*aliases: AgentAlias, status: str = "PREPARED") -> Any:
    """An agent with these aliases."""
    return fact(AwsAgent, name="assistant", id="AGENT12345", status=status, aliases=aliases)


def flow(*aliases: AgentAlias) -> Any:
    """A flow with these aliases."""
    return fact(AwsFlow, name="triage", id="FLOW123456", aliases=aliases)


test_agent_alias_versioned = table(
    "aws-agent-alias-versioned",
    passes=[row(agent(LIVE), says="live"), agent(ON_DRAFT, LIVE)],
    fails=[agent(), row(agent(ON_DRAFT), says="try"), agent(AgentAlias(name="empty"))],
    unknown=[agent().unknown("aliases", GapReason.DENIED)],
    not_applicable=[row()],
)

test_flow_alias_versioned = table(
    "aws-flow-alias-versioned",
    passes=[flow(LIVE)],
    fails=[flow(), flow(ON_DRAFT)],
    unknown=[flow().unknown("aliases", GapReason.DENIED)],
    not_applicable=[row()],
)

test_agent_prepared = table(
    "aws-agent-prepared",
    passes=[agent(), agent(LIVE), row(agent(LIVE, status="NOT_PREPARED"), says="NOT_PREPARED")],
    fails=[
        agent(status="NOT_PREPARED"),
        agent(LIVE, status="FAILED"),
        row(agent(LIVE, AgentAlias(name="beta", versions=("1",), status="FAILED")), says="beta"),
    ],
    unknown=[agent(status="UPDATING"), agent().unknown("aliases", GapReason.DENIED)],
    not_applicable=[row()],
)


def base(status: str) -> Any:
    """A knowledge base in this state."""
    return fact(AwsKnowledgeBase, name="handbook", id="KB", status=status)


test_knowledge_base_active = table(
    "aws-knowledge-base-active",
    passes=[base("ACTIVE")],
    fails=[base("FAILED"), base("UPDATE_UNSUCCESSFUL"), base("DELETE_UNSUCCESSFUL")],
    unknown=[base("CREATING"), base("UPDATING")],
    not_applicable=[base("DELETING")],
)
