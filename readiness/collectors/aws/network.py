"""Reads the networks in which functions, containers and hosted models stand, and the load balancers before them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, labels_of, tags_of
from readiness.facts import Environment, Unread
from readiness.facts.aws.hosting import AwsContainerService, AwsHostedModel
from readiness.facts.aws.network import (
    AwsLoadBalancer,
    AwsNatGateway,
    AwsPeering,
    AwsSubnet,
    AwsTargetGroup,
    AwsVpc,
    AwsVpcEndpoint,
    PeeringSide,
)
from readiness.facts.aws.serverless import AwsFunction

SUBNETS = "ec2.describe_subnets"
VPCS = "ec2.describe_vpcs"
EVERYBODY = ("0.0.0.0/0", "::/0")
TARGETS = (
    "NatGatewayId",
    "TransitGatewayId",
    "GatewayId",
    "NetworkInterfaceId",
    "InstanceId",
    "VpcPeeringConnectionId",
    "EgressOnlyInternetGatewayId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
)


def _arn(reading: Aws, kind: str, id: str) -> str:
    partition = "aws-cn" if reading.region.startswith("cn-") else "aws-us-gov" if reading.region.startswith("us-gov-") else "aws"
    return f"arn:{partition}:ec2:{reading.region}:{reading.account}:{kind}/{id}"


@aws(
    "aws-region",
    gives=(AwsSubnet,),
    calls=(SUBNETS, "ec2.describe_route_tables"),
    after=(AwsFunction, AwsContainerService, AwsHostedModel),
)
def subnets(reading: Aws) -> Iterator[Observation]:
    """Subnets of the networks in which something stands, and where their traffic goes."""
    used = {
        subnet
        for each in reading.place.before
        if isinstance(each, AwsFunction | AwsContainerService | AwsHostedModel) and "subnets" not in each.unread
        for subnet in each.subnets
    }
    if not used:
        return
    listed = reading.pages(SUBNETS, "Subnets")
    vpcs = {each["VpcId"] for each in listed if each["SubnetId"] in used}
    tables = reading.optional(partial(reading.pages, "ec2.describe_route_tables", "RouteTables"))
    for each in listed:
        if each["VpcId"] in vpcs:
            routes = tables if isinstance(tables, Unread) else _routes(tables, each)
            yield reading.fact(
                AwsSubnet,
                _arn(reading, "subnet", each["SubnetId"]),
                SUBNETS,
                names=(tags_of(each.get("Tags")).get("Name"),),
                tags=tags_of(each.get("Tags")),
                id=each["SubnetId"],
                vpc=each["VpcId"],
                zone=each["AvailabilityZone"],
                default=routes if isinstance(routes, Unread) else _default(routes),
                ways=routes if isinstance(routes, Unread) else tuple(sorted({to for to in map(_target, routes) if to})),
            )


def _routes(tables: list[dict[str, Any]], subnet: dict[str, Any]) -> list[dict[str, Any]]:
    """Working routes of the table that the subnet is associated with, else of its network's main table."""
    main: list[dict[str, Any]] = []
    for table in tables:
        routes = [each for each in table.get("Routes") or () if each.get("State") == "active"]
        for association in table.get("Associations") or ():
            if association.get("SubnetId") == subnet["SubnetId"]:
                return routes
            if association.get("Main") and table.get("VpcId") == subnet["VpcId"]:
                main = routes
    return main


def _target(route: dict[str, Any]) -> str:
    found = next((str(route[key]) for key in TARGETS if route.get(key)), "")
    return "" if found == "local" else found


def _default(routes: list[dict[str, Any]]) -> str:
    return next((_target(each) for each in routes if each.get("DestinationCidrBlock") == "0.0.0.0/0"), "")


def _here(reading: Aws) -> dict[str, str]:
    """Subnet to zone, of the networks of this region that are used."""
    mine = f":ec2:{reading.region}:"
    return {each.id: each.zone for each in reading.place.before if isinstance(each, AwsSubnet) and mine in each.resource}


def _networks(reading: Aws) -> set[str]:
    mine = f":ec2:{reading.region}:"
    return {each.vpc for each in reading.place.before if isinstance(each, AwsSubnet) and mine in each.resource}


