"""Networks: subnets with the ways out of them, NAT gateways and interface endpoints. Zones are told where the files write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.infrastructure.mapping import RUNNING_ONLY, View, identify, maps, name_of, unread
from readiness.collectors.files.infrastructure.stacks import Resource, blocks
from readiness.collectors.files.infrastructure.values import Ref, Text, Unresolved, refs_in
from readiness.facts import Fact, Unread
from readiness.facts.aws.network import AwsNatGateway, AwsSubnet, AwsVpc, AwsVpcEndpoint

INTERNET = ("destination_cidr_block", "cidr_block")
WAYS = {
    "nat_gateway_id": "nat",
    "gateway_id": "igw",
    "transit_gateway_id": "tgw",
    "vpc_peering_connection_id": "pcx",
    "core_network_arn": "arn:core-network",
    "network_interface_id": "eni",
    "egress_only_gateway_id": "eigw",
    "local_gateway_id": "lgw",
    "carrier_gateway_id": "cagw",
}
"""Attribute of a route to how ids of such ways begin."""


@maps("aws_vpc", gives=(AwsVpc,), arn="arn:aws:ec2:{region}::vpc/{name}")
def network(view: View) -> Iterator[Fact]:
    """A network that the files make."""
    yield view.fact(AwsVpc, id=view.name)


@maps("aws_subnet", gives=(AwsSubnet,), arn="arn:aws:ec2:{region}::subnet/{name}")
def subnet(view: View) -> Iterator[Fact]:
    """A subnet, with where its traffic goes."""
    routes = _routes(view)
    yield view.fact(
        AwsSubnet,
        id=view.name,
        vpc=view.text("vpc_id"),
        zone=zone_of(view),
        default=routes if isinstance(routes, Unread) else _default(view, routes),
        ways=routes if isinstance(routes, Unread) else tuple(sorted({way for each in routes if (way := _way(view, each))})),
    )


def _routes(view: View) -> list[dict[str, Any]] | Unread:
    """Routes of the table that the subnet is associated with; without one, of its network's main table."""
    associations = view.linked("aws_route_table_association", "subnet_id")
    if isinstance(associations, Unread):
        return associations
    tables = [each.target("route_table_id") for each in associations] or list(_main_tables(view))
    found: list[dict[str, Any]] = []
    for table in tables:
        beside = table.linked("aws_route", "route_table_id") if table else unread(Unresolved("its route table is not among the files"))
        within = table.resource.values.get("route") if table else None
        if isinstance(beside, Unread):
            return beside
        if isinstance(within, Unresolved):
            return unread(within)
        found += [*blocks(within), *(each.resource.values for each in beside)]
    return found


def _main_tables(view: View) -> Iterator[View | None]:
    network = view.target("vpc_id")
    for each in view.stack.of_type("aws_main_route_table_association"):
        if network is not None and (own := view.of(each).target("vpc_id")) is not None and own.arn == network.arn:
            yield view.of(each).target("route_table_id")
    for each in view.stack.of_type("aws_default_route_table"):
        if network is not None and (own := view.of(each).target("default_route_table_id")) is not None and own.arn == network.arn:
            yield view.of(each)


def _default(view: View, routes: list[dict[str, Any]]) -> str:
    open_ways = (each for each in routes if any(view.stack.followed(each.get(key)) == "0.0.0.0/0" for key in INTERNET))
    return next((_way(view, each) for each in open_ways), "")


def _way(view: View, route: dict[str, Any]) -> str:
    """Where a route leads to: the id that is written, or the resource with the letters that such ids begin with."""
    for key, letters in WAYS.items():
        value = route.get(key)
        if value in (None, "", "local"):
            continue
        target = next((found for ref in refs_in(value) if (found := view.stack.find(ref.address)) is not None), None)
        written = view.stack.followed(value)
        if target is not None:
            return f"{letters}-{name_of(view.stack, target)}"
        return written if isinstance(written, str) else f"{letters}-{value.address if isinstance(value, Ref) else 'unresolved'}"
    return ""


@maps("aws_nat_gateway", gives=(AwsNatGateway,), arn="arn:aws:ec2:{region}::natgateway/{name}")
def nat_gateway(view: View) -> Iterator[Fact]:
    """A NAT gateway."""
    own = view.target("subnet_id")
    network = own.text("vpc_id") if own is not None else view.text("vpc_id")
    mode = view.text("availability_mode", "zonal")
    yield view.fact(
        AwsNatGateway,
        id=f"nat-{view.name}",
        vpc=network or unread(Unresolved("its subnet is not among the files")),
        zone=zone_of(own) if own is not None else "",
        regional=mode if isinstance(mode, Unread) else mode == "regional",
    )


