"""Who decides before an agent acts."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.serving import before_production
from readiness.facts.source import AgentLoop

ACTS = re.compile(
    r"(?:^|_)(?:pay|payout|payment|refund|transfer|charge|wire|withdraw|purchase|buy|delete|drop|truncate|cancel|terminate|shutdown|deploy"
    r"|revoke|grant|send_(?:e?mail|money|sms)|execute_sql|run_sql)(?:_|$)"
)
READS = re.compile(
    r"(?:^|_)(?:search|get|list|find|fetch|read|look|lookup|retrieve|retriever|query|calculate|calc|calculator|compute|summari[sz]e|describe"
    r"|check|count|convert|translate|weather|time|date|think|plan|browse|wikipedia|tavily|rag|classify|extract|analy[sz]e|rank)(?:_|$)"
)
"""Words of a tool's name by what such tools do."""


@check(
    "ai-agent-actions-approved",
    severity="medium",
    effort="hours",
    certainty="heuristic",
    maps=[
        "eu-ai-act:AIA-Art14",
        "owasp-llm-top10-2025:LLM06:2025",
        "owasp-agentic-top10-2026:ASI09",
        "owasp-aisvs-1.0:AISVS-C9.2",
        "mitre-atlas-mitigations:AML.M0029",
        "aws-agentic-ai-lens:AGENTREL02-BP05",
    ],
)
def agent_actions_approved(agent: AgentLoop) -> Verdict:
    """A person approves what agents cannot take back.

    Why: A misread sentence could pay out, delete or send in our name. Tools whose names say so need somebody's yes between
    the model's wish and the act.

    Fix: Stop for approval before such tools

        # <acting>
        graph.compile(checkpointer=saver, interrupt_before=["pay_out"])
    """
    if before_production(agent):
        return not_applicable("it lives before production")
    words = {name: _words(name) for name in agent.tools}
    acting = sorted(name for name, told in words.items() if ACTS.search(told))
    if not agent.tools and not agent.tools_open:
        return not_applicable("it has no tools")
    if agent.approval:
        return passed(framework=agent.framework, acting=acting)
    if acting:
        return failed("An agent acts for good without approval", framework=agent.framework, acting=acting)
    unclear = sorted(name for name, told in words.items() if not READS.search(told))
    if unclear or agent.tools_open:
        return unknown("what its tools do can't be told from their names", tools=unclear or agent.tools, framework=agent.framework)
    return not_applicable("its tools only read, by their names")


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
