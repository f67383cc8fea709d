"""Whether gateways without a master key ask their callers who they are."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import Gateway
from readiness.facts.serving import before_production

WITH_MASTER_KEY = frozenset({"litellm"})
"""Products whose callers are known by keys that a master key makes."""


@check(
    "ai-gateway-asks-callers",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC01-BP01", "owasp-aisvs-1.0:AISVS-C5.1", "owasp-llm-top10-2025:LLM10:2025"],
)
def gateway_asks_callers(gateway: Gateway) -> Verdict:
    """Gateways to models ask their callers who they are.

    Why: Whoever reaches the gateway can spend our model budget. It holds the keys of every account behind it, and without a
    caller's name neither a limit nor a bill can be told apart.

    Fix: Ask for a token or key on every route to a model

        # Kong
        plugins: [{name: key-auth, config: {key_names: [apikey]}}]    # without an anonymous consumer
        # TensorZero
        [gateway.auth]
        enabled = true
    """
    if gateway.product in WITH_MASTER_KEY:
        return not_applicable("its master key is judged by another check")
    if before_production(gateway):
        return not_applicable("it lives before production")
    if gateway.authenticates:
        return passed(product=gateway.product)
    return failed("The gateway asks its callers for nothing", product=gateway.product, file=gateway.origin.file)
