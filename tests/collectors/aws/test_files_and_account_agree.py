"""What is declared gets the verdicts of an account that holds the same: Terraform's files, its plan, and CloudFormation's template.

So a release can be held to the checks before it is deployed.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_world import ACCOUNT, place_of, session
from declared_world import Declared, Json, Of, Written, as_files, as_plan
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from infrastructure_world import verdicts, written
from loopback import emptied

from readiness.collectors.aws.access import AwsAccess
from readiness.engine import judge
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.runner import collect

CHECKS = (
    "aws-table-point-in-time-recovery",
    "aws-table-deletion-protected",
    "aws-table-capacity-follows-load",
    "aws-bucket-versioned",
    "aws-bucket-public-access-blocked",
    "aws-function-traced",
    "aws-function-concurrency-reserved",
    "aws-function-url-authenticated",
    "aws-function-behind-alias",
    "aws-log-retention-set",
    "aws-runtime-roles-without-wildcards",
    "aws-model-allow-list",
    "aws-function-alarms-cover-trouble",
    "aws-alarms-reach-somebody",
    "aws-function-spans-zones",
    "aws-bedrock-private-path",
    "aws-network-survives-zone-loss",
    "aws-load-balancer-behind-waf",
    "aws-load-balancer-survives-zone-loss",
    "aws-kms-keys-stay",
)
REGION = "eu-west-1"
MODEL = "anthropic.claude-3-haiku-20240307-v1:0"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
SERVICE = f"com.amazonaws.{REGION}.bedrock-runtime"
TROUBLE = ("Errors", "Throttles")


@dataclass(frozen=True)
class World:
    """What is declared, and made in the account."""

    recovery: bool
    protected: bool
    on_demand: bool
    versioning: str
    blocked: bool
    tracing: str
    reserved: int | None
    url: str
    alias: bool
    retention: int | None
    actions: str
    resource: str
    alarms: int
    told: bool
    zones: int
    endpoint: bool
    filtered: bool
    key_enabled: bool


WORLDS = st.builds(
    World,
    recovery=st.booleans(),
    protected=st.booleans(),
    on_demand=st.booleans(),
    versioning=st.sampled_from(["", "Enabled", "Suspended"]),
    blocked=st.booleans(),
    tracing=st.sampled_from(["Active", "PassThrough"]),
    reserved=st.sampled_from([None, 5]),
    url=st.sampled_from(["", "NONE", "AWS_IAM"]),
    alias=st.booleans(),
    retention=st.sampled_from([None, 30]),
    actions=st.sampled_from(["bedrock:InvokeModel", "bedrock:*", "s3:GetObject"]),
    resource=st.sampled_from(["*", f"arn:aws:bedrock:eu-west-1::foundation-model/{MODEL}"]),
    alarms=st.sampled_from([1, 2]),
    told=st.booleans(),
    zones=st.sampled_from([1, 2]),
    endpoint=st.booleans(),
    filtered=st.booleans(),
    key_enabled=st.booleans(),
)


def policy(world: World) -> dict[str, Any]:
    """What the function may do."""
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": world.actions, "Resource": world.resource}]}


SWITCHES = {"block_public_acls": True, "ignore_public_acls": True, "block_public_policy": True}


def declared(world: World) -> list[Declared]:
    """The world in Terraform's words."""
    chat, docs, network = "aws_lambda_function.chat", Of("aws_s3_bucket.docs", "id"), Of("aws_vpc.main", "id")
    subnets = [Of(f"aws_subnet.{each}", "id") for each in "ab"[: world.zones]]
    variables = {"MODEL_ID": MODEL, "TABLE_NAME": Of("aws_dynamodb_table.chats", "name"), "BUCKET": docs}
    variables["SECRET_ARN"] = Of("aws_secretsmanager_secret.chat", "arn")
    table = {"name": "chats", "billing_mode": "PAY_PER_REQUEST" if world.on_demand else "PROVISIONED"}
    recovery = {"deletion_protection_enabled": world.protected, "point_in_time_recovery": [{"enabled": world.recovery}]}
    function = {
        "function_name": "chat",
        "role": Of("aws_iam_role.chat", "arn"),
        "tracing_config": [{"mode": world.tracing}],
        "vpc_config": [{"subnet_ids": subnets, "security_group_ids": [Of("aws_security_group.chat", "id")]}],
        "environment": [{"variables": variables}],
    }
    if world.reserved:
        function["reserved_concurrent_executions"] = world.reserved
    found = [
        Declared("aws_dynamodb_table", "chats", {**table, **recovery}),
        Declared("aws_s3_bucket", "docs", {"bucket": "docs"}),
        Declared("aws_s3_bucket_public_access_block", "docs", {"bucket": docs, **SWITCHES, "restrict_public_buckets": world.blocked}),
        Declared("aws_iam_role", "chat", {"name": "chat", "assume_role_policy": Json(TRUST)}),
        Declared("aws_iam_role_policy", "chat", {"name": "p", "role": Of("aws_iam_role.chat", "id"), "policy": Json(policy(world))}),
        Declared("aws_kms_key", "chat", {"is_enabled": world.key_enabled}),
        Declared("aws_secretsmanager_secret", "chat", {"name": "chat", "kms_key_id": Of("aws_kms_key.chat", "arn")}),
        Declared("aws_lambda_function", "chat", function),
        Declared(
            "aws_cloudwatch_log_group",
            "chat",
            {"name": Written("/aws/lambda/", Of(chat, "function_name"))}
            | ({"retention_in_days": world.retention} if world.retention else {}),
        ),
        *_network(world, network, subnets),
        *_front(world, subnets),
    ]
    if world.versioning:
        found.append(
            Declared("aws_s3_bucket_versioning", "docs", {"bucket": docs, "versioning_configuration": [{"status": world.versioning}]})
        )
    if world.url:
        names = {"function_name": Of(chat, "function_name"), "authorization_type": world.url}
        found.append(Declared("aws_lambda_function_url", "chat", names))
    if world.alias:
        names = {"name": "live", "function_name": Of(chat, "arn"), "function_version": Of(chat, "version")}
        found.append(Declared("aws_lambda_alias", "live", names))
    topic = Of("aws_sns_topic.oncall", "arn")
    found.append(Declared("aws_sns_topic", "oncall", {"name": "oncall"}))
    found.append(Declared("aws_sqs_queue", "pager", {"name": "pager"}))
    endpoint = {"topic_arn": topic, "protocol": "sqs", "endpoint": Of("aws_sqs_queue.pager", "arn")}
    found.append(Declared("aws_sns_topic_subscription", "oncall", endpoint))
    for metric in TROUBLE[: world.alarms]:
        watched = {"namespace": "AWS/Lambda", "metric_name": metric, "dimensions": {"FunctionName": Of(chat, "function_name")}}
        actions = {"alarm_actions": [topic]} if world.told else {}
        found.append(Declared("aws_cloudwatch_metric_alarm", metric.lower(), {"alarm_name": f"chat-{metric}", **watched, **actions}))
    return found


