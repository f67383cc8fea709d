"""Buckets, tables, databases, vector collections, search domains, caches and file systems.

Defaults are those of the AWS provider 6 and of the services: since April 2023 S3 blocks public access to every new bucket, and
since January 2023 it encrypts objects with AES256.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from readiness.collectors.files.infrastructure.mapping import RUNNING_ONLY, View, identify, maps, unread
from readiness.collectors.files.infrastructure.services.policies import is_public
from readiness.collectors.files.infrastructure.stacks import blocks
from readiness.collectors.files.infrastructure.values import Text
from readiness.facts import Fact, GapReason, Unread
from readiness.facts.aws.storage import (
    AwsBucket,
    AwsCache,
    AwsDatabase,
    AwsFileSystem,
    AwsPublicAccess,
    AwsSearchDomain,
    AwsTable,
    AwsVectorCollection,
    DataRule,
    Encryption,
    LifecycleRule,
    NetworkRule,
    PublicAccessBlock,
)

SWITCHES = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")


@maps("aws_s3_bucket", gives=(AwsBucket,), name="bucket", arn="arn:aws:s3:::{name}")
def bucket(view: View) -> Iterator[Fact]:
    """A bucket with the resources that configure it; blocks of its own are those of older providers."""
    yield view.fact(
        AwsBucket,
        name=view.name,
        tagged=view.tags,
        block=_block(view),
        public_policy=_public_policy(view),
        public_grants=_public_grants(view),
        versioning=versioning_of(view),
        encryption=_encryption(view),
        lifecycle=_lifecycle(view),
    )


def _beside(view: View, kind: str) -> View | Unread | None:
    """The resource that configures the bucket."""
    found = view.linked(kind, "bucket")
    return found if isinstance(found, Unread) else next(iter(found), None)


def _block(view: View) -> Any:
    beside = _beside(view, "aws_s3_bucket_public_access_block")
    if isinstance(beside, Unread):
        return beside
    if beside is None:
        return PublicAccessBlock(**dict.fromkeys(SWITCHES, True))
    return _switches(beside)


def _switches(view: View) -> Any:
    told = {each: view.flag(each) for each in SWITCHES}
    return next((each for each in told.values() if isinstance(each, Unread)), None) or PublicAccessBlock(**told)


def _public_policy(view: View) -> Any:
    beside = _beside(view, "aws_s3_bucket_policy")
    if isinstance(beside, Unread):
        return beside
    holder = view if beside is None else beside
    return is_public(holder, "policy")


def _public_grants(view: View) -> Any:
    beside = _beside(view, "aws_s3_bucket_acl")
    if isinstance(beside, Unread):
        return beside
    acl = (view if beside is None else beside).text("acl")
    if isinstance(acl, Unread):
        return acl
    return {"public-read": ("AllUsers",), "public-read-write": ("AllUsers",), "authenticated-read": ("AuthenticatedUsers",)}.get(acl, ())


def versioning_of(view: View) -> Any:
    """Whether a bucket keeps old versions: `Enabled`, `Suspended`, or empty."""
    beside = _beside(view, "aws_s3_bucket_versioning")
    if isinstance(beside, Unread):
        return beside
    if beside is not None:
        status = beside.text("versioning_configuration.status")
        return status if isinstance(status, Unread) or status != "Disabled" else ""
    enabled = view.flag("versioning.enabled")
    return enabled if isinstance(enabled, Unread) else "Enabled" if enabled else ""


def _encryption(view: View) -> Any:
    beside = _beside(view, "aws_s3_bucket_server_side_encryption_configuration")
    if isinstance(beside, Unread):
        return beside
    path = (
        "rule.apply_server_side_encryption_by_default"
        if beside
        else "server_side_encryption_configuration.rule.apply_server_side_encryption_by_default"
    )
    holder = beside or view
    algorithm, key = holder.text(f"{path}.sse_algorithm", "AES256"), holder.text(f"{path}.kms_master_key_id")
    if isinstance(algorithm, Unread):
        return algorithm
    return Encryption(algorithm=algorithm, key="" if isinstance(key, Unread) else key)


def _lifecycle(view: View) -> Any:
    beside = _beside(view, "aws_s3_bucket_lifecycle_configuration")
    if isinstance(beside, Unread):
        return beside
    rules = beside.blocks("rule") if beside is not None else view.blocks("lifecycle_rule")
    if isinstance(rules, Unread):
        return rules
    told = [_rule(each) for each in rules if each.get("status", "Enabled") == "Enabled" and each.get("enabled", True) is True]
    return tuple(told)


def _rule(rule: dict[str, Any]) -> LifecycleRule:
    filters = next(blocks(rule.get("filter")), {})
    inner = next(blocks(filters.get("and")), filters)
    prefix = inner.get("prefix") or rule.get("prefix") or ""
    expiration = next(blocks(rule.get("expiration")), {})
    return LifecycleRule(
        prefix=prefix if isinstance(prefix, str) else "",
        expires=bool(expiration.get("days") or expiration.get("date")),
        transitions=bool(rule.get("transition")),
        filtered=bool({key for key, value in inner.items() if value} - {"prefix", "and"}),
    )


@maps("aws_s3_account_public_access_block", gives=(AwsPublicAccess,))
def public_access(view: View) -> Iterator[Fact]:
    """The account's switches against public buckets."""
    yield view.fact(AwsPublicAccess, view.resource.address, block=_switches(view))


