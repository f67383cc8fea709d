"""Guardrails and tools: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Gateway, Guardrail, McpServer, ProviderUse
from readiness.testing import fact, row, table

USE = fact(ProviderUse, provider="openai", via="source")


def gateway(name: str = "main", **values: Any) -> Any:
    """A gateway."""
    return fact(Gateway, product="litellm", resource=f"gateway:{name}", **values)


def guardrail(engine: str = "lakera_v2", *stages: str, attached: bool = True, of: str = "main") -> Any:
    """A guardrail of a gateway."""
    return fact(
        Guardrail, gateway=f"gateway:{of}", name=f"{engine} guard", engine=engine, stages=stages or ("pre_call",), attached=attached
    )


test_input_guardrail = table(
    "ai-input-guardrail-attached",
    passes=[
        [USE, gateway(), guardrail()],
        [gateway(), guardrail("presidio", "during_call"), guardrail("bedrock", "post_call")],
        [gateway(stored_in_database=True), guardrail()],
        row(USE, guardrail("nemo/self check input", of="rails"), says="self check input"),
    ],
    fails=[
        row(USE, guardrail("nemo/self check input", of="rails", attached=False), says="never attached"),
        row(USE, gateway(), says="No guardrail"),
        row(gateway(), guardrail(attached=False), says="never attached"),
        [gateway(), guardrail("bedrock", "post_call")],
        [gateway(), guardrail("presidio", "logging_only")],
        [gateway(), gateway("second"), guardrail(of="second", attached=False)],
    ],
    unknown=[
        USE,
        row(gateway(), guardrail("nemo/self check input", of="rails"), says="outside the gateway"),
        gateway(stored_in_database=True),
        [gateway(stored_in_database=True), guardrail(attached=False)],
        [USE, fact(Gateway, product="litellm", environment=Environment.SAMPLE)],
    ],
    not_applicable=[
        [],
        gateway(environment=Environment.STAGING),
        fact(ProviderUse, provider="openai", via="source", environment=Environment.SAMPLE),
    ],
)

test_prompt_attack_filter = table(
    "ai-prompt-attack-filter",
    passes=[[gateway(), guardrail()], [gateway(), guardrail("presidio"), guardrail("azure/prompt_shield")]],
    fails=[row(gateway(), guardrail("presidio"), says="presidio"), [gateway(), guardrail("hide-secrets"), guardrail("openai_moderation")]],
    unknown=[
        [gateway(), guardrail("bedrock")],
        [gateway(), guardrail("custom_code"), guardrail("presidio")],
        [gateway(stored_in_database=True), guardrail("presidio")],
    ],
    not_applicable=[gateway(), [gateway(), guardrail(attached=False)], [gateway(), guardrail("lakera_v2", "post_call")]],
)


def server(**values: Any) -> Any:
    """A local MCP server."""
    return fact(McpServer, **{"name": "tickets", "transport": "stdio", "launcher": "npx", "package": "@acme/tickets"} | values)


test_mcp_pinned = table(
    "ai-mcp-packages-pinned",
    passes=[server(pinned=True), server(launcher="docker", package="acme/tickets@sha256:0", pinned=True)],
    fails=[row(server(pinned=False), says="@acme/tickets"), server(package="tickets@latest", launcher="uvx", pinned=False)],
    unknown=[server().unknown("pinned", GapReason.TEMPLATED)],
    not_applicable=[server(pinned=False, disabled=True), server(pinned=None, transport="http", launcher="")],
)

test_mcp_asks_first = table(
    "ai-mcp-tools-ask-first",
    passes=[server(), server(auto_approved=("search",))],
    fails=[row(server(auto_approved=("*",)), says="tickets"), server(auto_approved=("search", "*"))],
    unknown=[server().unknown("auto_approved", GapReason.TEMPLATED)],
    not_applicable=[server(auto_approved=("*",), disabled=True)],
)
