"""Whether networks of different environments reach each other."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel
from readiness.facts.aws.network import AwsPeering, AwsSubnet, standing
from readiness.facts.aws.serverless import AwsFunction

BEFORE_PRODUCTION = (Environment.DEVELOPMENT, Environment.STAGING)


@check(
    "aws-environments-not-peered",
    severity="medium",
    effort="days",
    certainty="likely",
    maps=["azure-waf-core:SE:04", "azure-waf-core:SE:06"],
)
def environments_not_peered(
    peering: AwsPeering,
    subnets: list[AwsSubnet],
    references: list[AwsReference],
    functions: list[AwsFunction],
    services: list[AwsContainerService],
    *,
    models: list[AwsHostedModel],
    endpoints: list[AwsEndpoint],
    nonproduction_accounts: tuple[str, ...] = (),
) -> Verdict:
    """Production's networks are not peered with others.

    Why: An intruder in a test network can go on to production. Tags of the networks tell their environment; set
    `nonproduction_accounts` for networks of other accounts.

    Fix: Share single services through PrivateLink, then delete it

        # <networks>
        aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id <peering>
    """
    inside = [each.id for each in subnets if each.vpc in {side.vpc for side in peering.sides}]
    if not standing(inside, references, functions, services, models=models, endpoints=endpoints):
        return not_applicable("nothing of the AI workload stands in either network")
    others = {str(each).zfill(12) for each in nonproduction_accounts}
    told = [Environment.DEVELOPMENT if each.account in others else each.environment for each in peering.sides]
    networks = [f"{each.vpc} ({environment})" for each, environment in zip(peering.sides, told, strict=True)]
    evidence: dict[str, Any] = {"peering": peering.id, "networks": networks}
    if Environment.PRODUCTION in told and any(each in BEFORE_PRODUCTION for each in told):
        return failed("Production's network is peered with another", **evidence)
    if Environment.UNCLASSIFIED in told:
        return unknown("the environment of a network is not told", **evidence)
    return passed(**evidence)