@maps("aws_dynamodb_table", gives=(AwsTable,), name="name", arn="arn:aws:dynamodb:{region}::table/{name}")
def table(view: View) -> Iterator[Fact]:
    """A table."""
    recovery = view.flag("point_in_time_recovery.enabled")
    days = view.number("point_in_time_recovery.recovery_period_in_days", 35)
    yield view.fact(
        AwsTable,
        name=view.name,
        tagged=view.tags,
        billing=view.text("billing_mode", "PROVISIONED"),
        deletion_protection=view.flag("deletion_protection_enabled"),
        point_in_time_recovery=recovery,
        recovery_days=recovery if isinstance(recovery, Unread) else days if recovery else 0,
        scaled=_scaled(view),
    )


def _scaled(view: View) -> Any:
    """Dimensions that Application Auto Scaling moves; a target names the table in a text."""
    found = []
    for each in view.stack.of_type("aws_appautoscaling_target"):
        target = view.of(each)
        named = target.text("resource_id")
        if isinstance(named, Unread):
            return named
        if named == f"table/{view.name}":
            found.append(target.text("scalable_dimension"))
    return next((each for each in found if isinstance(each, Unread)), tuple(sorted(found)))


@maps("aws_db_instance", gives=(AwsDatabase,), name="identifier", arn="arn:aws:rds:{region}::db:{name}")
def database_instance(view: View) -> Iterator[Fact]:
    """An instance of RDS; the provider's default is to keep no backups."""
    yield view.fact(
        AwsDatabase,
        name=view.name,
        form="instance",
        engine=view.text("engine"),
        tagged=view.tags,
        backup_days=view.number("backup_retention_period", 0),
        deletion_protection=view.flag("deletion_protection"),
        multi_az=view.flag("multi_az"),
        replica_of=view.text("replicate_source_db"),
    )


@maps("aws_rds_cluster", gives=(AwsDatabase,), name="cluster_identifier", arn="arn:aws:rds:{region}::cluster:{name}")
def database_cluster(view: View) -> Iterator[Fact]:
    """A cluster of Aurora or RDS. AWS spreads instances over zones, which files seldom name."""
    members = view.linked("aws_rds_cluster_instance", "cluster_identifier")
    zones: Any = members if isinstance(members, Unread) else ()
    multi: Any = view.has("db_cluster_instance_class")
    if not isinstance(members, Unread):
        counted = [each.raw("availability_zone") for each in members]
        multi = bool(view.has("db_cluster_instance_class"))
        zones = tuple(sorted({each for each in counted if isinstance(each, str)}))
        if len(members) > 1 and len(zones) < 2:
            zones = RUNNING_ONLY
    yield view.fact(
        AwsDatabase,
        name=view.name,
        form="cluster",
        engine=view.text("engine", "aurora"),
        tagged=view.tags,
        backup_days=view.number("backup_retention_period", 1),
        deletion_protection=view.flag("deletion_protection"),
        multi_az=multi,
        zones=zones,
        replica_of=view.text("replication_source_identifier"),
    )


@maps(
    "aws_opensearchserverless_collection",
    gives=(AwsVectorCollection,),
    name="name",
    arn="arn:aws:aoss:{region}::collection/{name}",
)
def collection(view: View) -> Iterator[Fact]:
    """A collection with what the policies of its stack say of it."""
    kind = view.text("type", "TIMESERIES")
    if isinstance(kind, Unread):
        return
    yield view.fact(
        AwsVectorCollection,
        name=view.name,
        id=view.resource.address,
        collection_type=kind,
        standby_replicas=view.text("standby_replicas", "ENABLED"),
        network=_rules(view, "aws_opensearchserverless_security_policy", "network", _network_rules),
        access=_rules(view, "aws_opensearchserverless_access_policy", "data", _data_rules),
    )


def _rules(view: View, resource: str, kind: str, read: Any) -> Any:
    found: list[Any] = []
    for each in view.stack.of_type(resource):
        policy = view.of(each)
        told = policy.text("type", kind)
        document = document_of(policy, "policy")
        if isinstance(told, str) and told != kind:
            continue
        if isinstance(document, Unread):
            return document
        found += [rule for statement in document if isinstance(statement, dict) for rule in read(view, policy.name, statement)]
    return tuple(found)


