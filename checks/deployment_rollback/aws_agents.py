"""How agents, flows and knowledge bases on AWS get from a draft to their users."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.agents import DRAFT, AgentAlias, AwsAgent, AwsFlow, AwsKnowledgeBase

FAILED = frozenset({"FAILED", "DELETE_UNSUCCESSFUL", "UPDATE_UNSUCCESSFUL"})


@check(
    "aws-agent-alias-versioned",
    severity="high",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTOPS02-BP03", "aws-genai-lens:GENOPS04-BP02"],
)
def agent_alias_versioned(agent: AwsAgent) -> Verdict:
    """Agents are called through an alias on a numbered version.

    Why: A draft has no way back: the last edit is what users get. An alias on a numbered version is rolled back by
    pointing it at the version before.

    Fix: Create an alias; it makes a numbered version

        aws bedrock-agent prepare-agent --agent-id <agent_id>
        aws bedrock-agent create-agent-alias --agent-id <agent_id> --agent-alias-name live
    """
    return _versioned(agent.aliases, "The agent can only be called as a draft", agent_id=agent.id)


@check(
    "aws-flow-alias-versioned",
    severity="medium",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTOPS02-BP03", "aws-genai-lens:GENOPS04-BP02"],
)
def flow_alias_versioned(flow: AwsFlow) -> Verdict:
    r"""Flows are called through an alias on a numbered version.

    Why: A draft has no way back: the last edit is what users get. An alias on a numbered version is rolled back by
    pointing it at the version before.

    Fix: Create a version of the flow and an alias on it

        aws bedrock-agent create-flow-version --flow-identifier <flow_id>
        aws bedrock-agent create-flow-alias --flow-identifier <flow_id> --name live \
          --routing-configuration flowVersion=<version>
    """
    return _versioned(flow.aliases, "The flow can only be called as a draft", flow_id=flow.id)


def _versioned(aliases: tuple[AgentAlias, ...], problem: str, **evidence: Any) -> Verdict:
    good = [each.name for each in aliases if each.versions and DRAFT not in each.versions]
    if good:
        return passed(aliases=good)
    return failed(problem, aliases=[each.name for each in aliases], **evidence)


@check(
    "aws-agent-prepared",
    severity="high",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTOPS03-BP02", "aws-agentic-ai-lens:AGENTREL08-BP01"],
)
def agent_prepared(agent: AwsAgent) -> Verdict:
    """What users get of an agent is prepared.

    Why: A failed agent answers nobody; an unprepared one with an old state. The state tells before users do.

    Fix: Read why it failed, mend that, and prepare the agent

        aws bedrock-agent get-agent --agent-id <agent_id> --query "agent.[failureReasons,recommendedActions]"
        aws bedrock-agent prepare-agent --agent-id <agent_id>
    """
    broken = [f"{each.name}: {each.status}" for each in agent.aliases if each.status in ("FAILED", "DISSOCIATED")]
    if broken:
        return failed("An alias of the agent can't be called", aliases=broken, agent_id=agent.id)
    if agent.status == "FAILED":
        return failed("The agent failed", status=agent.status, agent_id=agent.id)
    served = [each.name for each in agent.aliases if each.versions and DRAFT not in each.versions]
    if agent.status == "NOT_PREPARED" and not served:
        return failed("The agent's edits are not prepared", status=agent.status, agent_id=agent.id)
    if agent.status in ("PREPARED", "NOT_PREPARED"):
        return passed(draft=agent.status, aliases=served)  # a draft in work disturbs nobody who calls a version
    return unknown("the agent is being changed", status=agent.status)


@check(
    "aws-knowledge-base-active",
    severity="high",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTREL05-BP03", "aws-genai-lens:GENREL03-BP01"],
)
def knowledge_base_active(base: AwsKnowledgeBase) -> Verdict:
    """Knowledge bases are active.

    Why: A knowledge base that failed gives no passages, so answers lack facts. Its state tells before users do.

    Fix: Read why it failed, and mend that

        aws bedrock-agent get-knowledge-base --knowledge-base-id <knowledge_base> --query knowledgeBase.failureReasons
    """
    if base.status == "ACTIVE":
        return passed(status=base.status)
    if base.status in FAILED:
        return failed("The knowledge base failed", status=base.status, knowledge_base=base.id)
    if base.status == "DELETING":
        return not_applicable("it is being deleted")
    return unknown("the knowledge base is being changed", status=base.status)
