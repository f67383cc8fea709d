"""Whether trouble in AWS raises an alarm, and whether the alarm reaches somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint
from readiness.facts.aws.network import AwsTargetGroup
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.aws.watching import AwsAlarm, AwsAlarmTopic, AwsBedrockTraffic, AwsEventRule, AwsLogGroup, WatchedMetric
from readiness.facts.indexing import by_key, having
from readiness.facts.serving import before_production

BEDROCK = "AWS/Bedrock"
SAGEMAKER = "AWS/SageMaker"

TROUBLE_OF_MODELS = {
    "throttling": ("InvocationThrottles",),
    "server errors": ("InvocationServerErrors",),
    "latency": ("InvocationLatency", "TimeToFirstToken"),
}
"""https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html"""


@check(
    "aws-bedrock-alarms-cover-models",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENOPS02-BP02", "azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5", "eu-dora:DORA-Art10"],
)
def models_watched(traffic: AwsBedrockTraffic, alarms: list[AwsAlarm]) -> Verdict:
    r"""Alarms watch throttling, errors and latency of models.

    Why: Customers notice a throttled or failing model before the team does. Calls that are throttled count neither as
    invocations nor as errors, so dashboards of traffic stay green. An alarm over all models counts for each of them.

    Fix: Create an alarm for each kind of trouble

        # missing for this model: <missing>
        aws cloudwatch put-metric-alarm --region <region> --alarm-name bedrock-throttles \
          --namespace AWS/Bedrock --metric-name InvocationThrottles \
          --dimensions Name=ModelId,Value=<model> --statistic Sum --period 60 \
          --evaluation-periods 5 --threshold 0 --comparison-operator GreaterThanThreshold \
          --treat-missing-data notBreaching --alarm-actions $TOPIC
    """
    if before_production(traffic):
        return not_applicable("it is before production")
    told = _told(traffic.region, alarms)
    watching = {
        trouble: [each.name for each in told if each.watches(BEDROCK, names, "ModelId", traffic.model, everything=True)]
        for trouble, names in TROUBLE_OF_MODELS.items()
    }
    return _covered(watching, "A model's trouble raises no alarm", model=traffic.model, region=traffic.region)


TROUBLE_OF_ENDPOINTS = {
    "errors": ("Invocation5XXErrors", "InvocationModelErrors"),
    "latency": ("ModelLatency", "OverheadLatency", "TotalProcessingTime", "TimeToFirstByte"),
}
"""https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html"""


@check(
    "aws-endpoint-alarms-cover-trouble",
    severity="high",
    effort="hours",
    maps=["aws-ml-lens:MLPERF06-BP04", "azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5", "eu-dora:DORA-Art10"],
)
def endpoints_watched(endpoint: AwsEndpoint, alarms: list[AwsAlarm]) -> Verdict:
    r"""Alarms watch errors and latency of each endpoint.

    Why: An endpoint can fail every request for hours unnoticed. Its instances stay healthy while the model inside answers
    with errors or too late.

    Fix: Create an alarm for errors and one for latency

        # missing for <endpoint>: <missing>
        aws cloudwatch put-metric-alarm --region <region> --alarm-name <endpoint>-errors \
          --namespace AWS/SageMaker --metric-name Invocation5XXErrors \
          --dimensions Name=EndpointName,Value=<endpoint> Name=VariantName,Value=AllTraffic \
          --statistic Sum --period 60 --evaluation-periods 3 --threshold 1 \
          --comparison-operator GreaterThanOrEqualToThreshold --alarm-actions $TOPIC
    """
    if before_production(endpoint):
        return not_applicable("it is before production")
    if endpoint.status in ("Creating", "Deleting"):
        return not_applicable("it serves nobody")
    region = endpoint.resource.split(":")[3]
    told = _told(region, alarms)
    watching = {
        trouble: [each.name for each in told if each.watches(SAGEMAKER, names, "EndpointName", endpoint.name, everything=False)]
        for trouble, names in TROUBLE_OF_ENDPOINTS.items()
    }
    return _covered(watching, "An endpoint's trouble raises no alarm", endpoint=endpoint.name, region=region)


TROUBLE_OF_FUNCTIONS = {"errors": ("Errors",), "throttling": ("Throttles",)}
"""https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"""


@check(
    "aws-function-alarms-cover-trouble",
    severity="medium",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTOPS05-BP02", "azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5", "eu-dora:DORA-Art10"],
)
def functions_watched(function: AwsFunction, alarms: list[AwsAlarm], references: list[AwsReference]) -> Verdict:
    r"""Alarms watch errors and throttling of AI functions.

    Why: A function that fails between caller and model looks like a silent model. Throttled calls count neither as
    invocations nor as errors. An alarm over all functions of the region counts for each of them.

    Fix: Create an alarm for errors and one for throttling

        # missing for <function>: <missing>
        aws cloudwatch put-metric-alarm --region <region> --alarm-name <function>-errors \
          --namespace AWS/Lambda --metric-name Errors --dimensions Name=FunctionName,Value=<function> \
          --statistic Sum --period 60 --evaluation-periods 3 --threshold 1 \
          --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching --alarm-actions $TOPIC
    """
    if not function.belongs(references):
        return not_applicable("the AI workload does not refer to it")
    if before_production(function):
        return not_applicable("it is before production")
    region = function.resource.split(":")[3]
    told = _told(region, having(alarms, _watched, (function.name, ANY)))
    watching = {
        trouble: [each.name for each in told if each.watches("AWS/Lambda", names, "FunctionName", function.name, everything=True)]
        for trouble, names in TROUBLE_OF_FUNCTIONS.items()
    }
    return _covered(watching, "A function's trouble raises no alarm", function=function.name, region=region)


LOAD_OF_SERVICES = {"AWS/ECS": "CPUUtilization", "ECS/ContainerInsights": "CpuUtilized"}
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html"""

