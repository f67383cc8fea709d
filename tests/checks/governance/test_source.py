"""Approval of what agents do: situations and verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.checks.governance.source import ACTS, READS
from readiness.facts import Environment, GapReason
from readiness.facts.source import AgentLoop
from readiness.testing import fact, row, table


def agent(*tools: str, approval: bool = False, **values: Any) -> Any:
    return fact(AgentLoop, framework="langgraph", bound="default", tools=tools, approval=approval, **values)


test_agent_actions = table(
    "ai-agent-actions-approved",
    passes=[agent("search", "pay_out", approval=True), agent("deploy", approval=True)],
    fails=[row(agent("search_handbook", "pay_out"), says="pay_out"), agent("deleteUser"), agent("sendEmail")],
    unknown=[agent("triage"), agent("search", tools_open=True), agent().unknown("tools", GapReason.UNPARSEABLE)],
    not_applicable=[agent(), agent("search_docs", "getWeather"), agent("pay_out", environment=Environment.DEVELOPMENT)],
)


@pytest.mark.parametrize("name", ["pay", "issue_refund", "transfer_funds", "delete", "drop_table", "send_email", "execute_sql"])
def test_names_of_tools_that_act(name: str) -> None:
    assert ACTS.search(name)


@pytest.mark.parametrize("name", ["payload_search", "get_refunds_policy", "list_deleted", "describe_orders", "sender_lookup"])
def test_names_of_tools_that_read(name: str) -> None:
    assert READS.search(name)
    assert not ACTS.search(name)
