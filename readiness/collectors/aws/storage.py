"""Reads where an AI workload keeps its data; single buckets and tables only when something of it refers to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.figures import DATA, MINUTE, sums
from readiness.collectors.aws.reading import Aws, aws, tags_of
from readiness.facts import Fact, Gap, GapReason, Unread
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
    AwsVectorCapacity,
    AwsVectorCollection,
    DataRule,
    Encryption,
    LifecycleRule,
    NetworkRule,
    PublicAccessBlock,
)

TAGS = "resourcegroupstaggingapi.get_resources"
OUT_OF_SCOPE = Unread(reason=GapReason.NOT_COLLECTED, detail="the AI workload does not refer to it")


def _references(reading: Aws) -> list[AwsReference]:
    return [each for each in reading.place.before if isinstance(each, AwsReference)]


def _tags(reading: Aws, kind: str) -> dict[str, dict[str, str]] | Unread:
    """Tags of all resources of a kind, by ARN: one call instead of one for each resource."""
    tagged = reading.optional(lambda: reading.pages(TAGS, "ResourceTagMappingList", ResourceTypeFilters=[kind]))
    return tagged if isinstance(tagged, Unread) else {each["ResourceARN"]: tags_of(each.get("Tags")) for each in tagged}


def _untold(reading: Aws, kind: type[Fact], tags: Any) -> Iterator[Gap]:
    """The one gap that unread tags leave: a tag may have put something in scope, or in an environment."""
    if isinstance(tags, Unread):
        yield Gap(place=reading.place.key, facts=(kind.__name__,), reason=tags.reason, detail=tags.detail, right=tags.right)


def _known(tags: dict[str, dict[str, str]] | Unread, arn: str) -> dict[str, str]:
    return {} if isinstance(tags, Unread) else tags.get(arn, {})


@aws("aws-account", gives=(AwsPublicAccess,), calls=("s3control.get_public_access_block",))
def public_access(reading: Aws) -> Iterator[Observation]:
    """The account's switches against public buckets."""
    call = "s3control.get_public_access_block"
    block = reading.optional(
        lambda: _block(reading.call(call, AccountId=reading.account)), absent={"NoSuchPublicAccessBlockConfiguration": None}
    )
    yield reading.fact(AwsPublicAccess, f"{reading.account}/public-access-block", call, block=block)


def _block(answer: dict[str, Any]) -> PublicAccessBlock:
    switches = answer["PublicAccessBlockConfiguration"]
    return PublicAccessBlock(
        block_public_acls=switches.get("BlockPublicAcls", False),
        ignore_public_acls=switches.get("IgnorePublicAcls", False),
        block_public_policy=switches.get("BlockPublicPolicy", False),
        restrict_public_buckets=switches.get("RestrictPublicBuckets", False),
    )


@aws(
    "aws-region",
    gives=(AwsBucket,),
    calls=(
        TAGS,
        "s3.list_buckets",
        "s3.get_public_access_block",
        "s3.get_bucket_policy_status",
        "s3.get_bucket_acl",
        "s3.get_bucket_versioning",
        "s3.get_bucket_encryption",
        "s3.get_bucket_lifecycle_configuration",
    ),
    after=(AwsReference,),
)
def buckets(reading: Aws) -> Iterator[Observation]:
    """Buckets of the region, and the settings of those that the AI workload uses."""
    listed = reading.pages("s3.list_buckets", "Buckets", BucketRegion=reading.region)
    tags = _tags(reading, "s3")
    yield from _untold(reading, AwsBucket, tags)
    references = _references(reading)
    unasked: dict[str, Any] = dict.fromkeys(BUCKET, tags if isinstance(tags, Unread) else OUT_OF_SCOPE)

    def read(name: str) -> Iterator[AwsBucket]:
        arn = f"arn:{reading.partition}:s3:::{name}"
        mine = _known(tags, arn)
        bucket = partial(reading.fact, AwsBucket, arn, "s3.list_buckets", names=(name,), tags=mine, name=name, tagged=mine)
        passed_by = bucket(**unasked)
        if passed_by.users(references):
            yield bucket(**{field: reading.optional(partial(ask, reading, name), absent) for field, (ask, absent) in BUCKET.items()})
        else:
            yield passed_by

    yield from reading.each(sorted(each["Name"] for each in listed), read)


