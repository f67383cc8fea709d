"""Budgets of Azure and Google Cloud, and AWS' cost anomaly detection, in Terraform (azurerm 4, google 7, aws 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.infrastructure.mapping import View, maps, unread
from readiness.collectors.files.infrastructure.values import Unresolved, unresolved_in
from readiness.facts import Fact, Unread
from readiness.facts.budgets import DeclaredSpendAlert


@maps("aws_ce_anomaly_monitor", gives=(DeclaredSpendAlert,), name="name", arn="arn:aws:ce::anomalymonitor/{name}")
def anomaly_monitor(view: View) -> Iterator[Fact]:
    """A monitor, with the subscribers of every subscription to it."""
    subscriptions = view.linked("aws_ce_anomaly_subscription", "monitor_arn_list")
    recipients: Any = subscriptions
    if not isinstance(subscriptions, Unread):
        told = [each.blocks("subscriber") for each in subscriptions]
        hidden = next((each for each in told if isinstance(each, Unread)), None)
        recipients = hidden or sum(len(each) for each in told if not isinstance(each, Unread))
    yield view.fact(DeclaredSpendAlert, cloud="aws", kind="anomaly monitor", name=view.name, thresholds=1, recipients=recipients)


CONTACTS = ("contact_emails", "contact_groups", "contact_roles")


def _azure(view: View) -> Iterator[Fact]:
    notifications = view.blocks("notification")
    if isinstance(notifications, Unread):
        counts: tuple[Any, Any] = (notifications, notifications)
    else:
        live = [each for each in notifications if str(each.get("enabled", True)).lower() != "false"]
        counts = (len(live), _length([each.get(name) for each in live for name in CONTACTS]))
    yield view.fact(DeclaredSpendAlert, cloud="azure", kind="budget", name=view.name, thresholds=counts[0], recipients=counts[1])


for scope in ("subscription", "resource_group", "management_group"):
    kind = f"azurerm_consumption_budget_{scope}"
    maps(kind, gives=(DeclaredSpendAlert,), name="name", arn=f"azure:budget/{scope}/{{name}}")(_azure)


@maps("google_billing_budget", gives=(DeclaredSpendAlert,), name="display_name", arn="google:budget/{name}")
def google_budget(view: View) -> Iterator[Fact]:
    """A budget; administrators and users of the billing account are told unless that is switched off."""
    rules = view.blocks("threshold_rules")
    silent = view.flag("all_updates_rule.disable_default_iam_recipients")
    named = _length([view.raw("all_updates_rule.monitoring_notification_channels"), view.raw("all_updates_rule.pubsub_topic")])
    recipients = silent if isinstance(silent, Unread) else named if silent or isinstance(named, Unread) else named + 1
    yield view.fact(
        DeclaredSpendAlert,
        cloud="google",
        kind="budget",
        name=view.name,
        thresholds=rules if isinstance(rules, Unread) else len(rules),
        recipients=recipients,
    )


def _length(values: list[Any]) -> Any:
    """How many entries lists of recipients have together; one that is no list is one recipient."""
    if any(isinstance(each, Unresolved) for each in values):
        return unread(unresolved_in(values))
    return sum(len(each) if isinstance(each, list) else 1 for each in values if each not in (None, ""))
