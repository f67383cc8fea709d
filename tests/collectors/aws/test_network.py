"""Networks and load balancers: what is read of those that are used, and that others are left out."""

from __future__ import annotations

from typing import Any

from aws_world import ACCOUNT, REGION, observe, recorded
from aws_worlds.network import ACL, ANSWERS, BALANCER, BLUE, FUNCTION, INNER, LAMBDA

from readiness.facts import Environment, Fact, Origin
from readiness.facts.aws.hosting import AwsContainerService
from readiness.facts.aws.network import PeeringSide
from readiness.facts.aws.serverless import AwsFunction

HERE = Origin(place=f"aws-region:{ACCOUNT}/{REGION}", call="list")
CHAT = AwsFunction(resource=FUNCTION, origin=HERE, name="chat", subnets=("subnet-a", "subnet-b"))
SERVICE = AwsContainerService(resource="arn:s", origin=HERE, name="s", cluster="c", target_groups=(BLUE,))


def read(name: str, *before: Fact, **changed: Any) -> list[Any]:
    answers = {**ANSWERS, **{call.replace("__", "."): answer for call, answer in changed.items()}}
    return list(observe(f"aws.network.{name}", recorded(answers), before))


def test_subnets_of_used_networks_with_their_ways():
    a, b, public = read("subnets", CHAT)
    assert (a.id, a.vpc, a.zone, a.default, a.ways) == ("subnet-a", "vpc-1", f"{REGION}a", "nat-1", ("nat-1", "pcx-1"))
    assert (b.zone, b.default) == (f"{REGION}b", "nat-1")
    assert (public.default, public.ways) == ("igw-1", ("igw-1",))


def test_nothing_is_asked_where_nothing_stands_in_a_network():
    access = recorded(ANSWERS)
    for name in ("subnets", "vpcs", "nat_gateways", "vpc_endpoints", "peerings", "load_balancers"):
        assert observe(f"aws.network.{name}", access) == []
    assert access.calls == {}


def test_networks_gateways_and_endpoints_field_by_field():
    subnets = read("subnets", CHAT)
    (vpc,) = read("vpcs", *subnets)
    assert (vpc.id, vpc.environment) == ("vpc-1", Environment.PRODUCTION)
    zonal, regional = read("nat_gateways", *subnets)
    assert (zonal.id, zonal.vpc, zonal.zone, zonal.regional) == ("nat-1", "vpc-1", f"{REGION}a", False)
    assert (regional.id, regional.zone, regional.regional) == ("nat-2", "", True)
    (endpoint,) = read("vpc_endpoints", *subnets)
    assert (endpoint.id, endpoint.vpc, endpoint.private_dns) == ("vpce-1", "vpc-1", True)
    assert endpoint.service == f"com.amazonaws.{REGION}.bedrock-runtime"
    assert endpoint.zones == (f"{REGION}a", f"{REGION}b")


def test_a_peering_tells_the_environment_of_both_sides():
    subnets = read("subnets", CHAT)
    (peering,) = read("peerings", *subnets)
    assert peering.id == "pcx-1"
    assert peering.sides == (
        PeeringSide(vpc="vpc-1", account=ACCOUNT, environment=Environment.PRODUCTION),
        PeeringSide(vpc="vpc-9", account=ACCOUNT, environment=Environment.DEVELOPMENT),
    )
    (denied,) = read("peerings", *subnets, ec2__describe_vpcs="UnauthorizedOperation")
    assert denied.unread["sides"].right == "ec2:DescribeVpcs"


def test_target_groups_of_services_and_functions():
    blue, function = read("target_groups", SERVICE)
    assert (blue.resource, blue.name, blue.healthy, blue.functions) == (BLUE, "blue", ("10.0.0.4", "10.0.1.4"), ())
    assert blue.load_balancers == (BALANCER, INNER)
    assert (function.resource, function.healthy, function.functions) == (LAMBDA, (), (FUNCTION,))


def test_load_balancers_before_them():
    front, inner = read("load_balancers", *read("target_groups", SERVICE))
    assert (front.resource, front.name, front.form, front.internet_facing) == (BALANCER, "front", "application", True)
    assert (front.zones, front.web_acl, front.open) == ((f"{REGION}a", f"{REGION}b"), ACL, True)
    assert (inner.resource, inner.form, inner.internet_facing, inner.zones) == (INNER, "network", False, (f"{REGION}a",))


def test_a_group_that_admits_some_networks_only():
    some = {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "tcp", "PrefixListIds": [{"PrefixListId": "pl-1"}]}]}]}
    front, _ = read("load_balancers", *read("target_groups", SERVICE), ec2__describe_security_groups=some)
    assert not front.open


def test_a_balancer_without_web_acl():
    front, _ = read("load_balancers", *read("target_groups", SERVICE), wafv2__get_web_acl_for_resource={})
    assert front.web_acl is None
