"""Whether one caller of a gateway can use up what is there for all."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import Gateway
from readiness.facts.gateways import ConsumptionLimit
from readiness.facts.serving import before_production

HELD_ELSEWHERE = {
    "portkey": "limits of keys are set in Portkey's control plane",
    "azure api management": "a policy of a wider scope may limit it",
}
"""Products whose files can't say what callers may consume, and where it is said."""


def limits_of(gateway: Gateway, limits: list[ConsumptionLimit]) -> list[ConsumptionLimit]:
    """Limits of this gateway."""
    return [each for each in limits if each.gateway == gateway.resource]


@check(
    "ai-callers-limited",
    severity="high",
    effort="minutes",
    maps=[
        "owasp-llm-top10-2025:LLM10:2025",
        "mitre-atlas-mitigations:AML.M0004",
        "aws-genai-lens:GENOPS02-BP03",
        "owasp-aisvs-1.0:AISVS-C9.1",
    ],
)
def callers_limited(gateway: Gateway, limits: list[ConsumptionLimit], most_dollars: float = 1_000_000.0) -> Verdict:
    """What one caller may consume is limited at the gateway.

    Why: One loop or one stolen key can use up the quota of all. A limit for everybody together stops the bill and the
    assistant with it; only one for each key, user or team stops the culprit alone.

    Fix: Give each caller a limit that holds unless told otherwise

        # LiteLLM: for every key that says nothing itself
        litellm_settings:
          default_key_generate_params: {max_budget: 50, budget_duration: 1d, tpm_limit: 100000}
        # Azure API Management
        <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="5000"/>
    """
    if before_production(gateway):
        return not_applicable("it lives before production")
    own = limits_of(gateway, limits)
    effective = [each for each in own if each.effective]
    for_callers = [each for each in effective if each.per == "caller"]
    endless = [each for each in for_callers if each.counts == "dollars" and (each.amount or 0) > most_dollars]
    if endless and len(endless) == len(for_callers):
        return failed("The limit of a caller is too high to protect", product=gateway.product, limits=[_told(each) for each in endless])
    if for_callers:
        return passed(product=gateway.product, limits=[_told(each) for each in for_callers])
    if gateway.product in HELD_ELSEWHERE:
        return unknown(HELD_ELSEWHERE[gateway.product], product=gateway.product)
    if gateway.stored_in_database:
        return unknown("limits of keys may live in the gateway's database", product=gateway.product)
    if len(own) > len(effective):
        idle = [each.resource.rpartition("#")[2] for each in own if not each.effective]
        return failed("A limit of callers is configured and refuses nothing", product=gateway.product, limits=idle)
    if effective:
        others = [_told(each) for each in effective]
        return failed("Limits hold for all callers together, or for addresses", product=gateway.product, limits=others)
    if gateway.database:
        return unknown("keys may carry limits of their own in the gateway's database", product=gateway.product)
    return failed("One caller may consume everything", product=gateway.product, limits=[])


def _told(limit: ConsumptionLimit) -> str:
    amount = "set by an expression" if limit.amount is None else f"{limit.amount:g}"
    return f"{amount} {limit.counts} for each {limit.per}" + (f" and {limit.period}" if limit.period else "")