def zone_of(subnet: View) -> Any:
    """The zone of a subnet; unread where its file does not write it."""
    return subnet.text("availability_zone", subnet.text("availability_zone_id")) or unread(Unresolved("AWS chooses its zone"))


def subnets_named(view: View, value: Any) -> list[View]:
    """Subnets of the files that a value names; of those that are made with keys, each."""
    found = [each for ref in refs_in(value) for each in _instances(view, ref.address)]
    return [view.of(each) for each in {each.address: each for each in found}.values()]


def _instances(view: View, address: str) -> list[Resource]:
    single = view.stack.find(address)
    among = [single] if single is not None and single.address != f"{address}[0]" else view.stack.instances(address)
    return [each for each in among if each.type == "aws_subnet"]


def subnets_of(view: View, path: str) -> tuple[str, ...]:
    """Ids of the subnets in which something stands; `unresolved` for those that are not told."""
    value = view.raw_with_refs(path)
    listed = view.stack.followed(value)
    if listed in (None, []):
        return ()
    named = {each.name for each in subnets_named(view, value)}
    texts = [view.text_of(each) for each in (listed if isinstance(listed, list) else [listed])]
    known = {each for each in texts if isinstance(each, str)}
    return tuple(sorted(named | known | ({"unresolved"} if any(isinstance(each, Unread) for each in texts) else set())))


def zones_of(view: View, path: str) -> Any:
    """Zones of the subnets in which something stands, where every one of them is told."""
    value = view.raw_with_refs(path)
    if any(not isinstance(each, Ref) for each in (value if isinstance(value, list) else [value])):
        return RUNNING_ONLY
    found = subnets_named(view, value)
    zones = [zone_of(each) for each in found]
    hidden = next((each for each in zones if isinstance(each, Unread)), None)
    return (hidden or tuple(sorted(set(zones)))) if found else RUNNING_ONLY


@maps("aws_vpc_endpoint", gives=(AwsVpcEndpoint,), arn="arn:aws:ec2:{region}::vpc-endpoint/{name}")
def endpoint(view: View) -> Iterator[Fact]:
    """An interface endpoint; those of other types are no way to AI services."""
    form = view.text("vpc_endpoint_type", "Gateway")
    if isinstance(form, str) and form != "Interface":
        return
    yield view.fact(
        AwsVpcEndpoint,
        id=view.name,
        vpc=view.text("vpc_id"),
        service=_service(view),
        private_dns=_private_dns(view),
        zones=_zones(view),
    )


def _service(view: View) -> Any:
    """The service's name; its last word tells which it is, also where the region before it is not told."""
    named = view.target("service_name")
    if named is not None and named.resource.type == "data.aws_vpc_endpoint_service" and named.has("service") is True:
        return named.text("service")
    value = view.raw("service_name")
    if isinstance(value, Text) and isinstance(value.parts[-1], str) and "." in value.parts[-1]:
        return "".join(each if isinstance(each, str) else view.region for each in value.parts)
    return view.text("service_name")


def _private_dns(view: View) -> Any:
    beside = view.linked("aws_vpc_endpoint_private_dns", "vpc_endpoint_id")
    if isinstance(beside, Unread):
        return beside
    return beside[0].flag("private_dns_enabled") if beside else view.flag("private_dns_enabled")


def _zones(view: View) -> Any:
    """Zones of its subnets; none where their files don't write them, for it may stand in several."""
    beside = view.linked("aws_vpc_endpoint_subnet_association", "vpc_endpoint_id")
    told = zones_of(view, "subnet_ids")
    return told if isinstance(told, tuple) and beside == [] else ()


for _kind in ("internet_gateway", "egress_only_internet_gateway"):
    identify(f"aws_{_kind}", "", "arn:aws:ec2:{region}::internet-gateway/{name}")
identify("aws_ec2_transit_gateway", "", "arn:aws:ec2:{region}::transit-gateway/{name}")
identify("aws_vpc_peering_connection", "", "arn:aws:ec2:{region}::vpc-peering-connection/{name}")
