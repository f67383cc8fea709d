"""Networks, load balancers and alarms of Terraform's files: what they tell, and what they leave open."""

from __future__ import annotations

import json

import pytest
from infrastructure_world import facts_in, findings_in, gaps_in, only, verdicts, written

from readiness.facts import GapReason
from readiness.facts.aws.hosting import AwsContainerService
from readiness.facts.aws.network import AwsLoadBalancer, AwsNatGateway, AwsSubnet, AwsTargetGroup, AwsVpc, AwsVpcEndpoint
from readiness.facts.aws.watching import AwsAlarm, AwsAlarmTopic, AwsEventRule

FUNCTION = """
provider "aws" { region = "eu-west-1" }
resource "aws_lambda_function" "chat" {
  function_name = "chat"
  environment {
    variables = { MODEL_ID = "anthropic.claude-3-haiku-20240307-v1:0" }
  }
}
"""
NETWORK = """
provider "aws" { region = "eu-west-1" }
variable "peer" {}
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_internet_gateway" "out" { vpc_id = aws_vpc.main.id }
resource "aws_subnet" "own" {
  for_each          = toset(["eu-west-1a", "eu-west-1b"])
  vpc_id            = aws_vpc.main.id
  availability_zone = each.value
}
resource "aws_subnet" "any" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  availability_zone = data.aws_availability_zones.all.names[count.index]
}
resource "aws_nat_gateway" "a" { subnet_id = aws_subnet.own["eu-west-1a"].id }
resource "aws_nat_gateway" "all" {
  vpc_id            = aws_vpc.main.id
  availability_mode = "regional"
}
resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block         = "10.9.0.0/16"
    transit_gateway_id = "tgw-1"
  }
}
resource "aws_route" "out" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.a.id
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.own["eu-west-1a"].id
  route_table_id = aws_route_table.private.id
}
resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}
resource "aws_vpc_endpoint" "bedrock" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.${data.aws_region.here.name}.bedrock-runtime"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.own["eu-west-1a"].id, aws_subnet.own["eu-west-1b"].id]
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.s3"
}
"""


def test_subnets_have_the_ways_of_their_tables(tmp_path):
    subnets = facts_in(written(tmp_path, {"ai.tf": FUNCTION, "main.tf": NETWORK.replace(FUNCTION.splitlines()[1], "")}), AwsSubnet)
    found = {each.id: each for each in subnets.values()}
    own = found['aws_subnet.own["eu-west-1a"]']
    assert (own.vpc, own.zone, own.default) == ("aws_vpc.main", "eu-west-1a", "nat-aws_nat_gateway.a")
    assert own.ways == ("nat-aws_nat_gateway.a", "tgw-1")
    assert found['aws_subnet.own["eu-west-1b"]'].default == "igw-aws_internet_gateway.out"
    assert found["aws_subnet.any[1]"].unread["zone"].reason is GapReason.UNRESOLVED
    gateways = {each.id: each for each in facts_in(tmp_path, AwsNatGateway).values()}
    assert (gateways["nat-aws_nat_gateway.a"].zone, gateways["nat-aws_nat_gateway.a"].vpc) == ("eu-west-1a", "aws_vpc.main")
    assert gateways["nat-aws_nat_gateway.all"].regional
    endpoint = only(tmp_path, AwsVpcEndpoint)
    assert (endpoint.service.rpartition(".")[2], endpoint.private_dns) == ("bedrock-runtime", True)
    assert endpoint.zones == ("eu-west-1a", "eu-west-1b")
    assert only(tmp_path, AwsVpc).id == "aws_vpc.main"


@pytest.mark.parametrize(
    ("subnets", "said"),
    [
        ('[aws_subnet.own["eu-west-1a"].id, aws_subnet.own["eu-west-1b"].id]', "pass"),
        ('[aws_subnet.own["eu-west-1a"].id]', "fail"),
        ("aws_subnet.any[*].id", "unknown"),
        ("var.subnets", "unknown"),
        ("[for each in aws_subnet.own : each.id]", "pass"),
    ],
)
def test_where_a_function_stands(tmp_path, subnets, said):
    function = FUNCTION.replace("  environment", f"  vpc_config {{\n    subnet_ids = {subnets}\n  }}\n  environment")
    written(tmp_path, {"main.tf": function + NETWORK.partition("}\n")[2]})
    assert verdicts(tmp_path, "aws-function-spans-zones") == {"aws-function-spans-zones": {said}}


