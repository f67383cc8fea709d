"""Whether what an AI workload on AWS keeps can be brought back."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import (
    AwsBackupJobs,
    AwsBackupPlan,
    AwsBucket,
    AwsCache,
    AwsDatabase,
    AwsFileSystem,
    AwsProtectedResource,
    AwsRestores,
    AwsTable,
)

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


@check(
    "aws-backup-plan-selects",
    severity="high",
    effort="minutes",
    maps=["azure-waf-core:RE:09", "eu-dora:DORA-Art12"],
)
def plan_selects(plan: AwsBackupPlan) -> Verdict:
    """Backup plans select what they protect.

    Why: A plan that selects nothing backs nothing up. It looks like protection in every list until somebody needs a
    recovery point.

    Fix: Add a selection by tag to the plan

        aws backup list-backup-plans --query "BackupPlansList[?BackupPlanName=='<plan>']"
        aws backup create-backup-selection --backup-plan-id … --backup-selection file://selection.json
    """
    if plan.environment in (Environment.DEVELOPMENT, Environment.STAGING):
        return not_applicable("it lives before production")
    if not plan.selections:
        return failed("A backup plan selects nothing", plan=plan.name)
    return passed(plan=plan.name, selections=plan.selections)


@check(
    "aws-file-system-backed-up",
    severity="high",
    effort="hours",
    maps=["azure-waf-core:RE:09", "eu-dora:DORA-Art12"],
)
def file_system_backed_up(files: AwsFileSystem, references: list[AwsReference], protected: list[AwsProtectedResource]) -> Verdict:
    """File systems of the AI workload are backed up.

    Why: Models and documents could not be brought back after a deletion. EFS keeps copies in several zones, which
    repeat every mistake.

    Fix: Turn automatic backups on

        aws efs put-backup-policy --file-system-id <file_system> --backup-policy Status=ENABLED
    """
    if not files.users(references):
        return not_applicable(NOT_OURS)
    found = next((each for each in protected if each.resource == files.resource), None)
    if found is None:
        return failed("A file system has no backup", file_system=files.id)
    return passed(file_system=files.id, backed_up=found.backed_up)


@check(
    "aws-backup-within-rpo",
    severity="high",
    effort="hours",
    maps=["azure-waf-core:RE:04", "azure-waf-core:RE:09", "eu-dora:DORA-Art12"],
)
def backup_within_rpo(
    protected: AwsProtectedResource, references: list[AwsReference], databases: list[AwsDatabase], today: date, max_age_days: int = 1
) -> Verdict:
    """Recovery points are as recent as the business needs.

    Why: After a loss more work would be gone than was agreed. AWS Backup still holds a recovery point, but an old one;
    usually a schedule was changed or jobs fail.

    Fix: Find out why no newer recovery point was made

        aws backup list-backup-jobs --by-resource-arn <protected>
        # last: <backed_up>
    """
    if not protected.users(references, databases):
        return not_applicable(NOT_OURS)
    evidence: dict[str, Any] = {"protected": protected.resource, "backed_up": protected.backed_up, "max_age_days": max_age_days}
    if protected.backed_up is None:
        return unknown("when it was backed up is not told", **evidence)
    if (today - protected.backed_up.date()).days > max_age_days:
        return failed("A recovery point is older than agreed", **evidence)
    return passed(**evidence)


@check(
    "aws-backup-jobs-succeed",
    severity="high",
    effort="hours",
    maps=["azure-waf-core:RE:09", "eu-dora:DORA-Art12"],
)
def jobs_succeed(jobs: AwsBackupJobs, references: list[AwsReference], databases: list[AwsDatabase]) -> Verdict:
    r"""Backup jobs of the AI workload succeed.

    Why: Backups that nobody noticed failing are missing on the day of the loss. A failure of the last week counts
    unless a later job was completed.

    Fix: Read why the job failed, and mend role or window

        aws backup list-backup-jobs --by-resource-arn <protected> --by-state <state> \
          --query "BackupJobs[].[CreationDate,StatusMessage]"
    """
    if not jobs.users(references, databases):
        return not_applicable(NOT_OURS)
    evidence: dict[str, Any] = {"protected": jobs.resource, "state": jobs.state, "failed": jobs.failed, "completed": jobs.completed}
    if jobs.failed is not None and (jobs.completed is None or jobs.completed < jobs.failed):
        return failed("The last backup of a store failed", **evidence)
    if jobs.completed is None:
        return unknown("no backup job has ended yet", **evidence)
    return passed(**evidence)


@check(
    "aws-restore-proven",
    severity="high",
    effort="days",
    maps=["azure-waf-core:RE:09", "eu-dora:DORA-Art12", "aws-agentic-ai-lens:AGENTREL03-BP03"],
)
def restore_proven(
    restores: AwsRestores,
    protected: list[AwsProtectedResource],
    references: list[AwsReference],
    databases: list[AwsDatabase],
    today: date,
    *,
    max_age_days: int = 180,
) -> Verdict:
    """A restore from AWS Backup was completed recently.

    Why: A backup that was never restored may turn out to be none. Keys, roles and subnets that a restore needs change
    without anybody trying it.

    Fix: Test restores on a schedule

        aws backup create-restore-testing-plan --restore-testing-plan file://monthly.json
        # plans now: <plans>; last restore: <completed>
    """
    place = restores.origin.place
    ours = [each for each in protected if each.origin.place == place and each.users(references, databases)]
    if not ours:
        return not_applicable("AWS Backup holds nothing of the AI workload here")
    evidence: dict[str, Any] = {"completed": restores.completed, "of": restores.of, "plans": restores.plans, "max_age_days": max_age_days}
    if restores.completed is None:
        return failed("No restore was ever completed", **evidence)
    if (today - restores.completed.date()).days > max_age_days:
        return failed("The last restore was too long ago", **evidence)
    return passed(**evidence)


@check(
    "aws-cache-snapshots-kept",
    severity="low",
    effort="minutes",
    certainty="likely",
    maps=["aws-agentic-ai-lens:AGENTREL03-BP02", "azure-waf-core:RE:09"],
)
def cache_snapshots_kept(cache: AwsCache, references: list[AwsReference]) -> Verdict:
    r"""Caches keep snapshots, or say that they are disposable.

    Why: Sessions and answers are gone when somebody flushes the cache. Where nothing would be missed, the tag
    `disposable=true` says so.

    Fix: Keep snapshots for some days, or set the tag

        aws elasticache modify-replication-group --replication-group-id <cache> \
          --snapshot-retention-limit 3 --apply-immediately
    """
    if not cache.users(references):
        return not_applicable(NOT_OURS)
    if cache.environment in (Environment.DEVELOPMENT, Environment.STAGING):
        return not_applicable("it is before production")
    if cache.tagged.get("disposable", "").lower() == "true":
        return not_applicable("its tag says that it is disposable")
    if not cache.snapshot_days:
        return failed("A cache keeps no snapshots", cache=cache.name, snapshot_days=0)
    return passed(cache=cache.name, snapshot_days=cache.snapshot_days)
