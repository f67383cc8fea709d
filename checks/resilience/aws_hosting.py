"""Whether what computes on AWS stands in more than one zone."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.clusters import AwsNodeGroup
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel
from readiness.facts.aws.network import AwsSubnet
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.serving import before_production

MAPS = ["aws-genai-lens:GENREL02-BP01", "azure-waf-core:RE:05"]


@check("aws-ecs-service-spans-zones", severity="high", effort="hours", maps=MAPS)
def service_spans_zones(service: AwsContainerService, references: list[AwsReference], least: int = 2) -> Verdict:
    r"""ECS services of the AI workload span two zones.

    Why: The assistant stops when one data centre does. ECS spreads tasks over the zones of the subnets that it is given.

    Fix: Give the service subnets in at least two zones

        aws ecs update-service --cluster <cluster> --service <service> \
          --network-configuration 'awsvpcConfiguration={subnets=[subnet-1,subnet-2]}'
    """
    if before_production(service):
        return not_applicable("it is not for production")
    if not service.users(references):
        return not_applicable("the AI workload does not refer to it")
    if not service.subnets:
        return not_applicable("its tasks use the network of their hosts")
    if len(service.zones) < least:
        return failed("Tasks stand in too few zones", cluster=service.cluster, service=service.name, zones=service.zones)
    return passed(zones=service.zones)


@check("aws-function-spans-zones", severity="high", effort="hours", maps=MAPS)
def function_spans_zones(function: AwsFunction, references: list[AwsReference], subnets: list[AwsSubnet], least: int = 2) -> Verdict:
    r"""Functions in a network span two zones.

    Why: The assistant stops when one data centre does. Lambda runs a function of ours only in the subnets that it is
    given; outside of our networks it uses every zone by itself.

    Fix: Give the function subnets in at least two zones

        aws lambda update-function-configuration --function-name <function> \
          --vpc-config SubnetIds=subnet-1,subnet-2,SecurityGroupIds=sg-1
    """
    if before_production(function):
        return not_applicable("it is not for production")
    if not function.belongs(references):
        return not_applicable("it does not belong to the AI workload")
    if not function.subnets:
        return not_applicable("outside of our networks Lambda uses every zone")
    return _spans(function.subnets, subnets, least, function=function.name)


@check("aws-sagemaker-model-spans-zones", severity="high", effort="hours", maps=MAPS)
def model_spans_zones(model: AwsHostedModel, endpoints: list[AwsEndpoint], subnets: list[AwsSubnet], least: int = 2) -> Verdict:
    r"""Hosted models in a network span two zones.

    Why: Every instance of the endpoint stops when one data centre does. SageMaker spreads instances over the zones of
    the subnets that the model is given, and over all of them without.

    Fix: Make the model again with subnets in two zones

        aws sagemaker create-model --model-name <model>-2 --execution-role-arn $ROLE --primary-container file://container.json \
          --vpc-config Subnets=subnet-1,subnet-2,SecurityGroupIds=sg-1
    """
    if before_production(model):
        return not_applicable("it is not for production")
    if not model.served_by(endpoints):
        return not_applicable("no endpoint serves it")
    if not model.subnets:
        return not_applicable("outside of our networks SageMaker chooses the zones")
    return _spans(model.subnets, subnets, least, model=model.name)


@check("aws-node-group-spans-zones", severity="high", effort="hours", maps=MAPS)
def node_group_spans_zones(group: AwsNodeGroup, groups: list[AwsNodeGroup], subnets: list[AwsSubnet], least: int = 2) -> Verdict:
    r"""Nodes that AI runs on stand in two zones.

    Why: Every pod of a node group stops when one data centre does. Groups of the same machines in a cluster, one for
    each zone, count together.

    Fix: Make a group of the same machines in another zone

        aws eks create-nodegroup --cluster-name <cluster> --nodegroup-name <group>-b --subnets subnet-2 \
          --node-role $ROLE --scaling-config minSize=1,maxSize=3,desiredSize=1
    """
    if group.exempt:
        return not_applicable(group.exempt)
    if group.maximum < least:
        return not_applicable("it never has nodes for two zones")
    ids = {each for group_of_kind in (group, *group.beside(groups)) for each in group_of_kind.subnets}
    return _spans(tuple(sorted(ids)), subnets, least, cluster=group.cluster, group=group.name)


def _spans(ids: tuple[str, ...], subnets: list[AwsSubnet], least: int, **named: Any) -> Verdict:
    zone_of = {each.id: each.zone for each in subnets if each.id in ids}
    zones = sorted({zone_of[each] for each in ids if each in zone_of})
    if len(zones) >= least:
        return passed(**named, zones=zones)
    missing = sorted(set(ids) - zone_of.keys())
    if missing:
        return unknown("the zones of some of its subnets are not told", **named, subnets=missing)
    return failed("It stands in too few zones", **named, zones=zones)
