"""Whether prompts stay on private ways, and a filter stands before what the internet reaches."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService
from readiness.facts.aws.network import ELSEWHERE, AwsLoadBalancer, AwsSubnet, AwsTargetGroup, AwsVpc, AwsVpcEndpoint, standing
from readiness.facts.aws.serverless import AwsApi, AwsApiStage, AwsFunction
from readiness.facts.serving import before_production

FILTERED = ["owasp-llm-top10-2025:LLM10:2025", "azure-waf-core:SE:06", "aws-genai-lens:GENSEC01-BP01"]
NOT_PRODUCTION = "it lives before production"


@check(
    "aws-bedrock-private-path",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENSEC01-BP02", "azure-waf-core:SE:06"],
)
def bedrock_private_path(
    vpc: AwsVpc,
    endpoints: list[AwsVpcEndpoint],
    subnets: list[AwsSubnet],
    functions: list[AwsFunction],
    services: list[AwsContainerService],
    *,
    references: list[AwsReference],
) -> Verdict:
    r"""Bedrock is called from our networks on a private path.

    Why: Prompts leave through the same door as everything else. An endpoint in the network keeps them off public
    addresses, and its policy says which models may be called, by whom.

    Fix: Create an interface endpoint for Bedrock

        aws ec2 create-vpc-endpoint --vpc-id <vpc> --vpc-endpoint-type Interface --private-dns-enabled \
          --service-name com.amazonaws.<region>.bedrock-runtime --subnet-ids subnet-1 subnet-2
        # missing: <missing>; callers: <callers>
    """
    mine = {each.id: each for each in subnets if each.vpc == vpc.id}
    callers = [each for each in standing(mine, references, functions, services) if each.bedrock]
    if not callers:
        return not_applicable("nothing that is known to call Bedrock stands in it")
    there = [each for each in endpoints if each.vpc == vpc.id]
    wanted = {name for each in callers for name in each.bedrock}
    by_name = {_service(each) for each in there if each.private_dns}
    missing = sorted(wanted - by_name)
    region = vpc.resource.split(":")[3] if vpc.resource.count(":") > 3 else ""
    evidence: dict[str, Any] = {"vpc": vpc.id, "region": region, "callers": sorted(each.part.resource for each in callers)}
    if not missing:
        return passed(endpoints=sorted(each.id for each in there if _service(each) in wanted), **evidence)
    used = [mine[id] for each in callers if set(missing) & each.bedrock for id in sorted(each.subnets)]
    if doubt := _doubt(missing, there, used):
        return unknown(doubt, missing=missing, **evidence)
    return failed("Bedrock is called over public addresses", missing=missing, **evidence)


def _service(endpoint: AwsVpcEndpoint) -> str:
    return endpoint.service.rsplit(".", 1)[-1].removesuffix("-fips")


def _doubt(missing: list[str], there: list[AwsVpcEndpoint], used: list[AwsSubnet]) -> str:
    """Why calls may be private all the same; empty when they are not."""
    if set(missing) <= {_service(each) for each in there}:
        return "callers must name the endpoint's own address, which is not seen"
    if any(way.startswith(ELSEWHERE) for each in used for way in each.ways):
        return "an endpoint of another network may be shared with it"
    if not any(each.default for each in used):
        return "no way from it to Bedrock was found"
    return ""


@check("aws-inference-api-behind-waf", severity="medium", effort="hours", maps=FILTERED)
def inference_api_behind_waf(
    stage: AwsApiStage, apis: list[AwsApi], functions: list[AwsFunction], references: list[AwsReference]
) -> Verdict:
    r"""Public inference APIs are behind a web application firewall.

    Why: Scripts that flood the API spend our model budget. A web ACL limits what one address may ask and turns known
    attackers away. HTTP and WebSocket APIs can't have one.

    Fix: Associate a web ACL with the stage

        aws wafv2 associate-web-acl --web-acl-arn arn:aws:wafv2:… \
          --resource-arn <arn>
    """
    api = stage.among(apis)
    if api is None or api.protocol != "REST":
        return not_applicable("such APIs can't have a web ACL")
    if before_production(stage):
        return not_applicable(NOT_PRODUCTION)
    if api.private:
        return not_applicable("it is reached from our networks only")
    if not api.inference_routes(functions, references):
        return not_applicable("none of its routes reaches the AI workload")
    if stage.web_acl:
        return passed(api=api.name, stage=stage.name, web_acl=stage.web_acl)
    if api.policy == "restricting":
        return not_applicable("its policy names who may call")
    return failed("A public inference API has no web ACL", api=api.name, stage=stage.name, arn=stage.resource)


@check("aws-load-balancer-behind-waf", severity="medium", effort="hours", maps=FILTERED)
def load_balancer_behind_waf(
    balancer: AwsLoadBalancer,
    groups: list[AwsTargetGroup],
    services: list[AwsContainerService],
    functions: list[AwsFunction],
    references: list[AwsReference],
) -> Verdict:
    r"""Public load balancers of the AI workload have a web ACL.

    Why: Scripts that flood the assistant spend our model budget. A web ACL limits what one address may ask and turns
    known attackers away.

    Fix: Associate a web ACL with the load balancer

        aws wafv2 associate-web-acl --web-acl-arn arn:aws:wafv2:… \
          --resource-arn <arn>
    """
    behind = [*balancer.services(groups, services, references), *balancer.functions(groups, functions, references)]
    if not behind:
        return not_applicable("the AI workload does not use it")
    if all(before_production(each) for each in behind):
        return not_applicable(NOT_PRODUCTION)
    if not balancer.internet_facing:
        return not_applicable("it is reached from our networks only")
    if balancer.form != "application":
        return not_applicable("such load balancers can't have a web ACL")
    if balancer.web_acl:
        return passed(load_balancer=balancer.name, web_acl=balancer.web_acl)
    if not balancer.open:
        return not_applicable("its security groups name who may connect")
    return failed("A public load balancer has no web ACL", load_balancer=balancer.name, arn=balancer.resource)