def _network(world: World, network: Of, subnets: list[Of]) -> list[Declared]:
    """A network whose subnets leave it through a gateway in the first of them."""
    found = [
        Declared("aws_vpc", "main", {"cidr_block": "10.0.0.0/16"}),
        Declared("aws_security_group", "chat", {"name": "chat", "vpc_id": network}),
        Declared("aws_nat_gateway", "a", {"subnet_id": subnets[0], "connectivity_type": "private"}),
        Declared(
            "aws_route_table",
            "out",
            {"vpc_id": network, "route": [{"cidr_block": "0.0.0.0/0", "nat_gateway_id": Of("aws_nat_gateway.a", "id")}]},
        ),
    ]
    for number, subnet in enumerate(subnets):
        name = subnet.address.rpartition(".")[2]
        place = {"cidr_block": f"10.0.{number}.0/24", "availability_zone": f"{REGION}{name}"}
        found.append(Declared("aws_subnet", name, {"vpc_id": network, **place}))
        table = {"subnet_id": subnet, "route_table_id": Of("aws_route_table.out", "id")}
        found.append(Declared("aws_route_table_association", name, table))
    if world.endpoint:
        private = {"vpc_endpoint_type": "Interface", "private_dns_enabled": True, "subnet_ids": subnets}
        found.append(Declared("aws_vpc_endpoint", "bedrock", {"vpc_id": network, "service_name": SERVICE, **private}))
    return found


