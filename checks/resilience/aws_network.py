"""Whether the networks and load balancers of an AI workload on AWS outlive the loss of a zone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel
from readiness.facts.aws.network import AwsLoadBalancer, AwsNatGateway, AwsSubnet, AwsTargetGroup, AwsVpc, AwsVpcEndpoint, standing
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.serving import before_production

NOT_PRODUCTION = "it lives before production"
RELIED_ON = re.compile(
    r"\.(bedrock[\w-]*|sagemaker\.\w+|aoss|secretsmanager|kms|sts|ssm|logs|monitoring|ecr\.\w+|sqs|lambda|xray|states)(-fips)?$"
)
"""Services that AI workloads call at every start or request."""


@check(
    "aws-network-survives-zone-loss",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENREL02-BP01", "azure-waf-core:RE:05", "eu-dora:DORA-Art11"],
)
def network_survives_zone_loss(
    vpc: AwsVpc,
    subnets: list[AwsSubnet],
    gateways: list[AwsNatGateway],
    interfaces: list[AwsVpcEndpoint],
    references: list[AwsReference],
    *,
    functions: list[AwsFunction],
    services: list[AwsContainerService],
    models: list[AwsHostedModel],
    endpoints: list[AwsEndpoint],
) -> Verdict:
    """Each zone has its own way out of the network.

    Why: One data centre's failure cuts off the others, too. Subnets that send traffic through another zone's NAT gateway
    or endpoint stop with that zone.

    Fix: Give each zone a NAT gateway and endpoint address

        # in <vpc>: <dependencies>
        aws ec2 create-nat-gateway --vpc-id <vpc> --availability-mode regional
        # routes then lead to that gateway; endpoints: aws ec2 modify-vpc-endpoint --add-subnet-ids …
    """
    inside = {each.id: each for each in subnets if each.vpc == vpc.id}
    standings = standing(inside, references, functions, services, models=models, endpoints=endpoints)
    production = {id for each in standings if not before_production(each.part) for id in each.subnets}
    used = [each for id, each in sorted(inside.items()) if id in production]
    if not used:
        return not_applicable("nothing of the AI workload's production stands in it")
    zones = sorted({each.zone for each in used})
    if len(zones) < 2:
        return not_applicable("the AI workload stands in one zone of it", zones=zones)
    nat = {each.id: each for each in gateways if each.vpc == vpc.id}
    through = [each for each in used if each.default.startswith("nat-")]
    relied = [each for each in interfaces if each.vpc == vpc.id and each.private_dns and RELIED_ON.search(each.service)]
    if not through and not relied:
        return not_applicable("it uses neither NAT gateways nor interface endpoints")
    evidence: dict[str, Any] = {"vpc": vpc.id, "zones": zones}
    found = [*_through_another_zone(through, nat), *(f"{each.service} in {each.zones[0]} only" for each in relied if len(each.zones) == 1)]
    if found:
        return failed("The loss of one zone cuts off others", dependencies=found, **evidence)
    if any(each.default not in nat for each in through) or any(not each.zones for each in relied):
        return unknown("where a gateway or an endpoint stands is not told", **evidence)
    if any(not nat[each.default].regional and not nat[each.default].zone for each in through):
        return unknown("where a gateway or an endpoint stands is not told", **evidence)
    return passed(nat_gateways=sorted({each.default for each in through}), endpoints=sorted(each.service for each in relied), **evidence)


def _through_another_zone(subnets: Iterable[AwsSubnet], nat: dict[str, AwsNatGateway]) -> list[str]:
    return [
        f"{each.id} ({each.zone}) through {each.default} ({nat[each.default].zone})"
        for each in subnets
        if each.default in nat and not nat[each.default].regional and nat[each.default].zone not in ("", each.zone)
    ]


@check(
    "aws-load-balancer-survives-zone-loss",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENREL02-BP01", "azure-waf-core:RE:05"],
)
def load_balancer_survives_zone_loss(
    balancer: AwsLoadBalancer,
    groups: list[AwsTargetGroup],
    services: list[AwsContainerService],
    functions: list[AwsFunction],
    references: list[AwsReference],
    *,
    min_zones: int = 2,
    min_targets: int = 2,
) -> Verdict:
    """Load balancers have two zones and two healthy targets.

    Why: One failing machine or data centre takes the assistant down. Targets count once they answer health checks now;
    stores of which more tasks are not simply more of the same need no second one.

    Fix: Add a zone to the balancer, or tasks to the service

        # <load_balancer>: zones <zones>; too few targets: <short>
        aws elbv2 set-subnets --load-balancer-arn <arn> --subnets subnet-1 subnet-2
    """
    served = balancer.services(groups, services, references)
    behind = [*served, *balancer.functions(groups, functions, references)]
    if not behind:
        return not_applicable("the AI workload does not use it")
    production = [each for each in behind if not before_production(each)]
    if not production:
        return not_applicable(NOT_PRODUCTION)
    counted = [each for each in served if each in production and each.wanted and not each.stateful]
    evidence: dict[str, Any] = {"load_balancer": balancer.name, "arn": balancer.resource, "zones": balancer.zones}
    if len(balancer.zones) < min_zones:
        told = [each for each in groups if "healthy" not in each.unread]
        return failed("A load balancer stands in one zone", short=_short(counted, balancer, told, min_targets), **evidence)
    short = _short(counted, balancer, groups, min_targets)
    if short:
        return failed("A load balancer has too few healthy targets", short=short, min_targets=min_targets, **evidence)
    return passed(services=sorted(each.name for each in counted), **evidence)


def _short(counted: list[AwsContainerService], balancer: AwsLoadBalancer, groups: list[AwsTargetGroup], least: int) -> list[str]:
    """Services with fewer targets that answer than they should have."""
    healthy = [(each, _healthy(each, balancer, groups)) for each in counted if _own(each, balancer, groups)]
    return [f"{each.name}: {count} healthy" for each, count in healthy if count < least]


def _own(service: AwsContainerService, balancer: AwsLoadBalancer, groups: Iterable[AwsTargetGroup]) -> list[AwsTargetGroup]:
    return [each for each in groups if each.resource in service.target_groups and balancer.resource in each.load_balancers]


def _healthy(service: AwsContainerService, balancer: AwsLoadBalancer, groups: Iterable[AwsTargetGroup]) -> int:
    """Targets of a service that answer; of two groups that deployments change between, one is empty."""
    return len({target for each in _own(service, balancer, groups) for target in each.healthy})
