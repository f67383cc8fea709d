"""Networks and load balancers: what is read of those that are used, and that others are left out."""

from __future__ import annotations

from typing import Any

import pytest
from aws_world import ACCOUNT, REGION, observe, recorded
from aws_worlds.network import ACL, ANSWERS, BALANCER, BLUE, FUNCTION, INNER, LAMBDA

from readiness.collectors.aws.network import OUT_OF_SCOPE
from readiness.facts import Environment, Fact, Origin
from readiness.facts.aws.hosting import AwsContainerService
from readiness.facts.aws.network import PeeringSide

HERE = Origin(place=f"aws-region:{ACCOUNT}/{REGION}", call="list")
SERVICE = AwsContainerService(resource="arn:s", origin=HERE, name="s", cluster="c", target_groups=(BLUE,))


def read(name: str, *before: Fact, **changed: Any) -> list[Any]:
    answers = {**ANSWERS, **{call.replace("__", "."): answer for call, answer in changed.items()}}
    return list(observe(f"aws.network.{name}", recorded(answers), before))


def test_subnets_with_their_ways():
    a, b, public, other = read("subnets")
    assert (a.id, a.vpc, a.zone, a.default, a.ways) == ("subnet-a", "vpc-1", f"{REGION}a", "nat-1", ("nat-1", "pcx-1"))
    assert (b.zone, b.default) == (f"{REGION}b", "nat-1")
    assert (public.default, public.ways) == ("igw-1", ("igw-1",))
    assert (other.vpc, other.default, other.ways) == ("vpc-9", "", ())


def test_networks_gateways_and_endpoints_field_by_field():
    vpc, _ = read("vpcs")
    assert (vpc.id, vpc.environment) == ("vpc-1", Environment.PRODUCTION)
    zonal, regional = read("nat_gateways")
    assert (zonal.id, zonal.vpc, zonal.zone, zonal.regional) == ("nat-1", "vpc-1", f"{REGION}a", False)
    assert (regional.id, regional.zone, regional.regional) == ("nat-2", "", True)
    (endpoint,) = read("vpc_endpoints")
    assert (endpoint.id, endpoint.vpc, endpoint.private_dns) == ("vpce-1", "vpc-1", True)
    assert endpoint.service == f"com.amazonaws.{REGION}.bedrock-runtime"
    assert endpoint.zones == (f"{REGION}a", f"{REGION}b")


def test_a_peering_tells_the_environment_of_both_sides():
    (peering,) = read("peerings")
    assert peering.id == "pcx-1"
    assert peering.sides == (
        PeeringSide(vpc="vpc-1", account=ACCOUNT, environment=Environment.PRODUCTION),
        PeeringSide(vpc="vpc-9", account=ACCOUNT, environment=Environment.DEVELOPMENT),
    )
    (denied,) = read("peerings", ec2__describe_vpcs="UnauthorizedOperation")
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
    front, *_ = read("load_balancers", *read("target_groups", SERVICE), ec2__describe_security_groups=some)
    assert not front.open


def test_a_balancer_without_web_acl():
    front, *_ = read("load_balancers", *read("target_groups", SERVICE), wafv2__get_web_acl_for_resource={})
    assert front.web_acl is None


def test_what_stands_before_something_else_is_not_asked_about():
    access = recorded({**ANSWERS, "elbv2.describe_target_groups": {"TargetGroups": [{"TargetGroupArn": BLUE, "TargetGroupName": "blue"}]}})
    (group,) = observe("aws.network.target_groups", access)
    assert group.unread == {"healthy": OUT_OF_SCOPE}
    front, inner = observe("aws.network.load_balancers", access, (group,))
    assert (front.unread, inner.unread) == ({"open": OUT_OF_SCOPE, "web_acl": OUT_OF_SCOPE}, {})
    assert set(access.calls) == {"elbv2.describe_target_groups", "elbv2.describe_load_balancers"}


def test_a_network_as_it_is_made(access, seed):
    ec2 = seed("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Environment", "Value": "staging"}])
    zones = [f"{REGION}a", f"{REGION}b"]
    made = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate(zones)
    ]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=made[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    ec2.associate_route_table(RouteTableId=table, SubnetId=made[1])
    service = f"com.amazonaws.{REGION}.logs"
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=service, VpcEndpointType="Interface", SubnetIds=made, PrivateDnsEnabled=True)
    subnets = {each.id: each for each in observe("aws.network.subnets", access)}
    assert [(subnets[id].vpc, subnets[id].zone, subnets[id].default) for id in made] == [(vpc, zones[0], ""), (vpc, zones[1], nat)]
    (network,) = [each for each in observe("aws.network.vpcs", access) if each.id == vpc]
    assert network.environment is Environment.STAGING
    (gateway,) = observe("aws.network.nat_gateways", access)
    assert (gateway.id, gateway.zone) == (nat, zones[0])
    (endpoint,) = observe("aws.network.vpc_endpoints", access)
    assert (endpoint.service, endpoint.zones, endpoint.private_dns) == (service, tuple(zones), True)


@pytest.mark.parametrize(("free", "default", "seen"), [(4091, True, 0), (4090, True, 1), (4091, False, 1)])
def test_default_networks_that_nobody_uses_are_left_out(free, default, seen):
    subnet = {"SubnetId": "s", "VpcId": "v", "AvailabilityZone": "a", "CidrBlock": "172.31.0.0/20", "AvailableIpAddressCount": free}
    found = read("vpcs", ec2__describe_vpcs={"Vpcs": [{"VpcId": "v", "IsDefault": default}]}, ec2__describe_subnets={"Subnets": [subnet]})
    assert len(found) == seen