def _front(world: World, subnets: list[Of]) -> list[Declared]:
    """A public load balancer before the function."""
    group = Of("aws_lb_target_group.chat", "arn")
    forward = [{"type": "forward", "target_group_arn": group}]
    found = [
        Declared(
            "aws_security_group", "open", {"name": "open", "vpc_id": Of("aws_vpc.main", "id"), "ingress": [{"cidr_blocks": ["0.0.0.0/0"]}]}
        ),
        Declared(
            "aws_lb",
            "front",
            {"name": "front", "internal": False, "subnets": subnets, "security_groups": [Of("aws_security_group.open", "id")]},
        ),
        Declared("aws_lb_target_group", "chat", {"name": "chat", "target_type": "lambda"}),
        Declared(
            "aws_lb_listener",
            "https",
            {
                "load_balancer_arn": Of("aws_lb.front", "arn"),
                "port": 80,
                "default_action": forward,
            },
        ),
        Declared("aws_lb_target_group_attachment", "chat", {"target_group_arn": group, "target_id": Of("aws_lambda_function.chat", "arn")}),
    ]
    if world.filtered:
        acl = {"resource_arn": Of("aws_lb.front", "arn"), "web_acl_arn": Of("aws_wafv2_web_acl.front", "arn")}
        found += [Declared("aws_wafv2_web_acl", "front", {"name": "front"}), Declared("aws_wafv2_web_acl_association", "front", acl)]
    return found


def template(world: World) -> str:
    """The world as CloudFormation writes it."""
    subnets = [{"Ref": f"Subnet{each.upper()}"} for each in "ab"[: world.zones]]
    arn = {"Fn::GetAtt": ["Chat", "Arn"]}
    resources: dict[str, tuple[str, dict[str, Any]]] = {
        "Chats": (
            "DynamoDB::Table",
            {
                "TableName": "chats",
                "BillingMode": "PAY_PER_REQUEST" if world.on_demand else "PROVISIONED",
                "DeletionProtectionEnabled": world.protected,
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": world.recovery},
            },
        ),
        "Docs": (
            "S3::Bucket",
            {
                "BucketName": "docs",
                "PublicAccessBlockConfiguration": {
                    "BlockPublicAcls": True,
                    "IgnorePublicAcls": True,
                    "BlockPublicPolicy": True,
                    "RestrictPublicBuckets": world.blocked,
                },
                **({"VersioningConfiguration": {"Status": world.versioning}} if world.versioning else {}),
            },
        ),
        "Role": (
            "IAM::Role",
            {
                "RoleName": "chat",
                "AssumeRolePolicyDocument": TRUST,
                "Policies": [{"PolicyName": "p", "PolicyDocument": policy(world)}],
            },
        ),
        "Key": ("KMS::Key", {"Enabled": world.key_enabled}),
        "Secret": ("SecretsManager::Secret", {"Name": "chat", "KmsKeyId": {"Ref": "Key"}}),
        "Chat": (
            "Lambda::Function",
            {
                "FunctionName": "chat",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "TracingConfig": {"Mode": world.tracing},
                "VpcConfig": {"SubnetIds": subnets},
                "Environment": {
                    "Variables": {
                        "MODEL_ID": MODEL,
                        "TABLE_NAME": {"Ref": "Chats"},
                        "BUCKET": {"Ref": "Docs"},
                        "SECRET_ARN": {"Ref": "Secret"},
                    }
                },
                **({"ReservedConcurrentExecutions": world.reserved} if world.reserved else {}),
            },
        ),
        "Logs": (
            "Logs::LogGroup",
            {"LogGroupName": {"Fn::Sub": "/aws/lambda/${Chat}"}, **({"RetentionInDays": world.retention} if world.retention else {})},
        ),
        "OnCall": ("SNS::Topic", {"TopicName": "oncall", "Subscription": [{"Protocol": "sqs", "Endpoint": "pager"}]}),
        "Vpc": ("EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
        "Nat": ("EC2::NatGateway", {"SubnetId": subnets[0]}),
        "Table": ("EC2::RouteTable", {"VpcId": {"Ref": "Vpc"}}),
        "Out": (
            "EC2::Route",
            {"RouteTableId": {"Ref": "Table"}, "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": {"Ref": "Nat"}},
        ),
        "Open": ("EC2::SecurityGroup", {"SecurityGroupIngress": [{"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}]}),
        "Front": (
            "ElasticLoadBalancingV2::LoadBalancer",
            {"Name": "front", "Scheme": "internet-facing", "Subnets": subnets, "SecurityGroups": [{"Fn::GetAtt": ["Open", "GroupId"]}]},
        ),
        "Group": ("ElasticLoadBalancingV2::TargetGroup", {"Name": "chat", "TargetType": "lambda", "Targets": [{"Id": arn}]}),
        "Listener": (
            "ElasticLoadBalancingV2::Listener",
            {"LoadBalancerArn": {"Ref": "Front"}, "DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Group"}}]},
        ),
    }
    for letter in "AB"[: world.zones]:
        resources[f"Subnet{letter}"] = "EC2::Subnet", {"VpcId": {"Ref": "Vpc"}, "AvailabilityZone": f"{REGION}{letter.lower()}"}
        table = {"SubnetId": {"Ref": f"Subnet{letter}"}, "RouteTableId": {"Ref": "Table"}}
        resources[f"Way{letter}"] = "EC2::SubnetRouteTableAssociation", table
    if world.endpoint:
        named = {"VpcId": {"Ref": "Vpc"}, "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.bedrock-runtime"}}
        resources["Bedrock"] = (
            "EC2::VPCEndpoint",
            {**named, "VpcEndpointType": "Interface", "PrivateDnsEnabled": True, "SubnetIds": subnets},
        )
    if world.filtered:
        resources["Filter"] = "WAFv2::WebACLAssociation", {"ResourceArn": {"Ref": "Front"}, "WebACLArn": "arn:aws:wafv2:eu-west-1:1:acl"}
    if world.url:
        resources["Url"] = "Lambda::Url", {"TargetFunctionArn": arn, "AuthType": world.url}
    if world.alias:
        alias = {"Name": "live", "FunctionName": {"Ref": "Chat"}, "FunctionVersion": {"Fn::GetAtt": ["Version", "Version"]}}
        resources["Version"], resources["Live"] = ("Lambda::Version", {"FunctionName": {"Ref": "Chat"}}), ("Lambda::Alias", alias)
    for metric in TROUBLE[: world.alarms]:
        resources[metric] = (
            "CloudWatch::Alarm",
            {
                "AlarmName": f"chat-{metric}",
                "Namespace": "AWS/Lambda",
                "MetricName": metric,
                "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": "Chat"}}],
                **({"AlarmActions": [{"Ref": "OnCall"}]} if world.told else {}),
            },
        )
    return json.dumps(
        {"Resources": {name: {"Type": f"AWS::{kind}", "Properties": values} for name, (kind, values) in resources.items()}}, indent=2
    )


