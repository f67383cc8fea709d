"""Files of Prometheus, Grafana and the OpenTelemetry Collector: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService, ProviderUse
from readiness.facts.containers import Container
from readiness.facts.delivery import AlertRule
from readiness.facts.telemetry import Dashboard, Pipeline, PrometheusConfiguration, TelemetryCollector
from readiness.testing import fact, row, table

USE = fact(ProviderUse, provider="openai", via="gateway")


def dashboard(*metrics: str, **values: Any) -> Any:
    return fact(Dashboard, title="Assistant", metrics=metrics, **values)


test_dashboards = table(
    "ai-dashboards-in-files",
    passes=[
        [USE, dashboard("vllm:num_requests_waiting")],
        [USE, dashboard("litellm_spend_metric"), dashboard("node_cpu_seconds_total", resource="d2")],
        [USE, dashboard("gen_ai_client_token_usage_bucket")],
    ],
    fails=[[USE, dashboard("node_cpu_seconds_total")], [USE, dashboard()]],
    unknown=[USE, [USE, dashboard("vllm:num_requests_waiting", environment=Environment.SAMPLE)]],
    not_applicable=[(), dashboard("up")],
)


def service(**values: Any) -> Any:
    defaults = {
        "resource": "compose:docker-compose.yml/vllm",
        "workload": "compose:docker-compose.yml/vllm",
        "role": "inference",
        "product": "vllm",
        "platform": "compose",
        "container": Container(name="vllm"),
        "authentication": True,
    }
    return fact(AiService, **(defaults | values))


def prometheus(**values: Any) -> Any:
    return fact(PrometheusConfiguration, **({"jobs": ("a",), "targets": ("other:80",)} | values))


def collector(*pipelines: Pipeline, **values: Any) -> Any:
    return fact(TelemetryCollector, name="collector", pipelines=pipelines, **values)


SCRAPING = collector(Pipeline(signal="metrics", receivers=("prometheus",), exporters=("otlp",)))

test_scraped = table(
    "ai-metrics-scraped",
    passes=[
        service(platform="kubernetes", workload="helm:values.yaml#chat", settings={"serviceMonitor.enabled": "true"}),
        [service(), prometheus(targets=("vllm:8000",))],
        [service(), prometheus(), prometheus(resource="p2", targets=("vllm",))],
    ],
    fails=[row(service(), prometheus(), says="other:80"), [service(role="gateway", product="litellm"), prometheus(targets=("node:1",))]],
    unknown=[
        service(platform="kubernetes", workload="helm:values.yaml#chat", settings={"serviceMonitor.enabled": "false"}),
        service(),
        [service(), prometheus(discovers=True)],
        [service(), prometheus(), SCRAPING],
    ],
    not_applicable=[
        (),
        service(role="database"),
        service(platform="kubernetes"),
        [service(product="ollama"), prometheus()],
        [service(environment=Environment.DEVELOPMENT), prometheus()],
    ],
)

test_sent = table(
    "ai-prometheus-alerts-sent",
    passes=[prometheus(rule_files=1, alertmanagers=True)],
    fails=[prometheus(rule_files=2)],
    unknown=[prometheus(rule_files=2).unknown("alertmanagers", GapReason.TEMPLATED)],
    not_applicable=[(), prometheus(), prometheus(rule_files=1, environment=Environment.STAGING)],
)


def rule(name: str = "Slow", **values: Any) -> Any:
    return fact(AlertRule, name=name, expression="up == 0", **values)


test_runbooks = table(
    "ai-urgent-alerts-have-runbook",
    passes=[
        row(USE, rule(severity="page", has_runbook=True), says="config.yaml"),
        [USE, rule(severity="critical", has_runbook=True), rule("b", severity="info")],
    ],
    fails=[[USE, rule(severity="page")], row(USE, rule(severity="P1", has_runbook=True), rule("Down", severity="critical"), says="Down")],
    unknown=[[USE, rule(severity="page").unknown("has_runbook", GapReason.TEMPLATED)]],
    not_applicable=[(), USE, [USE, rule(severity="warning")], rule(severity="page")],
)


def pipeline(*processors: str, **values: Any) -> Pipeline:
    return Pipeline(**({"signal": "traces", "receivers": ("otlp",), "exporters": ("otlp",), "processors": processors} | values))


test_load = table(
    "ai-telemetry-survives-load",
    passes=[
        collector(pipeline("memory_limiter", "batch")),
        collector(pipeline("memory_limiter/own")),
        collector(pipeline("memory_limiter"), pipeline(receivers=("spanmetrics",)), connectors=("spanmetrics",)),
    ],
    fails=[
        row(collector(pipeline("batch")), says="does not bound"),
        collector(pipeline()),
        row(collector(pipeline("batch", "memory_limiter")), says="after"),
        row(collector(pipeline("memory_limiter"), hasty=("otlp: sending_queue",)), says="at once"),
    ],
    unknown=[collector().unknown("pipelines", GapReason.TEMPLATED)],
    not_applicable=[(), collector(), collector(pipeline(), environment=Environment.DEVELOPMENT)],
)

test_used = table(
    "ai-telemetry-components-used",
    passes=[collector(pipeline("redaction")), collector(pipeline(), idle=("receivers/filelog", "processors/batch"))],
    fails=[collector(pipeline(), idle=("processors/redaction/pii",)), collector(pipeline(), idle=("processors/filter", "exporters/debug"))],
    unknown=[collector(pipeline()).unknown("idle", GapReason.TEMPLATED)],
    not_applicable=[(), collector()],
)
