"""Networks and load balancers that lose a zone: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel, ConfiguredVariant
from readiness.facts.aws.network import AwsLoadBalancer, AwsNatGateway, AwsSubnet, AwsTargetGroup, AwsVpc, AwsVpcEndpoint
from readiness.facts.aws.serverless import AwsFunction
from readiness.testing import PLACE, fact, row, table

TEST = {"environment": Environment.DEVELOPMENT}
VPC = fact(AwsVpc, id="vpc-1")
CHAT = fact(AwsFunction, name="chat", ai_evidence=("variable MODEL_ID",), subnets=("a", "b"))
MODEL = fact(AwsHostedModel, name="ranker", subnets=("a", "b"))
ENDPOINT = fact(AwsEndpoint, name="rank", configured=(ConfiguredVariant(name="v", model="ranker"),))


def subnet(zone, default=""):
    return fact(AwsSubnet, resource=f"s:{zone}", id=zone, vpc="vpc-1", zone=zone, default=default)


def nat(id, zone="", **values):
    return fact(AwsNatGateway, resource=id, id=id, vpc="vpc-1", zone=zone, **values)


def interface(*zones, service="bedrock-runtime", **values):
    name = f"com.amazonaws.eu-west-1.{service}"
    return fact(AwsVpcEndpoint, **{"id": "vpce", "vpc": "vpc-1", "service": name, "private_dns": True, "zones": zones, **values})


EACH = [subnet("a", "nat-a"), subnet("b", "nat-b")]
ONE = [subnet("a", "nat-a"), subnet("b", "nat-a")]
CLOSED = [subnet("a"), subnet("b")]

test_network = table(
    "aws-network-survives-zone-loss",
    passes=[
        [VPC, CHAT, *EACH, nat("nat-a", "a"), nat("nat-b", "b")],
        [VPC, CHAT, *ONE, nat("nat-a", regional=True)],
        [VPC, CHAT, *CLOSED, interface("a", "b")],
        # What the workload does not rely on, or does not stand in, may be in one zone.
        [VPC, CHAT, *CLOSED, interface("a", "b"), interface("a", service="workspaces", id="vpce-2", resource="vpce-2")],
        [VPC, CHAT, *EACH, nat("nat-a", "a"), nat("nat-b", "b"), subnet("c", "nat-a")],
    ],
    fails=[
        row(VPC, CHAT, *ONE, nat("nat-a", "a"), says="b (b) through nat-a (a)"),
        row(VPC, CHAT, *CLOSED, interface("a"), says="bedrock-runtime in a only"),
        [VPC, CHAT, *EACH, nat("nat-a", "a"), nat("nat-b", "b"), interface("b", service="ecr.dkr")],
        [VPC, MODEL, ENDPOINT, *ONE, nat("nat-a", "a")],
    ],
    unknown=[
        [VPC, CHAT, *EACH, nat("nat-a", "a")],
        [VPC, CHAT, *ONE, nat("nat-a")],
        [VPC, CHAT, *CLOSED, interface()],
        [VPC, CHAT, *EACH, nat("nat-a", "a"), Gap(place=PLACE, facts=("AwsNatGateway",), reason=GapReason.DENIED)],
        [VPC, CHAT, subnet("a"), subnet("b").unknown("default", GapReason.DENIED, right="ec2:DescribeRouteTables")],
    ],
    not_applicable=[
        [VPC, *ONE, nat("nat-a", "a")],
        [VPC, CHAT.model_copy(update=TEST), *ONE, nat("nat-a", "a")],
        [VPC, CHAT.model_copy(update={"subnets": ("a",)}), *ONE, nat("nat-a", "a")],
        [VPC, MODEL, *ONE, nat("nat-a", "a")],
        [VPC, CHAT, *CLOSED],
    ],
)


def service(*groups, **values):
    known = {"name": "app", "cluster": "c", "signs": ("variable MODEL_ID",), "target_groups": groups or ("tg",), "wanted": 2}
    return fact(AwsContainerService, **{**known, **values})


def group(*healthy, name="tg", **values):
    return fact(AwsTargetGroup, **{"resource": name, "name": name, "load_balancers": ("lb",), "healthy": healthy, **values})


def balancer(*zones):
    return fact(AwsLoadBalancer, resource="lb", name="front", form="application", zones=zones or ("a", "b"))


test_balancer = table(
    "aws-load-balancer-survives-zone-loss",
    passes=[
        [balancer(), service(), group("10.0.0.1", "10.0.1.1")],
        # Blue/green: the other group is empty.
        [balancer(), service("blue", "green"), group("1", "2", name="blue"), group(name="green")],
        [balancer(), service(wanted=0), group()],
        [balancer(), service(signs=("vector store qdrant",)), group("1")],
        [balancer(), CHAT, group(functions=(CHAT.resource,))],
        row(balancer(), service(), group("1"), min_targets=1),
    ],
    fails=[
        row(balancer("a"), service(), group("1", "2"), says="one zone"),
        row(balancer(), service(), group("1"), says="app: 1 healthy"),
        # One task behind two groups is still one.
        [balancer(), service("x", "y"), group("1", name="x"), group("1", name="y")],
        [balancer(), service(), group()],
        [balancer("a"), CHAT, group(functions=(CHAT.resource,))],
    ],
    unknown=[
        [balancer(), service(), group().unknown("healthy", GapReason.DENIED, right="elasticloadbalancing:DescribeTargetHealth")],
        [balancer(), service(), Gap(place=PLACE, facts=("AwsTargetGroup",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        [balancer("a"), group()],
        [balancer("a"), service(signs=()), group()],
        [balancer("a"), service(**TEST), group()],
        [balancer("a"), service("other"), group()],
    ],
)
