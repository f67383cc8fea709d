"""Budgets and cost monitors that infrastructure files make, of any cloud."""

from __future__ import annotations

from typing import Literal

from readiness.facts.record import Fact


class DeclaredSpendAlert(Fact):
    """Something in infrastructure files that watches what a cloud costs. Budgets of AWS are `AwsBudget`.

    Attributes:
        cloud: whose bill it watches.
        kind: a `budget`, or an `anomaly monitor` that compares cost with its past.
        thresholds: at how many points it speaks; an anomaly monitor has one.
        recipients: how many people, groups, roles or channels it speaks to.
    """

    cloud: Literal["aws", "azure", "google"]
    kind: Literal["budget", "anomaly monitor"]
    name: str
    thresholds: int
    recipients: int
