"""What people say of who pays."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, attested, check
from readiness.facts.attestation import Attestation


@check(
    "org-budget-approved",
    severity="medium",
    effort="hours",
    aggregate="any",
    maps=["azure-waf-core:CO:01", "azure-waf-core:CO:02", "aws-agentic-ai-lens:AGENTCOST07-BP01"],
    question="Who owns the spend of the AI service, and which monthly budget was approved?",
)
def budget_approved(answers: list[Attestation], today: date, max_age_days: int = 365) -> Verdict:
    """A named owner answers for an approved monthly budget.

    Why: Nobody stops the spending because nobody owns it. A cap in a gateway is a number; somebody must have decided it, watch
    it and be asked when it is reached.

    Fix: Name the owner and the approved budget

        - check: org-budget-approved
          answer: true
          owner: <owner>
          answered: <date>
          evidence: https://example.com/approvals/ai-assistant
          values: {monthly_budget: 5000 USD, approver: "Head of Operations"}
    """
    return attested(answers, "org-budget-approved", today, max_age_days, denied="No monthly budget is approved")


@check(
    "org-unit-cost-forecast",
    severity="medium",
    effort="hours",
    aggregate="any",
    maps=[
        "azure-waf-ai:AI-CO:determine-the-cost-drivers-by-doing-a-comprehensive-cost-mod",
        "azure-waf-core:CO:02",
        "aws-agentic-ai-lens:AGENTCOST07-BP01",
    ],
    question="What does one request or user cost, what is forecast, who owns the figures, and when were they last compared with the bill?",
)
def unit_cost_forecast(answers: list[Attestation], today: date, max_age_days: int = 90) -> Verdict:
    """A forecast of cost per request is owned and reviewed.

    Why: Growth turns into a bill that nobody expected. Tokens for each request rise with longer prompts, more context and
    agents that try again; only a figure for each request shows it before the total does.

    Fix: Record cost per request, forecast and actuals

        - check: org-unit-cost-forecast
          answer: true
          owner: <owner>
          answered: <date>
          evidence: docs/forecast.md
          values: {cost_per_request: 0.021 USD, forecast: 5400 USD, actual: 5120 USD}
    """
    return attested(answers, "org-unit-cost-forecast", today, max_age_days, denied="Nobody forecasts what the AI service will cost")