def _public_access_block(reading: Aws, bucket: str) -> PublicAccessBlock:
    return _block(reading.call("s3.get_public_access_block", Bucket=bucket))


def _versioning(reading: Aws, bucket: str) -> str:
    return str(reading.call("s3.get_bucket_versioning", Bucket=bucket).get("Status", ""))


def _public_policy(reading: Aws, bucket: str) -> bool:
    return bool(reading.call("s3.get_bucket_policy_status", Bucket=bucket)["PolicyStatus"].get("IsPublic", False))


def _public_grants(reading: Aws, bucket: str) -> tuple[str, ...]:
    grants = reading.call("s3.get_bucket_acl", Bucket=bucket).get("Grants", [])
    groups = {each["Grantee"].get("URI", "").rsplit("/", 1)[-1] for each in grants}
    return tuple(sorted(groups & {"AllUsers", "AuthenticatedUsers"}))


def _encryption(reading: Aws, bucket: str) -> Encryption:
    rules = reading.call("s3.get_bucket_encryption", Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    chosen: dict[str, str] = next(
        (each["ApplyServerSideEncryptionByDefault"] for each in rules if "ApplyServerSideEncryptionByDefault" in each), {}
    )
    return Encryption(algorithm=chosen.get("SSEAlgorithm", ""), key=chosen.get("KMSMasterKeyID", ""))


def _lifecycle(reading: Aws, bucket: str) -> tuple[LifecycleRule, ...]:
    rules = reading.call("s3.get_bucket_lifecycle_configuration", Bucket=bucket).get("Rules", [])
    return tuple(_rule(each) for each in rules if each["Status"] == "Enabled")


def _rule(rule: dict[str, Any]) -> LifecycleRule:
    told = rule.get("Filter", {})
    told = told.get("And", told)
    expiration = rule.get("Expiration", {})
    return LifecycleRule(
        prefix=told.get("Prefix", rule.get("Prefix", "")),
        expires="Days" in expiration or "Date" in expiration,
        transitions=bool(rule.get("Transitions")),
        filtered=bool(told.keys() - {"Prefix"}),
    )


BUCKET: dict[str, tuple[Any, dict[str, Any]]] = {
    "block": (_public_access_block, {"NoSuchPublicAccessBlockConfiguration": None}),
    "public_policy": (_public_policy, {"NoSuchBucketPolicy": False}),
    "public_grants": (_public_grants, {}),
    "versioning": (_versioning, {}),
    "encryption": (_encryption, {"ServerSideEncryptionConfigurationNotFoundError": None}),
    "lifecycle": (_lifecycle, {"NoSuchLifecycleConfiguration": ()}),
}
"""Field to how it is read and what S3's "there is none" means."""

NETWORK = ("opensearchserverless.list_security_policies", "opensearchserverless.get_security_policy")
ACCESS = ("opensearchserverless.list_access_policies", "opensearchserverless.get_access_policy")
BATCH = 100
"""Collections that one call describes."""


@aws(
    "aws-region",
    gives=(AwsVectorCollection,),
    calls=("opensearchserverless.list_collections", "opensearchserverless.batch_get_collection", *NETWORK, *ACCESS),
)
def collections(reading: Aws) -> Iterator[Observation]:
    """Collections of OpenSearch Serverless with what their policies say of them."""
    ids = [each["id"] for each in reading.pages("opensearchserverless.list_collections", "collectionSummaries")]
    if not ids:
        return
    network = reading.optional(lambda: _policies(reading, NETWORK, "network", "securityPolicySummaries", "securityPolicyDetail"))
    access = reading.optional(lambda: _policies(reading, ACCESS, "data", "accessPolicySummaries", "accessPolicyDetail"))
    for start in range(0, len(ids), BATCH):
        call = "opensearchserverless.batch_get_collection"
        for each in reading.call(call, ids=ids[start : start + BATCH])["collectionDetails"]:
            yield reading.fact(
                AwsVectorCollection,
                each["arn"],
                call,
                names=(each["name"],),
                name=each["name"],
                id=each["id"],
                collection_type=each["type"],
                endpoint=each.get("collectionEndpoint", ""),
                standby_replicas=each.get("standbyReplicas", ""),
                network=network if isinstance(network, Unread) else _network_rules(network, each["name"]),
                access=access if isinstance(access, Unread) else _data_rules(access, each["name"]),
            )


CAPACITY = "opensearchserverless.get_account_settings"
UNITS = ("IndexingOCU", "SearchOCU")
"""https://docs.aws.amazon.com/opensearch-service/latest/developerguide/monitoring-cloudwatch.html: of the account, to be summed."""


@aws("aws-region", gives=(AwsVectorCapacity,), calls=("opensearchserverless.list_collections", CAPACITY, DATA))
def vector_capacity(reading: Aws) -> Iterator[Observation]:
    """Capacity of OpenSearch Serverless where there are collections: limits of the account, and what was used."""
    listed = reading.pages("opensearchserverless.list_collections", "collectionSummaries")
    if not listed:
        return
    limits = reading.optional(lambda: reading.call(CAPACITY)["accountSettingsDetail"].get("capacityLimits") or {})
    account = {"ClientId": reading.account}
    used = reading.optional(
        lambda: [max(each.values(), default=None) for each in sums(reading, "AWS/AOSS", [(u, account) for u in UNITS], MINUTE)]
    )
    yield reading.fact(
        AwsVectorCapacity,
        f"{reading.account}/{reading.region}/opensearchserverless/capacity",
        CAPACITY,
        region=reading.region,
        collections=len(listed),
        most_indexing=limits if isinstance(limits, Unread) else limits.get("maxIndexingCapacityInOCU"),
        most_search=limits if isinstance(limits, Unread) else limits.get("maxSearchCapacityInOCU"),
        indexing=used if isinstance(used, Unread) else used[0],
        search=used if isinstance(used, Unread) else used[1],
    )


def _policies(reading: Aws, calls: tuple[str, str], kind: str, summaries: str, detail: str) -> dict[str, list[dict[str, Any]]]:
    """Policy documents by name."""
    names = [each["name"] for each in reading.pages(calls[0], summaries, type=kind)]
    documents = {name: reading.call(calls[1], type=kind, name=name)[detail]["policy"] for name in names}
    return {name: json.loads(each) if isinstance(each, str) else each for name, each in documents.items()}


def _network_rules(policies: dict[str, list[dict[str, Any]]], collection: str) -> tuple[NetworkRule, ...]:
    return tuple(
        NetworkRule(
            policy=name,
            reach=rule["ResourceType"],
            public=statement.get("AllowFromPublic", False),
            endpoints=tuple(statement.get("SourceVPCEs", ())),
            services=tuple(statement.get("SourceServices", ())),
        )
        for name, document in sorted(policies.items())
        for statement in document
        for rule in statement["Rules"]
        if _covers(rule, collection)
    )


def _data_rules(policies: dict[str, list[dict[str, Any]]], collection: str) -> tuple[DataRule, ...]:
    return tuple(
        DataRule(policy=name, principals=tuple(statement.get("Principal", ())), permissions=tuple(rule.get("Permission", ())))
        for name, document in sorted(policies.items())
        for statement in document
        for rule in statement["Rules"]
        if _covers(rule, collection)
    )


def _covers(rule: dict[str, Any], collection: str) -> bool:
    """Whether a rule's patterns (`collection/kb-*`, `index/kb/*`) meet a collection."""
    return any(fnmatchcase(collection, each.split("/", 2)[1]) for each in rule.get("Resource", ()) if "/" in each)


DOMAINS_AT_ONCE = 5


@aws("aws-region", gives=(AwsSearchDomain,), calls=("opensearch.list_domain_names", "opensearch.describe_domains", TAGS))
def search_domains(reading: Aws) -> Iterator[Observation]:
    """Domains of OpenSearch Service. Those of Elasticsearch are listed beside them."""
    names = sorted(each["DomainName"] for each in reading.call("opensearch.list_domain_names").get("DomainNames", []))
    if not names:
        return
    tags = _tags(reading, "es:domain")
    yield from _untold(reading, AwsSearchDomain, tags)
    for start in range(0, len(names), DOMAINS_AT_ONCE):
        for each in reading.call("opensearch.describe_domains", DomainNames=names[start : start + DOMAINS_AT_ONCE])["DomainStatusList"]:
            if not each.get("Deleted"):
                yield _domain(reading, each, _known(tags, each["ARN"]))


def _domain(reading: Aws, status: dict[str, Any], tags: dict[str, str]) -> AwsSearchDomain:
    cluster = status["ClusterConfig"]
    zones = cluster.get("ZoneAwarenessConfig", {}).get("AvailabilityZoneCount", 2) if cluster.get("ZoneAwarenessEnabled") else 1
    hosts = (status.get("Endpoint"), status.get("EndpointV2"), *status.get("Endpoints", {}).values())
    custom = status.get("DomainEndpointOptions", {}).get("CustomEndpoint")
    return reading.fact(
        AwsSearchDomain,
        status["ARN"],
        "opensearch.describe_domains",
        names=(status["DomainName"],),
        tags=tags,
        name=status["DomainName"],
        tagged=tags,
        endpoints=_hosts(*hosts, custom),
        vpc=status.get("VPCOptions", {}).get("VPCId", ""),
        encrypted=status.get("EncryptionAtRestOptions", {}).get("Enabled", False),
        node_to_node=status.get("NodeToNodeEncryptionOptions", {}).get("Enabled", False),
        https_only=status.get("DomainEndpointOptions", {}).get("EnforceHTTPS", False),
        zones=zones,
        data_nodes=cluster.get("InstanceCount", 1),
        dedicated_masters=cluster.get("DedicatedMasterCount", 0) if cluster.get("DedicatedMasterEnabled") else 0,
        standby=cluster.get("MultiAZWithStandbyEnabled", False),
    )


TABLE = ("dynamodb.describe_table", "dynamodb.describe_continuous_backups", "application-autoscaling.describe_scalable_targets")


@aws("aws-region", gives=(AwsTable,), calls=("dynamodb.list_tables", *TABLE, TAGS), after=(AwsReference,))
def tables(reading: Aws) -> Iterator[Observation]:
    """DynamoDB tables of the region, and the settings of those that the AI workload uses."""
    names = reading.pages("dynamodb.list_tables", "TableNames")
    if not names:
        return
    tags = _tags(reading, "dynamodb:table")
    yield from _untold(reading, AwsTable, tags)
    references = _references(reading)
    unasked: dict[str, Any] = dict.fromkeys(TABLE_FIELDS, tags if isinstance(tags, Unread) else OUT_OF_SCOPE)

    def read(name: str) -> Iterator[AwsTable]:
        arn = f"arn:{reading.partition}:dynamodb:{reading.region}:{reading.account}:table/{name}"
        mine = _known(tags, arn)
        table = partial(reading.fact, AwsTable, arn, "dynamodb.list_tables", names=(name,), tags=mine, name=name, tagged=mine)
        passed_by = table(**unasked)
        yield table(**_table(reading, name)) if passed_by.users(references) else passed_by

    yield from reading.each(sorted(names), read)


TABLE_FIELDS = ("billing", "deletion_protection", "point_in_time_recovery", "recovery_days", "scaled")


def _table(reading: Aws, name: str) -> dict[str, Any]:
    described = reading.optional(lambda: reading.call(TABLE[0], TableName=name)["Table"])
    backups = reading.optional(lambda: reading.call(TABLE[1], TableName=name)["ContinuousBackupsDescription"])
    scaled = reading.optional(lambda: reading.pages(TABLE[2], "ScalableTargets", ServiceNamespace="dynamodb"))
    fields = dict(zip(TABLE_FIELDS, (described, described, backups, backups, scaled), strict=True))
    if not isinstance(described, Unread):
        fields["billing"] = described.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
        fields["deletion_protection"] = described.get("DeletionProtectionEnabled", False)
    if not isinstance(backups, Unread):
        recovery = backups.get("PointInTimeRecoveryDescription", {})
        fields["point_in_time_recovery"] = recovery.get("PointInTimeRecoveryStatus") == "ENABLED"
        fields["recovery_days"] = recovery.get("RecoveryPeriodInDays", 0)
    if not isinstance(scaled, Unread):
        fields["scaled"] = tuple(sorted(each["ScalableDimension"] for each in scaled if each["ResourceId"] == f"table/{name}"))
    return fields


@aws("aws-region", gives=(AwsDatabase,), calls=("rds.describe_db_instances",))
def database_instances(reading: Aws) -> Iterator[Observation]:
    """Instances of RDS that belong to no cluster."""
    for each in reading.pages("rds.describe_db_instances", "DBInstances"):
        if "DBClusterIdentifier" not in each:
            yield reading.fact(
                AwsDatabase,
                each["DBInstanceArn"],
                "rds.describe_db_instances",
                names=(each["DBInstanceIdentifier"],),
                tags=tags_of(each.get("TagList")),
                tagged=tags_of(each.get("TagList")),
                name=each["DBInstanceIdentifier"],
                form="instance",
                engine=each.get("Engine", ""),
                endpoints=_hosts(each.get("Endpoint", {}).get("Address")),
                backup_days=each.get("BackupRetentionPeriod", 0),
                deletion_protection=each.get("DeletionProtection", False),
                multi_az=each.get("MultiAZ", False),
                zones=_hosts(each.get("AvailabilityZone"), each.get("SecondaryAvailabilityZone")),
                replica_of=each.get("ReadReplicaSourceDBInstanceIdentifier", "") or each.get("ReadReplicaSourceDBClusterIdentifier", ""),
            )


@aws("aws-region", gives=(AwsDatabase,), calls=("rds.describe_db_clusters", "rds.describe_db_instances"))
def database_clusters(reading: Aws) -> Iterator[Observation]:
    """Clusters of Aurora and RDS with the zones of their members."""
    clusters = reading.pages("rds.describe_db_clusters", "DBClusters")
    if not clusters:
        return
    members = reading.optional(lambda: reading.pages("rds.describe_db_instances", "DBInstances"))
    for each in clusters:
        name = each["DBClusterIdentifier"]
        zones: Any = members
        if not isinstance(members, Unread):
            zones = _hosts(*(other.get("AvailabilityZone") for other in members if other.get("DBClusterIdentifier") == name))
        yield reading.fact(
            AwsDatabase,
            each["DBClusterArn"],
            "rds.describe_db_clusters",
            names=(name,),
            tags=tags_of(each.get("TagList")),
            tagged=tags_of(each.get("TagList")),
            name=name,
            form="cluster",
            engine=each.get("Engine", ""),
            endpoints=_hosts(each.get("Endpoint"), each.get("ReaderEndpoint"), *each.get("CustomEndpoints", [])),
            backup_days=each.get("BackupRetentionPeriod", 0),
            deletion_protection=each.get("DeletionProtection", False),
            # Aurora calls a cluster with members in two zones MultiAZ; the zones say it themselves.
            multi_az=each.get("MultiAZ", False),
            zones=zones,
            replica_of=each.get("ReplicationSourceIdentifier", ""),
        )


def _hosts(*names: str | None) -> tuple[str, ...]:
    return tuple(sorted({each for each in names if each}))


@aws("aws-region", gives=(AwsCache,), calls=("elasticache.describe_replication_groups", TAGS))
def caches(reading: Aws) -> Iterator[Observation]:
    """Replication groups of ElastiCache."""
    groups = reading.pages("elasticache.describe_replication_groups", "ReplicationGroups")
    if not groups:
        return
    tags = _tags(reading, "elasticache:replicationgroup")
    yield from _untold(reading, AwsCache, tags)
    for each in groups:
        mine = _known(tags, each["ARN"])
        shards = each.get("NodeGroups", [])
        endpoints = [each.get("ConfigurationEndpoint", {}), *(shard.get(kind, {}) for shard in shards for kind in ENDPOINTS)]
        yield reading.fact(
            AwsCache,
            each["ARN"],
            "elasticache.describe_replication_groups",
            names=(each["ReplicationGroupId"],),
            tags=mine,
            tagged=mine,
            name=each["ReplicationGroupId"],
            endpoints=_hosts(*(endpoint.get("Address") for endpoint in endpoints)),
            multi_az=each.get("MultiAZ", ""),
            failover=each.get("AutomaticFailover", ""),
            nodes=len(each.get("MemberClusters", [])),
            snapshot_days=each.get("SnapshotRetentionLimit", 0),
        )


ENDPOINTS = ("PrimaryEndpoint", "ReaderEndpoint")


@aws("aws-region", gives=(AwsFileSystem,), calls=("efs.describe_file_systems",))
def file_systems(reading: Aws) -> Iterator[Observation]:
    """File systems of EFS."""
    for each in reading.pages("efs.describe_file_systems", "FileSystems"):
        tags = tags_of(each.get("Tags"))
        arn = each.get(
            "FileSystemArn",
            f"arn:{reading.partition}:elasticfilesystem:{reading.region}:{reading.account}:file-system/{each['FileSystemId']}",
        )
        names = (each.get("Name"),)
        yield reading.fact(AwsFileSystem, arn, "efs.describe_file_systems", names=names, tags=tags, tagged=tags, id=each["FileSystemId"])


@aws("aws-region", gives=(AwsBackupPlan,), calls=("backup.list_backup_plans", "backup.list_backup_selections"))
def backup_plans(reading: Aws) -> Iterator[Observation]:
    """Plans of AWS Backup and what they select."""
    for each in reading.pages("backup.list_backup_plans", "BackupPlansList"):
        selected = reading.optional(
            partial(reading.pages, "backup.list_backup_selections", "BackupSelectionsList", BackupPlanId=each["BackupPlanId"])
        )
        yield reading.fact(
            AwsBackupPlan,
            each["BackupPlanArn"],
            "backup.list_backup_plans",
            names=(each["BackupPlanName"],),
            name=each["BackupPlanName"],
            selections=selected if isinstance(selected, Unread) else tuple(sorted(one["SelectionName"] for one in selected)),
        )


@aws("aws-region", gives=(AwsProtectedResource,), calls=("backup.list_protected_resources",))
def protected_resources(reading: Aws) -> Iterator[Observation]:
    """Resources that AWS Backup has recovery points of."""
    call = "backup.list_protected_resources"
    for each in reading.pages(call, "Results"):
        yield reading.fact(
            AwsProtectedResource,
            each["ResourceArn"],
            call,
            names=(each.get("ResourceName"), each["ResourceArn"].rsplit(":", 1)[-1]),
            resource_type=each.get("ResourceType", ""),
            backed_up=each.get("LastBackupTime"),
        )


JOB_DAYS = 7
BAD = ("FAILED", "ABORTED", "EXPIRED")


@aws("aws-region", gives=(AwsBackupJobs,), calls=("backup.list_backup_jobs",))
def backup_jobs(reading: Aws) -> Iterator[Observation]:
    """What became of the last week's backup jobs, for each resource."""
    call = "backup.list_backup_jobs"
    jobs = reading.pages(call, "BackupJobs", ByCreatedAfter=_days_ago(JOB_DAYS))
    for arn in sorted({each["ResourceArn"] for each in jobs if "ResourceArn" in each}):
        of_it = sorted((each for each in jobs if each.get("ResourceArn") == arn), key=lambda each: each["CreationDate"])
        completed = [each["CreationDate"] for each in of_it if each["State"] == "COMPLETED"]
        bad = [each for each in of_it if each["State"] in BAD]
        yield reading.fact(
            AwsBackupJobs,
            arn,
            call,
            names=(arn.rsplit(":", 1)[-1],),
            completed=completed[-1] if completed else None,
            failed=bad[-1]["CreationDate"] if bad else None,
            state=bad[-1]["State"] if bad else "",
        )


def _days_ago(days: int) -> datetime:
    """Midnight some days ago, so that a call is the same all day."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)


@aws("aws-region", gives=(AwsRestores,), calls=("backup.list_restore_jobs", "backup.list_restore_testing_plans"))
def restores(reading: Aws) -> Iterator[Observation]:
    """The last restore from AWS Backup and the plans to test it."""
    call = "backup.list_restore_jobs"
    done = [each for each in reading.pages(call, "RestoreJobs", ByStatus="COMPLETED") if "CompletionDate" in each]
    last: dict[str, Any] = max(done, key=lambda each: each["CompletionDate"], default={})
    plans = reading.optional(lambda: reading.pages("backup.list_restore_testing_plans", "RestoreTestingPlans"))
    yield reading.fact(
        AwsRestores,
        f"{reading.account}/{reading.region}/restores",
        call,
        completed=last.get("CompletionDate"),
        of=last.get("SourceResourceArn", ""),
        plans=plans if isinstance(plans, Unread) else tuple(sorted(each["RestoreTestingPlanName"] for each in plans)),
    )
