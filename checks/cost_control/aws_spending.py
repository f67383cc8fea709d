"""Whether an AWS account's spending is bounded, watched and can be explained."""

from __future__ import annotations

import re
from datetime import date

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.ai import Gateway
from readiness.facts.aws.account import AwsAccount
from readiness.facts.aws.spending import AwsAnomalyMonitor, AwsBudget, AwsBudgetAction, AwsCostAllocationTags, BudgetNotification
from readiness.facts.serving import without_samples


@check(
    "aws-budget-notifies",
    severity="high",
    effort="minutes",
    maps=["aws-ml-lens:MLCOST04-BP12", "azure-waf-core:CO:04", "aws-agentic-ai-lens:AGENTCOST07-BP01"],
)
def budget_notifies(account: AwsAccount, budgets: list[AwsBudget], today: date, most_percent: float = 100.0) -> Verdict:
    r"""A cost budget tells somebody before it is spent.

    Why: The first sign of a runaway model is the invoice. Tokens are billed as they are used, and a loop or a stolen key
    spends day and night. Budgets of the organization can't be seen from a member account.

    Fix: Create a monthly cost budget that notifies its owner

        aws budgets create-budget --account-id <account> \
          --budget BudgetName=ai,BudgetType=COST,TimeUnit=MONTHLY,BudgetLimit='{Amount=1000,Unit=USD}' \
          --notifications-with-subscribers file://notifications.json
    """
    living = [each for each in budgets if each.counts_cost(today)]
    if not living:
        return failed("No budget watches what the account costs", account=account.account, budgets=[each.name for each in budgets])
    telling = [each.name for each in living if any(_tells(one, each, most_percent) for one in each.notifications)]
    if telling:
        return passed(account=account.account, budgets=telling)
    return failed("No budget tells anybody in time", account=account.account, budgets=[each.name for each in living])


def _tells(notification: BudgetNotification, budget: AwsBudget, most_percent: float) -> bool:
    """Whether somebody hears of it before the budget is overrun."""
    if not notification.subscribers:
        return False
    if notification.percentage:
        return notification.threshold <= most_percent
    return budget.limit is not None and notification.threshold <= budget.limit * most_percent / 100


AI_SERVICE = re.compile(r"bedrock|sagemaker", re.IGNORECASE)


@check(
    "aws-budget-covers-ai",
    severity="medium",
    effort="minutes",
    maps=["aws-ml-lens:MLCOST04-BP12", "aws-ml-lens:MLCOST06-BP01", "azure-waf-core:CO:03"],
)
def budget_covers_ai(account: AwsAccount, budgets: list[AwsBudget], today: date) -> Verdict:
    """A cost budget counts the AI services.

    Why: Spending on models grows outside every budget. A budget that counts other services only stays green while model
    calls become the largest line of the bill.

    Fix: Count the AI services or the workload's tag in a budget

        # budgets of <account>: <budgets>
        "CostFilters": {"Service": ["Amazon Bedrock", "Amazon SageMaker"]}
    """
    living = [each for each in budgets if each.counts_cost(today)]
    if not living:
        return not_applicable("there is no cost budget")
    covering = [each.name for each in living if _counts_ai(each)]
    if covering:
        return passed(account=account.account, budgets=covering)
    return failed("No budget counts the AI services", account=account.account, budgets=[each.name for each in living])


def _counts_ai(budget: AwsBudget) -> bool:
    """Whether its filters let the AI services through; filters by tag, account or region are taken for the workload's."""
    services = [each for each in budget.filters if each.key.casefold() == "service"]
    if any(each.excludes and AI_SERVICE.search(" ".join(each.values)) for each in services):
        return False
    counted = [value for each in services if not each.excludes for value in each.values]
    return not counted or any(AI_SERVICE.search(each) for each in counted)


FAILED_ACTIONS = frozenset({"EXECUTION_FAILURE", "REVERSE_FAILURE", "RESET_FAILURE"})


