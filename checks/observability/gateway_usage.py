"""Whether it is known who consumed what."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import Gateway
from readiness.facts.gateways import UsageMeter
from readiness.facts.serving import before_production

TELLS_BY_ITSELF = {"portkey": "it records each call with its key"}
"""Products that keep what each key consumed without being told to."""

HELD_ELSEWHERE = {
    "litellm": "a database may be given by the environment",
    "azure api management": "a policy of a wider scope may count tokens",
    "envoy ai gateway": "its metrics may tell callers apart by headers that its chart names",
}
"""Where it would be said that tokens are counted, if a product's file does not say so."""

BY_KEY = frozenset({"prometheus", "langfuse", "langfuse_otel", "langsmith", "datadog", "openmeter", "lago", "s3", "s3_v2", "otel"})
"""LiteLLM callbacks that are handed the key and the team of each call with its tokens (LiteLLM 1.109)."""


@check(
    "ai-usage-known-per-caller",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENCOST02-BP01", "aws-agentic-ai-lens:AGENTCOST05-BP01", "azure-waf-core:CO:03"],
)
def usage_per_caller(gateway: Gateway, meters: list[UsageMeter]) -> Verdict:
    """Tokens are counted for each application, team or key.

    Why: When the bill doubles, nobody can say whose use it was. Counts for each model alone show what was spent and
    not by whom, so that neither a forecast nor a talk with the right team is possible.

    Fix: Record tokens with the caller as a dimension

        # LiteLLM: keys and teams with what they spent
        general_settings: {database_url: os.environ/DATABASE_URL}
        litellm_settings: {callbacks: ["prometheus"]}
        # Azure API Management
        <llm-emit-token-metric><dimension name="Subscription ID"/></llm-emit-token-metric>
    """
    if before_production(gateway):
        return not_applicable("it lives before production")
    if gateway.product in TELLS_BY_ITSELF:
        return passed(product=gateway.product, by=TELLS_BY_ITSELF[gateway.product])
    own = [each for each in meters if each.gateway == gateway.resource]
    by_caller = [each for each in own if each.per_caller]
    if by_caller:
        return passed(product=gateway.product, dimensions=sorted({name for each in by_caller for name in each.dimensions}))
    if gateway.database or gateway.stored_in_database:
        return passed(product=gateway.product, by="the gateway's database")
    callbacks = sorted(BY_KEY & {*gateway.callbacks, *gateway.success_callbacks})
    if callbacks:
        return passed(product=gateway.product, by=callbacks)
    if gateway.product != "litellm" and "authenticates" not in gateway.unread and not gateway.authenticates:
        return not_applicable("it asks nobody who they are, which another check judges")
    dimensions = sorted({name for each in own for name in each.dimensions})
    if own:
        return failed("Tokens are counted without the caller", product=gateway.product, dimensions=dimensions)
    if gateway.product in HELD_ELSEWHERE:
        return unknown(HELD_ELSEWHERE[gateway.product], product=gateway.product)
    return failed("Tokens are not counted", product=gateway.product, dimensions=[])
