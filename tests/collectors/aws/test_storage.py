"""Where an AI workload keeps its data, read over HTTP where moto is faithful and from recorded answers elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aws_world import ACCOUNT, REGION, observe, recorded
from aws_worlds.storage import ANSWERS, AT, BUCKET, CACHE, COLLECTION, DOMAIN, FILES, PLAN, TABLE

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
    AwsPublicAccess,
    AwsRestores,
    AwsSearchDomain,
    AwsTable,
    AwsVectorCollection,
    DataRule,
    Encryption,
    LifecycleRule,
    NetworkRule,
    PublicAccessBlock,
)
from readiness.testing import fact

SWITCHES = PublicAccessBlock(block_public_acls=True, ignore_public_acls=True, block_public_policy=False, restrict_public_buckets=False)


def used(what: str) -> Any:
    """Somebody of the AI workload uses it."""
    return fact(AwsReference, user="arn:aws:lambda:eu-west-1:123456789012:function:chat", used=what, role="environment variable STORE")


def test_the_accounts_switches():
    (account,) = observe("aws.storage.public_access", recorded(ANSWERS))
    assert isinstance(account, AwsPublicAccess)
    assert account.block == SWITCHES


def test_an_account_without_switches():
    answers = {"s3control.get_public_access_block": "NoSuchPublicAccessBlockConfiguration"}
    (account,) = observe("aws.storage.public_access", recorded(answers))
    assert account.block is None


def test_a_bucket_in_every_field():
    (bucket,) = observe("aws.storage.buckets", recorded(ANSWERS))
    assert isinstance(bucket, AwsBucket)
    assert (bucket.resource, bucket.name, bucket.environment) == (BUCKET, "kb-documents", Environment.PRODUCTION)
    assert bucket.tagged == {"readiness:scope": "ai", "environment": "production"}
    assert bucket.block == SWITCHES
    assert (bucket.public_policy, bucket.public_grants) == (False, ("AllUsers",))
    assert bucket.versioning == "Enabled"
    assert bucket.encryption == Encryption(algorithm="aws:kms", key="alias/kb")
    assert bucket.lifecycle == (LifecycleRule(prefix="logs/", expires=True),)


def make_bucket(client: Any, name: str) -> None:
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})


def test_a_bucket_without_settings(access, seed):
    make_bucket(seed("s3"), "plain")
    (bucket,) = observe("aws.storage.buckets", access, (used("plain"),))
    assert bucket.block is None
    assert (bucket.public_policy, bucket.public_grants, bucket.versioning) == (False, (), "")
    assert (bucket.lifecycle, bucket.unread) == ((), {})


def test_only_buckets_that_are_used_are_read(access, seed):
    s3 = seed("s3")
    for name in ("documents", "website", "tagged-one"):
        make_bucket(s3, name)
    s3.put_bucket_tagging(Bucket="tagged-one", Tagging={"TagSet": [{"Key": "readiness:scope", "Value": "ai"}]})
    s3.put_bucket_versioning(Bucket="documents", VersioningConfiguration={"Status": "Enabled"})
    found = {each.name: each for each in observe("aws.storage.buckets", access, (used("s3://documents/manuals/"),))}
    assert found["documents"].versioning == "Enabled"
    assert found["tagged-one"].versioning == ""
    assert found["website"].unread["versioning"].reason is GapReason.NOT_COLLECTED
    assert access.calls["s3.get_bucket_versioning"] == 2


def test_unread_tags_are_one_gap_and_hide_no_bucket_that_is_used():
    answers = {**ANSWERS, "resourcegroupstaggingapi.get_resources": "AccessDeniedException"}
    gap, bucket = observe("aws.storage.buckets", recorded(answers), (used(BUCKET),))
    assert isinstance(gap, Gap)
    assert (gap.facts, gap.right) == (("AwsBucket",), "tag:GetResources")
    assert bucket.versioning == "Enabled"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"Status": "Enabled", "Prefix": "old/", "Expiration": {"Days": 1}}, LifecycleRule(prefix="old/", expires=True)),
        ({"Status": "Enabled", "Filter": {"Tag": {"Key": "k", "Value": "v"}}}, LifecycleRule(filtered=True)),
        (
            {
                "Status": "Enabled",
                "Filter": {"And": {"Prefix": "p/", "ObjectSizeGreaterThan": 1}},
                "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}],
            },
            LifecycleRule(prefix="p/", transitions=True, filtered=True),
        ),
        ({"Status": "Enabled", "Filter": {}, "Expiration": {"ExpiredObjectDeleteMarker": True}}, LifecycleRule()),
    ],
)
def test_lifecycle_rules(rule, expected):
    (bucket,) = observe("aws.storage.buckets", recorded({**ANSWERS, "s3.get_bucket_lifecycle_configuration": {"Rules": [rule]}}))
    assert bucket.lifecycle == (expected,)


def test_a_collection_in_every_field():
    (collection,) = observe("aws.storage.collections", recorded(ANSWERS))
    assert isinstance(collection, AwsVectorCollection)
    assert (collection.resource, collection.name, collection.id) == (COLLECTION, "kb-vectors", "abc123")
    assert (collection.collection_type, collection.standby_replicas) == ("VECTORSEARCH", "ENABLED")
    assert collection.endpoint == "https://abc123.eu-west-1.aoss.amazonaws.com"
    assert collection.network == (
        NetworkRule(policy="kb-network", reach="collection", endpoints=("vpce-1",), services=("bedrock.amazonaws.com",)),
    )
    kb_role = f"arn:aws:iam::{ACCOUNT}:role/kb"
    assert collection.access == (DataRule(policy="kb-access", principals=(kb_role,), permissions=("aoss:ReadDocument",)),)


def test_policies_of_further_pages_count():
    summary = {"name": "kb-network", "type": "network"}
    pages: list[dict[str, Any]] = [
        {"securityPolicySummaries": [], "nextToken": "n"},
        {"securityPolicySummaries": [summary]},
    ]
    (collection,) = observe("aws.storage.collections", recorded({**ANSWERS, "opensearchserverless.list_security_policies": pages}))
    assert [each.policy for each in collection.network] == ["kb-network"]


def test_a_region_without_collections_asks_no_more():
    access = recorded({"opensearchserverless.list_collections": {"collectionSummaries": []}})
    assert observe("aws.storage.collections", access) == []
    assert access.calls == {"opensearchserverless.list_collections": 1}


def test_a_search_domain_in_every_field():
    (domain,) = observe("aws.storage.search_domains", recorded(ANSWERS))
    assert isinstance(domain, AwsSearchDomain)
    assert (domain.resource, domain.name, domain.vpc) == (DOMAIN, "vectors", "vpc-1")
    assert domain.endpoints == ("vpc-vectors-x.eu-west-1.es.amazonaws.com",)
    assert (domain.encrypted, domain.node_to_node, domain.https_only) == (True, True, True)
    assert (domain.zones, domain.data_nodes, domain.dedicated_masters, domain.standby) == (3, 3, 3, False)
    assert domain.environment is Environment.PRODUCTION


def test_domains_are_described_five_at_once(access, seed):
    opensearch = seed("opensearch")
    for number in range(6):
        opensearch.create_domain(DomainName=f"vectors-{number}", EngineVersion="OpenSearch_2.5")
    found = observe("aws.storage.search_domains", access)
    assert [each.name for each in found] == [f"vectors-{number}" for number in range(6)]
    assert access.calls["opensearch.describe_domains"] == 2
    assert {(each.zones, each.vpc, each.encrypted) for each in found} == {(1, "", False)}


def test_a_table_in_every_field():
    (table,) = observe("aws.storage.tables", recorded(ANSWERS))
    assert isinstance(table, AwsTable)
    assert (table.resource, table.name, table.billing, table.deletion_protection) == (TABLE, "conversations", "PAY_PER_REQUEST", True)
    assert (table.point_in_time_recovery, table.recovery_days) == (True, 35)
    assert table.scaled == ("dynamodb:table:ReadCapacityUnits",)


def test_only_tables_that_are_used_are_read(access, seed):
    dynamodb = seed("dynamodb")
    for name in ("conversations", "orders"):
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
        )
    conversations, orders = observe("aws.storage.tables", access, (used("conversations"),))
    assert conversations.resource == TABLE
    assert (conversations.billing, conversations.deletion_protection, conversations.scaled) == ("PROVISIONED", False, ())
    assert (conversations.point_in_time_recovery, conversations.recovery_days, conversations.unread) == (False, 0, {})
    assert orders.unread["point_in_time_recovery"].reason is GapReason.NOT_COLLECTED
    assert access.calls["dynamodb.describe_table"] == 1


def test_an_instance_in_every_field():
    (instance,) = observe("aws.storage.database_instances", recorded(ANSWERS))
    assert isinstance(instance, AwsDatabase)
    assert (instance.name, instance.form, instance.engine) == ("app-prod", "instance", "postgres")
    assert instance.endpoints == ("app-prod.x.eu-west-1.rds.amazonaws.com",)
    assert (instance.backup_days, instance.deletion_protection, instance.multi_az) == (14, True, True)
    assert (instance.zones, instance.replica_of) == (("eu-west-1a", "eu-west-1b"), "")
    assert instance.tagged["readiness:scope"] == "ai"


def test_a_cluster_in_every_field():
    (cluster,) = observe("aws.storage.database_clusters", recorded(ANSWERS))
    assert (cluster.name, cluster.form, cluster.engine) == ("vectors", "cluster", "aurora-postgresql")
    assert len(cluster.endpoints) == 2
    assert (cluster.backup_days, cluster.deletion_protection, cluster.multi_az) == (7, False, True)
    assert cluster.zones == ("eu-west-1a", "eu-west-1c")


def test_instances_over_http(access, seed):
    rds = seed("rds")
    main = {"Engine": "postgres", "DBInstanceClass": "db.t3.micro", "MasterUsername": "app", "MasterUserPassword": "made-up-word"}
    rds.create_db_instance(DBInstanceIdentifier="app-dev", AllocatedStorage=5, BackupRetentionPeriod=3, **main)
    rds.create_db_instance_read_replica(DBInstanceIdentifier="app-copy", SourceDBInstanceIdentifier="app-dev")
    found = {each.name: each for each in observe("aws.storage.database_instances", access)}
    assert (found["app-dev"].backup_days, found["app-dev"].replica_of) == (3, "")
    assert found["app-dev"].environment is Environment.DEVELOPMENT
    assert found["app-copy"].replica_of


def test_a_cache_in_every_field():
    (cache,) = observe("aws.storage.caches", recorded(ANSWERS))
    assert isinstance(cache, AwsCache)
    assert (cache.resource, cache.name, cache.endpoints) == (CACHE, "sessions", ("sessions.x.euw1.cache.amazonaws.com",))
    assert (cache.multi_az, cache.failover, cache.nodes, cache.snapshot_days) == ("enabled", "enabled", 2, 3)


def test_a_file_system_in_every_field():
    (files,) = observe("aws.storage.file_systems", recorded(ANSWERS))
    assert isinstance(files, AwsFileSystem)
    assert (files.resource, files.id, files.environment) == (FILES, "fs-1", Environment.PRODUCTION)


def test_a_backup_plan_in_every_field():
    (plan,) = observe("aws.storage.backup_plans", recorded(ANSWERS))
    assert isinstance(plan, AwsBackupPlan)
    assert (plan.resource, plan.name, plan.selections) == (PLAN, "daily", ("stores",))


def test_a_protected_resource_in_every_field():
    (protected,) = observe("aws.storage.protected_resources", recorded(ANSWERS))
    assert isinstance(protected, AwsProtectedResource)
    assert (protected.resource, protected.resource_type, protected.backed_up) == (FILES, "EFS", AT)


def test_the_last_jobs_of_each_resource_count():
    (jobs,) = observe("aws.storage.backup_jobs", recorded(ANSWERS))
    assert isinstance(jobs, AwsBackupJobs)
    assert (jobs.resource, jobs.completed) == (FILES, AT)
    assert (jobs.failed, jobs.state) == (AT - timedelta(days=1), "EXPIRED")


def test_the_last_restore_counts():
    (restores,) = observe("aws.storage.restores", recorded(ANSWERS))
    assert isinstance(restores, AwsRestores)
    assert (restores.completed, restores.of, restores.plans) == (AT - timedelta(days=30), FILES, ("monthly",))


def test_no_restore_is_told_as_such():
    (restores,) = observe("aws.storage.restores", recorded({**ANSWERS, "backup.list_restore_jobs": {"RestoreJobs": []}}))
    assert (restores.completed, restores.of) == (None, "")


def test_capacity_of_collections_beside_what_was_used():
    units = {"q0": [2.0, 4.0], "q1": [6.0, 3.0]}
    results = [{"Id": id, "Timestamps": [AT, AT + timedelta(minutes=1)], "Values": values} for id, values in units.items()]
    answers = {**ANSWERS, "cloudwatch.get_metric_data": {"MetricDataResults": results}}
    (capacity,) = observe("aws.storage.vector_capacity", recorded(answers))
    assert (capacity.collections, capacity.most_indexing, capacity.most_search) == (1, 10, 16)
    assert (capacity.indexing, capacity.search) == (4.0, 6.0)
    hidden = {"opensearchserverless.get_account_settings": "AccessDeniedException", "cloudwatch.get_metric_data": "AccessDeniedException"}
    (capacity,) = observe("aws.storage.vector_capacity", recorded({**ANSWERS, **hidden}))
    assert {field: each.right for field, each in capacity.unread.items()} == {
        "most_indexing": "aoss:GetAccountSettings",
        "most_search": "aoss:GetAccountSettings",
        "indexing": "cloudwatch:GetMetricData",
        "search": "cloudwatch:GetMetricData",
    }
    nothing = {"opensearchserverless.list_collections": {"collectionSummaries": []}}
    assert observe("aws.storage.vector_capacity", recorded({**ANSWERS, **nothing})) == []