@check(
    "aws-spend-stopped-automatically",
    severity="medium",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTCOST07-BP01", "azure-waf-core:CO:04", "owasp-llm-top10-2025:LLM10:2025"],
)
def spend_stopped(account: AwsAccount, actions: list[AwsBudgetAction], gateways: list[Gateway]) -> Verdict:
    r"""Runaway spending is stopped, not only announced.

    Why: A mail at night stops no loop that spends by the minute. An action of a budget can take the right to call models
    away; a cap at an AI gateway does the same for what passes through it.

    Fix: Let a budget take the right to call models away

        aws budgets create-budget-action --account-id <account> --budget-name ai \
          --action-type APPLY_IAM_POLICY --approval-model AUTOMATIC --notification-type ACTUAL \
          --action-threshold ActionThresholdValue=100,ActionThresholdType=PERCENTAGE \
          --definition file://deny-models.json --subscribers file://owners.json \
          --execution-role-arn arn:aws:iam::<account>:role/budgets
    """
    ready = [each for each in actions if each.automatic and each.status not in FAILED_ACTIONS]
    if ready:
        return passed(account=account.account, actions=[f"{each.type} of {each.budget}" for each in ready])
    capped = [each.product for each in without_samples(gateways) if each.max_budget is not None or each.provider_budgets]
    if capped:
        return passed(account=account.account, capped_at=capped)
    if actions:
        waiting = [f"{each.budget}: {each.status}" for each in actions]
        return failed("No budget action works without a person", account=account.account, actions=waiting)
    return failed("Nothing stops runaway spending", account=account.account)


@check(
    "aws-cost-anomalies-told",
    severity="medium",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTCOST07-BP02", "aws-ml-lens:MLCOST06-BP01", "azure-waf-core:CO:03"],
)
def anomalies_told(account: AwsAccount, monitors: list[AwsAnomalyMonitor]) -> Verdict:
    r"""Unusual cost is detected, and somebody is told.

    Why: A tenfold bill goes unnoticed while the budget still holds. Anomaly detection compares each service with its own
    past, so it sees a loop or a stolen key days before a monthly budget does. Monitors of the organization can't be seen
    from a member account.

    Fix: Create a monitor over the services, with a subscriber

        # account <account>
        aws ce create-anomaly-monitor --anomaly-monitor \
          MonitorName=services,MonitorType=DIMENSIONAL,MonitorDimension=SERVICE
        aws ce create-anomaly-subscription --anomaly-subscription file://subscription.json
    """
    if not monitors:
        return failed("No cost anomaly is detected", account=account.account)
    told = [each.name for each in monitors if "subscribers" not in each.unread and each.subscribers]
    if told:
        return passed(account=account.account, monitors=told)
    names = [each.name for each in monitors if not each.subscribers]
    return failed("Nobody is told of cost anomalies", account=account.account, monitors=names)


@check(
    "aws-cost-allocation-tags-active",
    severity="medium",
    effort="minutes",
    maps=["aws-ml-lens:MLCOST04-BP12", "aws-agentic-ai-lens:AGENTCOST05-BP03", "azure-waf-core:CO:03"],
)
def tags_active(tags: AwsCostAllocationTags, required: tuple[str, ...] = ()) -> Verdict:
    r"""Cost allocation tags divide the bill.

    Why: Nobody can say what the AI system costs. Tags appear on the bill only once they are activated, and never for the
    time before. In an organization only the management account can activate them.

    Fix: Activate the tags that name system and owner

        # inactive now: <inactive>
        aws ce update-cost-allocation-tags-status \
          --cost-allocation-tags-status TagKey=project,Status=Active
    """
    missing = [each for each in required if each not in tags.active]
    if missing:
        return failed("A required tag does not divide the bill", missing=missing, inactive=tags.inactive)
    if not tags.active:
        return failed("No tag divides the bill", inactive=tags.inactive)
    return passed(active=tags.active)
