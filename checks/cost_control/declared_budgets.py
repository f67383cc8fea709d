"""Whether budgets that infrastructure code makes are heard."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts import Environment
from readiness.facts.aws.spending import AwsBudget
from readiness.facts.budgets import DeclaredSpendAlert


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


@check(
    "ai-declared-spend-alert-heard",
    severity="medium",
    effort="minutes",
    maps=["azure-waf-core:CO:04", "azure-waf-core:CO:05", "aws-agentic-ai-lens:AGENTCOST07-BP02", "aws-ml-lens:MLCOST04-BP12"],
)
def spend_alert_heard(alert: DeclaredSpendAlert) -> Verdict:
    """Budgets and cost monitors in code speak to somebody.

    Why: A tenfold bill arrives before anybody knows. A budget of Google without thresholds, one of Azure whose notifications
    are off, and a monitor of AWS that nobody subscribed to count in silence. Judged is what the code makes; whether a
    subscription or account has any budget is told there.

    Fix: Give it thresholds, and somebody to tell

        # <alert> (<cloud>)
        notification { threshold = 90  operator = "GreaterThan"  contact_emails = ["owner@example.org"] }   # azurerm
        threshold_rules { threshold_percent = 0.9 }                                                         # google
        # aws: an aws_ce_anomaly_subscription with a subscriber, for this monitor
    """
    if alert.environment is Environment.SAMPLE:
        return not_applicable("it belongs to an example or a test")
    evidence: dict[str, Any] = {"alert": alert.name, "cloud": alert.cloud, "thresholds": alert.thresholds}
    if not alert.thresholds:
        return failed(f"A {alert.kind} has no threshold at which it speaks", **evidence)
    if not alert.recipients:
        return failed(f"A{'n' if alert.kind == 'anomaly monitor' else ''} {alert.kind} speaks to nobody", **evidence)
    return passed(**evidence, recipients=alert.recipients)