TROUBLE_OF_TARGETS = {"AWS/ApplicationELB": "HTTPCode_Target_5XX_Count", "AWS/NetworkELB": "UnHealthyHostCount"}
"""A network load balancer sees no answers, only which tasks it can't reach."""


@check(
    "aws-ecs-service-alarms-cover-trouble",
    severity="medium",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTOPS05-BP02", "azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5", "eu-dora:DORA-Art10"],
)
def services_watched(
    service: AwsContainerService, alarms: list[AwsAlarm], groups: list[AwsTargetGroup], references: list[AwsReference]
) -> Verdict:
    r"""Alarms watch load and errors of AI services on ECS.

    Why: A service that answers with errors or has no CPU left looks like a silent model. Alarms that only scale it tell
    nobody. Errors are asked for where a load balancer counts them: for each of its target groups.

    Fix: Create an alarm for CPU and one for each target group

        # missing for <service> in <cluster>: <missing>
        aws cloudwatch put-metric-alarm --region <region> --alarm-name <service>-cpu \
          --namespace AWS/ECS --metric-name CPUUtilization \
          --dimensions Name=ClusterName,Value=<cluster> Name=ServiceName,Value=<service> \
          --statistic Average --period 60 --evaluation-periods 5 --threshold 90 \
          --comparison-operator GreaterThanThreshold --alarm-actions $TOPIC
    """
    if not service.users(references):
        return not_applicable("the AI workload does not refer to it")
    if before_production(service):
        return not_applicable("it is before production")
    region = service.resource.split(":")[3]
    telling = [each for each in _told(region, alarms) if not _only_scales(each)]
    itself = {"ClusterName": service.cluster, "ServiceName": service.name}
    watching = {"CPU": [each.name for each in telling if _on(each, LOAD_OF_SERVICES, itself)]}
    for group in service.target_groups:
        watching[f"errors of {group.split('/')[1]}"] = [
            each.name for each in telling if any(_on(each, TROUBLE_OF_TARGETS, where) for where in _behind(group, groups))
        ]
    return _covered(watching, "A service's trouble raises no alarm", service=service.name, cluster=service.cluster, region=region)


def _behind(group: str, groups: Iterable[AwsTargetGroup]) -> list[dict[str, str]]:
    """Dimensions under which a target group's errors are counted: its own, and those of its load balancers."""
    over = [balancer for each in groups if each.resource == group for balancer in each.load_balancers]
    return [{"TargetGroup": group.rpartition(":")[2]}, *({"LoadBalancer": each.partition(":loadbalancer/")[2]} for each in over)]


def _only_scales(alarm: AwsAlarm) -> bool:
    """Whether it is one of those that scaling policies make for themselves."""
    return bool(alarm.actions) and all(any(word in each for word in SCALES) for each in alarm.actions)


