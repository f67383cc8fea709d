"""Whether budgets that infrastructure code makes are heard."""

from datetime import date
from typing import Any

from readiness.facts import Environment, GapReason, Origin
from readiness.facts.aws.spending import AwsBudget, BudgetNotification
from readiness.facts.budgets import DeclaredSpendAlert
from readiness.testing import fact, row, table

TOLD = BudgetNotification(type="ACTUAL", threshold=80, subscribers=1)
SILENT = BudgetNotification(type="ACTUAL", threshold=80)


def budget(*notifications: BudgetNotification, **fields: object) -> AwsBudget:
    return fact(AwsBudget, **{"name": "ai", "type": "COST", "period": "MONTHLY", "notifications": notifications, **fields})


test_declared_budget_notifies = table(
    "aws-declared-budget-notifies",
    passes=[budget(TOLD), budget(SILENT, TOLD)],
    fails=[row(budget(), says="notifies nobody"), row(budget(SILENT), says="no subscriber")],
    unknown=[budget().unknown("notifications", GapReason.UNRESOLVED)],
    not_applicable=[
        budget(type="USAGE"),
        budget(ends=date(2020, 1, 1)),
        budget(origin=Origin(place="table:.")),
        (),
    ],
)


def alert(thresholds: int = 1, recipients: int = 1, **values: Any) -> Any:
    return fact(
        DeclaredSpendAlert,
        **{"cloud": "azure", "kind": "budget", "name": "ai", "thresholds": thresholds, "recipients": recipients, **values},
    )


test_heard = table(
    "ai-declared-spend-alert-heard",
    passes=[alert(), row(alert(recipients=3, cloud="aws", kind="anomaly monitor"), says="3")],
    fails=[
        row(alert(0, cloud="google"), says="A budget has no threshold"),
        row(alert(recipients=0, cloud="aws", kind="anomaly monitor"), says="An anomaly monitor speaks to nobody"),
    ],
    unknown=[alert().unknown("recipients", GapReason.UNRESOLVED)],
    not_applicable=[[], alert(0, environment=Environment.SAMPLE)],
)
