"""Which tools a gateway hands to agents, and to whom."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.gateways import ToolAccess
from readiness.facts.serving import before_production

EVERYTHING = frozenset({"*", ".*", "^.*$", ".+", "^.+$"})
"""Patterns that let every tool through."""

KNOWS_ITS_CALLERS = frozenset({"litellm"})
"""Products that ask for the same keys whether a model or a tool is called."""


@check(
    "ai-gateway-tools-listed",
    severity="medium",
    effort="hours",
    maps=[
        "owasp-llm-top10-2025:LLM06:2025",
        "owasp-agentic-top10-2026:ASI02",
        "owasp-agentic-top10-2026:ASI03",
        "owasp-aisvs-1.0:AISVS-C9.3",
        "aws-genai-lens:GENSEC05-BP01",
        "mitre-atlas-mitigations:AML.M0028",
    ],
)
def tools_listed(access: ToolAccess) -> Verdict:
    """Gateways hand on the tools that are listed and no others.

    Why: A tricked agent can use every tool that its server will ever have. A server that only read yesterday may delete
    tomorrow, and a list is what keeps the new tool out until somebody looked at it.

    Fix: Name the tools that agents may call

        # Envoy AI Gateway
        backendRefs:
          - name: <server>
            toolSelector: {include: [search_docs, get_ticket]}
        # LiteLLM
        mcp_servers: {<server>: {allowed_tools: [search_docs, get_ticket]}}
    """
    if before_production(access):
        return not_applicable("it lives before production")
    if access.tools is None:
        told: dict[str, Any] = {"remote": access.remote, "gateway_shows_credential": access.authenticated}
        return failed("Every tool of a server is handed on", server=access.server, product=access.product, **told)
    wide = sorted(EVERYTHING & set(access.tools))
    if wide:
        return failed("A pattern lets every tool of a server through", server=access.server, product=access.product, tools=wide)
    return passed(server=access.server, product=access.product, tools=access.tools[:10])


@check(
    "ai-gateway-tools-authenticated",
    severity="high",
    effort="hours",
    maps=["owasp-agentic-top10-2026:ASI03", "owasp-aisvs-1.0:AISVS-C10.2", "owasp-llm-top10-2025:LLM06:2025"],
)
def tools_authenticated(access: ToolAccess) -> Verdict:
    """Whoever calls tools through a gateway is known.

    Why: Strangers could run our tools with the gateway's own rights. The gateway holds the credentials of the servers
    behind it, so that an open route is an open door to all of them.

    Fix: Ask callers of the route for a token

        # Envoy AI Gateway
        kind: MCPRoute
        spec:
          securityPolicy:
            oauth: {issuer: https://login.example.com, protectedResourceMetadata: {resource: https://tools.example.com/mcp}}
    """
    if before_production(access):
        return not_applicable("it lives before production")
    if access.product in KNOWS_ITS_CALLERS:
        return not_applicable("callers of tools are the gateway's callers, whom another check judges")
    if access.callers_known is None:
        return unknown("who may call is set outside of this file", server=access.server, product=access.product)
    if not access.callers_known:
        return failed("Anybody may call tools through the gateway", server=access.server, product=access.product, remote=access.remote)
    return passed(server=access.server, product=access.product)
