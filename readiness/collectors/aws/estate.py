"""Reads what concerns an account's AI workload as a whole: tags, notebooks, copies elsewhere, incidents and DNS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, labels_of, tags_of
from readiness.facts import GapReason, Unread
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.estate import (
    AwsBackupRules,
    AwsDnsZone,
    AwsNotebook,
    AwsRegionalCopies,
    AwsRegionTags,
    AwsResponsePlans,
    BackupRule,
    RoutedName,
    TaggedResource,
)
from readiness.facts.aws.storage import SCOPE_TAG, users

TAGS = "resourcegroupstaggingapi.get_resources"
TAGGED = (
    "lambda:function",
    "ecs:service",
    "sagemaker:endpoint",
    "bedrock",
    "s3",
    "dynamodb:table",
    "rds:db",
    "rds:cluster",
)
"""Kinds of resources whose tags are asked for, in the words of the Resource Groups Tagging API."""


STACK_TAG = "aws:cloudformation:stack-id"
"""CloudFormation puts it on whatever a stack makes, as far as that can be tagged."""
OUT_OF_SCOPE = Unread(reason=GapReason.NOT_COLLECTED, detail="the AI workload does not refer to it")


@aws("aws-region", gives=(AwsRegionTags,), calls=(TAGS,))
def tags(reading: Aws) -> Iterator[Observation]:
    """Tags of what AI workloads are made of; names only, and the environment they tell."""
    listed = reading.pages(TAGS, "ResourceTagMappingList", ResourceTypeFilters=list(TAGGED))
    yield reading.fact(
        AwsRegionTags,
        f"{reading.account}/{reading.region}/tags",
        TAGS,
        region=reading.region,
        resources=tuple(_tagged(reading, each["ResourceARN"], tags_of(each.get("Tags"))) for each in listed),
    )


def _tagged(reading: Aws, arn: str, tags: dict[str, str]) -> TaggedResource:
    told = reading.place.classifier.of_labels(labels_of(tags))
    return TaggedResource(arn=arn, stack=tags.get(STACK_TAG, ""), keys=tuple(sorted(tags)), environment=told)


@aws("aws-region", gives=(AwsNotebook,), calls=("sagemaker.list_notebook_instances",))
def notebooks(reading: Aws) -> Iterator[Observation]:
    """Notebook instances."""
    call = "sagemaker.list_notebook_instances"
    for each in reading.pages(call, "NotebookInstances"):
        name = each["NotebookInstanceName"]
        status = each.get("NotebookInstanceStatus", "")
        changed = each.get("LastModifiedTime")
        yield reading.fact(
            AwsNotebook,
            each["NotebookInstanceArn"],
            call,
            names=(name,),
            name=name,
            status=status,
            lifecycle=each.get("NotebookInstanceLifecycleConfigName", ""),
            changed=changed.date() if changed else None,
        )


@aws(
    "aws-region",
    gives=(AwsBackupRules,),
    calls=("backup.list_backup_plans", "backup.get_backup_plan", "backup.list_backup_vaults"),
)
def backup_rules(reading: Aws) -> Iterator[Observation]:
    """Where the plans of AWS Backup keep what they back up."""
    for each in reading.pages("backup.list_backup_plans", "BackupPlansList"):
        yield reading.fact(
            AwsBackupRules,
            each["BackupPlanArn"],
            "backup.get_backup_plan",
            names=(each["BackupPlanName"],),
            name=each["BackupPlanName"],
            account=reading.account,
            region=reading.region,
            rules=reading.optional(partial(_rules, reading, each["BackupPlanId"])),
        )


def _rules(reading: Aws, plan: str) -> tuple[BackupRule, ...]:
    told = reading.call("backup.get_backup_plan", BackupPlanId=plan)["BackupPlan"]
    locked = {each["BackupVaultName"]: bool(each.get("Locked")) for each in reading.pages("backup.list_backup_vaults", "BackupVaultList")}
    return tuple(
        BackupRule(
            name=each["RuleName"],
            vault=each["TargetBackupVaultName"],
            locked=locked.get(each["TargetBackupVaultName"]),
            copies=tuple(copy["DestinationBackupVaultArn"] for copy in each.get("CopyActions") or ()),
            air_gapped=each.get("TargetLogicallyAirGappedBackupVaultArn", ""),
        )
        for each in told.get("Rules") or ()
    )


@aws("aws-region", gives=(AwsRegionalCopies,), calls=("dynamodb.list_tables", "dynamodb.describe_table", TAGS), after=(AwsReference,))
def table_copies(reading: Aws) -> Iterator[Observation]:
    """Replicas of the tables that the AI workload uses."""
    tags, references = _tags(reading, "dynamodb:table"), _references(reading)
    for name in reading.pages("dynamodb.list_tables", "TableNames"):
        arn = f"arn:{reading.partition}:dynamodb:{reading.region}:{reading.account}:table/{name}"
        yield _copies(
            reading,
            references,
            arn,
            "dynamodb.describe_table",
            partial(_replicas, reading, name),
            name=name,
            form="table",
            tagged=_scoped(tags, arn),
        )


def _replicas(reading: Aws, table: str) -> tuple[str, ...]:
    told = reading.call("dynamodb.describe_table", TableName=table)["Table"].get("Replicas") or ()
    working = {each["RegionName"] for each in told if each.get("ReplicaStatus", "ACTIVE") in ("ACTIVE", "UPDATING")}
    return tuple(sorted(working - {reading.region}))


@aws(
    "aws-region",
    gives=(AwsRegionalCopies,),
    calls=("s3.list_buckets", "s3.get_bucket_replication", "s3.get_bucket_location", TAGS),
    after=(AwsReference,),
)
def bucket_copies(reading: Aws) -> Iterator[Observation]:
    """Where the buckets that the AI workload uses are replicated to."""
    tags, references = _tags(reading, "s3"), _references(reading)
    for name in sorted(each["Name"] for each in reading.pages("s3.list_buckets", "Buckets", BucketRegion=reading.region)):
        arn = f"arn:{reading.partition}:s3:::{name}"
        yield _copies(
            reading,
            references,
            arn,
            "s3.get_bucket_replication",
            partial(_replicated, reading, name),
            name=name,
            form="bucket",
            tagged=_scoped(tags, arn),
        )


def _replicated(reading: Aws, bucket: str) -> tuple[str, ...]:
    rules = reading.call("s3.get_bucket_replication", Bucket=bucket)["ReplicationConfiguration"]["Rules"]
    targets = {each["Destination"]["Bucket"].rsplit(":", 1)[-1] for each in rules if each["Status"] == "Enabled"}
    regions = {_location(reading.call("s3.get_bucket_location", Bucket=each).get("LocationConstraint")) for each in targets}
    return tuple(sorted(regions - {reading.region}))


def _location(told: str | None) -> str:
    """A bucket's region; S3 calls its first one nothing, and the second one `EU`."""
    return "eu-west-1" if told == "EU" else told or "us-east-1"