def test_a_network_of_a_module_from_elsewhere_is_unknown_and_no_failure(tmp_path):
    module = 'module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n'
    written(tmp_path, {"main.tf": FUNCTION + module})
    assert [each.facts for each in gaps_in(tmp_path)] == [()]  # nothing stands in it
    inside = FUNCTION.replace("  environment", "  vpc_config {\n    subnet_ids = module.vpc.private_subnets\n  }\n  environment")
    written(tmp_path, {"main.tf": inside + module})
    assert any("AwsVpcEndpoint" in each.facts for each in gaps_in(tmp_path))
    assert verdicts(tmp_path, "aws-bedrock-private-path") == {"aws-bedrock-private-path": {"unknown"}}


SERVICE = """
provider "aws" { region = "eu-west-1" }
resource "aws_ecs_service" "chat" {
  name            = "chat"
  cluster         = "ai"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.chat.arn
  load_balancer {
    target_group_arn = aws_alb_target_group.chat.arn
    container_name   = "chat"
  }
  network_configuration {
    subnets = [aws_subnet.a.id, aws_subnet.b.id]
  }
}
resource "aws_ecs_task_definition" "chat" {
  family                = "chat"
  task_role_arn         = aws_iam_role.chat.arn
  container_definitions = jsonencode([{ name = "chat", image = "vllm/vllm-openai:v0.9.0" }])
}
resource "aws_iam_role" "chat" { name = "chat" }
resource "aws_subnet" "a" { availability_zone = "eu-west-1a" }
resource "aws_subnet" "b" { availability_zone = "eu-west-1b" }
resource "aws_alb" "front" {
  name            = "front"
  security_groups = [aws_security_group.front.id]
  subnet_mapping { subnet_id = aws_subnet.a.id }
  subnet_mapping { subnet_id = "subnet-2" }
}
resource "aws_security_group" "front" {}
resource "aws_security_group_rule" "front" {
  type              = "ingress"
  security_group_id = aws_security_group.front.id
  cidr_blocks       = ["SOURCE"]
}
resource "aws_alb_target_group" "chat" { name = "chat" }
resource "aws_alb_listener" "https" {
  load_balancer_arn = aws_alb.front.arn
  default_action { type = "fixed-response" }
}
resource "aws_alb_listener_rule" "chat" {
  listener_arn = aws_alb_listener.https.arn
  action {
    type = "forward"
    forward {
      target_group { arn = aws_alb_target_group.chat.arn }
    }
  }
}
"""


@pytest.mark.parametrize(("source", "said"), [("0.0.0.0/0", "fail"), ("10.0.0.0/8", "not applicable")])
def test_a_service_behind_a_load_balancer(tmp_path, source, said):
    written(tmp_path, {"main.tf": SERVICE.replace("SOURCE", source)})
    balancer, group, service = only(tmp_path, AwsLoadBalancer), only(tmp_path, AwsTargetGroup), only(tmp_path, AwsContainerService)
    assert (balancer.internet_facing, balancer.zones) == (True, ("eu-west-1a", "zone of subnet-2"))
    assert group.load_balancers == (balancer.resource,)
    assert (service.target_groups, service.zones) == ((group.resource,), ("eu-west-1a", "eu-west-1b"))
    assert verdicts(tmp_path, "aws-load-balancer-behind-waf", "aws-ecs-service-spans-zones") == {
        "aws-load-balancer-behind-waf": {said},
        "aws-ecs-service-spans-zones": {"pass"},
    }
    # How many targets are healthy, files don't tell.
    assert verdicts(tmp_path, "aws-load-balancer-survives-zone-loss") == {"aws-load-balancer-survives-zone-loss": {"not applicable"}}


def test_a_guard_that_is_not_told_leaves_it_open(tmp_path):
    written(tmp_path, {"main.tf": SERVICE.replace("[aws_security_group.front.id]", "[var.group]")})
    assert verdicts(tmp_path, "aws-load-balancer-behind-waf") == {"aws-load-balancer-behind-waf": {"unknown"}}


ALARMS = """
resource "aws_cloudwatch_metric_alarm" "service" {
  alarm_name    = "chat-errors"
  namespace     = "AWS/ApplicationELB"
  metric_name   = "HTTPCode_Target_5XX_Count"
  dimensions    = { TargetGroup = aws_alb_target_group.chat.arn_suffix, LoadBalancer = aws_alb.front.arn_suffix }
  alarm_actions = [aws_sns_topic.oncall.arn]
}
resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name    = "chat-cpu"
  alarm_actions = [ACTION]
  metric_query {
    id          = "m"
    return_data = true
    metric {
      namespace   = "AWS/ECS"
      metric_name = "CPUUtilization"
      period      = 60
      stat        = "Average"
      dimensions  = { ClusterName = "ai", ServiceName = aws_ecs_service.chat.name }
    }
  }
}
resource "aws_sns_topic" "oncall" { name = "oncall" }
"""


