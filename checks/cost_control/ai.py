"""Whether spending on models ends somewhere."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import Gateway, ModelRoute
from readiness.facts.gateways import ConsumptionLimit

from .gateway_limits import HELD_ELSEWHERE, limits_of

DAYS = {"s": 1 / 86400, "m": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0, "mo": 30.0}
"""Units of LiteLLM durations (`30d`, `1mo`)."""


def _days(duration: str | None) -> float | None:
    """Days of a duration as LiteLLM writes it; None when it can't be read."""
    match = re.fullmatch(r"(\d+)\s*(mo|[smhdw])", (duration or "").strip().lower())
    return int(match[1]) * DAYS[match[2]] if match and int(match[1]) else None


@check(
    "ai-gateway-spend-capped",
    severity="high",
    effort="minutes",
    maps=[
        "owasp-llm-top10-2025:LLM10:2025",
        "aws-agentic-ai-lens:AGENTCOST07-BP01",
        "owasp-aisvs-1.0:AISVS-C9.1",
        "azure-waf-core:CO:04",
        "owasp-agentic-threats:T4",
    ],
)
def gateway_spend_capped(
    gateway: Gateway, routes: list[ModelRoute], limits: list[ConsumptionLimit], most_per_month: float = 1_000_000.0
) -> Verdict:
    """A spend cap is configured at the gateway.

    Why: A loop or a stolen key can spend a year's budget in a night. Providers bill what was used; only a cap of one's own
    stops it, and it must be low enough to matter and start afresh each period.

    Fix: Cap the spend of each period at the gateway

        litellm_settings:
          max_budget: 5000             # US dollars
          budget_duration: 30d
        # other gateways: a limit of tokens for each period, such as llm-token-limit of Azure API Management
    """
    if gateway.max_budget is not None:
        return _judge_budget(gateway, gateway.max_budget, most_per_month)
    if gateway.provider_budgets or gateway.key_budgets:
        return passed(provider_budgets=gateway.provider_budgets, key_budgets=gateway.key_budgets)
    deployments = [deployment for route in routes if route.gateway == gateway.resource for deployment in route.deployments]
    if deployments and all(each.self_hosted for each in deployments) and not gateway.stored_in_database:
        return not_applicable("it calls only models on your own servers")
    if deployments and all(each.self_hosted or each.max_budget is not None for each in deployments):
        return passed(capped_deployments=len(deployments))
    counted = [each for each in limits_of(gateway, limits) if each.counts in ("tokens", "dollars")]
    capping = [each for each in counted if each.effective]
    if capping:
        return passed(product=gateway.product, limits=sorted({f"{each.counts} for each {each.per}" for each in capping}))
    if counted:
        return failed("A limit of tokens is configured and refuses nothing", product=gateway.product)
    if gateway.product in HELD_ELSEWHERE:
        return unknown(HELD_ELSEWHERE[gateway.product], product=gateway.product)
    if gateway.stored_in_database:
        return unknown("budgets may live in the gateway's database", product=gateway.product)
    return failed("No spend cap is configured", product=gateway.product)


def _judge_budget(gateway: Gateway, budget: float, most_per_month: float) -> Verdict:
    if gateway.budget_duration is None:
        return failed("The spend cap never starts afresh", max_budget=budget)
    days = _days(gateway.budget_duration)
    if days is None:
        return unknown("the period of the spend cap can't be read", max_budget=budget, budget_duration=gateway.budget_duration)
    per_month = budget * 30 / days
    if per_month > most_per_month:
        return failed(
            "The spend cap is too high to protect", max_budget=budget, per_month=round(per_month), highest_accepted=most_per_month
        )
    return passed(max_budget=budget, budget_duration=gateway.budget_duration)
