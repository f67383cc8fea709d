"""What keeps prompts, documents and tools from being turned against the system."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import Gateway, Guardrail, McpServer, ProviderUse
from readiness.facts.serving import before_production

from .guardrails import INPUT, on_side, screened


@check(
    "ai-input-guardrail-attached",
    severity="high",
    effort="hours",
    maps=[
        "owasp-llm-top10-2025:LLM01:2025",
        "aws-genai-lens:GENSEC02-BP01",
        "aws-genai-lens:GENSEC04-BP02",
        "owasp-aisvs-1.0:AISVS-C2.1",
        "mitre-atlas-mitigations:AML.M0020",
        "aws-ai-security-framework:AISF-AI-01",
    ],
)
def input_guardrail(uses: list[ProviderUse], gateways: list[Gateway], guardrails: list[Guardrail]) -> Verdict | list[Verdict]:
    """A guardrail screens what users send to the model.

    Why: One crafted message can make our assistant leak data or misbehave. A guardrail helps only where it runs:
    one that is defined and never attached is the common mistake.

    Fix: Attach an input guardrail to every request

        guardrails:
          - guardrail_name: prompt-attack
            litellm_params:
              guardrail: lakera_v2
              mode: pre_call
              default_on: true   # without it: <defined> run only when a caller asks
    """
    return screened(INPUT, uses, gateways, guardrails)


ATTACK_DETECTORS = frozenset(
    {
        "aim",
        "aporia",
        "azure/prompt_shield",
        "enkryptai",
        "grayswan",
        "hiddenlayer",
        "javelin",
        "lakera",
        "lakera_v2",
        "lasso",
        "noma",
        "pangea",
        "panw_prisma_airs",
        "pillar",
        "prompt_security",
        "qualifire",
        "zscaler_ai_guard",
    }
)
"""Guardrail engines whose subject is the prompt attack."""

NO_DETECTORS = frozenset({"presidio", "hide-secrets", "hide_secrets", "openai_moderation", "azure/text_moderations", "tool_permission"})
"""Engines that look for something else: personal data, secrets, toxic language, tools."""


@check(
    "ai-prompt-attack-filter",
    severity="high",
    effort="hours",
    maps=[
        "owasp-llm-top10-2025:LLM01:2025",
        "aws-ai-security-framework:AISF-AI-02",
        "owasp-aisvs-1.0:AISVS-C2.1",
        "owasp-agentic-top10-2026:ASI01",
    ],
)
def prompt_attack_filter(gateway: Gateway, guardrails: list[Guardrail]) -> Verdict:
    """An attached guardrail looks for prompt attacks.

    Why: A filter for personal data does not stop an attack on our assistant. Instructions hidden in a message or a
    document need a detector made for them.

    Fix: Attach a detector of prompt attacks

        guardrails:
          - guardrail_name: prompt-attack   # beside <engines>
            litellm_params:
              guardrail: azure/prompt_shield
              mode: pre_call
              default_on: true
    """
    if before_production(gateway):
        return not_applicable("it lives before production")
    attached = [each for each in on_side(INPUT, gateway, guardrails) if each.attached]
    if not attached:
        return not_applicable("no input guardrail is attached")
    engines = {each.engine for each in attached}
    detectors = engines & ATTACK_DETECTORS
    if detectors:
        return passed(engines=sorted(detectors))
    if gateway.stored_in_database:
        return unknown("guardrails may be attached in the gateway's database", engines=sorted(engines))
    if engines <= NO_DETECTORS:
        return failed("No guardrail looks for prompt attacks", engines=sorted(engines))
    return unknown("what the guardrail looks for is set at its vendor", engines=sorted(engines - NO_DETECTORS))


@check(
    "ai-mcp-packages-pinned",
    severity="high",
    effort="minutes",
    maps=[
        "owasp-llm-top10-2025:LLM03:2025",
        "owasp-agentic-top10-2026:ASI04",
        "owasp-aisvs-1.0:AISVS-C10.1",
        "nist-ai-600-1:GV-6.1-007",
    ],
)
def mcp_pinned(server: McpServer) -> Verdict:
    """MCP servers run a fixed version.

    Why: A stolen package name would run an attacker's code with our rights. Without a version the newest release is
    fetched and started each time.

    Fix: Name the version that was reviewed

        "<server>": {
          "command": "<launcher>",
          "args": ["-y", "<package>@2026.4.1"]
        }
    """
    if server.disabled:
        return not_applicable("the server is disabled")
    if server.pinned is None:
        return not_applicable("it starts no package")
    if server.pinned:
        return passed(server=server.name, package=server.package)
    return failed("A tool server runs whatever version is newest", server=server.name, launcher=server.launcher, package=server.package)


@check(
    "ai-mcp-tools-ask-first",
    severity="high",
    effort="minutes",
    maps=[
        "owasp-agentic-top10-2026:ASI04",
        "owasp-aisvs-1.0:AISVS-C9.2",
        "aws-ai-security-framework:AISF-AGENT-05",
        "mitre-atlas-mitigations:AML.M0029",
    ],
)
def mcp_asks_first(server: McpServer) -> Verdict:
    """No MCP server may run all its tools without asking.

    Why: An agent that was tricked could delete or send things unasked. Approval may be waived for tools that only
    read, by name.

    Fix: Name the reading tools that need no approval

        "<server>": {
          "autoApprove": ["search", "read"]
        }
    """
    if server.disabled:
        return not_applicable("the server is disabled")
    if "*" in server.auto_approved:
        at = server.origin.at(server.approved_line) if server.approved_line else None
        return failed("A tool server may run every tool unasked", at=at, server=server.name)
    return passed(server=server.name, unasked=server.auto_approved)