@aws("aws-region", gives=(AwsVpc,), calls=(VPCS,), after=(AwsSubnet,))
def vpcs(reading: Aws) -> Iterator[Observation]:
    """The networks in which something stands."""
    used = _networks(reading)
    for each in reading.pages(VPCS, "Vpcs") if used else ():
        if each["VpcId"] in used:
            tags = tags_of(each.get("Tags"))
            yield reading.fact(AwsVpc, _arn(reading, "vpc", each["VpcId"]), VPCS, names=(tags.get("Name"),), tags=tags, id=each["VpcId"])


@aws("aws-region", gives=(AwsNatGateway,), calls=("ec2.describe_nat_gateways",), after=(AwsSubnet,))
def nat_gateways(reading: Aws) -> Iterator[Observation]:
    """NAT gateways that work."""
    call, zones, used = "ec2.describe_nat_gateways", _here(reading), _networks(reading)
    for each in reading.pages(call, "NatGateways") if used else ():
        if each.get("VpcId") in used and each.get("State") == "available":
            tags = tags_of(each.get("Tags"))
            yield reading.fact(
                AwsNatGateway,
                _arn(reading, "natgateway", each["NatGatewayId"]),
                call,
                names=(tags.get("Name"),),
                tags=tags,
                id=each["NatGatewayId"],
                vpc=each["VpcId"],
                zone=zones.get(each.get("SubnetId", ""), ""),
                regional=each.get("AvailabilityMode") == "regional",
            )


@aws("aws-region", gives=(AwsVpcEndpoint,), calls=("ec2.describe_vpc_endpoints",), after=(AwsSubnet,))
def vpc_endpoints(reading: Aws) -> Iterator[Observation]:
    """Interface endpoints that can be used."""
    call, zones, used = "ec2.describe_vpc_endpoints", _here(reading), _networks(reading)
    for each in reading.pages(call, "VpcEndpoints") if used else ():
        # Answers spell the state `available`, the service model `Available`.
        ready = each.get("VpcEndpointType") == "Interface" and each.get("State", "").lower() == "available"
        if each.get("VpcId") in used and ready:
            tags = tags_of(each.get("Tags"))
            yield reading.fact(
                AwsVpcEndpoint,
                _arn(reading, "vpc-endpoint", each["VpcEndpointId"]),
                call,
                names=(tags.get("Name"),),
                tags=tags,
                id=each["VpcEndpointId"],
                vpc=each["VpcId"],
                service=each["ServiceName"],
                private_dns=bool(each.get("PrivateDnsEnabled")),
                zones=tuple(sorted({zones[subnet] for subnet in each.get("SubnetIds") or () if subnet in zones})),
            )


@aws("aws-region", gives=(AwsPeering,), calls=("ec2.describe_vpc_peering_connections", VPCS), after=(AwsSubnet,))
def peerings(reading: Aws) -> Iterator[Observation]:
    """Active peerings of the networks in which something stands."""
    call, used = "ec2.describe_vpc_peering_connections", _networks(reading)
    active = [
        each
        for each in (reading.pages(call, "VpcPeeringConnections") if used else ())
        if (each.get("Status") or {}).get("Code") == "active"
    ]
    ours = [each for each in active if used & {side.get("VpcId") for side in _sides(each)}]
    told = reading.optional(lambda: {each["VpcId"]: _environment(reading, each) for each in reading.pages(VPCS, "Vpcs")}) if ours else {}
    for each in ours:
        id = each["VpcPeeringConnectionId"]
        yield reading.fact(
            AwsPeering,
            _arn(reading, "vpc-peering-connection", id),
            call,
            names=(tags_of(each.get("Tags")).get("Name"),),
            tags=tags_of(each.get("Tags")),
            id=id,
            sides=told if isinstance(told, Unread) else tuple(_side(side, told) for side in _sides(each)),
        )


