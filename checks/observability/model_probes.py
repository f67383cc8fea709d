"""Whether a probe asks the model server or only its port."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService

HEALTH = {
    "vllm": "/health",
    "sglang": "/health_generate",
    "tgi": "/health",
    "tei": "/health",
    "triton": "/v2/health/ready",
    "nim": "/v1/health/ready",
    "llama.cpp": "/health",
    "litellm": "/health/readiness",
}
"""Where products say that they can answer (vLLM 0.11, SGLang 0.5, TGI 3.3, TEI 1.8, Triton 25.09, LiteLLM 1.109)."""


@check(
    "ai-probe-asks-server",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:RE:07", "azure-waf-core:OE:07"],
)
def probe_asks_server(service: AiService) -> Verdict:
    """Readiness probes ask whether the server can answer.

    Why: Users are sent to a server that can't answer yet. A port is open long before the model is loaded, and a page at the
    root says nothing about it; the product's own health address does.

    Fix: Ask the product's health address

        readinessProbe:
          httpGet: {path: <health>, port: 8000}    # now: <probe>
    """
    health = HEALTH.get(service.product)
    if health is None or service.platform != "kubernetes":
        return not_applicable("it is no model server or gateway whose health address is known")
    probe = service.container.readiness
    if probe is None:
        return not_applicable("it has no probe, which another check judges")
    if probe.kind == "exec":
        return unknown("what the command asks can't be told", product=service.product)
    told = f"{probe.kind} {probe.path}".strip()
    if probe.kind == "tcp" or (probe.kind == "http" and probe.path in ("", "/")):
        return failed("The probe asks the port and not the server", product=service.product, probe=told, health=health)
    return passed(product=service.product, probe=told)
