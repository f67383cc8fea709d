"""Alarms, topics and what has traffic: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from readiness.facts import Environment, Fact, Gap, GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint
from readiness.facts.aws.network import AwsTargetGroup
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.aws.watching import (
    AwsAlarm,
    AwsAlarmTopic,
    AwsBedrockTraffic,
    AwsEventRule,
    AwsLogGroup,
    TopicSubscription,
    WatchedMetric,
)
from readiness.testing import PLACE, fact, row, table

REGION = "eu-west-1"
CLAUDE = "eu.anthropic.claude-sonnet-4-20250514-v1:0"
ONCALL = "arn:aws:sns:eu-west-1:123456789012:oncall"


def hidden(kind: type[Fact]) -> Gap:
    """Facts that the account does not let us read."""
    return Gap(place=PLACE, facts=(kind.__name__,), reason=GapReason.DENIED)


def alarm(name: str, *metrics: WatchedMetric, region: str = REGION, **values: Any) -> Any:
    """An alarm that tells who is on call."""
    values.setdefault("actions", (ONCALL,))
    return fact(AwsAlarm, name=name, metrics=metrics, resource=f"arn:aws:cloudwatch:{region}:123456789012:alarm:{name}", **values)


def of_model(name: str, **dimensions: str) -> WatchedMetric:
    """A metric of Bedrock; of all models when no dimension is given."""
    return WatchedMetric(namespace="AWS/Bedrock", name=name, dimensions=dimensions)


def of_endpoint(name: str, endpoint: str = "ranker") -> WatchedMetric:
    """A metric of an endpoint."""
    return WatchedMetric(namespace="AWS/SageMaker", name=name, dimensions={"EndpointName": endpoint, "VariantName": "AllTraffic"})


MODEL = fact(AwsBedrockTraffic, region=REGION, model=CLAUDE)
THROTTLES = alarm("throttles", of_model("InvocationThrottles", ModelId=CLAUDE))
ERRORS = alarm("error-rate", of_model("InvocationServerErrors"), of_model("Invocations"), expressions=("100 * f / n",))
SLOW = alarm("slow", of_model("InvocationLatency", ModelId=CLAUDE))
INSIGHTS = 'SELECT MAX(InvocationLatency) FROM SCHEMA("AWS/Bedrock", ModelId) GROUP BY ModelId'
OF_ANOTHER = "SELECT MAX(InvocationLatency) FROM \"AWS/Bedrock\" WHERE ModelId = 'another'"

test_models_watched = table(
    "aws-bedrock-alarms-cover-models",
    passes=[
        row(MODEL, THROTTLES, ERRORS, SLOW, says="error-rate"),
        [MODEL, THROTTLES, ERRORS, alarm("first-token", of_model("TimeToFirstToken"))],
        [MODEL, THROTTLES, ERRORS, alarm("query", expressions=(INSIGHTS,))],
    ],
    fails=[
        row(MODEL, says="throttling"),
        row(MODEL, ERRORS, SLOW, says="throttling"),
        row(MODEL, THROTTLES, ERRORS, alarm("other", of_model("InvocationLatency", ModelId="another")), says="latency"),
        row(MODEL, THROTTLES, ERRORS, alarm("other", expressions=(OF_ANOTHER,)), says="latency"),
        row(MODEL, THROTTLES, ERRORS, alarm("far", of_model("InvocationLatency"), region="us-east-1"), says="latency"),
    ],
    unknown=[[MODEL, THROTTLES, ERRORS, SLOW, hidden(AwsAlarm)]],
    not_applicable=[fact(AwsBedrockTraffic, region=REGION, model=CLAUDE, environment=Environment.DEVELOPMENT)],
)


def endpoint(status: str = "InService", **values: Any) -> Any:
    """An endpoint of SageMaker."""
    return fact(AwsEndpoint, name="ranker", status=status, resource="arn:aws:sagemaker:eu-west-1:123456789012:endpoint/ranker", **values)


ENDPOINT = endpoint()

test_endpoints_watched = table(
    "aws-endpoint-alarms-cover-trouble",
    passes=[
        [ENDPOINT, alarm("e", of_endpoint("Invocation5XXErrors")), alarm("l", of_endpoint("ModelLatency"))],
        [ENDPOINT, alarm("both", of_endpoint("Invocation5XXErrors"), of_endpoint("ModelLatency"), expressions=("IF(e > 1, l)",))],
    ],
    fails=[
        row(ENDPOINT, says="errors"),
        row(ENDPOINT, alarm("e", of_endpoint("Invocation5XXErrors")), says="latency"),
        row(ENDPOINT, alarm("e", of_endpoint("Invocation5XXErrors", "other")), alarm("l", of_endpoint("ModelLatency")), says="errors"),
    ],
    unknown=[[ENDPOINT, hidden(AwsAlarm)]],
    not_applicable=[endpoint(environment=Environment.STAGING), endpoint("Creating")],
)


def of_function(name: str, **dimensions: str) -> WatchedMetric:
    """A metric of functions; of all of them when no dimension is given."""
    return WatchedMetric(namespace="AWS/Lambda", name=name, dimensions=dimensions)


def chat(**values: Any) -> Any:
    """A function of the AI workload."""
    resource = "arn:aws:lambda:eu-west-1:123456789012:function:chat"
    return fact(AwsFunction, **{"name": "chat", "resource": resource, "ai_evidence": ("variable MODEL_ID",), **values})


FAILS = alarm("fails", of_function("Errors", FunctionName="chat"))
THROTTLED = alarm("throttled", of_function("Throttles", FunctionName="chat"))

test_functions_watched = table(
    "aws-function-alarms-cover-trouble",
    passes=[[chat(), FAILS, THROTTLED], [chat(), FAILS, alarm("all", of_function("Throttles"))]],
    fails=[
        row(chat(), says="errors"),
        row(chat(), FAILS, says="throttling"),
        row(chat(), FAILS, alarm("other", of_function("Throttles", FunctionName="other")), says="throttling"),
        row(chat(), FAILS, alarm("far", of_function("Throttles"), region="us-east-1"), says="throttling"),
        row(chat(), FAILS, alarm("models", of_model("Throttles")), says="throttling"),
        [chat(), FAILS, alarm("concurrency", of_function("ConcurrentExecutions"))],
    ],
    unknown=[
        [chat(), hidden(AwsAlarm)],
        [chat(), FAILS, THROTTLED, hidden(AwsAlarm)],
        [chat(ai_evidence=()).unknown("ai_evidence", GapReason.DENIED), FAILS, THROTTLED],
    ],
    not_applicable=[chat(ai_evidence=()), chat(environment=Environment.STAGING)],
)


ELB = "arn:aws:elasticloadbalancing:eu-west-1:123456789012"
BLUE, GREEN = f"{ELB}:targetgroup/blue/1", f"{ELB}:targetgroup/green/2"
BEHIND = fact(AwsTargetGroup, resource=BLUE, name="blue", load_balancers=(f"{ELB}:loadbalancer/app/front/9",))


def service(**values: Any) -> Any:
    """An ECS service that calls a model."""
    values = {"signs": ("variable OPENAI_API_KEY",), **values}
    where = "arn:aws:ecs:eu-west-1:123456789012:service/prod/assistant"
    return fact(AwsContainerService, resource=where, name="assistant", cluster="prod", **values)


def cpu(name: str = "cpu", *, space: str = "AWS/ECS", metric: str = "CPUUtilization", **values: Any) -> Any:
    dimensions = values.pop("dimensions", {"ClusterName": "prod", "ServiceName": "assistant"})
    return alarm(name, WatchedMetric(namespace=space, name=metric, dimensions=dimensions), **values)


def errors(space: str = "AWS/ApplicationELB", metric: str = "HTTPCode_Target_5XX_Count", **dimensions: str) -> Any:
    return alarm("errors", WatchedMetric(namespace=space, name=metric, dimensions=dimensions))


OF_BLUE = {"TargetGroup": "targetgroup/blue/1", "LoadBalancer": "app/front/9"}
QUERIED = 'SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/ECS", ClusterName, ServiceName)'
SCALING = ("arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:1:resource/ecs/service/prod/assistant:policyName/cpu",)

test_services_watched = table(
    "aws-ecs-service-alarms-cover-trouble",
    passes=[
        [service(), cpu()],
        [service(), cpu(space="ECS/ContainerInsights", metric="CpuUtilized")],
        [service(), alarm("any", expressions=(QUERIED,))],
        [service(), alarm("ours", expressions=(f"{QUERIED} WHERE ServiceName = 'assistant'",))],
        [service(target_groups=(BLUE,)), cpu(), errors(**OF_BLUE)],
        [service(target_groups=(BLUE,)), cpu(), errors(LoadBalancer="app/front/9"), BEHIND],
        [service(target_groups=(BLUE,)), cpu(), errors("AWS/NetworkELB", "UnHealthyHostCount", **OF_BLUE)],
    ],
    fails=[
        row(service(), says="CPU"),
        row(service(), cpu(actions=SCALING), says="CPU"),
        [service(), cpu(dimensions={"ClusterName": "test", "ServiceName": "assistant"})],
        [service(), cpu(dimensions={"ClusterName": "prod"})],
        [service(), cpu(region="us-east-1")],
        [service(), alarm("other", expressions=(f"{QUERIED} WHERE ServiceName = 'other'",))],
        row(service(target_groups=(BLUE,)), cpu(), says="errors of blue"),
        row(service(target_groups=(BLUE, GREEN)), cpu(), errors(**OF_BLUE), says="errors of green"),
        [service(target_groups=(BLUE,)), cpu(), errors(LoadBalancer="app/other/8"), BEHIND],
        [service(target_groups=(BLUE,)), cpu(), errors(LoadBalancer="app/front/9", TargetGroup="targetgroup/other/3"), BEHIND],
        [service(target_groups=(BLUE,)), cpu(), errors(AvailabilityZone="eu-west-1a", **OF_BLUE)],
    ],
    unknown=[
        [service(), cpu(), hidden(AwsAlarm)],
        service().unknown("signs", GapReason.DENIED),
        [service(target_groups=(BLUE,)), cpu(), errors(LoadBalancer="app/front/9"), hidden(AwsTargetGroup)],
    ],
    not_applicable=[service(signs=()), service(environment=Environment.STAGING)],
)


def topic(*confirmed: bool, exists: bool = True) -> Any:
    """The topic, with subscriptions."""
    subscriptions = tuple(TopicSubscription(protocol="email", confirmed=each) for each in confirmed)
    return fact(AwsAlarmTopic, resource=ONCALL, exists=exists, subscriptions=subscriptions)


def quiet(**values: Any) -> Any:
    """An alarm of a model without actions of its own."""
    return alarm("throttles", of_model("InvocationThrottles"), **{"actions": (), **values})


def above(rule: str, name: str = "model-down", **values: Any) -> Any:
    """A composite alarm."""
    return alarm(name, rule=rule, **values)


FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:assistant"
USES = fact(AwsReference, user=FUNCTION, used=CLAUDE, role="environment variable MODEL_ID")
OF_FUNCTION = WatchedMetric(namespace="AWS/Lambda", name="Errors", dimensions={"FunctionName": "assistant"})

test_alarms_reach = table(
    "aws-alarms-reach-somebody",
    passes=[
        row(THROTTLES, topic(False, True), says="oncall"),
        quiet(actions=("arn:aws:ssm:eu-west-1:123456789012:opsitem:3",)),
        quiet(actions=("arn:aws:ssm-incidents::123456789012:response-plan/models",)),
        [quiet(), above('ALARM("throttles") OR ALARM(slow)'), topic(True)],
        [quiet(), above("AT_LEAST(1, ALARM, (throttles, slow))"), topic(True)],
        [quiet(), above("ALARM(throttles)", actions=()), above("ALARM(model-down)", "all"), topic(True)],
        [alarm("errors", OF_FUNCTION), USES, topic(True)],
    ],
    fails=[
        row(quiet(), says="tells nobody"),
        row(quiet(actions=(ONCALL,), actions_enabled=False), topic(True), says="switched off"),
        row(THROTTLES, topic(), says="Nobody is subscribed"),
        [THROTTLES, topic(False)],
        [THROTTLES, topic(exists=False)],
        [quiet(), above("ALARM(other)"), topic(True)],
        [quiet(), above("ALARM(other) AND NOT ALARM(throttles)"), topic(True)],
        [quiet(), above("ALARM(throttles)", actions_enabled=False), topic(True)],
    ],
    unknown=[
        [THROTTLES, topic().unknown("subscriptions", GapReason.DENIED, right="sns:ListSubscriptionsByTopic")],
        quiet(actions=(FUNCTION,)),
        [THROTTLES, hidden(AwsAlarmTopic)],
    ],
    not_applicable=[
        alarm("disk", WatchedMetric(namespace="AWS/EC2", name="CPUUtilization", dimensions={"InstanceId": "i-1"})),
        alarm("errors", OF_FUNCTION),
        quiet(actions=("arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:1:resource/sagemaker/endpoint/ranker",)),
    ],
)

test_alarms_alive = table(
    "aws-alarms-alive",
    passes=[
        quiet(),
        quiet(state="ALARM", state_since=date(2026, 5, 20)),
        row(quiet(state="ALARM", state_since=date(2026, 5, 1)), most_days=60),
    ],
    fails=[
        row(quiet(state="ALARM", state_since=date(2026, 5, 1)), says="red for weeks"),
        row(quiet(state="INSUFFICIENT_DATA", state_since=date(2026, 5, 1)), says="no data"),
    ],
    unknown=[quiet(state="ALARM"), [alarm("errors", OF_FUNCTION), hidden(AwsReference)]],
    not_applicable=[alarm("errors", OF_FUNCTION, state="ALARM", state_since=date(2026, 5, 1))],
)


def group(name: str = "/aws/lambda/assistant", **values: Any) -> Any:
    """A log group."""
    return fact(AwsLogGroup, name=name, resource=f"arn:aws:logs:eu-west-1:123456789012:log-group:{name}", **values)


NAMED = fact(AwsReference, user="arn:aws:bedrock:eu-west-1:123456789012:logging", used="/prompts", role="invocation log")

test_log_retention = table(
    "aws-log-retention-set",
    passes=[
        row(group(retention_days=30), USES, says="/aws/lambda/assistant"),
        group("/aws/sagemaker/Endpoints/ranker", retention_days=90),
        [group("/prompts", retention_days=365), NAMED],
    ],
    fails=[
        row(group(), USES, says="for ever"),
        group("/aws/bedrock-agentcore/runtimes/assistant"),
        [group("/prompts"), NAMED],
        row(group(retention_days=3), USES, least_days=30, says="too short"),
    ],
    unknown=[[group(), hidden(AwsReference)]],
    not_applicable=[group(), [group("/aws/lambda/assistant-2"), USES], group("/aws/bedrock/x", log_class="DELIVERY")],
)


@pytest.mark.parametrize(
    ("rule", "children"),
    [
        ('ALARM("a b") AND OK(c)', {"a b"}),
        ("(ALARM(a) OR INSUFFICIENT_DATA(b)) AND NOT ALARM(c)", {"a"}),
        ("AT_LEAST(50%, ALARM, (a, 'b'))", {"a", "b"}),
        ("TRUE", set()),
    ],
)
def test_children_of_composite_alarms(rule, children):
    assert above(rule).children == children


def rule(**values: Any) -> Any:
    return fact(AwsEventRule, name="health", **{"sources": ("aws.health",), "enabled": True, "targets": (ONCALL,), **values})


test_event_rules = table(
    "aws-event-rule-acts",
    passes=[rule()],
    fails=[row(rule(enabled=False), says="disabled"), row(rule(targets=()), says="aws.health")],
    unknown=[rule().unknown("targets", GapReason.DENIED, right="events:ListTargetsByRule")],
    not_applicable=[rule(enabled=False, environment=Environment.DEVELOPMENT)],
)
