"""Clients have the declared calls, and no other."""

from __future__ import annotations

import boto3
import botocore.session
import pytest
from aws_world import LOADER

from readiness.collectors import load_collectors
from readiness.collectors.aws.descriptions import UNTOUCHED, DeclaredDescriptions
from readiness.collectors.aws.reading import CALLS

load_collectors()
DECLARED = sorted({call for calls in CALLS.values() for call in calls})
SERVICES = sorted({call.partition(".")[0] for call in DECLARED})


def client(service: str, calls: list[str]) -> object:
    core = botocore.session.Session()
    core.register_component("data_loader", DeclaredDescriptions(LOADER, calls))
    core.set_credentials("testing", "testing")
    return boto3.Session(botocore_session=core, region_name="eu-west-1").client(service)


@pytest.mark.parametrize("service", [each for each in SERVICES if each not in UNTOUCHED])
def test_a_client_has_the_declared_calls_and_none_that_writes(service: str) -> None:
    made = client(service, DECLARED)
    operations = set(made.meta.method_to_api_mapping)
    assert {call.partition(".")[2] for call in DECLARED if call.startswith(f"{service}.")} <= operations
    reads = ("batch_get_", "describe_", "get_", "list_", "head_", "simulate_")
    assert [each for each in operations if not each.startswith(reads)] == []


def test_what_is_not_declared_can_not_be_called() -> None:
    with pytest.raises(AttributeError):
        client("ec2", ["ec2.describe_vpcs"]).terminate_instances(InstanceIds=["i-1"])


def test_a_service_without_declared_calls_stays_whole() -> None:
    assert hasattr(client("sts", DECLARED), "assume_role")
    assert hasattr(client("polly", DECLARED), "synthesize_speech")
