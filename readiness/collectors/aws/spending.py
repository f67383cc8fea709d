"""Reads what bounds and explains an account's spending."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts.aws.spending import (
    AwsAnomalyMonitor,
    AwsBudget,
    AwsBudgetAction,
    AwsCostAllocationTags,
    BudgetFilter,
    BudgetNotification,
)

BUDGETS = "budgets.describe_budgets"
NOTIFICATIONS = "budgets.describe_notifications_for_budget"
SUBSCRIBERS = "budgets.describe_subscribers_for_notification"
ACTIONS = "budgets.describe_budget_actions_for_account"
MONITORS = "ce.get_anomaly_monitors"
SUBSCRIPTIONS = "ce.get_anomaly_subscriptions"
TAGS = "ce.list_cost_allocation_tags"


@aws("aws-account", gives=(AwsBudget,), calls=(BUDGETS, NOTIFICATIONS, SUBSCRIBERS))
def budgets(reading: Aws) -> Iterator[Observation]:
    """Budgets with their notifications."""
    for each in reading.pages(BUDGETS, "Budgets", AccountId=reading.account, ShowFilterExpression=True):
        name, limit = each["BudgetName"], each.get("BudgetLimit", {})
        ends = each.get("TimePeriod", {}).get("End")
        yield reading.fact(
            AwsBudget,
            f"{reading.account}/budget/{name}",
            BUDGETS,
            names=(name,),
            name=name,
            type=each["BudgetType"],
            period=each["TimeUnit"],
            limit=float(limit["Amount"]) if limit else None,
            unit=limit.get("Unit", ""),
            ends=ends.date() if ends else None,
            healthy=each.get("HealthStatus", {}).get("Status", "HEALTHY") == "HEALTHY",
            filters=tuple(_filters(each)),
            notifications=reading.optional(partial(_notifications, reading, name)),
        )


def _filters(budget: dict[str, Any]) -> Iterator[BudgetFilter]:
    for key, values in budget.get("CostFilters", {}).items():
        yield BudgetFilter(key=key, values=tuple(values))
    yield from _expression(budget.get("FilterExpression", {}), excludes=False)


def _expression(part: dict[str, Any], *, excludes: bool) -> Iterator[BudgetFilter]:
    """The leaves of a filter expression."""
    for inner in (*part.get("And", ()), *part.get("Or", ())):
        yield from _expression(inner, excludes=excludes)
    if "Not" in part:
        yield from _expression(part["Not"], excludes=not excludes)
    for kind in ("Dimensions", "Tags", "CostCategories"):
        if kind in part:
            key = part[kind].get("Key", "") if kind == "Dimensions" else f"{kind}:{part[kind].get('Key', '')}"
            yield BudgetFilter(key=key, values=tuple(part[kind].get("Values", ())), excludes=excludes)


def _notifications(reading: Aws, name: str) -> tuple[BudgetNotification, ...]:
    return tuple(
        BudgetNotification(
            type=each["NotificationType"],
            threshold=each["Threshold"],
            percentage=each.get("ThresholdType", "PERCENTAGE") == "PERCENTAGE",
            subscribers=len(_subscribers(reading, name, each)),
        )
        for each in reading.pages(NOTIFICATIONS, "Notifications", AccountId=reading.account, BudgetName=name)
    )


def _subscribers(reading: Aws, name: str, notification: dict[str, Any]) -> list[Any]:
    asked = {key: value for key, value in notification.items() if key != "NotificationState"}
    return reading.pages(SUBSCRIBERS, "Subscribers", AccountId=reading.account, BudgetName=name, Notification=asked)


@aws("aws-account", gives=(AwsBudgetAction,), calls=(ACTIONS,))
def budget_actions(reading: Aws) -> Iterator[Observation]:
    """What happens when budgets are overrun."""
    for each in reading.pages(ACTIONS, "Actions", AccountId=reading.account):
        yield reading.fact(
            AwsBudgetAction,
            f"{reading.account}/budget/{each['BudgetName']}/action/{each['ActionId']}",
            ACTIONS,
            names=(each["BudgetName"],),
            budget=each["BudgetName"],
            type=each["ActionType"],
            automatic=each["ApprovalModel"] == "AUTOMATIC",
            status=each["Status"],
        )


@aws("aws-account", gives=(AwsAnomalyMonitor,), calls=(MONITORS, SUBSCRIPTIONS))
def anomaly_monitors(reading: Aws) -> Iterator[Observation]:
    """Monitors of unusual cost, with how many people hear of it."""
    told = reading.optional(lambda: _told(reading))
    for each in reading.pages(MONITORS, "AnomalyMonitors"):
        yield reading.fact(
            AwsAnomalyMonitor,
            each["MonitorArn"],
            MONITORS,
            names=(each["MonitorName"],),
            name=each["MonitorName"],
            type=each["MonitorType"],
            dimension=each.get("MonitorDimension", ""),
            subscribers=told.get(each["MonitorArn"], 0) if isinstance(told, dict) else told,
        )


def _told(reading: Aws) -> dict[str, int]:
    """Monitor to the number of its subscribers."""
    told: dict[str, int] = {}
    for each in reading.pages(SUBSCRIPTIONS, "AnomalySubscriptions"):
        willing = [one for one in each["Subscribers"] if one.get("Status", "CONFIRMED") == "CONFIRMED"]
        for monitor in each["MonitorArnList"]:
            told[monitor] = told.get(monitor, 0) + len(willing)
    return told


@aws("aws-account", gives=(AwsCostAllocationTags,), calls=(TAGS,))
def cost_allocation_tags(reading: Aws) -> Iterator[Observation]:
    """Tags that may divide the bill; tags that AWS sets itself are left out."""
    tags = reading.pages(TAGS, "CostAllocationTags", Type="UserDefined")
    by_status = {status: tuple(sorted(each["TagKey"] for each in tags if each["Status"] == status)) for status in ("Active", "Inactive")}
    yield reading.fact(
        AwsCostAllocationTags,
        f"{reading.account}/cost-allocation-tags",
        TAGS,
        active=by_status["Active"],
        inactive=by_status["Inactive"],
    )
