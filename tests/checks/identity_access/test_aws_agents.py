"""Who may call agents' gateways, and as whom agents act: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.agents import AwsAgent, AwsAgentGateway
from readiness.testing import fact, row, table


def gateway(authorizer: str, *interceptors: str) -> Any:
    """A gateway that knows its callers so."""
    return fact(AwsAgentGateway, name="tools", id="tools-1", authorizer=authorizer, request_interceptors=interceptors)


test_agent_gateway_authenticated = table(
    "aws-agent-gateway-authenticated",
    passes=[row(gateway("AWS_IAM"), says="AWS_IAM"), gateway("CUSTOM_JWT"), gateway("AUTHENTICATE_ONLY")],
    fails=[row(gateway("NONE"), says="tools-1")],
    unknown=[
        row(gateway("NONE", "arn:aws:lambda:check"), says="arn:aws:lambda:check"),
        gateway("NONE").unknown("request_interceptors", GapReason.DENIED),
    ],
    not_applicable=[row()],
)


def agent(name: str, role: str) -> Any:
    """An agent with this role."""
    return fact(AwsAgent, name=name, id=name, status="PREPARED", role=role)


test_agent_role_own = table(
    "aws-agent-role-own",
    passes=[[agent("a", "role/a"), agent("b", "role/b")]],
    fails=[row(agent("a", "role/a"), agent("b", "role/a"), agent("c", "role/c"), says="['b']")],
    unknown=[[agent("a", "role/a"), agent("b", "").unknown("role", GapReason.DENIED)]],
    not_applicable=[agent("a", "role/a")],
)
