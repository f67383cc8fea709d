"""What bounds and explains spending in an AWS account: budgets, their actions, anomaly monitors and cost allocation tags."""

from __future__ import annotations

from datetime import date

from readiness.facts.record import Fact, Model


class BudgetNotification(Model):
    """When a budget tells somebody.

    Attributes:
        type: `ACTUAL` or `FORECASTED`.
        threshold: in per cent of the budget, or in its unit.
        percentage: which of the two.
        subscribers: how many e-mail addresses and topics are told.
    """

    type: str
    threshold: float
    percentage: bool = True
    subscribers: int = 0


class BudgetFilter(Model):
    """What a budget counts.

    Attributes:
        key: as AWS writes it (`Service`, `SERVICE`, `TagKeyValue`, `LinkedAccount` …).
        values: what is counted.
        excludes: whether the values are left out instead.
    """

    key: str
    values: tuple[str, ...]
    excludes: bool = False


class AwsBudget(Fact):
    """A budget of the account.

    Attributes:
        name: as AWS names it.
        type: `COST`, `USAGE` …
        period: `DAILY`, `MONTHLY` …
        limit: its amount; None when it is planned or adjusts itself.
        unit: `USD`, or the unit of usage.
        ends: last day it counts.
        healthy: False when AWS says that it can't be evaluated.
        filters: empty when it counts the whole account.
        notifications: when it tells whom.
    """

    name: str
    type: str
    period: str
    limit: float | None = None
    unit: str = ""
    ends: date | None = None
    healthy: bool = True
    filters: tuple[BudgetFilter, ...] = ()
    notifications: tuple[BudgetNotification, ...] = ()

    def counts_cost(self, today: date) -> bool:
        """Whether it watches money and is in force."""
        return self.type == "COST" and self.healthy and (self.ends is None or self.ends >= today)


class AwsBudgetAction(Fact):
    """Something that AWS does when a budget is overrun.

    Attributes:
        budget: name of the budget.
        type: `APPLY_IAM_POLICY`, `APPLY_SCP_POLICY` or `RUN_SSM_DOCUMENTS`.
        automatic: False when a person must approve first.
        status: `STANDBY`, `EXECUTION_FAILURE` …
    """

    budget: str
    type: str
    automatic: bool
    status: str


class AwsAnomalyMonitor(Fact):
    """A monitor of Cost Explorer's anomaly detection.

    Attributes:
        name: as AWS names it.
        type: `DIMENSIONAL` or `CUSTOM`.
        dimension: `SERVICE`, `LINKED_ACCOUNT` …; empty for custom ones.
        subscribers: how many are told of its findings; who declined is not counted.
    """

    name: str
    type: str
    dimension: str = ""
    subscribers: int = 0


class AwsCostAllocationTags(Fact):
    """Which of the account's own tags divide the bill.

    Attributes:
        active: keys that do.
        inactive: keys that are in use and do not.
    """

    active: tuple[str, ...] = ()
    inactive: tuple[str, ...] = ()