@aws(
    "aws-region",
    gives=(AwsRegionalCopies,),
    calls=("rds.describe_db_clusters", "rds.describe_global_clusters"),
    after=(AwsReference,),
)
def cluster_copies(reading: Aws) -> Iterator[Observation]:
    """Other regions of the database clusters that the AI workload uses."""
    references = _references(reading)
    for each in reading.pages("rds.describe_db_clusters", "DBClusters"):
        arn, name = each["DBClusterArn"], each["DBClusterIdentifier"]
        hosts = tuple(host for host in (each.get("Endpoint"), each.get("ReaderEndpoint")) if host)
        read = partial(_members, reading, arn)
        yield _copies(
            reading,
            references,
            arn,
            "rds.describe_global_clusters",
            read,
            name=name,
            form="database cluster",
            tagged=_says_so(tags_of(each.get("TagList"))),
            endpoints=hosts,
        )


def _members(reading: Aws, cluster: str) -> tuple[str, ...]:
    told = reading.pages("rds.describe_global_clusters", "GlobalClusters")
    groups = [[member.get("DBClusterArn", "") for member in each.get("GlobalClusterMembers") or ()] for each in told]
    return tuple(sorted({arn.split(":")[3] for group in groups if cluster in group for arn in group if arn} - {reading.region}))


def _references(reading: Aws) -> list[AwsReference]:
    return [each for each in reading.place.before if isinstance(each, AwsReference)]


def _copies(
    reading: Aws, references: list[AwsReference], arn: str, call: str, read: Callable[[], tuple[str, ...]], **fields: Any
) -> AwsRegionalCopies:
    """The fact about a store; its copies are asked for only when the AI workload uses it."""
    store = partial(reading.fact, AwsRegionalCopies, arn, call, names=(fields["name"],), region=reading.region, **fields)
    untold = isinstance(fields["tagged"], Unread)
    passed_by = store(regions=fields["tagged"] if untold else OUT_OF_SCOPE)
    if not (users(references, arn, fields["name"], fields.get("endpoints", ())) or (not untold and passed_by.tagged)):
        return passed_by
    return store(regions=reading.optional(read, absent={"ReplicationConfigurationNotFoundError": ()}))


