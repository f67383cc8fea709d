"""Load balancers, their target groups, and who may reach them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from readiness.collectors.files.infrastructure.mapping import RUNNING_ONLY, View, maps, unread
from readiness.collectors.files.infrastructure.services.firewalls import web_acl
from readiness.collectors.files.infrastructure.services.integrations import function_in
from readiness.collectors.files.infrastructure.services.network import subnets_named, zone_of
from readiness.collectors.files.infrastructure.stacks import blocks
from readiness.collectors.files.infrastructure.values import Ref, Unresolved, refs_in, unresolved_in
from readiness.facts import Fact, Unread
from readiness.facts.aws.network import AwsLoadBalancer, AwsTargetGroup

EVERYBODY = frozenset({"0.0.0.0/0", "::/0"})
NAMES = ("aws_lb", "aws_alb")
"""The provider has two names for everything here."""


def _both(view: View, suffix: str) -> Iterator[View]:
    for name in NAMES:
        yield from (view.of(each) for each in view.stack.of_type(f"{name}{suffix}"))


def _load_balancer(view: View) -> Iterator[Fact]:
    """A load balancer and its guards."""
    internal, form = view.flag("internal"), view.text("load_balancer_type", "application")
    public: Any = internal if isinstance(internal, Unread) else not internal
    yield view.fact(
        AwsLoadBalancer,
        name=view.name,
        form=form,
        internet_facing=public,
        open=_open(view) if public is not False else False,
        zones=_zones(view),
        web_acl=None if public is False or form != "application" else web_acl(view),
    )


def _zones(view: View) -> Any:
    """Its zones; a subnet stands for its own where the files don't write that, as a load balancer takes one subnet of each zone."""
    mapped = view.blocks("subnet_mapping")
    if isinstance(mapped, Unread):
        return mapped
    written = view.raw_with_refs("subnets")
    listed = written if isinstance(written, list) else []
    found: set[str] = set()
    for each in (*listed, *(one.get("subnet_id") for one in mapped)):
        if not isinstance(each, str | Ref):
            return unread(each)
        found.add(_zone(subnets_named(view, each), each.address if isinstance(each, Ref) else each))
    if found or not isinstance(written, Ref):
        return tuple(sorted(found)) or unread(written)
    # A plan tells each subnet; in files, one under a plain address may be made any number of times.
    told = view.stack.language == "plan"
    counted = [each for each in subnets_named(view, written) if told or each.resource.address.endswith("]")]
    zones = {_zone([each], each.name) for each in counted}
    return tuple(sorted(zones)) or unread(Unresolved("how many subnets it has is not told"))


def _zone(subnets: list[View], named: str) -> str:
    zone = zone_of(subnets[0]) if len(subnets) == 1 else None
    return zone if isinstance(zone, str) else f"zone of {named}"


def _open(view: View) -> Any:
    """Whether a security group lets everybody in."""
    value = view.raw_with_refs("security_groups")
    if value in (None, []):
        return unread(Unresolved("its network's default security group guards it"))
    told = [_guards(view, each) for each in (value if isinstance(value, list) else [value])]
    return True if True in told else next((each for each in told if isinstance(each, Unread)), False)


def _guards(view: View, value: Any) -> Any:
    group = view.stack.find(value.address) if isinstance(value, Ref) else None
    if group is None or group.type != "aws_security_group":
        return unread(value if isinstance(value, Ref | Unresolved) else Unresolved("a security group is not among the files"))
    return _lets_everybody_in(view.of(group))


def _lets_everybody_in(view: View) -> Any:
    inside = view.blocks("ingress")
    beside = view.linked("aws_security_group_rule", "security_group_id")
    rules = view.linked("aws_vpc_security_group_ingress_rule", "security_group_id")
    for each in (inside, beside, rules):
        if isinstance(each, Unread):
            return each
    assert not isinstance(inside, Unread) and not isinstance(beside, Unread) and not isinstance(rules, Unread)  # noqa: S101, PT018
    sources = [each.get(key) for each in inside for key in ("cidr_blocks", "ipv6_cidr_blocks")]
    sources += [
        each.raw(key) for each in beside if each.text("type", "ingress") == "ingress" for key in ("cidr_blocks", "ipv6_cidr_blocks")
    ]
    sources += [each.raw(key) for each in rules for key in ("cidr_ipv4", "cidr_ipv6")]
    if EVERYBODY & set(_texts(sources)):
        return True
    hidden = unresolved_in(sources)
    return unread(hidden) if hidden is not None else False


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for each in values:
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            yield from _texts(each)


def _target_group(view: View) -> Iterator[Fact]:
    """A target group, with the load balancers whose listeners forward to it."""
    of_functions = view.text("target_type", "instance") == "lambda"
    yield view.fact(
        AwsTargetGroup,
        name=view.name,
        load_balancers=tuple(sorted(_before(view))),
        healthy=RUNNING_ONLY,
        functions=tuple(_functions(view)) if of_functions else (),
    )


def _before(view: View) -> set[str]:
    found = set()
    for listener in _both(view, "_listener"):
        if _names(listener.raw_with_refs("default_action"), view) and (balancer := listener.target("load_balancer_arn")) is not None:
            found.add(balancer.arn)
    for rule in _both(view, "_listener_rule"):
        target = rule.target("listener_arn")
        balancer = target.target("load_balancer_arn") if target is not None else None
        if balancer is not None and _names(rule.raw_with_refs("action"), view):
            found.add(balancer.arn)
    return found


def _names(value: Any, view: View) -> bool:
    return any(view.stack.find(ref.address) is view.resource for ref in refs_in(value))


def _functions(view: View) -> Iterator[str]:
    for each in _both(view, "_target_group_attachment"):
        target = each.target("target_group_arn")
        if target is None or target.arn != view.arn:
            continue
        if name := function_in(each, each.raw_with_refs("target_id")):
            yield name
    for inner in blocks(view.raw_with_refs("targets")):
        if name := function_in(view, inner.get("id")):
            yield name


for _name in NAMES:
    maps(_name, gives=(AwsLoadBalancer,), name="name", arn="arn:aws:elasticloadbalancing:{region}::loadbalancer/{name}")(_load_balancer)
    maps(
        f"{_name}_target_group",
        gives=(AwsTargetGroup,),
        name="name",
        arn="arn:aws:elasticloadbalancing:{region}::targetgroup/{name}",
    )(_target_group)