@pytest.mark.parametrize(
    ("subscription", "said"),
    [
        ('protocol = "sms"', "pass"),
        ('protocol = "email"', "not applicable"),
        ("protocol = var.protocol", "not applicable"),
    ],
)
def test_alarms_and_whom_they_reach(tmp_path, subscription, said):
    topic = f'resource "aws_sns_topic_subscription" "oncall" {{\n  topic_arn = aws_sns_topic.oncall.arn\n  {subscription}\n}}\n'
    action = "aws_sns_topic.oncall.arn"
    written(tmp_path, {"main.tf": SERVICE + ALARMS.replace("ACTION", action) + topic})
    alarms = {each.name: each for each in facts_in(tmp_path, AwsAlarm).values()}
    assert alarms["chat-errors"].metrics[0].dimensions == {"TargetGroup": "targetgroup/chat", "LoadBalancer": "front"}
    assert alarms["chat-cpu"].metrics[0].dimensions["ServiceName"] == "chat"
    assert verdicts(tmp_path, "aws-ecs-service-alarms-cover-trouble", "aws-alarms-alive", "aws-alarms-reach-somebody") == {
        "aws-ecs-service-alarms-cover-trouble": {"pass"},
        "aws-alarms-alive": {"not applicable"},
        "aws-alarms-reach-somebody": {said},
    }


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("", "fail"),
        ("var.topic", "unknown"),
        ('"arn:aws:sns:eu-west-1:123456789012:oncall"', "not applicable"),
        ("aws_appautoscaling_policy.chat.arn", "not applicable"),
        ("aws_ssmincidents_response_plan.chat.arn", "pass"),
    ],
)
def test_what_an_alarm_does(tmp_path, action, said):
    more = 'resource "aws_appautoscaling_policy" "chat" { name = "p" }\nresource "aws_ssmincidents_response_plan" "chat" { name = "p" }\n'
    written(tmp_path, {"main.tf": SERVICE + ALARMS.replace("ACTION", action) + more})
    said_of = {each.resource: str(each.status) for each in findings_in(tmp_path, "aws-alarms-reach-somebody")}
    cpu = "arn:aws:cloudwatch:eu-west-1::alarm:chat-cpu"
    assert said_of.get(cpu, "not applicable") == said
    assert all(":sns:" in each.resource for each in facts_in(tmp_path, AwsAlarmTopic).values())


def test_a_dimension_that_is_not_told_leaves_open_what_is_watched(tmp_path):
    written(tmp_path, {"main.tf": SERVICE + ALARMS.replace("ACTION", "").replace("aws_ecs_service.chat.name", "var.service")})
    assert verdicts(tmp_path, "aws-ecs-service-alarms-cover-trouble") == {"aws-ecs-service-alarms-cover-trouble": {"unknown"}}


def test_composite_alarms_speak_for_others(tmp_path):
    composite = """
resource "aws_cloudwatch_composite_alarm" "chat" {
  alarm_name    = "chat"
  alarm_rule    = "ALARM(${aws_cloudwatch_metric_alarm.cpu.alarm_name}) OR ALARM(${aws_cloudwatch_metric_alarm.service.alarm_name})"
  alarm_actions = ["arn:aws:ssm-incidents::123456789012:response-plan/chat"]
}
"""
    written(tmp_path, {"main.tf": SERVICE + ALARMS.replace("ACTION", "").replace("[aws_sns_topic.oncall.arn]", "[]") + composite})
    assert verdicts(tmp_path, "aws-alarms-reach-somebody") == {"aws-alarms-reach-somebody": {"pass"}}


RULE = """
resource "aws_cloudwatch_event_rule" "health" {
  name          = "health"
  event_pattern = jsonencode({ source = ["aws.health"] })
}
resource "aws_cloudwatch_event_rule" "uploads" {
  event_pattern = jsonencode({ source = ["aws.s3"] })
}
"""
TARGET = 'resource "aws_cloudwatch_event_target" "t" {\n  rule = aws_cloudwatch_event_rule.health.name\n  arn  = var.topic\n}\n'


def test_rules_on_events(tmp_path):
    written(tmp_path, {"main.tf": FUNCTION + RULE})
    assert only(tmp_path, AwsEventRule).sources == ("aws.health",)
    assert verdicts(tmp_path, "aws-event-rule-acts") == {"aws-event-rule-acts": {"fail"}}
    written(tmp_path, {"more.tf": TARGET})
    assert verdicts(tmp_path, "aws-event-rule-acts") == {"aws-event-rule-acts": {"unknown"}}


