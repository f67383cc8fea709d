"""Whether what an AI workload on AWS keeps can be brought back: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import AwsBucket, AwsDatabase, AwsTable
from readiness.testing import fact, row, table

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
