"""Tags, notebooks, and copies of stores elsewhere: what is read, and what is left unasked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from aws_world import ACCOUNT, REGION, observe, recorded
from aws_worlds import storage
from aws_worlds.estate import AIR_GAPPED, ANSWERS, BUCKET, CLUSTER, FUNCTION, NOTEBOOK, VAULT

from readiness.collectors.aws.estate import OUT_OF_SCOPE
from readiness.facts import Environment, Origin
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.estate import BackupRule, RoutedName, TaggedResource


def test_tags_tell_environment_and_names_only():
    (tags,) = observe("aws.estate.tags", recorded(ANSWERS))
    assert tags.resources == (
        TaggedResource(arn=FUNCTION, keys=("Environment", "team"), environment=Environment.PRODUCTION),
        TaggedResource(arn=BUCKET),
    )
    assert "assistants" not in str(tags)


def test_names_of_tags_are_compared_without_case_separators_and_prefix():
    tagged = TaggedResource(arn="a", keys=("acme:Cost_Center", "Name"))
    assert tagged.has(("cost-center",))
    assert not tagged.has(("owner", "center"))


def test_every_page_of_tags_is_read(access, seed):
    client = seed("dynamodb")
    for number in range(120):
        client.create_table(
            TableName=f"chats-{number}",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            Tags=[{"Key": "Stage", "Value": "dev"}],
        )
    (tags,) = observe("aws.estate.tags", access)
    assert len(tags.resources) == 120
    assert {each.environment for each in tags.resources} == {Environment.DEVELOPMENT}


def uses(used: str) -> AwsReference:
    origin = Origin(place=f"aws-region:{ACCOUNT}/{REGION}", call="list")
    return AwsReference(resource=f"r {used}", origin=origin, user="chat", used=used, role="environment variable X")


def read(name: str, *used: str, **changed: Any) -> list[Any]:
    answers = {**storage.ANSWERS, **ANSWERS, **{call.replace("__", "."): answer for call, answer in changed.items()}}
    return list(observe(f"aws.estate.{name}", recorded(answers), tuple(uses(each) for each in used)))


def test_notebooks():
    (notebook,) = read("notebooks")
    assert (notebook.resource, notebook.name, notebook.status) == (NOTEBOOK, "try", "InService")
    assert (notebook.lifecycle, notebook.changed) == ("stop-idle", date(2026, 5, 1))


def test_rules_of_backup_plans():
    (plan,) = read("backup_rules")
    assert (plan.name, plan.account, plan.region) == ("daily", ACCOUNT, REGION)
    assert plan.rules == (
        BackupRule(name="nightly", vault="main", locked=True, copies=(VAULT,), air_gapped=AIR_GAPPED),
        BackupRule(name="hourly", vault="shared", locked=None),
    )


def test_copies_of_stores_that_are_used():
    replicas = [{"RegionName": "eu-central-1", "ReplicaStatus": "ACTIVE"}, {"RegionName": "us-east-1", "ReplicaStatus": "CREATING"}]
    replicas.append({"RegionName": REGION, "ReplicaStatus": "ACTIVE"})
    (table,) = read("table_copies", "conversations", dynamodb__describe_table={"Table": {"Replicas": replicas}})
    assert (table.name, table.form, table.region, table.regions) == ("conversations", "table", REGION, ("eu-central-1",))
    (bucket,) = read("bucket_copies", "s3://kb-documents/raw")
    assert (bucket.name, bucket.form, bucket.regions) == ("kb-documents", "bucket", ("eu-central-1",))
    (cluster,) = read("cluster_copies", "https://vectors.cluster-x.eu-west-1.rds.amazonaws.com:5432")
    assert (cluster.resource, cluster.form, cluster.regions) == (CLUSTER, "database cluster", ("eu-north-1",))


def test_a_bucket_without_replication_has_no_copy():
    (bucket,) = read("bucket_copies", "kb-documents", s3__get_bucket_replication="ReplicationConfigurationNotFoundError")
    assert bucket.regions == ()


@pytest.mark.parametrize("name", ["table_copies", "bucket_copies", "cluster_copies"])
def test_stores_that_nothing_refers_to_are_not_asked_about(name):
    (cluster,) = storage.ANSWERS["rds.describe_db_clusters"]["DBClusters"]
    (store,) = read(name, rds__describe_db_clusters={"DBClusters": [{**cluster, "TagList": []}]})
    assert not store.tagged
    assert store.unread == {"regions": OUT_OF_SCOPE}


@pytest.mark.parametrize(("told", "region"), [(None, "us-east-1"), ("EU", "eu-west-1"), ("eu-north-1", "eu-north-1")])
def test_locations_of_buckets(told, region):
    answer = {"LocationConstraint": told} if told else {}
    (bucket,) = read("bucket_copies", "kb-documents", s3__get_bucket_location=answer)
    assert bucket.regions == ((region,) if region != REGION else ())


def test_a_tag_puts_a_store_in_scope():
    (bucket,) = read("bucket_copies", resourcegroupstaggingapi__get_resources=storage.ANSWERS["resourcegroupstaggingapi.get_resources"])
    assert (bucket.tagged, bucket.regions) == (True, ("eu-central-1",))
    (untold,) = read("bucket_copies", resourcegroupstaggingapi__get_resources="AccessDeniedException")
    assert {each.right for each in untold.unread.values()} == {"tag:GetResources"}


def test_response_plans_are_asked_for_where_incident_manager_was_set_up():
    (known,) = read("response_plans")
    assert (known.region, known.plans) == (REGION, ("outage",))
    access = recorded({**ANSWERS, "ssm-incidents.list_replication_sets": {"replicationSetArns": []}})
    (nothing,) = observe("aws.estate.response_plans", access)
    assert nothing.plans == ()
    assert set(access.calls) == {"ssm-incidents.list_replication_sets"}


def test_names_of_public_zones():
    (zone,) = read("dns_zones")
    assert (zone.resource, zone.name) == ("arn:aws:route53:::hostedzone/Z1", "example.org")
    assert zone.routed == (
        RoutedName(name="api.example.org", routing="weighted", answers=1, checked=1),
        RoutedName(name="chat.example.org", routing="failover", answers=2, checked=1),
    )
    assert (zone.fronted, zone.plain) == (("www.example.org",), 1)
    assert zone.holds("chat.example.org")
    assert not zone.holds("chat.another-example.org")
