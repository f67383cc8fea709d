"""Alarms, the topics that they tell, and rules on events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.aws.watching import event_sources
from readiness.collectors.files.infrastructure.mapping import RUNNING_ONLY, View, arn_of, identify, maps, unread
from readiness.collectors.files.infrastructure.services.storage import document_of
from readiness.facts import Fact, GapReason, Unread
from readiness.facts.aws.watching import AwsAlarm, AwsAlarmTopic, AwsEventRule, TopicSubscription, WatchedMetric

SELF_CONFIRMED = frozenset({"lambda", "sqs", "firehose", "sms", "application"})
"""Protocols of which a subscription needs nobody's consent: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html"""
CONSENT = Unread(reason=GapReason.NOT_IN_FILES, detail="only the running account tells who is subscribed and has confirmed it")


@maps(
    "aws_cloudwatch_metric_alarm",
    gives=(AwsAlarm, AwsAlarmTopic),
    name="alarm_name",
    arn="arn:aws:cloudwatch:{region}::alarm:{name}",
)
def metric_alarm(view: View) -> Iterator[Fact]:
    """An alarm on metrics."""
    queries = view.blocks("metric_query")
    told: dict[str, Any] = dict.fromkeys(("metrics", "expressions"), queries)
    if not isinstance(queries, Unread):
        inside = [each for query in queries if (each := _first(query.get("metric")))]
        own = [view.resource.values] if view.has("metric_name") is not False else []
        told = {
            "metrics": _all(_metric(view, each) for each in (*own, *inside)),
            "expressions": _all(view.text_of(query["expression"]) for query in queries if query.get("expression")),
        }
    yield from _alarm(view, rule="", suppressor="", missing_data=view.text("treat_missing_data", "missing"), **told)


@maps(
    "aws_cloudwatch_composite_alarm",
    gives=(AwsAlarm, AwsAlarmTopic),
    name="alarm_name",
    arn="arn:aws:cloudwatch:{region}::alarm:{name}",
)
def composite_alarm(view: View) -> Iterator[Fact]:
    """An alarm over others."""
    yield from _alarm(view, rule=view.text("alarm_rule"), suppressor=view.text("actions_suppressor.alarm"))


def _alarm(view: View, **told: Any) -> Iterator[Fact]:
    actions = view.arns(view.raw_with_refs("alarm_actions"))
    yield view.fact(
        AwsAlarm,
        name=view.name,
        actions=actions,
        actions_enabled=view.flag("actions_enabled", default=True),
        state=RUNNING_ONLY,
        state_since=RUNNING_ONLY,
        **told,
    )
    if isinstance(actions, Unread):
        return
    topics = {arn_of(view.stack, each): each for each in view.stack.of_type("aws_sns_topic")}
    for each in actions:
        if each in topics:
            yield view.of(topics[each]).fact(AwsAlarmTopic, exists=True, subscriptions=_subscriptions(view.of(topics[each])))
        elif ":sns:" in each:
            yield view.fact(AwsAlarmTopic, each, exists=RUNNING_ONLY, subscriptions=CONSENT)


def _subscriptions(view: View) -> Any:
    """Subscriptions that deliver; where each of them needs consent, only the account tells."""
    beside = view.linked("aws_sns_topic_subscription", "topic_arn")
    if isinstance(beside, Unread):
        return CONSENT
    protocols = [each.text("protocol") for each in beside]
    sure = tuple(TopicSubscription(protocol=each, confirmed=True) for each in protocols if each in SELF_CONFIRMED)
    return sure or CONSENT


def _first(value: Any) -> dict[str, Any] | None:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, dict) else None


def _metric(view: View, written: dict[str, Any]) -> Any:
    dimensions = view.stack.followed(written.get("dimensions")) or {}
    if not isinstance(dimensions, dict):
        return unread(dimensions)
    named = {str(key): view.text_of(each) for key, each in dimensions.items()}
    texts = [view.text_of(written.get(key)) for key in ("namespace", "metric_name")]
    hidden = next((each for each in (*texts, *named.values()) if isinstance(each, Unread)), None)
    return hidden or WatchedMetric(namespace=texts[0], name=texts[1], dimensions=named)


def _all(found: Iterator[Any]) -> Any:
    read = list(found)
    return next((each for each in read if isinstance(each, Unread)), tuple(read))


@maps("aws_cloudwatch_event_rule", gives=(AwsEventRule,), name="name", arn="arn:aws:events:{region}::rule/{name}")
def event_rule(view: View) -> Iterator[Fact]:
    """A rule on the default bus that waits for events of AI services or of AWS Health."""
    pattern = document_of(view, "event_pattern") if view.raw("event_pattern") is not None else {}
    sources = () if isinstance(pattern, Unread) else event_sources(pattern)
    bus = view.text("event_bus_name", "default")
    if not sources or bus != "default":
        return
    state, enabled = view.text("state", "ENABLED"), view.flag("is_enabled", default=True)
    targets = view.linked("aws_cloudwatch_event_target", "rule")
    yield view.fact(
        AwsEventRule,
        name=view.name,
        sources=sources,
        enabled=next((each for each in (state, enabled) if isinstance(each, Unread)), state != "DISABLED" and enabled),
        targets=targets if isinstance(targets, Unread) else _targets(targets),
    )


def _targets(views: list[View]) -> Any:
    told = [each.arns(each.raw_with_refs("arn")) for each in views]
    hidden = next((each for each in told if isinstance(each, Unread)), None)
    # A target is one whether or not it is told which.
    return tuple(sorted({one for each in told if not isinstance(each, Unread) for one in each})) or hidden or ()


identify("aws_autoscaling_policy", "name", "arn:aws:autoscaling:{region}::scalingPolicy:{name}")
identify("aws_ssmincidents_response_plan", "name", "arn:aws:ssm-incidents:{region}::response-plan/{name}")
