"""Files of Prometheus, Grafana and the OpenTelemetry Collector."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import INPUTS, facts_in, facts_of, line_with

from readiness.facts.telemetry import Dashboard, PrometheusConfiguration, TelemetryCollector


def test_prometheus_says_whom_it_asks_and_whom_it_tells() -> None:
    (found,) = facts_of("monitoring/prometheus.yml", "prometheus.yml")[PrometheusConfiguration]
    assert (found.jobs, found.targets) == (("vllm", "containers"), ("vllm:8000", "litellm:4000"))
    assert (found.discovers, found.rule_files, found.alertmanagers) == (True, 2, True)
    assert found.origin.line == line_with("monitoring/prometheus.yml", "scrape_configs:")


@pytest.mark.parametrize("alerting", ["", "alerting: {}\n", "alerting: {alertmanagers: [{static_configs: [{targets: []}]}]}\n"])
def test_alerts_that_are_sent_to_nobody(alerting: str) -> None:
    text = f"rule_files: [a.yml]\n{alerting}scrape_configs: [{{job_name: a, static_configs: [{{targets: [a]}}]}}]\n"
    (found,) = facts_in(text, "prometheus.yml")[PrometheusConfiguration]
    assert (found.alertmanagers, found.discovers) == (False, False)


def test_promtail_is_no_prometheus() -> None:
    text = "clients: [{url: http://loki}]\nscrape_configs: [{job_name: a, static_configs: [{targets: [localhost]}]}]\n"
    assert facts_in(text, "promtail.yaml")[PrometheusConfiguration] == []


def test_a_dashboard_names_its_metrics_in_rows_too() -> None:
    (found,) = facts_of("monitoring/dashboard.json", "dashboard.json")[Dashboard]
    assert (found.title, found.panels) == ("Assistant", 2)
    assert found.metrics == ("vllm:time_to_first_token_seconds_bucket", "litellm_spend_metric")


def test_dashboards_in_objects_are_found() -> None:
    written = (INPUTS / "monitoring/dashboard.json").read_text("utf-8")
    operated = {
        "apiVersion": "grafana.integreatly.org/v1beta1",
        "kind": "GrafanaDashboard",
        "metadata": {"name": "ai"},
        "spec": {"json": written},
    }
    mapped = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "ai"}, "data": {"ai.json": written}}
    for each in (operated, mapped):
        (found,) = facts_in(json.dumps(each), "objects.json")[Dashboard]
        assert found.title == "Assistant"


def test_components_that_stand_in_no_pipeline() -> None:
    (found,) = facts_of("monitoring/otel.yaml", "otel.yaml")[TelemetryCollector]
    assert found.idle == ("receivers/filelog", "processors/redaction")
    assert found.hasty == ("otlp/backend: sending_queue",)
    assert found.pipelines[0].processors == ("memory_limiter", "batch")
