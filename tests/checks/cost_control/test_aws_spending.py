"""Budgets, actions, monitors and tags of an account: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts import Fact, Gap, GapReason
from readiness.facts.ai import Gateway
from readiness.facts.aws.account import AwsAccount
from readiness.facts.aws.spending import (
    AwsAnomalyMonitor,
    AwsBudget,
    AwsBudgetAction,
    AwsCostAllocationTags,
    BudgetFilter,
    BudgetNotification,
)
from readiness.testing import PLACE, fact, row, table

ACCOUNT = fact(AwsAccount, account="123456789012", identity="arn:aws:iam::123456789012:role/readiness")


def hidden(kind: type[Fact]) -> Gap:
    """Facts that the account does not let us read."""
    return Gap(place=PLACE, facts=(kind.__name__,), reason=GapReason.DENIED)


EARLY = BudgetNotification(type="ACTUAL", threshold=80, subscribers=1)


def budget(*notifications: BudgetNotification, **values: Any) -> Any:
    """A monthly cost budget of 1000 dollars."""
    defaults = {"name": "ai", "type": "COST", "period": "MONTHLY", "limit": 1000.0, "unit": "USD"}
    return fact(AwsBudget, **{**defaults, **values}, notifications=notifications)


test_budget_notifies = table(
    "aws-budget-notifies",
    passes=[
        row(ACCOUNT, budget(EARLY), says="ai"),
        [ACCOUNT, budget(BudgetNotification(type="FORECASTED", threshold=100, subscribers=2))],
        [ACCOUNT, budget(BudgetNotification(type="ACTUAL", threshold=900, percentage=False, subscribers=1))],
        [ACCOUNT, budget(name="silent"), budget(EARLY)],
        [ACCOUNT, budget(EARLY, ends=date(2026, 6, 1))],
        row(ACCOUNT, budget(BudgetNotification(type="ACTUAL", threshold=120, subscribers=1)), most_percent=150.0),
    ],
    fails=[
        row(ACCOUNT, says="No budget"),
        [ACCOUNT, budget()],
        row(ACCOUNT, budget(BudgetNotification(type="ACTUAL", threshold=80)), says="tells anybody"),
        [ACCOUNT, budget(BudgetNotification(type="ACTUAL", threshold=120, subscribers=1))],
        [ACCOUNT, budget(BudgetNotification(type="ACTUAL", threshold=1100, percentage=False, subscribers=1))],
        [ACCOUNT, budget(BudgetNotification(type="ACTUAL", threshold=90, percentage=False, subscribers=1), limit=None)],
        [ACCOUNT, budget(EARLY, type="USAGE")],
        [ACCOUNT, budget(EARLY, ends=date(2026, 5, 31))],
        [ACCOUNT, budget(EARLY, healthy=False)],
    ],
    unknown=[
        [ACCOUNT, budget().unknown("notifications", GapReason.DENIED, right="budgets:ViewBudget")],
        [ACCOUNT, hidden(AwsBudget)],
    ],
)


def filtered(*filters: tuple[str, tuple[str, ...], bool]) -> Any:
    """A budget that counts these only."""
    return budget(EARLY, filters=tuple(BudgetFilter(key=key, values=values, excludes=excludes) for key, values, excludes in filters))


test_budget_covers_ai = table(
    "aws-budget-covers-ai",
    passes=[
        [ACCOUNT, budget(EARLY)],
        [ACCOUNT, filtered(("Service", ("Amazon Bedrock",), False))],
        [ACCOUNT, filtered(("SERVICE", ("Claude Sonnet 4 (Amazon Bedrock Edition)", "Amazon EC2"), False))],
        [ACCOUNT, filtered(("Service", ("Amazon SageMaker",), False), ("Region", ("eu-west-1",), False))],
        [ACCOUNT, filtered(("TagKeyValue", ("user:project$assistant",), False))],
        [ACCOUNT, filtered(("SERVICE", ("AWS Support (Business)",), True))],
    ],
    fails=[
        row(ACCOUNT, filtered(("Service", ("Amazon Elastic Compute Cloud - Compute",), False)), says="ai"),
        [ACCOUNT, filtered(("SERVICE", ("Amazon Bedrock",), True))],
    ],
    unknown=[[ACCOUNT, hidden(AwsBudget)]],
    not_applicable=[ACCOUNT, [ACCOUNT, budget(EARLY, type="USAGE")]],
)


def action(automatic: bool = True, status: str = "STANDBY") -> Any:
    """Something that a budget does."""
    return fact(AwsBudgetAction, budget="ai", type="APPLY_IAM_POLICY", automatic=automatic, status=status)


test_spend_stopped = table(
    "aws-spend-stopped-automatically",
    passes=[
        row(ACCOUNT, action(), says="APPLY_IAM_POLICY of ai"),
        [ACCOUNT, action(status="EXECUTION_SUCCESS")],
        row(ACCOUNT, fact(Gateway, product="litellm", max_budget=100.0, budget_duration="30d"), says="litellm"),
    ],
    fails=[
        row(ACCOUNT, says="Nothing stops"),
        [ACCOUNT, fact(Gateway, product="litellm")],
        row(ACCOUNT, action(automatic=False), says="without a person"),
        [ACCOUNT, action(status="EXECUTION_FAILURE")],
    ],
    unknown=[[ACCOUNT, hidden(AwsBudgetAction)]],
)

MONITOR = fact(AwsAnomalyMonitor, name="services", type="DIMENSIONAL", dimension="SERVICE", subscribers=1)
SILENT = fact(AwsAnomalyMonitor, name="silent", type="CUSTOM")

test_anomalies_told = table(
    "aws-cost-anomalies-told",
    passes=[row(ACCOUNT, MONITOR, says="services"), [ACCOUNT, SILENT, MONITOR]],
    fails=[row(ACCOUNT, says="No cost anomaly"), row(ACCOUNT, SILENT, says="silent")],
    unknown=[
        [ACCOUNT, SILENT.unknown("subscribers", GapReason.DENIED, right="ce:GetAnomalySubscriptions")],
        [ACCOUNT, hidden(AwsAnomalyMonitor)],
    ],
)

test_tags_active = table(
    "aws-cost-allocation-tags-active",
    passes=[
        fact(AwsCostAllocationTags, active=("project",), inactive=("team",)),
        row(fact(AwsCostAllocationTags, active=("project", "team")), required=("team",)),
    ],
    fails=[
        row(fact(AwsCostAllocationTags, inactive=("team",)), says="team"),
        row(fact(AwsCostAllocationTags, active=("project",), inactive=("team",)), required=("team",), says="required"),
    ],
    unknown=[[hidden(AwsCostAllocationTags)]],
)