def make(world: World, moto: str) -> None:
    """The world in an account."""

    def client(name: str) -> Any:
        return session().client(name, endpoint_url=moto)

    key = {"AttributeName": "id"}
    billing = {"BillingMode": "PAY_PER_REQUEST"}
    if not world.on_demand:
        billing = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}  # type: ignore[dict-item] # parameters of a call
    client("dynamodb").create_table(
        TableName="chats",
        KeySchema=[{**key, "KeyType": "HASH"}],
        AttributeDefinitions=[{**key, "AttributeType": "S"}],
        DeletionProtectionEnabled=world.protected,
        **billing,
    )
    recovery = {"PointInTimeRecoveryEnabled": world.recovery}
    client("dynamodb").update_continuous_backups(TableName="chats", PointInTimeRecoverySpecification=recovery)
    store = client("s3")
    store.create_bucket(Bucket="docs", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    switches = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": world.blocked}
    store.put_public_access_block(Bucket="docs", PublicAccessBlockConfiguration=switches)
    if world.versioning:
        store.put_bucket_versioning(Bucket="docs", VersioningConfiguration={"Status": world.versioning})
    client("iam").create_role(RoleName="chat", AssumeRolePolicyDocument=json.dumps(TRUST))
    client("iam").put_role_policy(RoleName="chat", PolicyName="p", PolicyDocument=json.dumps(policy(world)))
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "")
    subnets = _make_network(world, client("ec2"))
    key = client("kms").create_key()["KeyMetadata"]
    if not world.key_enabled:
        client("kms").disable_key(KeyId=key["KeyId"])
    secret = client("secretsmanager").create_secret(Name="chat", KmsKeyId=key["Arn"], SecretString="-")["ARN"]
    functions = client("lambda")
    functions.create_function(
        FunctionName="chat",
        Runtime="python3.12",
        Handler="app.handler",
        Role=f"arn:aws:iam::{ACCOUNT}:role/chat",
        Code={"ZipFile": code.getvalue()},
        VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": []},
        TracingConfig={"Mode": world.tracing},
        Environment={"Variables": {"MODEL_ID": MODEL, "TABLE_NAME": "chats", "BUCKET": "docs", "SECRET_ARN": secret}},
    )
    if world.reserved:
        functions.put_function_concurrency(FunctionName="chat", ReservedConcurrentExecutions=world.reserved)
    if world.url:
        functions.create_function_url_config(FunctionName="chat", AuthType=world.url)
    if world.alias:
        version = functions.publish_version(FunctionName="chat")["Version"]
        functions.create_alias(FunctionName="chat", Name="live", FunctionVersion=version)
    client("logs").create_log_group(logGroupName="/aws/lambda/chat")
    if world.retention:
        client("logs").put_retention_policy(logGroupName="/aws/lambda/chat", retentionInDays=world.retention)

    topic = client("sns").create_topic(Name="oncall")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:pager")
    for metric in TROUBLE[: world.alarms]:
        client("cloudwatch").put_metric_alarm(
            AlarmName=f"chat-{metric}",
            Namespace="AWS/Lambda",
            MetricName=metric,
            Dimensions=[{"Name": "FunctionName", "Value": "chat"}],
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            AlarmActions=[topic] if world.told else [],
        )
    _make_front(world, client, subnets)