def _sides(peering: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    return tuple(peering.get(key) or {} for key in ("RequesterVpcInfo", "AccepterVpcInfo"))


def _side(side: dict[str, Any], told: dict[str, Environment]) -> PeeringSide:
    vpc = side.get("VpcId", "")
    return PeeringSide(vpc=vpc, account=side.get("OwnerId", ""), environment=told.get(vpc, Environment.UNCLASSIFIED))


def _environment(reading: Aws, vpc: dict[str, Any]) -> Environment:
    tags = tags_of(vpc.get("Tags"))
    told = reading.place.classifier.of(labels=labels_of(tags), names=(tags.get("Name"),))
    return Environment(reading.place.settings.get("environment", told)) if told is Environment.UNCLASSIFIED else told


@aws(
    "aws-region",
    gives=(AwsTargetGroup,),
    calls=("elbv2.describe_target_groups", "elbv2.describe_target_health"),
    after=(AwsContainerService,),
)
def target_groups(reading: Aws) -> Iterator[Observation]:
    """Target groups of ECS services and of functions, with the targets that answer."""
    registered = {
        arn
        for each in reading.place.before
        if isinstance(each, AwsContainerService) and "target_groups" not in each.unread
        for arn in each.target_groups
    }
    call = "elbv2.describe_target_groups"
    for each in reading.pages(call, "TargetGroups"):
        arn, of_function = each["TargetGroupArn"], each.get("TargetType") == "lambda"
        if arn not in registered and not of_function:
            continue
        told = reading.optional(
            partial(reading.call, "elbv2.describe_target_health", TargetGroupArn=arn), absent={"TargetGroupNotFound": {}}
        )
        targets: Any = told if isinstance(told, Unread) else told.get("TargetHealthDescriptions") or []
        yield reading.fact(
            AwsTargetGroup,
            arn,
            call,
            names=(each["TargetGroupName"],),
            name=each["TargetGroupName"],
            load_balancers=tuple(sorted(each.get("LoadBalancerArns") or ())),
            healthy=targets if isinstance(targets, Unread) else tuple(sorted({each["Target"]["Id"] for each in targets if _healthy(each)})),
            functions=()
            if not of_function
            else targets
            if isinstance(targets, Unread)
            else tuple(each["Target"]["Id"] for each in targets),
        )


def _healthy(target: dict[str, Any]) -> bool:
    return (target.get("TargetHealth") or {}).get("State") == "healthy"


@aws(
    "aws-region",
    gives=(AwsLoadBalancer,),
    calls=("elbv2.describe_load_balancers", "ec2.describe_security_groups", "wafv2.get_web_acl_for_resource"),
    after=(AwsTargetGroup,),
)
def load_balancers(reading: Aws) -> Iterator[Observation]:
    """Load balancers before these target groups."""
    used = {arn for each in reading.place.before if isinstance(each, AwsTargetGroup) for arn in each.load_balancers}
    call = "elbv2.describe_load_balancers"
    for each in reading.pages(call, "LoadBalancers") if used else ():
        arn, form = each["LoadBalancerArn"], each["Type"]
        if arn not in used:
            continue
        public = each.get("Scheme") == "internet-facing"
        yield reading.fact(
            AwsLoadBalancer,
            arn,
            call,
            names=(each["LoadBalancerName"],),
            name=each["LoadBalancerName"],
            form=form,
            internet_facing=public,
            open=reading.optional(partial(_open, reading, tuple(each.get("SecurityGroups") or ()))) if public else False,
            zones=tuple(sorted(zone["ZoneName"] for zone in each.get("AvailabilityZones") or () if "ZoneName" in zone)),
            web_acl=reading.optional(partial(_web_acl, reading, arn)) if public and form == "application" else None,
        )


def _open(reading: Aws, groups: tuple[str, ...]) -> bool:
    """Whether one of the groups lets everybody in; without groups nothing keeps anybody out."""
    if not groups:
        return True
    told = reading.pages("ec2.describe_security_groups", "SecurityGroups", GroupIds=list(groups))
    rules = [rule for group in told for rule in group.get("IpPermissions") or ()]
    sources = {each.get("CidrIp") for rule in rules for each in rule.get("IpRanges") or ()}
    sources |= {each.get("CidrIpv6") for rule in rules for each in rule.get("Ipv6Ranges") or ()}
    return bool(sources & set(EVERYBODY))


def _web_acl(reading: Aws, arn: str) -> str | None:
    acl = reading.call("wafv2.get_web_acl_for_resource", ResourceArn=arn).get("WebACL") or {}
    return acl.get("ARN") or None