def _on(alarm: AwsAlarm, metrics: dict[str, str], dimensions: dict[str, str]) -> bool:
    """Whether it watches one of these metrics (namespace to name) of what the dimensions name, and not only a part of it."""
    plain = [each for each in alarm.metrics if metrics.get(each.namespace) == each.name]
    queried = [each for each in alarm.watched if each not in alarm.metrics and metrics.get(each.namespace) == each.name]
    return any(_without_balancer(each, dimensions) == dimensions for each in plain) or any(
        each.dimensions.items() <= dimensions.items() for each in queried
    )


def _without_balancer(metric: WatchedMetric, dimensions: dict[str, str]) -> dict[str, str]:
    """A target group's metrics are told with its load balancer, which narrows nothing."""
    return {name: value for name, value in metric.dimensions.items() if name != "LoadBalancer" or name in dimensions}


def _told(region: str, alarms: Iterable[AwsAlarm]) -> list[AwsAlarm]:
    """The alarms of a region: metrics of one region are watched there."""
    return [each for each in alarms if f":{region}:" in each.resource]


ANY = ""
"""Stands for the resources that an alarm does not tell apart."""


def _watched(alarm: AwsAlarm) -> Iterable[str]:
    """Names of the resources that an alarm may watch."""
    if {"metrics", "expressions"} & alarm.unread.keys() or alarm.expressions:
        return {ANY}
    return {name for each in alarm.metrics for name in each.dimensions.values() or (ANY,)}


def _covered(watching: dict[str, list[str]], problem: str, **evidence: Any) -> Verdict:
    missing = [trouble for trouble, names in watching.items() if not names]
    if missing:
        return failed(problem, missing=missing, **evidence)
    return passed(**evidence, alarms=sorted({name for names in watching.values() for name in names}))


SCALES = (":autoscaling:", ":application-autoscaling:")
TELLS = (":opsitem:", ":response-plan/", ":chatbot:", ":ssm-incidents:")


@check(
    "aws-alarms-reach-somebody",
    severity="high",
    effort="minutes",
    maps=["aws-genai-lens:GENOPS02-BP01", "azure-waf-core:OE:08", "google-sre-prr:SRE-LCC-5", "eu-dora:DORA-Art17"],
)
def alarms_reach(alarm: AwsAlarm, alarms: list[AwsAlarm], topics: list[AwsAlarmTopic], references: list[AwsReference]) -> Verdict:
    """Alarms of the AI workload reach somebody.

    Why: An alarm that tells nobody goes off in an empty room. A subscription that was never confirmed gets no message, and
    an alarm without action only changes its colour. A composite alarm speaks for the alarms it is made of.

    Fix: Subscribe who is on call, and confirm the subscription

        # alarm <alarm>
        aws sns subscribe --topic-arn $TOPIC --protocol https --notification-endpoint https://pager.example.org
    """
    if not _concerns_ai(alarm, alarms, references):
        return not_applicable("it watches nothing of the AI workload")
    if by_key(alarms, _suppressor).keys() & {alarm.name, alarm.resource}:
        return not_applicable("it mutes other alarms")
    speaking = [alarm, *_above(alarm, alarms)]
    actions = sorted({action for each in speaking if each.actions_enabled for action in each.actions})
    if _only_scales(alarm):
        return not_applicable("it scales and is not meant to tell")
    told = [each for each in actions if any(word in each for word in TELLS)]
    named = {each.resource: each for each in topics}
    reached = [each for each in actions if each in named and _subscribed(named[each])]
    if told or reached:
        return passed(alarm=alarm.name, told=[*told, *reached])
    if not actions:
        switched_off = any(each.actions for each in speaking)
        problem = "Its actions are switched off" if switched_off else "An alarm tells nobody"
        return failed(problem, alarm=alarm.name)
    unseen = [each for each in actions if each in named and "subscriptions" in named[each].unread]
    if unseen and all(named[each].unread["subscriptions"].reason is GapReason.NOT_IN_FILES for each in unseen):
        return not_applicable("files don't tell who is subscribed and has confirmed it")
    if unseen:
        right = named[unseen[0]].unread["subscriptions"].right
        return unknown("who is subscribed could not be read", alarm=alarm.name, topics=unseen, right=right)
    functions = [each for each in actions if ":lambda:" in each]
    if functions:
        return unknown("whether its function tells somebody can't be seen", alarm=alarm.name, functions=functions)
    return failed("Nobody is subscribed to an alarm", alarm=alarm.name, actions=actions)


def _subscribed(topic: AwsAlarmTopic) -> bool:
    return "subscriptions" not in topic.unread and any(each.confirmed for each in topic.subscriptions)


