"""Reads what watches a region: alarms, the topics they act on, and what had traffic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts.aws.watching import (
    AwsAlarm,
    AwsAlarmTopic,
    AwsBedrockTraffic,
    AwsEventRule,
    AwsLogGroup,
    TopicSubscription,
    WatchedMetric,
)

ALARMS = "cloudwatch.describe_alarms"
METRICS = "cloudwatch.list_metrics"
SUBSCRIPTIONS = "sns.list_subscriptions_by_topic"
LOG_GROUPS = "logs.describe_log_groups"


def _alarms(reading: Aws) -> list[dict[str, Any]]:
    """All alarms; composite ones are given only when they are asked for by type."""
    metric = reading.pages(ALARMS, "MetricAlarms", AlarmTypes=["MetricAlarm"])
    return [*metric, *reading.pages(ALARMS, "CompositeAlarms", AlarmTypes=["CompositeAlarm"])]


@aws("aws-region", gives=(AwsAlarm,), calls=(ALARMS,))
def alarms(reading: Aws) -> Iterator[Observation]:
    """Metric alarms and composite alarms."""
    for each in _alarms(reading):
        queries = each.get("Metrics", [])
        yield reading.fact(
            AwsAlarm,
            each["AlarmArn"],
            ALARMS,
            names=(each["AlarmName"],),
            name=each["AlarmName"],
            metrics=_metrics(each),
            expressions=tuple(filter(None, [*(query.get("Expression") for query in queries), _promql(each)])),
            rule=each.get("AlarmRule", ""),
            actions=tuple(each.get("AlarmActions", ())),
            actions_enabled=each.get("ActionsEnabled", True),
            suppressor=each.get("ActionsSuppressor", ""),
            state=each.get("StateValue", "OK"),
            state_since=_day(each.get("StateTransitionedTimestamp") or each.get("StateUpdatedTimestamp")),
            missing_data=each.get("TreatMissingData", "missing"),
        )


def _metrics(alarm: dict[str, Any]) -> tuple[WatchedMetric, ...]:
    inside = [query["MetricStat"]["Metric"] for query in alarm.get("Metrics", []) if "MetricStat" in query]
    return tuple(
        WatchedMetric(
            namespace=each.get("Namespace", ""),
            name=each["MetricName"],
            dimensions={one["Name"]: one["Value"] for one in each.get("Dimensions", [])},
        )
        for each in ([alarm] if alarm.get("MetricName") else []) + inside
    )


def _promql(alarm: dict[str, Any]) -> str:
    query: str = alarm.get("EvaluationCriteria", {}).get("PromQLCriteria", {}).get("Query", "")
    return query


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@aws("aws-region", gives=(AwsAlarmTopic,), calls=(ALARMS, SUBSCRIPTIONS))
def topics(reading: Aws) -> Iterator[Observation]:
    """Topics that alarms act on, with who is subscribed."""
    for arn in sorted({action for each in _alarms(reading) for action in each.get("AlarmActions", ()) if ":sns:" in action}):
        found = reading.optional(partial(_subscriptions, reading, arn), absent={"NotFound": None, "NotFoundException": None})
        yield reading.fact(
            AwsAlarmTopic, arn, SUBSCRIPTIONS, names=(arn.rpartition(":")[2],), exists=found is not None, subscriptions=found or ()
        )


def _subscriptions(reading: Aws, arn: str) -> tuple[TopicSubscription, ...]:
    return tuple(
        TopicSubscription(protocol=each["Protocol"], confirmed=each["SubscriptionArn"].startswith("arn:"))
        for each in reading.pages(SUBSCRIPTIONS, "Subscriptions", TopicArn=arn)
    )


@aws("aws-region", gives=(AwsBedrockTraffic,), calls=(METRICS,))
def traffic(reading: Aws) -> Iterator[Observation]:
    """Models with metrics; CloudWatch lists a metric for two weeks after its last value."""
    where = f"{reading.account}/{reading.region}"
    for model in _dimension(reading, "AWS/Bedrock", "Invocations", "ModelId"):
        resource = model if model.startswith("arn:") else f"{where}/bedrock/{model}"
        yield reading.fact(AwsBedrockTraffic, resource, METRICS, region=reading.region, model=model)


def _dimension(reading: Aws, namespace: str, metric: str, dimension: str) -> list[str]:
    """Every value that one dimension of a metric has."""
    listed = reading.pages(METRICS, "Metrics", Namespace=namespace, MetricName=metric)
    ours = [each for each in listed if each["Namespace"] == namespace and each["MetricName"] == metric]
    return sorted({one["Value"] for each in ours for one in each.get("Dimensions", []) if one["Name"] == dimension})


@aws("aws-region", gives=(AwsLogGroup,), calls=(LOG_GROUPS,))
def log_groups(reading: Aws) -> Iterator[Observation]:
    """Log groups and how long they keep what they hold."""
    for each in reading.pages(LOG_GROUPS, "logGroups"):
        yield reading.fact(
            AwsLogGroup,
            each["arn"].removesuffix(":*"),
            LOG_GROUPS,
            names=(each["logGroupName"],),
            name=each["logGroupName"],
            retention_days=each.get("retentionInDays"),
            log_class=each.get("logGroupClass", "STANDARD"),
            kms_key=each.get("kmsKeyId", ""),
        )


RULES, TARGETS = "events.list_rules", "events.list_targets_by_rule"
TOLD_OF = frozenset({"aws.health", "aws.bedrock", "aws.bedrock-agentcore", "aws.sagemaker"})


@aws("aws-region", gives=(AwsEventRule,), calls=(RULES, TARGETS))
def event_rules(reading: Aws) -> Iterator[Observation]:
    """Rules of our own on the default bus, where AWS's events arrive, for events of AI services and of AWS Health."""

    def read(rule: dict[str, Any]) -> Iterator[AwsEventRule]:
        name = rule["Name"]
        yield reading.fact(
            AwsEventRule,
            rule["Arn"],
            RULES,
            names=(name,),
            name=name,
            sources=_sources(rule),
            enabled=rule.get("State", "ENABLED").startswith("ENABLED"),
            targets=reading.optional(lambda: tuple(sorted(each["Arn"] for each in reading.pages(TARGETS, "Targets", Rule=name)))),
        )

    listed = reading.pages(RULES, "Rules")
    yield from reading.each([each for each in listed if _sources(each) and not each.get("ManagedBy")], read)


def _sources(rule: dict[str, Any]) -> tuple[str, ...]:
    try:
        return event_sources(json.loads(rule.get("EventPattern") or "{}"))
    except ValueError:
        return ()


def event_sources(pattern: Any) -> tuple[str, ...]:
    """AI services, and AWS Health, that an event pattern names; conditions other than plain names are not looked at."""
    named = pattern.get("source") if isinstance(pattern, dict) else None
    return tuple(sorted({each for each in named if isinstance(each, str)} & TOLD_OF)) if isinstance(named, list) else ()
