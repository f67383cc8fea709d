"""Whether one trace shows a question all the way to the model."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import AiService, Gateway, ModelRoute
from readiness.facts.serving import before_production

OPEN_TELEMETRY = frozenset({"otel", "opentelemetry"})
"""Callbacks of LiteLLM without which it hands on no trace context (LiteLLM 1.109)."""


@check(
    "ai-trace-reaches-model",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENOPS03-BP02", "owasp-agentic-threats:T8", "owasp-aisvs-1.0:AISVS-C12.1"],
)
def trace_reaches_model(gateway: Gateway, routes: list[ModelRoute], services: list[AiService]) -> Verdict:
    """Gateway and model server write into one trace.

    Why: Nobody can say which request of a user made the model slow. The gateway traces, and so does the model server, but
    each under an identity of its own: unless the gateway hands on the caller's, their times can't be laid side by side.

    Fix: Let the gateway hand the trace context on

        litellm_settings:
          callbacks: ["otel"]
          forward_traceparent_to_llm_provider: true   # not where it calls Bedrock or Vertex AI too
    """
    if before_production(gateway):
        return not_applicable("it lives before production")
    if gateway.product != "litellm" or not OPEN_TELEMETRY.intersection((*gateway.callbacks, *gateway.success_callbacks)):
        return not_applicable("it sends no OpenTelemetry traces that are known here")
    own = [each for route in routes if route.gateway == gateway.resource for each in route.deployments]
    traced = sorted(each.workload for each in services if each.container.option("--otlp-traces-endpoint"))
    if not any(each.self_hosted for each in own) or not traced:
        return not_applicable("no model server behind it traces its requests")
    if gateway.forwards_trace:
        return passed(servers=traced)
    if not all(each.self_hosted for each in own):
        return not_applicable("it calls clouds too, which may refuse the header")
    return failed("A trace ends at the gateway", servers=traced, setting="forward_traceparent_to_llm_provider")
