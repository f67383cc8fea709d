"""What agents and flows on AWS may say and do, and how knowledge bases handle documents."""

from __future__ import annotations

import re
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.agents import DRAFT, AgentAction, AgentVersion, AwsAgent, AwsAgentMemory, AwsDataSource, AwsFlow

CONSEQUENTIAL = frozenset(
    {"approve", "book", "buy", "cancel", "charge", "create", "delete", "execute", "grant", "insert", "modify", "pay", "purchase"}
    | {"refund", "remove", "revoke", "send", "submit", "terminate", "transfer", "update", "write"}
)
"""Verbs of actions that change something outside of the conversation."""
CHANGING_METHODS = frozenset({"put", "patch", "delete"})


@check(
    "aws-agent-guardrail",
    severity="high",
    effort="hours",
    maps=[
        "aws-genai-lens:GENSEC02-BP01",
        "aws-agentic-ai-lens:AGENTSEC04-BP01",
        "owasp-llm-top10-2025:LLM01:2025",
    ],
)
def agent_guardrail(agent: AwsAgent) -> Verdict:
    """Every Bedrock agent has a numbered guardrail version.

    Why: Without a guardrail an agent repeats what it should never say or do. A guardrail's draft changes for users the
    moment somebody edits it.

    Fix: Attach a numbered guardrail version to the agent

        # Terraform, aws_bedrockagent_agent
        guardrail_configuration {
          guardrail_identifier = aws_bedrock_guardrail_version.this.guardrail_arn
          guardrail_version    = aws_bedrock_guardrail_version.this.version
        }
        # then prepare the agent and point its alias at a new version
    """
    if not agent.versions:
        return unknown("the version that applications call is not listed", agent=agent.name)
    without = [each for each in agent.versions if not each.guardrail]
    drafts = [each for each in agent.versions if each.guardrail and each.guardrail_version == DRAFT]
    if without and not agent.enforced_guardrails:
        return failed("The agent has no guardrail", versions=_numbers(without))
    if drafts and not agent.enforced_guardrails:
        return failed("The agent uses the draft of its guardrail", versions=_numbers(drafts), guardrail=drafts[0].guardrail)
    if without or drafts:
        return passed(enforced=agent.enforced_guardrails)
    return passed(guardrails=[f"{each.guardrail} version {each.guardrail_version}" for each in agent.versions])


def _numbers(versions: list[AgentVersion]) -> list[str]:
    return [each.version for each in versions]


@check(
    "aws-agent-actions-confirmed",
    severity="high",
    effort="hours",
    certainty="likely",
    maps=[
        "aws-agentic-ai-lens:AGENTSEC04-BP02",
        "aws-agentic-ai-lens:AGENTREL02-BP05",
        "owasp-llm-top10-2025:LLM06:2025",
    ],
)
def agent_actions_confirmed(agent: AwsAgent) -> Verdict:
    """Consequential agent actions wait for confirmation.

    Why: A misled agent pays, deletes or sends before anyone can say no. Asking the user first is the last stop before
    an action that can't be taken back.

    Fix: Require confirmation for these functions

        aws bedrock-agent list-agent-action-groups --agent-id <agent_id> --agent-version DRAFT
        # in the schema of <groups>, for <actions> (in OpenAPI: "x-requireConfirmation")
        "requireConfirmation": "ENABLED"
        # update the group whole, its executor too; prepare the agent; point its alias at a new version
    """
    if not agent.actions and not agent.unread_schemas:
        return not_applicable("the agent has no actions of its own")
    open_ones = [each for each in agent.actions if consequential(each) and not each.confirmed]
    ours = [each for each in open_ones if not each.returns_control]
    if ours:
        return failed(
            "Consequential actions run unconfirmed",
            agent_id=agent.id,
            groups=dict.fromkeys(each.group for each in ours),
            actions=dict.fromkeys(each.name for each in ours),
        )
    if agent.unread_schemas:
        return unknown("the schema of an action group is not read", groups=agent.unread_schemas)
    if open_ones:
        return unknown("the application may ask before it acts", actions=dict.fromkeys(each.name for each in open_ones))
    return passed(actions=dict.fromkeys(each.name for each in agent.actions))


