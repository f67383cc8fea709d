"""Whether backups outlive the loss of the account or region they were made in."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.estate import AwsBackupRules
from readiness.facts.aws.storage import AwsDatabase, AwsProtectedResource
from readiness.facts.serving import before_production

ELSEWHERE = ("region", "account")


@check(
    "aws-backups-copied-and-locked",
    severity="medium",
    effort="hours",
    maps=["azure-waf-core:RE:09", "eu-dora:DORA-Art12"],
)
def backups_copied_and_locked(
    plan: AwsBackupRules,
    protected: list[AwsProtectedResource],
    references: list[AwsReference],
    databases: list[AwsDatabase],
    copied_to: str = "",
) -> Verdict:
    r"""Backups are copied elsewhere and can't be deleted.

    Why: Whoever takes over the account deletes the backups with the data. Set `copied_to` to `region`, `account` or
    `either` where copies are asked for; vaults of other accounts are not read.

    Fix: Add a copy action to the plan, and lock its vaults

        aws backup put-backup-vault-lock-configuration --backup-vault-name <vault> \
          --min-retention-days 7 --changeable-for-days 3
        # plan <plan>: copies now <copies>; vaults without a lock <unlocked>
    """
    if not copied_to:
        return not_applicable("copies elsewhere are not asked for")
    if before_production(plan):
        return not_applicable("it lives before production")
    ours = [each for each in protected if each.origin.place == plan.origin.place and each.users(references, databases)]
    if not ours:
        return not_applicable("AWS Backup holds nothing of the AI workload here")
    wanted = (copied_to,) if copied_to in ELSEWHERE else ELSEWHERE
    copies = sorted({arn for rule in plan.rules for arn in (*rule.copies, rule.air_gapped) if arn})
    # AWS keeps logically air-gapped vaults in an account of its own.
    apart = "account" in wanted and any(rule.air_gapped for rule in plan.rules)
    far = apart or any(_differs(plan, arn, wanted) for arn in copies)
    unlocked = sorted({rule.vault for rule in plan.rules if rule.locked is False})
    evidence: dict[str, Any] = {"plan": plan.name, "copies": copies, "unlocked": unlocked, "vault": unlocked[0] if unlocked else ""}
    if not far:
        return failed(f"Backups are not copied to another {' or '.join(wanted)}", **evidence)
    if unlocked:
        return failed("A backup vault is not locked", **evidence)
    if any(rule.locked is None for rule in plan.rules):
        return unknown("a vault of the plan was not found", **evidence)
    return passed(**evidence)


def _differs(plan: AwsBackupRules, vault: str, wanted: tuple[str, ...]) -> bool:
    """Whether a vault stands in another region or account, as wanted."""
    *_, region, account = vault.split(":")[:5]
    return ("region" in wanted and region != plan.region) or ("account" in wanted and account != plan.account)