def document_of(view: View, path: str) -> Any:
    """A JSON document that an attribute holds, as data."""
    value = view.raw(path)
    if isinstance(value, Text):
        value = view.text_of(value)
    if isinstance(value, str):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return Unread(reason=GapReason.UNPARSEABLE, detail="it is no readable JSON")
    return value if isinstance(value, list | dict | Unread) else unread(value)


def _covering(view: View, statement: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for rule in blocks(statement.get("Rules")):
        patterns = [view.text_of(each) for each in rule.get("Resource") or ()]
        if any(isinstance(each, str) and "/" in each and fnmatchcase(view.name, each.split("/", 2)[1]) for each in patterns):
            yield rule


def _network_rules(view: View, name: str, statement: dict[str, Any]) -> Iterator[NetworkRule]:
    for rule in _covering(view, statement):
        public = statement.get("AllowFromPublic", False)
        yield NetworkRule(
            policy=name,
            reach=str(rule.get("ResourceType", "")),
            public=public is True,
            endpoints=tuple(str(each) for each in statement.get("SourceVPCEs") or () if each),
            services=tuple(str(each) for each in statement.get("SourceServices") or ()),
        )


def _data_rules(view: View, name: str, statement: dict[str, Any]) -> Iterator[DataRule]:
    for rule in _covering(view, statement):
        principals = (
            [view.text_of(each) for each in statement.get("Principal") or ()] if isinstance(statement.get("Principal"), list) else []
        )
        yield DataRule(
            policy=name,
            principals=tuple(each if isinstance(each, str) else "unresolved" for each in principals),
            permissions=tuple(str(each) for each in rule.get("Permission") or ()),
        )


identify("aws_opensearchserverless_security_policy", "name", "{name}")
identify("aws_opensearchserverless_access_policy", "name", "{name}")


@maps("aws_opensearch_domain", gives=(AwsSearchDomain,), name="domain_name", arn="arn:aws:es:{region}::domain/{name}")
def search_domain(view: View) -> Iterator[Fact]:
    """A domain of OpenSearch."""
    aware = view.flag("cluster_config.zone_awareness_enabled")
    zones = view.number("cluster_config.zone_awareness_config.availability_zone_count", 2)
    masters = view.flag("cluster_config.dedicated_master_enabled")
    yield view.fact(
        AwsSearchDomain,
        name=view.name,
        tagged=view.tags,
        vpc=_vpc(view),
        encrypted=view.flag("encrypt_at_rest.enabled"),
        node_to_node=view.flag("node_to_node_encryption.enabled"),
        https_only=view.flag("domain_endpoint_options.enforce_https", default=True),
        zones=aware if isinstance(aware, Unread) else zones if aware else 1,
        data_nodes=view.number("cluster_config.instance_count", 1),
        dedicated_masters=masters
        if isinstance(masters, Unread)
        else view.number("cluster_config.dedicated_master_count", 3)
        if masters
        else 0,
        standby=view.flag("cluster_config.multi_az_with_standby_enabled"),
    )


def _vpc(view: View) -> Any:
    """What says that it stands in a network; which one only the subnets tell."""
    held = view.has("vpc_options")
    return held if isinstance(held, Unread) else "in a VPC" if held else ""


@maps(
    "aws_elasticache_replication_group",
    gives=(AwsCache,),
    name="replication_group_id",
    arn="arn:aws:elasticache:{region}::replicationgroup:{name}",
)
def cache(view: View) -> Iterator[Fact]:
    """A replication group."""
    failover, zones = view.flag("automatic_failover_enabled"), view.flag("multi_az_enabled")
    nodes = view.number("num_cache_clusters")
    if nodes is None:
        shards, replicas = view.number("num_node_groups", 1), view.number("replicas_per_node_group", 0)
        nodes = next((each for each in (shards, replicas) if isinstance(each, Unread)), None)
        nodes = nodes if nodes is not None else shards * (replicas + 1)
    yield view.fact(
        AwsCache,
        name=view.name,
        tagged=view.tags,
        multi_az=zones if isinstance(zones, Unread) else "enabled" if zones else "disabled",
        failover=failover if isinstance(failover, Unread) else "enabled" if failover else "disabled",
        nodes=nodes,
    )


@maps("aws_efs_file_system", gives=(AwsFileSystem,), arn="arn:aws:elasticfilesystem:{region}::file-system/{name}")
def file_system(view: View) -> Iterator[Fact]:
    """A file system."""
    yield view.fact(AwsFileSystem, id=view.name, tagged=view.tags)
