"""Private paths to Bedrock and web ACLs: situations and verdicts."""

from __future__ import annotations

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService
from readiness.facts.aws.network import AwsLoadBalancer, AwsSubnet, AwsTargetGroup, AwsVpc, AwsVpcEndpoint
from readiness.facts.aws.serverless import AwsApi, AwsApiStage, AwsFunction, AwsRoute
from readiness.testing import PLACE, fact, row, table

TEST = {"environment": Environment.DEVELOPMENT}
VPC = fact(AwsVpc, id="vpc-1", resource="arn:aws:ec2:eu-west-1:1:vpc/vpc-1")


def subnet(default="nat-1", ways=("nat-1",)):
    return fact(AwsSubnet, id="subnet-a", vpc="vpc-1", zone="eu-west-1a", default=default, ways=ways)


CHAT = fact(AwsFunction, name="chat", ai_evidence=("variable MODEL_ID",), subnets=("subnet-a",))
SEALED = fact(AwsFunction, name="sealed", subnets=("subnet-a",)).unknown("ai_evidence", GapReason.DENIED, right="kms:Decrypt")
OUTSIDE = fact(AwsFunction, name="chat", ai_evidence=("variable MODEL_ID",))
TASKS = fact(AwsContainerService, name="app", cluster="c", signs=("variable MODEL_ID",), subnets=("subnet-a",))


def uses(user, used):
    return fact(AwsReference, resource=f"{user.resource} {used}", user=user.resource, used=used, role="environment variable X")


MODEL = uses(CHAT, "eu.anthropic.claude-sonnet-4-5-20250929-v1:0")
AGENT = uses(CHAT, "arn:aws:bedrock:eu-west-1:1:agent-alias/A/B")
HOST = uses(CHAT, "bedrock-runtime.eu-west-1.amazonaws.com")


def endpoint(service="bedrock-runtime", **values):
    return fact(
        AwsVpcEndpoint,
        resource=f"vpce:{service}",
        **{"id": f"vpce-{service}", "vpc": "vpc-1", "service": f"com.amazonaws.eu-west-1.{service}", "private_dns": True, **values},
    )


test_private_path = table(
    "aws-bedrock-private-path",
    passes=[
        [VPC, subnet(), CHAT, MODEL, endpoint()],
        # What stands in another network decides nothing here, read or not.
        [VPC, subnet(), CHAT, MODEL, endpoint(), SEALED.model_copy(update={"subnets": ("subnet-z",)})],
        [VPC, subnet(), CHAT, MODEL, endpoint("bedrock-runtime-fips")],
        [VPC, subnet(), CHAT, MODEL, AGENT, endpoint(), endpoint("bedrock-agent-runtime")],
        [VPC, subnet(), TASKS, uses(TASKS, "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0"), endpoint()],
    ],
    fails=[
        row(VPC, subnet(), CHAT, MODEL, says="bedrock-runtime"),
        [VPC, subnet(), CHAT, MODEL, endpoint("bedrock")],
        [VPC, subnet(), CHAT, MODEL, endpoint(vpc="vpc-2")],
        row(VPC, subnet(), CHAT, MODEL, AGENT, endpoint(), says="bedrock-agent-runtime"),
        [VPC, subnet("igw-1", ("igw-1",)), CHAT, MODEL],
    ],
    unknown=[
        [VPC, subnet(), CHAT, MODEL, endpoint(private_dns=False)],
        [VPC, subnet(), SEALED],
        # The endpoint may stand in a network shared through a transit gateway.
        [VPC, subnet(ways=("nat-1", "tgw-1")), CHAT, MODEL],
        [VPC, subnet("", ()), CHAT, MODEL],
        [VPC, subnet().unknown("ways", GapReason.DENIED, right="ec2:DescribeRouteTables"), CHAT, MODEL],
        [VPC, subnet(), CHAT, MODEL, Gap(place=PLACE, facts=("AwsVpcEndpoint",), reason=GapReason.DENIED)],
        [VPC, subnet(), Gap(place=PLACE, facts=("AwsFunction",), reason=GapReason.DENIED)],
    ],
    not_applicable=[[VPC, subnet()], [VPC, subnet(), OUTSIDE, MODEL], [VPC, subnet(), CHAT], [VPC, subnet(), CHAT, HOST]],
)

ROUTE = AwsRoute(name="POST /", authorization="AWS_IAM", target=CHAT.resource)


def api(**values):
    return fact(AwsApi, resource="api", **{"name": "chat", "protocol": "REST", "routes": (ROUTE,), **values})


def stage(**values):
    return fact(AwsApiStage, **{"api": "api", "name": "prod", **values})


test_api_waf = table(
    "aws-inference-api-behind-waf",
    passes=[[stage(web_acl="arn:acl"), api(), CHAT], [stage(web_acl="arn:acl"), api(policy="restricting"), CHAT]],
    fails=[row(stage(), api(), CHAT, says="no web ACL"), [stage(), api(policy="open"), CHAT]],
    unknown=[
        [stage().unknown("web_acl", GapReason.DENIED), api(), CHAT],
        [stage(), api().unknown("routes", GapReason.DENIED, right="apigateway:GET"), CHAT],
    ],
    not_applicable=[
        [stage(), api(protocol="HTTP"), CHAT],
        [stage(), api(private=True), CHAT],
        [stage(), api()],
        [stage(), api(policy="restricting"), CHAT],
        [stage(**TEST), api(), CHAT],
    ],
)

SERVICE = fact(AwsContainerService, name="app", cluster="c", signs=("inference vllm",), target_groups=("tg",))
GROUP = fact(AwsTargetGroup, resource="tg", name="tg", load_balancers=("lb",))
LAMBDA = fact(AwsTargetGroup, resource="tl", name="tl", load_balancers=("lb",), functions=(f"{CHAT.resource}:live",))


def balancer(**values):
    return fact(AwsLoadBalancer, resource="lb", **{"name": "front", "form": "application", "internet_facing": True, **values})


test_balancer_waf = table(
    "aws-load-balancer-behind-waf",
    passes=[[balancer(web_acl="arn:acl"), GROUP, SERVICE], [balancer(web_acl="arn:acl", open=False), GROUP, SERVICE]],
    fails=[row(balancer(), GROUP, SERVICE, says="front"), [balancer(), LAMBDA, CHAT]],
    unknown=[
        [balancer().unknown("web_acl", GapReason.DENIED, right="wafv2:GetWebACLForResource"), GROUP, SERVICE],
        [balancer().unknown("open", GapReason.DENIED, right="ec2:DescribeSecurityGroups"), GROUP, SERVICE],
        [balancer(), Gap(place=PLACE, facts=("AwsTargetGroup",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        [balancer(), GROUP],
        [balancer(), SERVICE],
        [balancer(), LAMBDA, fact(AwsFunction, name="chat")],
        [balancer(internet_facing=False), GROUP, SERVICE],
        [balancer(form="network"), GROUP, SERVICE],
        [balancer(open=False), GROUP, SERVICE],
        [balancer(), GROUP, SERVICE.model_copy(update=TEST)],
    ],
)
