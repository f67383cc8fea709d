"""Whether containers on AWS stand in more than one zone."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService
from readiness.facts.serving import before_production


@check("aws-ecs-service-spans-zones", severity="high", effort="hours", maps=["aws-genai-lens:GENREL02-BP01", "azure-waf-core:RE:05"])
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
