"""Monitors, servers, routes and collectors, from manifests and from clusters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_world import facts_of, thing

from readiness.facts import UnreadFieldError
from readiness.facts.ai import McpServer, ModelRoute, TraceSink
from readiness.facts.delivery import AlertRule
from readiness.facts.kubernetes.monitoring import AggregatedApi, Instrumentation, Monitor, PrometheusServer, RuleSet
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.objects import LabelSelector
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.telemetry import AlertRouting, TelemetryCollector

sys.path.insert(0, str(Path(__file__).parent.parent / "files" / "formats"))
from reading import facts_in

OPERATOR = "monitoring.coreos.com/v1"
CHOSEN = {"selector": {"matchLabels": {"app": "chat"}}}


def both(kind: Any, resource: str, written: dict[str, Any]) -> Any:
    """The fact that a manifest gives, which the same object of a cluster must give too."""
    (one,) = facts_in(yaml.safe_dump(written, sort_keys=False), "k8s/it.yaml")[kind]
    (other,) = [each for each in facts_of([written], resource) if isinstance(each, kind)]
    own = {"resource", "origin", "environment", "containers"}  # a container knows its line
    assert one.model_dump(exclude=own) == other.model_dump(exclude=own)
    return one


@pytest.mark.parametrize(
    ("api_version", "kind", "spec", "aims_at", "namespaces", "ports"),
    [
        (OPERATOR, "ServiceMonitor", {"endpoints": [{"port": "http"}, {"targetPort": 80}]}, "services", (), ("http",)),
        (OPERATOR, "ServiceMonitor", {"namespaceSelector": {"any": True}}, "services", None, ()),
        (OPERATOR, "PodMonitor", {"namespaceSelector": {"matchNames": ["a", "b"]}}, "pods", ("a", "b"), ()),
        (OPERATOR, "PodMonitor", {"podMetricsEndpoints": [{"port": "m"}, {"port": "m"}, "odd"]}, "pods", (), ("m",)),
        ("monitoring.googleapis.com/v1", "PodMonitoring", {"endpoints": [{"port": 8000}]}, "pods", (), ("8000",)),
        ("monitoring.googleapis.com/v1", "ClusterPodMonitoring", {"endpoints": []}, "pods", None, ()),
    ],
)  # fmt: skip
def test_monitors(api_version: str, kind: str, spec: dict[str, Any], aims_at: str, namespaces: Any, ports: tuple[str, ...]) -> None:
    home = None if kind.startswith("Cluster") else "models"
    told = both(Monitor, f"{kind.lower()}s.{api_version.partition('/')[0]}", thing(api_version, kind, "chat", home, spec=CHOSEN | spec))
    assert (told.aims_at, told.namespaces, told.ports) == (aims_at, namespaces, ports)
    assert told.selector == LabelSelector(labels={"app": "chat"})
    assert told.managed == ("googleapis" in api_version)


def test_a_scrape_config_names_its_targets_or_finds_them() -> None:
    written = thing("monitoring.coreos.com/v1alpha1", "ScrapeConfig", "x", spec={"staticConfigs": [{"targets": ["a:80"]}]})
    told = both(Monitor, "scrapeconfigs.monitoring.coreos.com", written)
    assert (told.aims_at, told.targets) == ("targets", ("a:80",))
    written["spec"] = {"kubernetesSDConfigs": [{"role": "Pod"}]}
    assert both(Monitor, "scrapeconfigs.monitoring.coreos.com", written).aims_at == "other"
    written["spec"] = {}
    assert facts_in(yaml.safe_dump(written), "k8s/it.yaml")[Monitor] == []


def test_a_selector_that_is_not_there_takes_nothing_and_an_empty_one_all() -> None:
    spec = {
        "additionalScrapeConfigs": {"name": "jobs", "key": "jobs.yaml"},
        "serviceMonitorSelector": {},
        "ruleSelector": {"matchLabels": {"release": "kps"}},
        "ruleNamespaceSelector": {},
        "probeSelector": None,
    }
    told = both(PrometheusServer, "prometheuses.monitoring.coreos.com", thing(OPERATOR, "Prometheus", "main", "monitoring", spec=spec))
    assert set(told.takes) == {"ServiceMonitor", "PrometheusRule"}
    assert told.jobs_in_secret
    assert told.takes["ServiceMonitor"].objects == LabelSelector()
    assert told.takes["ServiceMonitor"].namespaces is None
    assert told.takes["PrometheusRule"].namespaces == LabelSelector()
    live = thing(OPERATOR, "Prometheus", "main", "monitoring", spec=spec, status={"availableReplicas": 0})
    (server,) = [each for each in facts_of([live], "prometheuses.monitoring.coreos.com") if isinstance(each, PrometheusServer)]
    assert server.available == 0


RULES = {"groups": [{"name": "g", "rules": [{"alert": "Slow", "expr": "vllm:x > 1"}, {"record": "r", "expr": "1"}]}]}


def test_rules_are_counted_and_told_whoever_loads_them() -> None:
    assert both(RuleSet, "prometheusrules.monitoring.coreos.com", thing(OPERATOR, "PrometheusRule", "ai", spec=RULES)).alerts == 1
    for api_version, kind, plural, home in (
        ("monitoring.googleapis.com/v1", "Rules", "rules", "models"),
        ("monitoring.googleapis.com/v1", "ClusterRules", "clusterrules", None),
        ("operator.victoriametrics.com/v1beta1", "VMRule", "vmrules", "models"),
    ):
        resource = f"{plural}.{api_version.partition('/')[0]}"
        assert both(AlertRule, resource, thing(api_version, kind, "ai", home, spec=RULES)).metrics == ("vllm:x",)


ROUTES = {
    "route": {"receiver": "null", "routes": [{"matchers": ["a"], "routes": [{"receiver": "oncall"}]}, {"receiver": "gone"}]},
    "receivers": [
        {"name": "null"},
        {"name": "oncall", "slack_configs": [{"channel": "#a"}]},
        {"name": "unused", "email_configs": [{"to": "a"}]},
    ],
}


def test_routes_tell_who_is_reached() -> None:
    (told,) = facts_in(yaml.safe_dump(ROUTES), "alertmanager.yml")[AlertRouting]
    assert (told.default, told.receivers, told.silent) == ("null", ("oncall",), ("null", "gone"))
    spec = {"route": {"receiver": "pager"}, "receivers": [{"name": "pager", "pagerdutyConfigs": [{"routingKey": {"name": "s"}}]}]}
    written = thing("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig", "ai", spec=spec)
    assert both(AlertRouting, "alertmanagerconfigs.monitoring.coreos.com", written).receivers == ("pager",)


def test_routes_in_a_secret_are_unread() -> None:
    written = thing(OPERATOR, "Alertmanager", "main", "monitoring", spec={"replicas": 2})
    (told,) = facts_in(yaml.safe_dump(written), "k8s/it.yaml")[AlertRouting]
    with pytest.raises(UnreadFieldError):
        _ = told.receivers
    written["spec"]["alertmanagerConfiguration"] = {"name": "ai"}
    assert facts_in(yaml.safe_dump(written), "k8s/it.yaml")[AlertRouting] == []


OTEL = {
    "receivers": {"prometheus": {}, "otlp": {}},
    "connectors": {"spanmetrics": {}},
    "service": {
        "pipelines": {
            "traces/a": {"receivers": ["otlp"], "exporters": ["spanmetrics"]},
            "metrics": {"receivers": ["prometheus"], "exporters": ["debug"]},
        }
    },
}


@pytest.mark.parametrize("as_text", [True, False])
def test_a_collector_tells_its_pipelines(as_text: bool) -> None:
    version = "v1alpha1" if as_text else "v1beta1"
    config = yaml.safe_dump(OTEL, sort_keys=False) if as_text else OTEL
    written = thing(f"opentelemetry.io/{version}", "OpenTelemetryCollector", "main", spec={"config": config})
    told = both(TelemetryCollector, "opentelemetrycollectors.opentelemetry.io", written)
    assert [(each.signal, each.exporters) for each in told.pipelines] == [("traces", ("spanmetrics",)), ("metrics", ("debug",))]
    assert told.connectors == ("spanmetrics",)
    assert told.scrapes


@pytest.mark.parametrize(
    ("key", "config", "kind"),
    [("alertmanager.yml", ROUTES, AlertRouting), ("relay", OTEL, TelemetryCollector), ("rules.yaml", RULES, AlertRule)],
)  # fmt: skip
def test_configuration_in_config_maps_is_told_with_namespace_and_key(key: str, config: dict[str, Any], kind: Any) -> None:
    written = thing("v1", "ConfigMap", "it", data={key: yaml.safe_dump(config)})
    both(kind, "configmaps", written)
    (live,) = [each for each in facts_of([written], "configmaps") if isinstance(each, kind)]
    assert live.origin.call == f"configmaps models/it {key}"
    assert f"models/it/{key}" in live.resource


MCP = '{"mcpServers": {"files": {"command": "npx", "args": ["-y", "server-files@1.2.3"]}}}'
TENSORZERO = """
[models.chat]
routing = ["openai"]
[models.chat.providers.openai]
type = "openai"
model_name = "gpt-4o"
[functions.answer]
type = "chat"
"""


@pytest.mark.parametrize(("key", "config", "kind"), [("mcp.json", MCP, McpServer), ("tensorzero.toml", TENSORZERO, ModelRoute)])
def test_configuration_in_other_syntaxes_is_read_too(key: str, config: str, kind: Any) -> None:
    (live, *_) = [each for each in facts_of([thing("v1", "ConfigMap", "it", data={key: config})], "configmaps") if isinstance(each, kind)]
    assert live.origin.call == f"configmaps models/it {key}"


def test_an_api_of_another_server_tells_whether_it_answers() -> None:
    made = thing("apiregistration.k8s.io/v1", "APIService", "v1beta1.metrics.k8s.io", None, spec={"service": {"name": "metrics-server"}})
    made["status"] = {"conditions": [{"type": "Available", "status": "False", "reason": "MissingEndpoints"}]}
    own = thing("apiregistration.k8s.io/v1", "APIService", "v1.apps", None, spec={"service": None})
    told = [each for each in facts_of([made, own], "apiservices.apiregistration.k8s.io") if isinstance(each, AggregatedApi)]
    assert [(each.name, each.available, each.reason) for each in told] == [("v1beta1.metrics.k8s.io", False, "MissingEndpoints")]


CONTAINER = {"name": "vllm", "image": "vllm/vllm-openai:v0.11", "args": ["--otlp-traces-endpoint", "grpc://otel:4317"]}


def test_pods_tell_who_scrapes_them_and_where_they_must_stand() -> None:
    gpu = {"key": "cloud.google.com/gke-accelerator", "operator": "Exists"}
    other = {"key": "a", "operator": "In", "values": ["x"]}
    terms = [{"matchExpressions": [gpu, other]}, {"matchExpressions": [gpu]}]
    must = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
    pod = {"containers": [CONTAINER], "nodeSelector": {"disk": "ssd"}, "affinity": {"nodeAffinity": must}}
    template = {"metadata": {"labels": {"app": "chat"}, "annotations": {"prometheus.io/scrape": "true"}}, "spec": pod}
    spec = {"selector": {"matchLabels": {"app": "chat"}}, "template": template}
    told = both(Workload, "deployments.apps", thing("apps/v1", "Deployment", "chat", spec=spec))
    assert (told.scraped, told.node_labels) == (True, ("cloud.google.com/gke-accelerator", "disk"))
    assert both(TraceSink, "deployments.apps", thing("apps/v1", "Deployment", "chat", spec=spec)).product == "otel"
    template["metadata"]["annotations"] = {"prometheus.io/scrape": "false"}
    assert not both(Workload, "deployments.apps", thing("apps/v1", "Deployment", "chat", spec=spec)).scraped


@pytest.mark.parametrize(
    ("spec", "endpoint"),
    [
        ({"exporter": {"endpoint": "http://otel-collector.observability:4317"}}, "otel-collector.observability:4317"),
        ({"exporter": {"endpoint": "http://a:4317"}, "env": [{"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://b:4318"}]}, "b:4318"),
        ({}, ""),
    ],
)
def test_an_instrumentation_tells_where_to(spec: dict[str, Any], endpoint: str) -> None:
    written = thing("opentelemetry.io/v1alpha1", "Instrumentation", "python", spec=spec)
    assert both(Instrumentation, "instrumentations.opentelemetry.io", written).endpoint == endpoint


@pytest.mark.parametrize(("value", "asked"), [("true", "true"), ("false", ""), ("ops/python", "ops/python")])
def test_pods_that_ask_for_tracing_are_traced(value: str, asked: str) -> None:
    annotated = {"labels": {"app": "chat"}, "annotations": {"instrumentation.opentelemetry.io/inject-python": value}}
    plain = {"name": "chat", "image": "shop/chat:1.2.3"}
    spec = {"selector": {"matchLabels": {"app": "chat"}}, "template": {"metadata": annotated, "spec": {"containers": [plain]}}}
    made = thing("apps/v1", "Deployment", "chat", spec=spec)
    assert both(Workload, "deployments.apps", made).instrumented_by == asked
    assert [each.product for each in facts_in(yaml.safe_dump(made), "k8s/it.yaml")[TraceSink]] == ["otel"] * bool(asked)


def test_services_tell_the_names_of_their_ports() -> None:
    spec = {"ports": [{"name": "http", "port": 80}, {"port": 81}]}
    told = both(Service, "services", thing("v1", "Service", "chat", spec=spec, metadata={"annotations": {"prometheus.io/scrape": "true"}}))
    assert (told.port_names, told.scraped) == (("http",), True)
