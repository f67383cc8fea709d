"""Whether what an AI workload on AWS keeps can be brought back: situations and verdicts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from readiness.facts import Environment, Gap, GapReason
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
from readiness.testing import PLACE, TODAY, fact, row, table

IN_SCOPE = {"readiness:scope": "ai"}
TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/conversations"
HOST = "app.x.eu-west-1.rds.amazonaws.com"


def used(what: str, role: str = "environment variable STORE") -> Any:
    """Somebody of the AI workload uses it."""
    return fact(AwsReference, user="arn:aws:lambda:eu-west-1:123456789012:function:chat", used=what, role=role)


def bucket(versioning: str = "", **values: Any) -> Any:
    """A bucket."""
    return fact(AwsBucket, resource="arn:aws:s3:::kb-documents", name="kb-documents", versioning=versioning, **values)


LOG = used("kb-documents", "invocation log")

test_bucket_versioned = table(
    "aws-bucket-versioned",
    passes=[
        [bucket("Enabled"), used("kb-documents", "knowledge base source")],
        bucket("Enabled", tagged=IN_SCOPE),
    ],
    fails=[
        row(bucket(), used("kb-documents"), says="never enabled"),
        row(bucket("Suspended"), used("kb-documents"), says="Suspended"),
        [bucket(), LOG, used("kb-documents", "model artefacts")],
    ],
    unknown=[[bucket().unknown("versioning", GapReason.DENIED, right="s3:GetBucketVersioning"), used("kb-documents")]],
    not_applicable=[bucket(), [bucket(), LOG]],
)


def dynamodb(**values: Any) -> Any:
    """A table that the AI workload uses by its tag, unless told otherwise."""
    return fact(AwsTable, resource=TABLE, name="conversations", **{"tagged": IN_SCOPE, **values})


test_table_recoverable = table(
    "aws-table-point-in-time-recovery",
    passes=[
        dynamodb(point_in_time_recovery=True, recovery_days=35),
        [dynamodb(point_in_time_recovery=True, tagged={}), used(f"{TABLE}/index/by-user")],
    ],
    fails=[dynamodb(), [dynamodb(tagged={}), used("conversations")], [dynamodb(tagged={}), used(TABLE)]],
    unknown=[dynamodb().unknown("point_in_time_recovery", GapReason.DENIED, right="dynamodb:DescribeContinuousBackups")],
    not_applicable=[
        dynamodb(tagged={}),
        dynamodb(tagged={**IN_SCOPE, "cache": "true"}),
        [dynamodb(tagged={}), used(f"{TABLE}-archive")],
    ],
)

test_table_protected = table(
    "aws-table-deletion-protected",
    passes=[dynamodb(deletion_protection=True)],
    fails=[dynamodb()],
    unknown=[dynamodb().unknown("deletion_protection", GapReason.DENIED, right="dynamodb:DescribeTable")],
    not_applicable=[dynamodb(tagged={})],
)


def database(**values: Any) -> Any:
    """A database that the AI workload uses by its tag, unless told otherwise."""
    values = {"tagged": IN_SCOPE, "form": "instance", "endpoints": (HOST,)} | values
    return fact(AwsDatabase, resource="arn:aws:rds:eu-west-1:123456789012:db:app", name="app", **values)


test_database_backups = table(
    "aws-database-backup-retention",
    passes=[
        database(backup_days=7),
        row(database(backup_days=3), min_days=3),
        [database(backup_days=14, tagged={}), used(f"{HOST}:5432")],
    ],
    fails=[
        row(database(), says="not backed up"),
        row(database(backup_days=1), says="too early"),
        row(database(backup_days=7), min_days=30),
    ],
    unknown=[database().unknown("backup_days", GapReason.FAILED)],
    not_applicable=[database(tagged={}), database(replica_of="other")],
)

test_database_protected = table(
    "aws-database-deletion-protected",
    passes=[database(deletion_protection=True)],
    fails=[database(), [database(tagged={}), used(f"jdbc:postgresql://{HOST}/app")]],
    unknown=[database().unknown("deletion_protection", GapReason.FAILED)],
    not_applicable=[database(tagged={})],
)

test_plan_selects = table(
    "aws-backup-plan-selects",
    passes=[fact(AwsBackupPlan, name="daily", selections=("stores",))],
    fails=[fact(AwsBackupPlan, name="daily")],
    unknown=[fact(AwsBackupPlan, name="daily").unknown("selections", GapReason.DENIED, right="backup:ListBackupSelections")],
    not_applicable=[fact(AwsBackupPlan, name="daily", environment=Environment.DEVELOPMENT)],
)

FILES = "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-1"
DATABASE = "arn:aws:rds:eu-west-1:123456789012:db:app"


def files(**values: Any) -> Any:
    """A file system that the AI workload uses by its tag, unless told otherwise."""
    return fact(AwsFileSystem, resource=FILES, id="fs-1", **{"tagged": IN_SCOPE, **values})


def protected(days: int | None = 0, resource: str = FILES) -> Any:
    """A resource that was backed up some days ago."""
    when = None if days is None else TODAY - timedelta(days=days)
    return fact(AwsProtectedResource, resource=resource, resource_type="EFS", backed_up=when)


test_file_system_backed_up = table(
    "aws-file-system-backed-up",
    passes=[[files(), protected()], [files(tagged={}), used("fs-1"), protected()]],
    fails=[files(), [files(), protected(resource=f"{FILES}2")]],
    unknown=[[files(), Gap(place=PLACE, facts=("AwsProtectedResource",), reason=GapReason.DENIED)]],
    not_applicable=[files(tagged={})],
)

test_backup_within_rpo = table(
    "aws-backup-within-rpo",
    passes=[
        [protected(1), used(FILES)],
        row(protected(6), used("fs-1"), max_age_days=7),
        [protected(0, DATABASE), database(tagged={}), used(HOST)],
    ],
    fails=[[protected(2), used(FILES)], [protected(2, DATABASE), database()], [protected(3, TABLE), used("conversations")]],
    unknown=[[protected(None), used(FILES)]],
    not_applicable=[protected(9), [protected(9), used("fs-12")]],
)


def jobs(completed: int | None, failed: int | None) -> Any:
    """Jobs that ended some days ago."""
    when = {name: TODAY - timedelta(days=days) for name, days in (("completed", completed), ("failed", failed)) if days is not None}
    return fact(AwsBackupJobs, resource=FILES, state="EXPIRED" if failed is not None else "", **when)


test_jobs_succeed = table(
    "aws-backup-jobs-succeed",
    passes=[[jobs(1, None), used(FILES)], [jobs(1, 2), used(FILES)]],
    fails=[row(jobs(2, 1), used(FILES), says="EXPIRED"), [jobs(None, 1), used(FILES)]],
    unknown=[[jobs(None, None), used(FILES)]],
    not_applicable=[jobs(None, 1)],
)


def restores(days: int | None = None) -> Any:
    """The last restore, some days ago."""
    return fact(AwsRestores, completed=None if days is None else TODAY - timedelta(days=days), plans=("monthly",))


test_restore_proven = table(
    "aws-restore-proven",
    passes=[[restores(180), protected(), used(FILES)], row(restores(300), protected(), used(FILES), max_age_days=365)],
    fails=[
        row(restores(), protected(), used(FILES), says="ever"),
        row(restores(181), protected(), used(FILES), says="too long ago"),
    ],
    unknown=[[restores().unknown("completed", GapReason.FAILED), protected(), used(FILES)]],
    not_applicable=[restores(), [restores(), protected()]],
)


def cache(days: int, **values: Any) -> Any:
    """A cache that the AI workload uses by its tag, unless told otherwise."""
    return fact(AwsCache, name="sessions", snapshot_days=days, **{"tagged": IN_SCOPE, **values})


test_cache_snapshots = table(
    "aws-cache-snapshots-kept",
    passes=[cache(1)],
    fails=[row(cache(0), says="sessions"), [cache(0, tagged={}), used("sessions")]],
    unknown=[cache(1).unknown("snapshot_days", GapReason.FAILED)],
    not_applicable=[
        cache(0, tagged={}),
        cache(0, tagged={**IN_SCOPE, "disposable": "true"}),
        cache(0, environment=Environment.DEVELOPMENT),
    ],
)
