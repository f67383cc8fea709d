"""Networks, ways between them, and load balancers; and which of them the AI workload uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel
from readiness.facts.aws.serverless import AwsFunction, meant
from readiness.facts.record import Environment, Fact, Model

ELSEWHERE = ("tgw-", "pcx-", "vgw-", "arn:")
"""How ids of ways into other networks begin: transit gateways, peerings, private gateways, core networks."""

BEDROCK_AGENTS = re.compile(r"arn:aws[\w-]*:bedrock:[\w-]*:\d*:(agent|agent-alias|knowledge-base|flow)/")
BEDROCK_MODELS = re.compile(
    r"arn:aws[\w-]*:bedrock:[\w-]*:\d*:(foundation-model|inference-profile|application-inference-profile|provisioned-model|custom-model"
    r"|imported-model|custom-model-deployment|prompt-router|guardrail|prompt)/.*"
    r"|((us|eu|apac|ap|jp|au|ca|sa|us-gov|global)\.)?"
    r"(anthropic|amazon|meta|mistral|cohere|ai21|stability|deepseek|openai|qwen|writer|twelvelabs|luma|google|nvidia|minimax|moonshotai?|zai)"
    r"\.(?=[\w.:-]*\d)[a-z][a-z0-9]*-[\w.:-]+"
)


class AwsVpc(Fact):
    """A network of the region.

    Attributes:
        id: `vpc-…`.
    """

    id: str


class AwsSubnet(Fact):
    """A subnet.

    Attributes:
        id: `subnet-…`.
        vpc: its network.
        zone: availability zone.
        default: where traffic to the internet goes (`nat-…`, `igw-…`, `tgw-…`); empty when it goes nowhere.
        ways: ids of all that its routes lead to.
    """

    id: str
    vpc: str
    zone: str
    default: str = ""
    ways: tuple[str, ...] = ()


class AwsNatGateway(Fact):
    """A NAT gateway that works.

    Attributes:
        id: `nat-…`.
        vpc: its network.
        zone: where it stands; empty for one that spans zones, and where its subnet is not told.
        regional: it spans zones by itself.
    """

    id: str
    vpc: str
    zone: str = ""
    regional: bool = False


class AwsVpcEndpoint(Fact):
    """An interface endpoint, ready for use.

    Attributes:
        id: `vpce-…`.
        vpc: its network.
        service: as AWS names it (`com.amazonaws.eu-west-1.bedrock-runtime`).
        private_dns: callers that use the service's usual name reach it.
        zones: of its subnets.
    """

    id: str
    vpc: str
    service: str
    private_dns: bool = False
    zones: tuple[str, ...] = ()


class PeeringSide(Model):
    """One network of a peering.

    Attributes:
        vpc: its id.
        account: twelve digits.
        environment: what its tags tell; unclassified for networks of other accounts and regions.
    """

    vpc: str
    account: str
    environment: Environment = Environment.UNCLASSIFIED


class AwsPeering(Fact):
    """An active peering of two networks.

    Attributes:
        id: `pcx-…`.
        sides: both networks.
    """

    id: str
    sides: tuple[PeeringSide, ...]


class AwsTargetGroup(Fact):
    """A target group. Health is read only where an ECS service registers with it, or a function stands behind it.

    Attributes:
        name: unique in the region.
        load_balancers: ARNs of those that send traffic to it.
        healthy: ids of targets that answer health checks.
        functions: ARNs of functions behind it.
    """

    name: str
    load_balancers: tuple[str, ...] = ()
    healthy: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


class AwsLoadBalancer(Fact):
    """A load balancer. Its guards are read only where an ECS service or a function stands behind it.

    Attributes:
        name: unique in the region.
        form: `application`, `network` or `gateway`.
        internet_facing: it has public addresses.
        open: a security group lets everybody in, or it has none.
        zones: that it stands in.
        web_acl: ARN; None without one, and for other than application load balancers.
    """

    name: str
    form: str
    internet_facing: bool = False
    open: bool = True
    zones: tuple[str, ...] = ()
    web_acl: str | None = None

    def services(
        self, groups: Iterable[AwsTargetGroup], services: Iterable[AwsContainerService], references: list[AwsReference]
    ) -> list[AwsContainerService]:
        """ECS services of the AI workload behind it."""
        mine = {each.resource for each in groups if self.resource in each.load_balancers}
        return [each for each in services if mine & set(each.target_groups) and each.users(references)]

    def functions(
        self, groups: Iterable[AwsTargetGroup], functions: Iterable[AwsFunction], references: list[AwsReference]
    ) -> list[AwsFunction]:
        """Functions of the AI workload behind it."""
        targets = [each for group in groups if self.resource in group.load_balancers for each in group.functions]
        return [each for each in meant(targets, functions) if each.belongs(references)]


@dataclass(frozen=True)
class Standing:
    """A part of the AI workload that stands in subnets.

    Attributes:
        part: which.
        subnets: ids of those that were asked about.
        bedrock: services of Bedrock that it calls (`bedrock-runtime`, `bedrock-agent-runtime`), as far as its variables tell.
    """

    part: AwsFunction | AwsContainerService | AwsHostedModel
    subnets: frozenset[str]
    bedrock: frozenset[str] = frozenset()


def standing(
    inside: Iterable[str],
    references: list[AwsReference],
    functions: Iterable[AwsFunction],
    services: Iterable[AwsContainerService],
    *,
    models: Iterable[AwsHostedModel] = (),
    endpoints: Iterable[AwsEndpoint] = (),
) -> list[Standing]:
    """The parts of the AI workload that stand in these subnets; what stands elsewhere is not looked at."""
    there, endpoints = frozenset(inside), list(endpoints)
    parts: list[AwsFunction | AwsContainerService | AwsHostedModel] = []
    parts += [each for each in functions if there & set(each.subnets) and each.belongs(references)]
    parts += [each for each in services if there & set(each.subnets) and each.users(references)]
    parts += [each for each in models if there & set(each.subnets) and each.served_by(endpoints)]
    called: dict[str, set[str]] = {}
    for each in references:
        if BEDROCK_AGENTS.match(each.used):
            called.setdefault(each.user, set()).add("bedrock-agent-runtime")
        elif BEDROCK_MODELS.fullmatch(each.used):
            called.setdefault(each.user, set()).add("bedrock-runtime")
    return [Standing(each, there & set(each.subnets), frozenset(called.get(each.resource, ()))) for each in parts]
