"""Backups that outlive their account or region: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.estate import AwsBackupRules, BackupRule
from readiness.facts.aws.storage import AwsProtectedResource
from readiness.testing import PLACE, fact, row, table

ACCOUNT = "123456789012"
PROTECTED = fact(AwsProtectedResource, resource="arn:aws:dynamodb:eu-west-1:123456789012:table/chats", resource_type="DynamoDB")
USED = fact(AwsReference, user="chat", used="chats", role="environment variable TABLE")
FAR, NEAR = f"arn:aws:backup:eu-central-1:{ACCOUNT}:backup-vault:far", f"arn:aws:backup:eu-west-1:{ACCOUNT}:backup-vault:near"
THEIRS = "arn:aws:backup:eu-west-1:210987654321:backup-vault:safe"


def plan(*copies, locked=True, **values):
    rules = (BackupRule(name="daily", vault="main", locked=locked, copies=copies, air_gapped=values.pop("air_gapped", "")),)
    return fact(AwsBackupRules, **{"name": "stores", "account": ACCOUNT, "region": "eu-west-1", "rules": rules, **values})


test_copied = table(
    "aws-backups-copied-and-locked",
    passes=[
        row(plan(FAR), PROTECTED, USED, copied_to="region"),
        row(plan(FAR), PROTECTED, USED, copied_to="either"),
        row(plan(THEIRS), PROTECTED, USED, copied_to="account"),
        row(plan(air_gapped=NEAR), PROTECTED, USED, copied_to="account"),
    ],
    fails=[
        row(plan(), PROTECTED, USED, copied_to="either", says="another region or account"),
        row(plan(NEAR), PROTECTED, USED, copied_to="either"),
        row(plan(FAR), PROTECTED, USED, copied_to="account", says="another account"),
        row(plan(THEIRS), PROTECTED, USED, copied_to="region"),
        row(plan(air_gapped=NEAR), PROTECTED, USED, copied_to="region"),
        row(plan(FAR, locked=False), PROTECTED, USED, copied_to="region", says="not locked"),
    ],
    unknown=[
        row(plan(FAR, locked=None), PROTECTED, USED, copied_to="region"),
        row(plan().unknown("rules", GapReason.DENIED, right="backup:GetBackupPlan"), PROTECTED, USED, copied_to="region"),
        row(plan(FAR), Gap(place=PLACE, facts=("AwsProtectedResource",), reason=GapReason.DENIED), copied_to="region"),
    ],
    not_applicable=[
        [plan(), PROTECTED, USED],
        row(plan(), PROTECTED, copied_to="region"),
        row(plan(environment=Environment.DEVELOPMENT), PROTECTED, USED, copied_to="region"),
    ],
)