def _above(alarm: AwsAlarm, alarms: Iterable[AwsAlarm]) -> list[AwsAlarm]:
    """Composite alarms that tell of it, directly or through others."""
    found: list[AwsAlarm] = []
    waiting = [alarm]
    while waiting:
        below = waiting.pop()
        more = [each for each in having(alarms, _children, (below.name, below.resource)) if each not in found and each is not alarm]
        found += more
        waiting += more
    return found


def _concerns_ai(alarm: AwsAlarm, alarms: list[AwsAlarm], references: list[AwsReference]) -> bool:
    """Whether it, or an alarm it is made of, watches the AI workload."""
    return alarm.watches_ai(references) or (
        bool(alarm.rule) and any(each.watches_ai(references) and any(alarm is above for above in _above(each, alarms)) for each in alarms)
    )


def _children(alarm: AwsAlarm) -> Iterable[str]:
    return alarm.children


def _suppressor(alarm: AwsAlarm) -> str:
    return alarm.suppressor


@check(
    "aws-alarms-alive",
    severity="low",
    effort="hours",
    maps=["azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5"],
)
def alarms_alive(alarm: AwsAlarm, references: list[AwsReference], today: date, most_days: int = 14) -> Verdict:
    """No alarm is red or without data for weeks.

    Why: An alarm that is always red is read by nobody when it matters. One without data watches a metric that does not
    exist, often that of a resource which was replaced.

    Fix: Mend its metric or its threshold, or delete it

        # <alarm> is in <state> since <since>
        aws cloudwatch describe-alarm-history --alarm-name <alarm> --history-item-type StateUpdate
    """
    if not alarm.watches_ai(references):
        return not_applicable("it watches nothing of the AI workload")
    if alarm.state == "OK":
        return passed(alarm=alarm.name, state=alarm.state)
    if alarm.state_since is None:
        return unknown("since when it is in this state is not told", alarm=alarm.name, state=alarm.state)
    days = (today - alarm.state_since).days
    if days <= most_days:
        return passed(alarm=alarm.name, state=alarm.state, days=days)
    problem = "An alarm has been red for weeks" if alarm.state == "ALARM" else "An alarm has had no data for weeks"
    return failed(problem, alarm=alarm.name, state=alarm.state, since=alarm.state_since, days=days)


@check(
    "aws-log-retention-set",
    severity="low",
    effort="minutes",
    maps=["azure-waf-core:CO:10", "aws-agentic-ai-lens:AGENTOPS05-BP03"],
)
def log_retention(group: AwsLogGroup, references: list[AwsReference], least_days: int = 1) -> Verdict:
    """Logs of the AI workload are kept for a set time.

    Why: Prompts and answers in logs are kept for ever unless told otherwise. That costs more each month, and personal data
    stays longer than anybody promised.

    Fix: Set how long the log group keeps its events

        aws logs put-retention-policy --log-group-name <log_group> --retention-in-days 90
    """
    if not group.belongs(references):
        return not_applicable("the AI workload does not refer to it")
    if group.log_class == "DELIVERY":
        return not_applicable("AWS sets how long this class keeps events")
    if group.retention_days is None:
        return failed("Logs are kept for ever", log_group=group.name)
    if group.retention_days < least_days:
        return failed("Logs are kept too short", log_group=group.name, days=group.retention_days, least_days=least_days)
    return passed(log_group=group.name, days=group.retention_days)


@check("aws-event-rule-acts", severity="low", effort="minutes", maps=["aws-genai-lens:GENOPS02-BP01", "azure-waf-core:OE:08"])
def event_rule_acts(rule: AwsEventRule) -> Verdict:
    """Rules on events of AI services and AWS Health act.

    Why: An outage that AWS announced reaches nobody. Somebody thought of it once; without a target, or disabled, the rule
    tells no one.

    Fix: Enable the rule, and give it a target

        aws events enable-rule --name <rule>
        aws events put-targets --rule <rule> --targets Id=oncall,Arn=$TOPIC
    """
    if before_production(rule):
        return not_applicable("it is before production")
    if not rule.enabled:
        return failed("A rule on events is disabled", rule=rule.name, sources=rule.sources)
    if not rule.targets:
        return failed("A rule on events tells nobody", rule=rule.name, sources=rule.sources)
    return passed(rule=rule.name, sources=rule.sources, targets=rule.targets)
