"""Agents' loops in code: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.source import AgentLoop
from readiness.testing import fact, row, table


def agent(bound: Any, limit: int | None = None, **values: Any) -> Any:
    return fact(AgentLoop, framework="langgraph", bound=bound, limit=limit, default="25 steps", **values)


test_agent_loops = table(
    "ai-agent-loops-bounded",
    passes=[agent("set", 12), row(agent("default"), says="25 steps"), agent("computed"), row(agent("set", 5000), most=10_000)],
    fails=[row(agent("none"), says="Nothing stops"), row(agent("set", 1_000_000), says="too high")],
    unknown=[agent("set").unknown("bound", GapReason.UNPARSEABLE), row(agent("version"), says="depends on its version")],
    not_applicable=[agent("none", environment=Environment.STAGING)],
)
