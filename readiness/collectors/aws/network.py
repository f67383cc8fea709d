"""Reads networks, ways between them, and the load balancers before ECS services and functions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, labels_of, tags_of
from readiness.facts import Environment, GapReason, Unread
from readiness.facts.aws.hosting import AwsContainerService
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

SUBNETS = "ec2.describe_subnets"
VPCS = "ec2.describe_vpcs"
OUT_OF_SCOPE = Unread(reason=GapReason.NOT_COLLECTED, detail="neither an ECS service nor a function stands behind it")
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
    return f"arn:{reading.partition}:ec2:{reading.region}:{reading.account}:{kind}/{id}"


@aws("aws-region", gives=(AwsSubnet,), calls=(SUBNETS, "ec2.describe_route_tables"))
def subnets(reading: Aws) -> Iterator[Observation]:
    """Subnets, and where their traffic goes."""
    listed = reading.pages(SUBNETS, "Subnets")
    tables = reading.optional(partial(reading.pages, "ec2.describe_route_tables", "RouteTables")) if listed else []
    for each in listed:
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


@aws("aws-region", gives=(AwsVpc,), calls=(VPCS, SUBNETS))
def vpcs(reading: Aws) -> Iterator[Observation]:
    """Networks, without the default ones that AWS put into every region and nobody uses."""
    subnets = reading.pages(SUBNETS, "Subnets")
    for each in reading.pages(VPCS, "Vpcs"):
        if each.get("IsDefault") and all(_empty(subnet) for subnet in subnets if subnet["VpcId"] == each["VpcId"]):
            continue
        tags = tags_of(each.get("Tags"))
        yield reading.fact(AwsVpc, _arn(reading, "vpc", each["VpcId"]), VPCS, names=(tags.get("Name"),), tags=tags, id=each["VpcId"])


def _empty(subnet: dict[str, Any]) -> bool:
    """Whether all addresses are free that AWS leaves to us: of each subnet it keeps five."""
    size = 2 ** (32 - int(subnet.get("CidrBlock", "0.0.0.0/32").rpartition("/")[2]))
    return bool(subnet.get("AvailableIpAddressCount") == size - 5)


def _zones(reading: Aws) -> dict[str, str] | Unread:
    """Subnet to zone."""
    told: dict[str, str] | Unread = reading.optional(
        lambda: {each["SubnetId"]: each["AvailabilityZone"] for each in reading.pages(SUBNETS, "Subnets")}
    )
    return told


@aws("aws-region", gives=(AwsNatGateway,), calls=("ec2.describe_nat_gateways", SUBNETS))
def nat_gateways(reading: Aws) -> Iterator[Observation]:
    """NAT gateways that work."""
    call = "ec2.describe_nat_gateways"
    for each in reading.pages(call, "NatGateways"):
        if each.get("State") != "available":
            continue
        tags, zones = tags_of(each.get("Tags")), _zones(reading)
        yield reading.fact(
            AwsNatGateway,
            _arn(reading, "natgateway", each["NatGatewayId"]),
            call,
            names=(tags.get("Name"),),
            tags=tags,
            id=each["NatGatewayId"],
            vpc=each["VpcId"],
            zone=zones if isinstance(zones, Unread) else zones.get(each.get("SubnetId", ""), ""),
            regional=each.get("AvailabilityMode") == "regional",
        )


@aws("aws-region", gives=(AwsVpcEndpoint,), calls=("ec2.describe_vpc_endpoints", SUBNETS))
def vpc_endpoints(reading: Aws) -> Iterator[Observation]:
    """Interface endpoints that can be used."""
    call = "ec2.describe_vpc_endpoints"
    for each in reading.pages(call, "VpcEndpoints"):
        # Answers spell the state `available`, the service model `Available`.
        if each.get("VpcEndpointType") != "Interface" or each.get("State", "").lower() != "available":
            continue
        tags, zones = tags_of(each.get("Tags")), _zones(reading)
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
            zones=zones
            if isinstance(zones, Unread)
            else tuple(sorted({zones[subnet] for subnet in each.get("SubnetIds") or () if subnet in zones})),
        )


@aws("aws-region", gives=(AwsPeering,), calls=("ec2.describe_vpc_peering_connections", VPCS))
def peerings(reading: Aws) -> Iterator[Observation]:
    """Active peerings with the environments of their networks."""
    call = "ec2.describe_vpc_peering_connections"
    for each in reading.pages(call, "VpcPeeringConnections"):
        if (each.get("Status") or {}).get("Code") != "active":
            continue
        told = reading.optional(lambda: {vpc["VpcId"]: _environment(reading, vpc) for vpc in reading.pages(VPCS, "Vpcs")})
        id, tags = each["VpcPeeringConnectionId"], tags_of(each.get("Tags"))
        sides = [each.get(key) or {} for key in ("RequesterVpcInfo", "AccepterVpcInfo")]
        yield reading.fact(
            AwsPeering,
            _arn(reading, "vpc-peering-connection", id),
            call,
            names=(tags.get("Name"),),
            tags=tags,
            id=id,
            sides=told if isinstance(told, Unread) else tuple(_side(side, told) for side in sides),
        )


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
        targets = _targets(reading, arn) if arn in registered or of_function else OUT_OF_SCOPE
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


def _targets(reading: Aws, group: str) -> list[dict[str, Any]] | Unread:
    call = "elbv2.describe_target_health"
    told = reading.optional(partial(reading.call, call, TargetGroupArn=group), absent={"TargetGroupNotFound": {}})
    return told if isinstance(told, Unread) else told.get("TargetHealthDescriptions") or []


def _healthy(target: dict[str, Any]) -> bool:
    return (target.get("TargetHealth") or {}).get("State") == "healthy"


@aws(
    "aws-region",
    gives=(AwsLoadBalancer,),
    calls=("elbv2.describe_load_balancers", "ec2.describe_security_groups", "wafv2.get_web_acl_for_resource"),
    after=(AwsTargetGroup,),
)
def load_balancers(reading: Aws) -> Iterator[Observation]:
    """Load balancers, and how those before ECS services and functions are guarded."""
    groups = [each for each in reading.place.before if isinstance(each, AwsTargetGroup)]
    used = {arn for each in groups if each.unread.get("healthy") != OUT_OF_SCOPE for arn in each.load_balancers}
    call = "elbv2.describe_load_balancers"
    for each in reading.pages(call, "LoadBalancers"):
        arn, form = each["LoadBalancerArn"], each["Type"]
        public, ours = each.get("Scheme") == "internet-facing", arn in used
        guards = tuple(each.get("SecurityGroups") or ())
        yield reading.fact(
            AwsLoadBalancer,
            arn,
            call,
            names=(each["LoadBalancerName"],),
            name=each["LoadBalancerName"],
            form=form,
            internet_facing=public,
            open=False if not public else reading.optional(partial(_open, reading, guards)) if ours else OUT_OF_SCOPE,
            zones=tuple(sorted(zone["ZoneName"] for zone in each.get("AvailabilityZones") or () if "ZoneName" in zone)),
            web_acl=None
            if not public or form != "application"
            else reading.optional(partial(_web_acl, reading, arn))
            if ours
            else OUT_OF_SCOPE,
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
