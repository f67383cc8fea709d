"""Accounts, subscriptions and projects that Terraform's providers work in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.collectors.files.infrastructure.mapping import View, maps, unread
from readiness.facts import Fact, Unread
from readiness.facts.estate import DeclaredAccount

CLOUDS = {"azurerm": "azure", "google": "google", "aws": "aws"}


@maps("provider", gives=(DeclaredAccount,))
def provider(view: View) -> Iterator[Fact]:
    """The account of one set of values; without one the environment of whoever applies it decides."""
    cloud = CLOUDS[str(view.resource.values["cloud"])]
    account = view.text("account")
    if isinstance(account, str) and cloud == "aws":
        account = match[0] if (match := re.search(r"(?<!\d)\d{12}(?!\d)", account)) else ""
    told = account if account or isinstance(account, Unread) else unread(None)
    yield view.fact(DeclaredAccount, f"{view.stack.path}/{view.resource.address}", cloud=cloud, account=told)