def consequential(action: AgentAction) -> bool:
    """Whether it changes something, by its method, a verb in its name, or the verb its description begins with."""
    if action.method in CHANGING_METHODS:
        return True
    if action.method in ("get", "head", "options"):
        return False
    words = {each.lower() for each in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", action.name)}
    first = next(iter(re.findall(r"[a-z]+", action.description.lower())), "")
    return bool(words & CONSEQUENTIAL) or bool({first, first.removesuffix("s"), first.removesuffix("es")} & CONSEQUENTIAL)


@check(
    "aws-flow-guardrail",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENSEC02-BP01", "aws-agentic-ai-lens:AGENTSEC04-BP01"],
)
def flow_guardrail(flow: AwsFlow) -> Verdict:
    """Every generating step of a Bedrock flow has a guardrail.

    Why: A single step without a guardrail lets harmful text out of the flow. Each prompt and each answering knowledge
    base of a flow takes a guardrail of its own.

    Fix: Attach a guardrail to these nodes of the flow

        # definition.nodes[], for <nodes>: in configuration.prompt or configuration.knowledgeBase
        "guardrailConfiguration": {"guardrailIdentifier": "gr…", "guardrailVersion": "1"}
        # then
        aws bedrock-agent prepare-flow --flow-identifier <flow_id>
    """
    if not flow.nodes:
        return not_applicable("no step of the flow has a model write something")
    without = [each.name for each in flow.nodes if not each.guardrail]
    if without:
        return failed("A generating step has no guardrail", nodes=dict.fromkeys(without), flow_id=flow.id)
    return passed(nodes=dict.fromkeys(each.name for each in flow.nodes))


@check(
    "aws-knowledge-base-deletion-explicit",
    severity="low",
    effort="minutes",
    maps=["aws-genai-lens:GENSEC01-BP03"],
)
def knowledge_base_deletion_explicit(source: AwsDataSource) -> Verdict:
    """Deleting a data source has a chosen effect on its vectors.

    Why: By default, deleting a data source deletes its vectors with it. Somebody should have decided whether they go
    or stay.

    Fix: Set the data deletion policy of the data source

        # Terraform, aws_bedrockagent_data_source
        data_deletion_policy = "RETAIN" # or "DELETE"
    """
    if not source.deletion_policy:
        return failed("Nobody chose a data deletion policy", data_source=source.name, knowledge_base=source.knowledge_base)
    return passed(policy=source.deletion_policy)


@check(
    "aws-agent-retention-bounded",
    severity="low",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTSEC01-BP01"],
)
def agent_retention_bounded(agent: AwsAgent, max_days: int = 90, max_idle_seconds: int = 3600) -> Verdict:
    """Agents forget sessions after an agreed time.

    Why: What an agent remembers of a person can leak in a later session. Summaries of sessions hold what users said.

    Fix: Keep summaries of sessions for fewer days

        # Terraform, aws_bedrockagent_agent
        idle_session_ttl_in_seconds = 600
        memory_configuration {
          enabled_memory_types = ["SESSION_SUMMARY"]
          storage_days         = 30
        }
    """
    if agent.memory_days is None:
        return not_applicable("the agent has no memory")
    evidence: dict[str, Any] = {"days": agent.memory_days, "max_days": max_days, "idle_seconds": agent.idle_seconds}
    if agent.memory_days > max_days:
        return failed("Summaries of sessions are kept too long", **evidence)
    if agent.idle_seconds > max_idle_seconds:
        return failed("Idle sessions stay open too long", **evidence, max_idle_seconds=max_idle_seconds)
    return passed(**evidence)


@check(
    "aws-agent-memory-bounded",
    severity="low",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTSEC01-BP01"],
)
def agent_memory_bounded(memory: AwsAgentMemory, max_days: int = 90) -> Verdict:
    """AgentCore memories expire raw events in an agreed time.

    Why: Raw conversations kept for a year are a year's worth of data to lose. Events hold every word of users and
    agents.

    Fix: Expire the events of the memory sooner

        aws bedrock-agentcore-control update-memory --memory-id <memory_id> --event-expiry-duration <max_days>
    """
    if memory.event_days > max_days:
        return failed("Raw events are kept too long", memory_id=memory.id, days=memory.event_days, max_days=max_days)
    return passed(days=memory.event_days, max_days=max_days)
