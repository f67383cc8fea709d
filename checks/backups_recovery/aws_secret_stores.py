"""Keys and secrets that are about to be lost."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.secret_stores import AwsKmsKey, AwsSecret

OUT_OF_SCOPE = "the AI workload does not refer to it"


@check(
    "aws-kms-keys-stay",
    severity="critical",
    effort="minutes",
    maps=["aws-ml-lens:MLSEC02-BP01", "azure-waf-core:SE:07", "eu-dora:DORA-Art12"],
)
def kms_keys_stay(key: AwsKmsKey, references: list[AwsReference], secrets: list[AwsSecret]) -> Verdict:
    """No KMS key in use is disabled or pending deletion.

    Why: A deleted key takes all data that it encrypts with it, backups too. KMS waits some days before it deletes a key, and
    then nobody can bring it back.

    Fix: Cancel the deletion and enable the key

        aws kms cancel-key-deletion --key-id <key>
        aws kms enable-key --key-id <key>
    """
    users = [each.user for each in key.used_by(references)]
    users += [each.name for each in secrets if each.key in (key.key, key.resource) and (each.in_scope or each.used_by(references))]
    if not users:
        return not_applicable(OUT_OF_SCOPE)
    if key.state == "PendingDeletion":
        return failed("A key in use is pending deletion", key=key.key, deletion=key.deletion and key.deletion.date(), used_by=users)
    if key.state == "Disabled":
        return failed("A key in use is disabled", key=key.key, used_by=users)
    return passed(key=key.key, state=key.state)


@check(
    "aws-secrets-stay",
    severity="critical",
    effort="minutes",
    maps=["azure-waf-core:SE:09", "eu-dora:DORA-Art12"],
)
def secrets_stay(secret: AwsSecret, references: list[AwsReference]) -> Verdict:
    """No secret in use is marked for deletion.

    Why: The assistant stops at once when a secret that it reads is gone. After the recovery window its value is lost.

    Fix: Restore the secret

        aws secretsmanager restore-secret --secret-id <name>
    """
    users = secret.used_by(references)
    if not (users or secret.in_scope):
        return not_applicable(OUT_OF_SCOPE)
    if secret.deletion:
        used_by = sorted({each.user for each in users})
        return failed("A secret in use is marked for deletion", name=secret.name, marked=secret.deletion.date(), used_by=used_by)
    return passed(name=secret.name)
