"""Alarms, topics and traffic, field by field."""

from __future__ import annotations

from datetime import date

import pytest
from aws_world import ACCOUNT, REGION, observe, recorded
from aws_worlds.watching import ANSWERS, ARN, MODEL, TOPIC

from readiness.facts import Environment
from readiness.facts.aws.watching import (
    AwsAlarm,
    AwsAlarmTopic,
    AwsBedrockTraffic,
    AwsLogGroup,
    TopicSubscription,
    WatchedMetric,
)


def test_alarms_field_by_field():
    throttles, rate, composite = observe("aws.watching.alarms", recorded(ANSWERS))
    of_model = {"ModelId": MODEL}
    assert isinstance(throttles, AwsAlarm)
    assert throttles.resource == f"{ARN}:prod-throttles"
    assert throttles.environment is Environment.PRODUCTION
    assert throttles.metrics == (WatchedMetric(namespace="AWS/Bedrock", name="InvocationThrottles", dimensions=of_model),)
    assert (throttles.actions, throttles.actions_enabled) == ((TOPIC,), True)
    assert (throttles.state, throttles.state_since, throttles.missing_data) == ("OK", date(2026, 5, 20), "notBreaching")
    assert [each.name for each in rate.metrics] == ["InvocationServerErrors", "Invocations"]
    assert (rate.expressions, rate.actions, rate.actions_enabled) == (("100 * f / n",), (), False)
    assert (rate.state, rate.state_since) == ("INSUFFICIENT_DATA", date(2026, 5, 20))
    assert composite.children == {"prod-throttles", "prod-error-rate"}
    assert (composite.suppressor, composite.state_since, composite.metrics) == ("maintenance", None, ())


def test_alarms_of_all_pages_over_http(access, seed):
    cloudwatch = seed("cloudwatch")
    for number in range(120):
        cloudwatch.put_metric_alarm(
            AlarmName=f"throttles-{number:03}",
            Namespace="AWS/Bedrock",
            MetricName="InvocationThrottles",
            Dimensions=[{"Name": "ModelId", "Value": MODEL}],
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[TOPIC],
        )
    seen = observe("aws.watching.alarms", access)
    assert len({each.resource for each in seen}) == 120
    assert seen[0].watches("AWS/Bedrock", ("InvocationThrottles",), "ModelId", MODEL, everything=False)


def test_subscriptions_of_a_topic():
    (topic,) = observe("aws.watching.topics", recorded(ANSWERS))
    assert isinstance(topic, AwsAlarmTopic)
    assert (topic.resource, topic.exists) == (TOPIC, True)
    assert topic.subscriptions == (
        TopicSubscription(protocol="https", confirmed=True),
        TopicSubscription(protocol="email", confirmed=False),
    )


def test_a_topic_that_is_gone():
    (topic,) = observe("aws.watching.topics", recorded({**ANSWERS, "sns.list_subscriptions_by_topic": "NotFound"}))
    assert (topic.exists, topic.subscriptions, topic.unread) == (False, (), {})


def test_a_topic_that_is_gone_over_http(access, seed):
    seed("cloudwatch").put_metric_alarm(
        AlarmName="a",
        Namespace="AWS/Bedrock",
        MetricName="InvocationThrottles",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[TOPIC],
    )
    (topic,) = observe("aws.watching.topics", access)
    assert topic.exists is False


def test_traffic():
    (model,) = [each for each in observe("aws.watching.traffic", recorded(ANSWERS)) if each.model == MODEL]
    assert isinstance(model, AwsBedrockTraffic)
    assert (model.resource, model.region, model.model) == (f"{ACCOUNT}/{REGION}/bedrock/{MODEL}", REGION, MODEL)


def test_log_groups_over_http(access, seed):
    logs = seed("logs")
    for number in range(60):
        logs.create_log_group(logGroupName=f"/aws/lambda/assistant-{number:02}")
    logs.put_retention_policy(logGroupName="/aws/lambda/assistant-07", retentionInDays=14)
    seen = observe("aws.watching.log_groups", access)
    assert len(seen) == 60
    assert isinstance(seen[7], AwsLogGroup)
    assert seen[7].resource == f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/assistant-07"
    assert [each.retention_days for each in seen if each.retention_days is not None] == [14]
    assert {each.kms_key for each in seen} == {""}


def test_the_key_of_a_log_group_over_http(access, seed):
    key = seed("kms").create_key()["KeyMetadata"]["Arn"]
    seed("logs").create_log_group(logGroupName="/bedrock/calls", kmsKeyId=key)
    (group,) = observe("aws.watching.log_groups", access)
    assert group.kms_key == key


def test_rules_on_events_of_ai_services_and_of_aws_health():
    health, tuning = observe("aws.watching.event_rules", recorded(ANSWERS))
    assert (health.name, health.sources, health.enabled) == ("health", ("aws.health",), True)
    assert health.targets == ("arn:aws:sns:eu-west-1:123456789012:oncall",)
    assert (tuning.name, tuning.sources, tuning.enabled) == ("tuning", ("aws.bedrock",), False)


@pytest.mark.parametrize("pattern", ["{", "[]", '{"source": "aws.health"}', '{"detail": {}}'])
def test_patterns_that_name_no_service_are_no_rules_of_ours(pattern):
    rules = {"Rules": [{"Name": "odd", "Arn": "arn:odd", "EventPattern": pattern}]}
    assert observe("aws.watching.event_rules", recorded({**ANSWERS, "events.list_rules": rules})) == []
