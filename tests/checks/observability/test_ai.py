"""Traces, alerts and recorded content: situations and verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.checks.observability.ai import _watches
from readiness.facts import Environment, Gap, GapReason, Origin
from readiness.facts.ai import AiService, Gateway, ProviderUse, TraceSink
from readiness.facts.aws.spending import AwsBudget, BudgetNotification
from readiness.facts.aws.watching import AwsAlarm, WatchedMetric
from readiness.facts.containers import Container
from readiness.facts.delivery import AlertRule
from readiness.facts.files import EnvFile
from readiness.testing import PLACE, fact, row, table

USE = fact(ProviderUse, provider="openai", via="gateway")
CODE_USE = fact(ProviderUse, provider="openai", via="source")
SAMPLE_USE = fact(ProviderUse, provider="openai", via="source", environment=Environment.SAMPLE)


def sink(**values: Any) -> Any:
    return fact(TraceSink, **({"product": "langfuse", "via": "gateway"} | values))


test_traced = table(
    "ai-calls-traced",
    passes=[
        [USE, sink()],
        [USE, sink(via="env", environment=Environment.SHARED)],
        row(USE, sink(successes_only=True), sink(product="otel"), says="otel"),
    ],
    fails=[
        [USE],
        row(USE, sink(successes_only=True), says="Failed model calls"),
        [USE, sink(environment=Environment.SAMPLE)],
        [USE, fact(EnvFile, example=True, tracked=True, names=("OPENAI_API_KEY", "DATABASE_URL"))],
        [USE, fact(EnvFile, example=False, tracked=False, names=("LANGSMITH_PROJECT",))],
        [USE, fact(EnvFile, example=True, tracked=True, names=("LANGSMITH_PROJECT",), environment=Environment.SAMPLE)],
        [USE, CODE_USE, fact(Gateway, product="azure api management")],
        [USE, fact(Gateway, product="kong")],
    ],
    unknown=[
        [USE, sink(environment=Environment.DEVELOPMENT)],
        [USE, Gap(place=PLACE, facts=("TraceSink",), reason=GapReason.UNPARSEABLE, file="litellm.yaml")],
        row(USE, fact(EnvFile, example=True, tracked=True, names=("OPENAI_API_KEY", "LANGSMITH_PROJECT")), says="may switch tracing on"),
        row(USE, fact(Gateway, product="azure api management"), says="outside of this file"),
    ],
    not_applicable=[(), [SAMPLE_USE], [sink()]],
)


def rule(*metrics: str, expression: str = "", **values: Any) -> Any:
    return fact(
        AlertRule,
        name="alert-" + (metrics or ("none",))[0],
        expression=expression or " + ".join(metrics) + " > 1",
        metrics=metrics,
        **values,
    )


LATENCY = rule("vllm:time_to_first_token_seconds_bucket")
ERROR = rule("http_requests_total", expression='rate(http_requests_total{status=~"5.."}[5m]) > 1')
SATURATION = rule("vllm:num_requests_waiting")
COST = rule("litellm_remaining_team_budget_metric")


def cloudwatch(*metrics: str, namespace: str = "AWS/Bedrock", **values: Any) -> Any:
    watched = tuple(WatchedMetric(namespace=namespace, name=each) for each in metrics)
    return fact(AwsAlarm, name="bedrock", metrics=watched, **values)


NOTIFICATION = BudgetNotification(type="FORECASTED", threshold=100, subscribers=1)

test_alerts = table(
    "ai-alerts-cover-service",
    passes=[
        [USE, LATENCY, ERROR, SATURATION, COST],
        [USE, SATURATION, fact(Gateway, product="litellm", alerting=True)],
        [USE, LATENCY, rule("litellm_deployment_failure_responses_total"), rule("DCGM_FI_DEV_FB_USED"), rule("litellm_spend_metric_total")],
        [USE, cloudwatch("InvocationLatency", "InvocationServerErrors", "InvocationThrottles", "InputTokenCount")],
        [
            USE,
            cloudwatch("Duration", "Errors", "ConcurrentExecutions", namespace="AWS/Lambda"),
            fact(AwsBudget, name="monthly", type="COST", period="MONTHLY", notifications=(NOTIFICATION,)),
        ],
    ],
    fails=[
        [USE],
        row(USE, cloudwatch("InvocationLatency", "InvocationServerErrors", "InvocationThrottles"), says="'missing': ['cost']"),
        row(USE, cloudwatch("CPUUtilization", namespace="AWS/EC2"), says="No alert for"),
        row(USE, cloudwatch("InvocationLatency", actions_enabled=False), says="No alert for"),
        row(USE, LATENCY, ERROR, SATURATION, says="cost"),
        row(USE, rule("up"), rule("node_memory_MemAvailable_bytes"), says="No alert for"),
        row(USE, LATENCY, rule("http_requests_total"), SATURATION, COST, says="'missing': ['error']"),
        row(USE, LATENCY, ERROR, rule("slo_error_budget_burn"), SATURATION, says="cost"),
        [USE, fact(Gateway, product="litellm", alerting=True)],
        [USE, LATENCY, ERROR, SATURATION, rule("litellm_spend_metric_total", environment=Environment.SAMPLE)],
    ],
    unknown=[
        [USE, Gap(place=PLACE, facts=("AlertRule",), reason=GapReason.TEMPLATED, file="rules.yaml")],
        [USE, Gap(place=PLACE, facts=("AwsAlarm",), reason=GapReason.TEMPLATED, file="cdk.json")],
    ],
    not_applicable=[(), [LATENCY], [SAMPLE_USE]],
)


@pytest.mark.parametrize(
    ("metric", "expression", "classes"),
    [
        ("vllm:e2e_request_latency_seconds_bucket", "", {"latency"}),
        ("gen_ai.client.operation.duration", "", {"latency"}),
        ("http_server_request_duration_seconds_bucket", "", {"latency"}),
        ("assistant_request_duration_seconds_sum", "", {"latency"}),
        ("http_request_duration_seconds_count", 'rate(http_request_duration_seconds_count{code=~"5.."}[5m])', {"error"}),
        ("envoy_cluster_upstream_rq_time_bucket", "", {"latency"}),
        ("envoy_cluster_upstream_rq_5xx", "", {"error"}),
        ("istio_requests_total", 'rate(istio_requests_total{response_code!~"2.."}[5m])', {"error"}),
        ("litellm_proxy_failed_requests_metric_total", "", {"error"}),
        ("litellm_llm_api_latency_metric_bucket", "", {"latency"}),
        ("vllm:kv_cache_usage_perc", "", {"saturation"}),
        ("vllm:gpu_cache_usage_perc", "", {"saturation"}),
        ("DCGM_FI_DEV_GPU_UTIL", "", {"saturation"}),
        ("litellm_remaining_tokens", "", {"saturation"}),
        ("gen_ai_client_token_usage_sum", "", {"cost"}),
        ("litellm_provider_remaining_budget_metric", "", {"cost"}),
        ("kube_pod_container_status_restarts_total", "", set()),
        ("etcd_request_duration_seconds_bucket", "", set()),
        ("backup_duration_seconds", "", set()),
    ],
)
def test_metrics_tell_the_class_of_trouble(metric: str, expression: str, classes: set[str]) -> None:
    assert _watches(rule(metric, expression=expression)) == classes


def masking(**values: Any) -> Any:
    return fact(Gateway, product="litellm", **values)


ELSEWHERE = Origin(place=PLACE, file="other.yaml")

IN_GATEWAY = sink(via="container", content_by_default=True, resource="k8s/litellm#proxy/traces/langfuse")
GATEWAY_CONTAINER = fact(
    AiService,
    role="gateway",
    product="litellm",
    platform="kubernetes",
    workload="k8s/litellm",
    container=Container(name="proxy"),
    authentication=True,
)

test_content = table(
    "ai-content-capture-deliberate",
    passes=[
        row(sink(captures_content=True), says="True"),
        sink(captures_content=False, content_by_default=True),
        sink(product="otel", content_by_default=False),
        [sink(content_by_default=True), masking(masks_messages=True)],
        [sink(content_by_default=True), masking(masks_messages=False)],
    ],
    fails=[
        sink(content_by_default=True),
        [sink(content_by_default=True), masking()],
        [sink(content_by_default=True), masking(masks_messages=True, origin=ELSEWHERE)],
    ],
    unknown=[
        sink(product="traceloop", via="source", content_by_default=True),
        sink(product="traceloop", via="env", content_by_default=True),
        row(sink(product="traceloop", via="container", content_by_default=True), says="traceloop"),
        sink().unknown("captures_content", GapReason.TEMPLATED),
        [IN_GATEWAY, GATEWAY_CONTAINER],
        [IN_GATEWAY, masking()],
    ],
    not_applicable=[(), [IN_GATEWAY, GATEWAY_CONTAINER, masking()]],
)
