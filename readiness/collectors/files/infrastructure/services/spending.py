"""Budgets of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from readiness.collectors.files.infrastructure.mapping import View, maps, unread
from readiness.collectors.files.infrastructure.values import unresolved_in
from readiness.facts import Fact, Unread
from readiness.facts.aws.spending import AwsBudget, BudgetNotification

SUBSCRIBERS = ("subscriber_email_addresses", "subscriber_sns_topic_arns")


@maps("aws_budgets_budget", gives=(AwsBudget,), name="name", arn="arn:aws:budgets::budget/{name}")
def budget(view: View) -> Iterator[Fact]:
    """A budget with its notifications; those of another type than cost are told, too."""
    limit = view.text("limit_amount")
    yield view.fact(
        AwsBudget,
        name=view.name,
        type=view.text("budget_type"),
        period=view.text("time_unit"),
        limit=limit if isinstance(limit, Unread) else _amount(limit),
        unit=view.text("limit_unit"),
        ends=_end(view),
        filters=unread(None) if view.has("cost_filter") or view.has("filter_expression") else (),
        notifications=_notifications(view),
    )


def _amount(text: str) -> float | None:
    return float(text) if text.replace(".", "", 1).isdigit() else None


def _end(view: View) -> Any:
    text = view.text("time_period_end")
    if isinstance(text, Unread) or not text:
        return text or None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return unread(None)


def _notifications(view: View) -> Any:
    found = view.blocks("notification")
    if isinstance(found, Unread):
        return found
    told: list[BudgetNotification] = []
    for each in found:
        threshold = view.text_of(each.get("threshold"))
        kinds = [view.text_of(each.get(name)) for name in ("notification_type", "threshold_type")]
        hidden = next((one for one in (threshold, *kinds) if isinstance(one, Unread)), None)
        lists = [each.get(name) or [] for name in SUBSCRIBERS]
        if hidden is not None or any(not isinstance(one, list) for one in lists) or _amount(threshold) is None:
            return hidden or unread(unresolved_in(lists))
        count = sum(len(one) for one in lists)
        told.append(BudgetNotification(type=kinds[0], threshold=float(threshold), percentage=kinds[1] == "PERCENTAGE", subscribers=count))
    return tuple(told)
