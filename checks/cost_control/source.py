"""What stops an agent that does not stop by itself."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.serving import before_production
from readiness.facts.source import AgentLoop


@check(
    "ai-agent-loops-bounded",
    severity="high",
    effort="minutes",
    certainty="likely",
    maps=[
        "aws-genai-lens:GENCOST05-BP01",
        "aws-genai-lens:GENREL03-BP02",
        "owasp-aisvs-1.0:AISVS-C9.1",
        "owasp-agentic-top10-2026:ASI08",
        "owasp-agentic-threats:T4",
    ],
)
def agent_loops_bounded(agent: AgentLoop, most: int = 1000) -> Verdict:
    """Agents stop after a number of steps.

    Why: One agent that goes round in circles can spend a month's budget. Most frameworks stop by themselves after a number
    of steps; a loop of one's own, and a bound that was switched off, do not.

    Fix: Bound the steps, and say what happens then

        graph.invoke(question, config={"recursion_limit": 12})
    """
    if before_production(agent):
        return not_applicable("it lives before production")
    evidence: dict[str, Any] = {"framework": agent.framework, "bound_by": agent.bound}
    if agent.bound == "none":
        return failed("Nothing stops an agent's loop", **evidence)
    if agent.limit is not None and agent.limit > most:
        return failed("An agent's limit is too high to stop anything", limit=agent.limit, most=most, **evidence)
    if agent.bound == "version":
        return unknown("how far the framework lets it go depends on its version", default=agent.default, **evidence)
    if agent.bound == "default":
        return passed(default=agent.default, **evidence)
    return passed(limit=agent.limit, **evidence)
