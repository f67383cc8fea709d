"""Budgets, actions, monitors and tags, field by field."""

from __future__ import annotations

from datetime import date

from aws_world import ACCOUNT, observe, recorded
from aws_worlds.spending import ANSWERS, MONITOR

from readiness.facts import Environment
from readiness.facts.aws.spending import (
    AwsAnomalyMonitor,
    AwsBudget,
    AwsBudgetAction,
    AwsCostAllocationTags,
    BudgetFilter,
    BudgetNotification,
)


def test_a_budget_field_by_field():
    (budget,) = observe("aws.spending.budgets", recorded(ANSWERS))
    assert isinstance(budget, AwsBudget)
    assert budget.resource == f"{ACCOUNT}/budget/assistant-prod"
    assert budget.environment is Environment.PRODUCTION
    assert (budget.name, budget.type, budget.period) == ("assistant-prod", "COST", "MONTHLY")
    assert (budget.limit, budget.unit, budget.ends, budget.healthy) == (5000.0, "USD", date(2087, 6, 15), True)
    assert budget.filters == (
        BudgetFilter(key="SERVICE", values=("Amazon Bedrock",)),
        BudgetFilter(key="RECORD_TYPE", values=("Credit",), excludes=True),
        BudgetFilter(key="Tags:project", values=("assistant",)),
    )
    assert budget.notifications == (BudgetNotification(type="FORECASTED", threshold=90.0, subscribers=1),)


def test_a_budget_of_the_older_form_that_adjusts_itself():
    planned = {
        "BudgetName": "all",
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "CostFilters": {"Service": ["Amazon SageMaker"]},
        "HealthStatus": {"Status": "UNHEALTHY", "StatusReason": "FILTER_INVALID"},
    }
    (budget,) = observe("aws.spending.budgets", recorded({**ANSWERS, "budgets.describe_budgets": {"Budgets": [planned]}}))
    assert (budget.limit, budget.ends, budget.healthy) == (None, None, False)
    assert budget.filters == (BudgetFilter(key="Service", values=("Amazon SageMaker",)),)


def test_budgets_of_all_pages():
    pages = [{"Budgets": [{"BudgetName": name, "BudgetType": "COST", "TimeUnit": "MONTHLY"}]} for name in ("a", "b")]
    pages[0]["NextToken"] = "more"
    seen = observe("aws.spending.budgets", recorded({**ANSWERS, "budgets.describe_budgets": pages}))
    assert [each.name for each in seen] == ["a", "b"]


def test_no_budget_over_http(access):
    assert observe("aws.spending.budgets", access) == []


def test_what_a_budget_does():
    (action,) = observe("aws.spending.budget_actions", recorded(ANSWERS))
    assert isinstance(action, AwsBudgetAction)
    assert (action.budget, action.type, action.automatic, action.status) == ("assistant-prod", "APPLY_IAM_POLICY", True, "STANDBY")


def test_who_declined_is_no_subscriber():
    (monitor,) = observe("aws.spending.anomaly_monitors", recorded(ANSWERS))
    assert isinstance(monitor, AwsAnomalyMonitor)
    assert monitor.resource == MONITOR
    assert (monitor.name, monitor.type, monitor.dimension, monitor.subscribers) == ("services", "DIMENSIONAL", "SERVICE", 1)


def test_tags_that_divide_the_bill():
    (tags,) = observe("aws.spending.cost_allocation_tags", recorded(ANSWERS))
    assert isinstance(tags, AwsCostAllocationTags)
    assert (tags.active, tags.inactive) == (("project",), ("team",))