def _tags(reading: Aws, kind: str) -> dict[str, dict[str, str]] | Unread:
    """Tags of all resources of a kind, by ARN."""
    tagged = reading.optional(lambda: reading.pages(TAGS, "ResourceTagMappingList", ResourceTypeFilters=[kind]))
    return tagged if isinstance(tagged, Unread) else {each["ResourceARN"]: tags_of(each.get("Tags")) for each in tagged}


def _scoped(tags: dict[str, dict[str, str]] | Unread, arn: str) -> bool | Unread:
    return tags if isinstance(tags, Unread) else _says_so(tags.get(arn, {}))


def _says_so(tags: dict[str, str]) -> bool:
    name, value = SCOPE_TAG
    return tags.get(name) == value


@aws("aws-region", gives=(AwsResponsePlans,), calls=("ssm-incidents.list_replication_sets", "ssm-incidents.list_response_plans"))
def response_plans(reading: Aws) -> Iterator[Observation]:
    """Response plans, where Incident Manager was set up."""
    call = "ssm-incidents.list_response_plans"
    set_up = reading.pages("ssm-incidents.list_replication_sets", "replicationSetArns")
    listed = reading.pages(call, "responsePlanSummaries") if set_up else []
    yield reading.fact(
        AwsResponsePlans,
        f"{reading.account}/{reading.region}/response-plans",
        call,
        region=reading.region,
        plans=tuple(sorted(each["name"] for each in listed)),
    )


@aws("aws-account", gives=(AwsDnsZone,), calls=("route53.list_hosted_zones", "route53.list_resource_record_sets"))
def dns_zones(reading: Aws) -> Iterator[Observation]:
    """Public zones, and their names that have several answers."""
    for each in reading.pages("route53.list_hosted_zones", "HostedZones"):
        if (each.get("Config") or {}).get("PrivateZone"):
            continue
        name, records = each["Name"].rstrip("."), "route53.list_resource_record_sets"
        told = reading.optional(partial(reading.pages, records, "ResourceRecordSets", HostedZoneId=each["Id"]))
        yield reading.fact(
            AwsDnsZone,
            f"arn:{reading.partition}:route53:::{each['Id'].strip('/')}",
            records,
            names=(name,),
            name=name,
            **(dict.fromkeys(("routed", "fronted", "plain"), told) if isinstance(told, Unread) else _names(told)),
        )


ROUTINGS = {
    "Failover": "failover",
    "Region": "latency",
    "Weight": "weighted",
    "GeoLocation": "geolocation",
    "GeoProximityLocation": "geoproximity",
    "CidrRoutingConfig": "cidr",
    "MultiValueAnswer": "multivalue",
}
FRONTS = (".cloudfront.net", ".awsglobalaccelerator.com")


def _names(records: list[dict[str, Any]]) -> dict[str, Any]:
    """What a zone's address records say."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in records:
        if each["Type"] in ("A", "AAAA", "CNAME"):
            groups.setdefault((each["Name"].rstrip(".").lower(), each["Type"]), []).append(each)
    routed, fronted, plain = [], set(), set()
    for (name, _), answers in sorted(groups.items()):
        routing = next((word for key, word in ROUTINGS.items() if key in answers[0]), "")
        if routing:
            checked = sum(_checked(each) for each in answers)
            routed.append(RoutedName(name=name, routing=routing, answers=len(answers), checked=checked))
        elif _leads_to(answers[0]).endswith(FRONTS):
            fronted.add(name)
        else:
            plain.add(name)
    return {"routed": tuple(routed), "fronted": tuple(sorted(fronted)), "plain": len(plain)}


def _checked(record: dict[str, Any]) -> bool:
    return bool(record.get("HealthCheckId") or (record.get("AliasTarget") or {}).get("EvaluateTargetHealth"))


def _leads_to(record: dict[str, Any]) -> str:
    values = [each["Value"] for each in record.get("ResourceRecords") or ()]
    return str((record.get("AliasTarget") or {}).get("DNSName") or next(iter(values), "")).rstrip(".").lower()
