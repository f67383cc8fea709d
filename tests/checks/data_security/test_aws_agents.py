"""What agents and flows on AWS may say and do: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.agents import AgentAction, AgentVersion, AwsAgent, AwsAgentMemory, AwsDataSource, AwsFlow, FlowNode
from readiness.testing import fact, row, table


def agent(*versions: AgentVersion, **values: Any) -> Any:
    """An agent that is called in these versions."""
    return fact(AwsAgent, name="assistant", id="AGENT12345", status="PREPARED", versions=versions, **values)


GUARDED = AgentVersion(version="2", guardrail="gr1", guardrail_version="3")
DRAFTED = AgentVersion(version="2", guardrail="gr1", guardrail_version="DRAFT")
BARE = AgentVersion(version="1")

test_agent_guardrail = table(
    "aws-agent-guardrail",
    passes=[
        row(agent(GUARDED), says="gr1 version 3"),
        row(agent(BARE, enforced_guardrails=("arn:all",)), says="arn:all"),
        agent(DRAFTED, enforced_guardrails=("arn:all",)),
        agent(GUARDED).unknown("enforced_guardrails", GapReason.DENIED),
    ],
    fails=[
        row(agent(BARE), says="no guardrail"),
        row(agent(GUARDED, BARE), says="1"),
        row(agent(DRAFTED), says="draft"),
    ],
    unknown=[
        agent(),
        agent().unknown("versions", GapReason.DENIED),
        agent(BARE).unknown("enforced_guardrails", GapReason.DENIED),
    ],
    not_applicable=[row()],
)


def action(name: str, **values: Any) -> AgentAction:
    """An action of an agent's second version."""
    return AgentAction(group="orders", name=name, version="2", **values)


test_agent_actions_confirmed = table(
    "aws-agent-actions-confirmed",
    passes=[
        agent(actions=(action("find_order"), action("lookup", description="Returns the date of the last update"))),
        agent(actions=(action("cancelOrder", confirmed=True),)),
        agent(actions=(action("createdOrders"), action("postage"), action("createQuote", method="get"))),
        agent(actions=(action("search", method="post"),)),
    ],
    fails=[
        row(agent(actions=(action("find"), action("cancelOrder"))), says="cancelOrder"),
        agent(actions=(action("order_delete"),)),
        agent(actions=(action("SENDMail"), action("send-mail"))),
        agent(actions=(action("orders", method="delete"),)),
        agent(actions=(action("orders", description="Creates an order."),)),
        agent(actions=(action("pay"),), unread_schemas=("files",)),
    ],
    unknown=[
        agent(actions=(action("find"),), unread_schemas=("files",)),
        row(agent(actions=(action("pay", returns_control=True),)), says="application"),
        agent().unknown("actions", GapReason.DENIED),
    ],
    not_applicable=[agent()],
)


def flow(*guardrails: str) -> Any:
    """A flow with a step for each guardrail."""
    nodes = tuple(FlowNode(name=f"Write{at}", version="1", kind="Prompt", guardrail=each) for at, each in enumerate(guardrails))
    return fact(AwsFlow, name="triage", id="FLOW123456", nodes=nodes)


test_flow_guardrail = table(
    "aws-flow-guardrail",
    passes=[flow("gr1"), flow("gr1", "gr2")],
    fails=[row(flow("gr1", ""), says="Write1")],
    unknown=[flow().unknown("nodes", GapReason.DENIED)],
    not_applicable=[flow()],
)


def source(**values: Any) -> Any:
    """A data source on a bucket."""
    return fact(AwsDataSource, name="pages", id="DS", knowledge_base="KB", type="S3", **values)


test_knowledge_base_deletion_explicit = table(
    "aws-knowledge-base-deletion-explicit",
    passes=[source(deletion_policy="RETAIN"), source(deletion_policy="DELETE")],
    fails=[source()],
    unknown=[source().unknown("deletion_policy", GapReason.DENIED)],
    not_applicable=[row()],
)

test_agent_retention_bounded = table(
    "aws-agent-retention-bounded",
    passes=[agent(memory_days=90, idle_seconds=3600), row(agent(memory_days=200, idle_seconds=600), max_days=365)],
    fails=[
        row(agent(memory_days=91, idle_seconds=600), says="91"),
        row(agent(memory_days=30, idle_seconds=3601), says="3601"),
    ],
    unknown=[agent().unknown("memory_days", GapReason.DENIED)],
    not_applicable=[agent()],
)


def memory(days: int) -> Any:
    """A memory of AgentCore."""
    return fact(AwsAgentMemory, id="chat", event_days=days)


test_agent_memory_bounded = table(
    "aws-agent-memory-bounded",
    passes=[memory(90), row(memory(365), max_days=365)],
    fails=[row(memory(91), says="91")],
    unknown=[memory(1).unknown("event_days", GapReason.DENIED)],
    not_applicable=[row()],
)
