"""Accounts of environments in infrastructure files: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.estate import DeclaredAccount, DeclaredSecretReference
from readiness.testing import fact, row, table


def account(name: str, environment: Environment = Environment.PRODUCTION, cloud: str = "azure") -> Any:
    return fact(DeclaredAccount, cloud=cloud, account=name, environment=environment)


STAGING = Environment.STAGING

test_accounts = table(
    "ai-accounts-per-environment",
    passes=[row(account("a"), account("b", STAGING), says="'b'")],
    fails=[
        row(account("a"), account("a", STAGING), says="shares"),
        [account("a"), account("b", STAGING), account("a", Environment.DEVELOPMENT)],
    ],
    unknown=[
        [account("a").unknown("account", GapReason.UNRESOLVED), account("b", STAGING)],
        [account("a"), account("b", STAGING).unknown("account", GapReason.UNRESOLVED)],
    ],
    not_applicable=[
        [],
        account("a"),
        account("a", STAGING),
        [account("a"), account("a", STAGING, "google")],
        [account("a"), account("a", Environment.UNCLASSIFIED)],
    ],
)


def reference(secret: str, environment: Environment = Environment.PRODUCTION) -> Any:
    return fact(DeclaredSecretReference, variable="openai_secret", secret=secret, environment=environment)


test_references = table(
    "ai-secret-references-per-environment",
    passes=[[reference("a"), reference("b", STAGING)]],
    fails=[row(reference("a"), reference("a", STAGING), says="openai_secret"), [reference("a"), reference("a", Environment.DEVELOPMENT)]],
    unknown=[[reference("a").unknown("secret", GapReason.UNRESOLVED), reference("b", STAGING)]],
    not_applicable=[[], reference("a"), reference("a", STAGING), [reference("a"), reference("a", Environment.UNCLASSIFIED)]],
)