def _make_network(world: World, network: Any) -> list[str]:
    """Subnets that leave their network through a gateway in the first of them."""
    vpc = network.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        network.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{letter}")["Subnet"]["SubnetId"]
        for number, letter in enumerate("ab"[: world.zones])
    ]
    gateway = network.create_nat_gateway(SubnetId=subnets[0], ConnectivityType="private")["NatGateway"]["NatGatewayId"]
    table = network.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    network.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway)
    for each in subnets:
        network.associate_route_table(RouteTableId=table, SubnetId=each)
    if world.endpoint:
        network.create_vpc_endpoint(VpcId=vpc, ServiceName=SERVICE, VpcEndpointType="Interface", PrivateDnsEnabled=True, SubnetIds=subnets)
    return subnets


def _make_front(world: World, client: Any, subnets: list[str]) -> None:
    """A public load balancer before the function."""
    network, balancers = client("ec2"), client("elbv2")
    vpc = network.describe_subnets(SubnetIds=subnets)["Subnets"][0]["VpcId"]
    group = network.create_security_group(GroupName="open", Description="open", VpcId=vpc)["GroupId"]
    everybody = [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    network.authorize_security_group_ingress(GroupId=group, IpPermissions=everybody)
    balancer = balancers.create_load_balancer(Name="front", Scheme="internet-facing", Subnets=subnets, SecurityGroups=[group])[
        "LoadBalancers"
    ][0]["LoadBalancerArn"]
    targets = balancers.create_target_group(Name="chat", TargetType="lambda")["TargetGroups"][0]["TargetGroupArn"]
    balancers.register_targets(TargetGroupArn=targets, Targets=[{"Id": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:chat"}])
    forward = [{"Type": "forward", "TargetGroupArn": targets}]
    balancers.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=forward)
    if world.filtered:
        seen = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "front"}
        acl = client("wafv2").create_web_acl(Name="front", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=seen)
        client("wafv2").associate_web_acl(WebACLArn=acl["Summary"]["ARN"], ResourceArn=balancer)


def said_of_account(moto: str) -> dict[str, set[str]]:
    """Verdicts of a scan of the account."""
    access = AwsAccess(session=session(), account=ACCOUNT, endpoint_url=moto)
    checks = [load_checks()[id] for id in CHECKS]
    snapshot = collect(plan([place_of(kind, access) for kind in ("aws-account", "aws-region")], checks))
    # What moto does not answer holds nothing of this world.
    snapshot = snapshot.model_copy(update={"gaps": ()})
    told: dict[str, set[str]] = {id: set() for id in CHECKS}
    for each in judge(snapshot, checks):
        told[each.check].add(str(each.status))
    return {id: found - {"not applicable"} or found for id, found in told.items()}


@settings(
    max_examples=1,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(WORLDS)
def test_what_is_declared_and_the_account_agree(moto: str, tmp_path: Path, world: World) -> None:
    make(world, emptied(moto))
    live = {id: said for id, said in said_of_account(moto).items() if "unknown" not in said}
    assert len(live) >= len(CHECKS) - 1
    resources = declared(world)
    forms = {"main.tf": as_files(resources, REGION), "plan.json": as_plan(resources, REGION), "template.json": template(world)}
    for name, text in forms.items():
        said = verdicts(written(tmp_path / name, {name: text}), *CHECKS)
        assert {id: said[id] for id in live} == live, name
