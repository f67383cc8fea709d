"""Whether budgets that infrastructure code makes are heard."""

from datetime import date

from readiness.facts import GapReason, Origin
from readiness.facts.aws.spending import AwsBudget, BudgetNotification
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
