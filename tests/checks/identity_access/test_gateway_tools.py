"""Tools behind a gateway: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.gateways import ToolAccess
from readiness.testing import fact, row, table


def access(**values: Any) -> Any:
    return fact(ToolAccess, **({"gateway": "route", "product": "envoy ai gateway", "server": "github"} | values))


test_listed = table(
    "ai-gateway-tools-listed",
    passes=[access(tools=("search_docs",)), access(tools=(".*issues.*",)), access(product="litellm", tools=("a", "b"))],
    fails=[row(access(), says="Every tool"), row(access(tools=("search", ".*")), says="pattern")],
    unknown=[access().unknown("tools", GapReason.UNSUPPORTED)],
    not_applicable=[(), access(environment=Environment.DEVELOPMENT)],
)

test_known = table(
    "ai-gateway-tools-authenticated",
    passes=[access(callers_known=True)],
    fails=[access(callers_known=False)],
    unknown=[access()],
    not_applicable=[(), access(product="litellm"), access(environment=Environment.STAGING, callers_known=False)],
)
