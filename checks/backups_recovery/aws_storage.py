"""Whether what an AI workload on AWS keeps can be brought back."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import AwsBucket, AwsDatabase, AwsTable

NOT_OURS = "the AI workload does not refer to it"


@check(
    "aws-bucket-versioned",
    severity="high",
    effort="minutes",
    maps=["aws-ml-lens:MLOPS03-BP02", "azure-waf-core:RE:09", "eu-dora:DORA-Art12"],
)
def bucket_versioned(bucket: AwsBucket, references: list[AwsReference]) -> Verdict:
    """Buckets with documents, prompts or models are versioned.

    Why: A wrong upload or deletion could not be undone. The assistant would answer from the damaged documents, and the
    model that answered yesterday would be gone.

    Fix: Turn versioning on

        aws s3api put-bucket-versioning --bucket <bucket> --versioning-configuration Status=Enabled
        # it is: <versioning>
    """
    if not bucket.users(references):
        return not_applicable(NOT_OURS)
    if bucket.holds_logs_only(references):
        return not_applicable("it holds logs, which are written once")
    if bucket.versioning != "Enabled":
        return failed("A bucket of the AI workload is not versioned", bucket=bucket.name, versioning=bucket.versioning or "never enabled")
    return passed(bucket=bucket.name)


@check(
    "aws-table-point-in-time-recovery",
    severity="high",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTREL03-BP03", "azure-waf-core:RE:09", "eu-dora:DORA-Art12"],
)
def table_recoverable(table: AwsTable, references: list[AwsReference]) -> Verdict:
    r"""DynamoDB tables of the AI workload have PITR.

    Why: Conversations overwritten by a faulty release could not be restored. Point-in-time recovery brings back any
    second of the last days, and needs no schedule.

    Fix: Turn point-in-time recovery on

        aws dynamodb update-continuous-backups --table-name <table> \
          --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true
    """
    if not table.users(references):
        return not_applicable(NOT_OURS)
    if table.tagged.get("cache") == "true":
        return not_applicable("it is tagged as a cache")
    if not table.point_in_time_recovery:
        return failed("A table has no point-in-time recovery", table=table.name)
    return passed(table=table.name, days=table.recovery_days)


@check(
    "aws-database-backup-retention",
    severity="high",
    effort="minutes",
    maps=["aws-genai-lens:GENREL03-BP01", "azure-waf-core:RE:09", "eu-dora:DORA-Art12"],
)
def database_backups(database: AwsDatabase, references: list[AwsReference], min_days: int = 7) -> Verdict:
    r"""Databases of the AI workload keep backups for a week.

    Why: Damage that is noticed after a weekend could not be undone. Aurora and Multi-AZ clusters are judged as a whole;
    read replicas are not.

    Fix: Keep automated backups longer

        aws rds modify-db-instance --db-instance-identifier <database> \
          --backup-retention-period 7 --apply-immediately       # a cluster: modify-db-cluster
        # the <form> keeps <days> days
    """
    if not database.users(references):
        return not_applicable(NOT_OURS)
    if database.replica_of:
        return not_applicable("it is a read replica")
    evidence: dict[str, Any] = {"database": database.name, "form": database.form, "days": database.backup_days, "min_days": min_days}
    if database.backup_days == 0:
        return failed("A database is not backed up", **evidence)
    if database.backup_days < min_days:
        return failed("A database's backups end too early", **evidence)
    return passed(**evidence)


@check(
    "aws-database-deletion-protected",
    severity="medium",
    effort="minutes",
    maps=["azure-waf-core:RE:09", "eu-dora:DORA-Art12"],
)
def database_protected(database: AwsDatabase, references: list[AwsReference]) -> Verdict:
    """Databases of the AI workload are protected from deletion.

    Why: One mistaken command could delete the database and its backups. Automated backups of an instance end with it
    unless they are retained on purpose.

    Fix: Turn deletion protection on

        aws rds modify-db-instance --db-instance-identifier <database> --deletion-protection
        # a cluster: aws rds modify-db-cluster --db-cluster-identifier <database> --deletion-protection
    """
    if not database.users(references):
        return not_applicable(NOT_OURS)
    if not database.deletion_protection:
        return failed("A database can be deleted by one command", database=database.name)
    return passed(database=database.name)


@check(
    "aws-table-deletion-protected",
    severity="medium",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTREL03-BP02", "azure-waf-core:RE:09", "eu-dora:DORA-Art12"],
)
def table_protected(table: AwsTable, references: list[AwsReference]) -> Verdict:
    """DynamoDB tables of the AI workload can't be deleted.

    Why: One mistaken command could delete all conversations. A stack that is torn down takes its tables along unless
    they are protected.

    Fix: Turn deletion protection on

        aws dynamodb update-table --table-name <table> --deletion-protection-enabled
    """
    if not table.users(references):
        return not_applicable(NOT_OURS)
    if not table.deletion_protection:
        return failed("A table can be deleted by one command", table=table.name)
    return passed(table=table.name)