def test_subnets_of_a_plan_are_told_one_by_one(tmp_path):
    from declared_world import Declared, Of, as_plan

    model = {"MODEL_ID": "anthropic.claude-3-haiku-20240307-v1:0"}
    subnets = [Of("aws_subnet.a", "id"), Of("aws_subnet.b", "id")]
    function = {"function_name": "chat", "vpc_config": [{"subnet_ids": subnets}], "environment": [{"variables": model}]}
    resources = [
        Declared("aws_lambda_function", "chat", function),
        *(Declared("aws_subnet", each, {"availability_zone": f"eu-west-1{each}"}) for each in "ab"),
        Declared("aws_lb", "front", {"name": "front", "load_balancer_type": "network", "subnets": subnets}),
    ]
    written(tmp_path, {"plan.json": as_plan(resources, "eu-west-1")})
    assert only(tmp_path, AwsLoadBalancer).zones == ("eu-west-1a", "eu-west-1b")
    assert verdicts(tmp_path, "aws-function-spans-zones") == {"aws-function-spans-zones": {"pass"}}


def test_templates_tell_queries_and_dimensions(tmp_path):
    metric = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": "Chat"}}]}
    queries = [{"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}, {"Id": "e", "Expression": "m/60"}]
    variables = {"Variables": {"MODEL_ID": "anthropic.claude-3-haiku-20240307-v1:0"}}
    resources = {
        "Chat": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "chat", "Environment": variables}},
        "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Metrics": queries, "AlarmActions": [{"Ref": "Topic"}]}},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"Subscription": [{"Protocol": "lambda", "Endpoint": "x"}]}},
    }
    written(tmp_path, {"t.json": json.dumps({"Resources": resources})})
    alarm = only(tmp_path, AwsAlarm)
    assert (alarm.metrics[0].dimensions, alarm.expressions) == ({"FunctionName": "chat"}, ("m/60",))
    assert verdicts(tmp_path, "aws-alarms-reach-somebody") == {"aws-alarms-reach-somebody": {"pass"}}


COUNTED = """
variable "azs" { default = ["eu-west-1a", "eu-west-1b"] }
variable "region" {}
provider "aws" { region = "eu-west-1" }
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "private" {
  count             = length(var.azs)
  vpc_id            = aws_vpc.main.id
  availability_zone = var.azs[count.index]
}
resource "aws_subnet" "public" {
  count             = length(var.azs)
  vpc_id            = aws_vpc.main.id
  availability_zone = var.azs[count.index]
}
resource "aws_nat_gateway" "n" {
  count     = length(var.azs)
  subnet_id = aws_subnet.public[count.index].id
}
resource "aws_route_table" "private" {
  count  = length(var.azs)
  vpc_id = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.n[count.index].id
  }
}
resource "aws_route_table_association" "private" {
  count          = length(var.azs)
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}
resource "aws_vpc_endpoint" "i" {
  for_each            = toset(["bedrock-runtime", "secretsmanager"])
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.${var.region}.${each.value}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = aws_subnet.private[*].id
}
resource "aws_lambda_function" "chat" {
  function_name = "claims-prod-chat"
  role = aws_iam_role.chat.arn
  vpc_config {
    subnet_ids = aws_subnet.private[*].id
  }
  environment {
    variables = { MODEL_ID = "anthropic.claude-3-haiku-20240307-v1:0" }
  }
}
resource "aws_iam_role" "chat" { name = "chat" }
resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = toset(["Errors", "Throttles"])
  alarm_name = "chat-${each.value}"
  namespace = "AWS/Lambda"
  metric_name = each.value
  dimensions = { FunctionName = aws_lambda_function.chat.function_name }
  alarm_actions = [aws_sns_topic.t.arn]
}
resource "aws_sns_topic" "t" { name = "t" }
resource "aws_sns_topic_subscription" "t" {
  topic_arn = aws_sns_topic.t.arn
  protocol = "email"
}
resource "aws_lb" "front" {
  name    = "front"
  subnets = aws_subnet.public.*.id
}
"""


def test_what_is_made_by_a_known_count_is_told_one_by_one(tmp_path):
    written(tmp_path, {"main.tf": COUNTED})
    assert only(tmp_path, AwsLoadBalancer).zones == ("eu-west-1a", "eu-west-1b")
    checks = ("aws-function-spans-zones", "aws-bedrock-private-path", "aws-network-survives-zone-loss", "aws-function-alarms-cover-trouble")
    assert verdicts(tmp_path, *checks) == {id: {"pass"} for id in checks}
    one_gateway = COUNTED.replace("aws_nat_gateway.n[count.index].id", "aws_nat_gateway.n[0].id")
    written(tmp_path, {"main.tf": one_gateway})
    assert verdicts(tmp_path, "aws-network-survives-zone-loss") == {"aws-network-survives-zone-loss": {"fail"}}
