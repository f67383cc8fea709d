"""Whether budgets that infrastructure code makes are heard."""

from __future__ import annotations

from datetime import date

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.spending import AwsBudget


@check(
    "aws-declared-budget-notifies",
    severity="medium",
    effort="minutes",
    maps=["aws-ml-lens:MLCOST04-BP12", "azure-waf-core:CO:04", "aws-agentic-ai-lens:AGENTCOST07-BP01"],
)
def declared_budget_notifies(budget: AwsBudget, today: date) -> Verdict:
    """Budgets in infrastructure code tell somebody.

    Why: The budget is overrun and nobody hears of it. A budget without a notification is a line in a console. Judged is
    what the code makes; whether an account has any budget is told by the account.

    Fix: Give the budget a notification with a subscriber

        # <budget>
        notification {
          comparison_operator        = "GREATER_THAN"
          notification_type          = "FORECASTED"
          threshold                  = 90
          threshold_type             = "PERCENTAGE"
          subscriber_email_addresses = ["owner@example.org"]
        }
    """
    if budget.origin.file is None:
        return not_applicable("the budgets of an account are judged together")
    if not budget.counts_cost(today):
        return not_applicable("it counts no cost, or has ended")
    if not budget.notifications:
        return failed("A budget notifies nobody", budget=budget.name)
    subscribers = sum(each.subscribers for each in budget.notifications)
    if not subscribers:
        return failed("A budget's notifications have no subscriber", budget=budget.name)
    return passed(budget=budget.name, notifications=len(budget.notifications), subscribers=subscribers)
