"""Monitors, rules, agents and endpoints of telemetry: situations and verdicts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from readiness.facts import Environment, GapReason, Origin
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, EnvironmentVariable, Image
from readiness.facts.delivery import AlertRule
from readiness.facts.kubernetes.monitoring import AggregatedApi, Choice, Instrumentation, Monitor, PrometheusServer, RuleSet
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.nodes import ClusterNodes, Node
from readiness.facts.kubernetes.objects import LabelSelector, Namespace
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.telemetry import Pipeline, PrometheusConfiguration, TelemetryCollector
from readiness.testing import fact, row, table

LIVE = {"origin": Origin(place="kubernetes:lab", call="get")}
NOW = datetime(2026, 11, 1, tzinfo=UTC)
CHAT = LabelSelector(labels={"app": "chat"})


def workload(name: str = "chat", image: str = "vllm/vllm-openai", **values: Any) -> Any:
    container = Container(name="main", image=Image(repository=image, tag="v1"), named_ports={"http": 8000}, ports=(8000,))
    known = {"resource": f"k8s/{name}", "name": name, "namespace": "ai", "kind": "Deployment", "api_version": "apps/v1"}
    return fact(Workload, **(known | {"containers": (container,), "pod_labels": {"app": name}, "replicas": 2} | LIVE | values))


def server(**values: Any) -> Any:
    known = {"role": "inference", "product": "vllm", "platform": "kubernetes", "workload": "k8s/chat", "authentication": True}
    return fact(AiService, **(known | {"container": Container(name="main"), "namespace": "ai"} | LIVE | values))


def monitor(**values: Any) -> Any:
    known = {"kind": "PodMonitor", "name": "chat", "namespace": "ai", "aims_at": "pods", "selector": CHAT}
    return fact(Monitor, **(known | LIVE | values))


def service(**values: Any) -> Any:
    known = {"name": "chat", "namespace": "ai", "selector": {"app": "chat"}, "labels": {"app": "chat"}, "ports": (80,)}
    return fact(Service, **(known | {"port_names": ("http",)} | LIVE | values))


def daemon(name: str, image: str, **values: Any) -> Any:
    return workload(name, image, kind="DaemonSet", namespace="kube-system", replicas=None, **values)


PROXY = daemon("kube-proxy", "registry.k8s.io/kube-proxy")
ELSEWHERE = LabelSelector(labels={"app": "other"})
FILE = {"origin": Origin(place="folder:x", file="a.yaml", line=1)}
SCRAPING = TelemetryCollector(resource="otel", name="otel", pipelines=(Pipeline(signal="metrics", receivers=("prometheus",)),), **LIVE)

ALL = LabelSelector()


def prometheus(objects: LabelSelector | None = ALL, namespaces: LabelSelector | None = ALL, **values: Any) -> Any:
    choice = Choice(objects=objects, namespaces=namespaces)
    takes = dict.fromkeys(("PodMonitor", "ServiceMonitor", "PrometheusRule"), choice) if objects is not None else {}
    return fact(PrometheusServer, **({"kind": "Prometheus", "name": "main", "namespace": "monitoring", "takes": takes} | LIVE | values))


def scraping(*targets: str, **values: Any) -> Any:
    return fact(PrometheusConfiguration, **({"resource": "prometheus", "jobs": ("a",), "targets": targets} | LIVE | values))


test_scraped = table(
    "k8s-serving-metrics-scraped",
    passes=[
        [server(), workload(), monitor()],
        [server(), workload(), service(), monitor(kind="ServiceMonitor", aims_at="services")],
        [server(), workload(), monitor(namespace="monitoring", namespaces=("ai",))],
        [server(), workload(), monitor(namespace="monitoring", namespaces=None)],
        [server(), workload(scraped=True)],
        [server(), workload(), service(scraped=True)],
        row(server(), workload(), PROXY, service(), scraping("other:80", "chat:8000"), says="'target': 'chat:8000'"),
        [server(), workload(), PROXY, service(), scraping("chat.ai.svc.cluster.local:8000"), monitor(selector=ELSEWHERE)],
        [server(), workload(), PROXY, service(), monitor(kind="ScrapeConfig", aims_at="targets", targets=("chat.ai:8000",))],
        [server(), workload(kind="StatefulSet"), PROXY, service(), scraping("chat-0.chat.ai:8000")],
        [server(**FILE), workload(**FILE), service(**FILE), scraping("chat:80", **FILE)],
        [server(), workload(pod_annotations=frozenset({"ad.datadoghq.com/main.checks"}))],
    ],
    fails=[
        row(server(), workload(), monitor(selector=ELSEWHERE), says="'monitors': 1"),
        [server(), workload(), monitor(namespace="monitoring")],
        [server(), workload(), PROXY],
        [server(**FILE), workload(**FILE), monitor(**FILE, selector=ELSEWHERE)],
        [server(**FILE), workload(**FILE), workload("api", "shop/api", scraped=True, **FILE)],
        [server(), workload(), PROXY, service(), scraping("chat.other.svc:8000", "chat-0:80")],
        [server(), workload(), PROXY, service(), scraping("chat:8000", environment=Environment.STAGING)],
        # A Prometheus of the operator tells by objects what it scrapes.
        [server(), workload(), PROXY, workload("p", "prometheus/prometheus", pod_labels={"operator.prometheus.io/name": "p"})],
    ],
    unknown=[
        [server(), workload()],
        [server(**FILE), workload(**FILE)],
        [server(), workload(), PROXY, monitor(kind="ScrapeConfig", aims_at="other")],
        [server(), workload(), PROXY, daemon("datadog", "gcr.io/datadoghq/agent")],
        [server(), workload(), PROXY, SCRAPING],
        [server(), workload(), PROXY, monitor(selector=ELSEWHERE), prometheus(jobs_in_secret=True)],
        [server(), workload(), monitor(selector=ELSEWHERE), scraping("other:80", discovers=True)],
        [server(), workload(kind="RayService"), monitor(selector=ELSEWHERE)],
    ],
    not_applicable=[
        server(),
        [server(product="ollama"), workload()],
        [server(role="database", product="postgres"), workload()],
        [server(), workload(environment=Environment.STAGING)],
        [server(), workload(kind="Job")],
    ],
)


WATCHED = LabelSelector(labels={"watched": "yes"})
AI = fact(Namespace, name="ai", labels={"watched": "yes"}, **LIVE)

test_monitor = table(
    "k8s-monitor-finds-targets",
    passes=[
        [monitor(), workload()],
        [monitor(ports=("http",)), workload(), prometheus()],
        [monitor(ports=("8000",)), workload()],
        [monitor(), workload(), prometheus(namespaces=WATCHED), AI],
        [monitor(), workload(), prometheus(None)],  # its configuration is left to others
        [monitor(kind="ServiceMonitor", aims_at="services", ports=("http",)), service()],
        [monitor(kind="PodMonitoring", managed=True), workload(), prometheus(ELSEWHERE)],
    ],
    fails=[
        row(monitor(selector=ELSEWHERE), workload(), says="app=other"),
        row(monitor(ports=("metrics",)), workload(), says="'there': ['8000', 'http']"),
        [monitor(kind="ServiceMonitor", aims_at="services", ports=("metrics",)), service()],
        [monitor(kind="ServiceMonitor", aims_at="services", selector=ELSEWHERE), service()],
        row(monitor(), workload(), prometheus(ELSEWHERE), says="'prometheus': ['main']"),
        [monitor(), workload(), prometheus(namespaces=None)],
        [monitor(), workload(), prometheus(namespaces=WATCHED), fact(Namespace, name="ai", **LIVE)],
    ],
    unknown=[
        monitor(**FILE),
        [monitor(selector=ELSEWHERE), workload(kind="RayCluster")],
        [monitor(kind="ServiceMonitor", aims_at="services", selector=ELSEWHERE, namespaces=("elsewhere",))],
        [monitor(), workload(), prometheus(namespaces=WATCHED)],
    ],
    not_applicable=[monitor(namespace="kube-system"), monitor(aims_at="other")],
)


def rules(**values: Any) -> Any:
    return fact(RuleSet, **({"name": "ai", "namespace": "ai", "alerts": 3} | LIVE | values))


test_rules_loaded = table(
    "k8s-alert-rules-loaded",
    passes=[[rules(), prometheus()], [rules(), prometheus(available=1)], [rules(), prometheus(available=0), prometheus(name="second")]],
    fails=[
        row(rules(), prometheus(ELSEWHERE), says="'prometheus': ['main']"),
        [rules(), prometheus(available=0)],
        [rules(), prometheus(namespaces=None)],
        [rules(**FILE), prometheus(ELSEWHERE, **FILE)],
    ],
    unknown=[rules(), [rules(), prometheus(kind="PrometheusAgent")], [rules(), prometheus(namespaces=WATCHED)]],
    not_applicable=[rules(alerts=0), rules(namespace="kube-system"), rules(**FILE)],
)


GPU = workload(containers=(Container(name="main", limits={"nvidia.com/gpu": "1"}),))


def rule(*metrics: str, **values: Any) -> Any:
    return fact(AlertRule, name="broken", expression=" + ".join(metrics), metrics=metrics, **values)


test_accelerator_alerts = table(
    "k8s-accelerator-alerts",
    passes=[[GPU, rule("DCGM_FI_DEV_XID_ERRORS")], [GPU, rule("up"), rule("DCGM_FI_DEV_GPU_TEMP")]],
    fails=[[GPU, rule("up")], [GPU, rule("DCGM_FI_DEV_GPU_UTIL")]],
    unknown=[GPU, [GPU, rule("DCGM_FI_DEV_XID_ERRORS", environment=Environment.SAMPLE)]],
    not_applicable=[workload(), [workload(kind="Job", containers=GPU.containers), rule("up")]],
)

CLUSTER = fact(ClusterNodes, name="lab", resource="lab", read_at=NOW, nodes=2, **LIVE)


def node(name: str, gpus: int = 0, **values: Any) -> Any:
    return fact(
        Node, resource=f"node/{name}", **({"name": name, "ready": True, "allocatable": {"nvidia.com/gpu": str(gpus)}} | LIVE | values)
    )


def pods(of: Any, ready: int) -> Any:
    return fact(RunningPods, name=of.name, kind="DaemonSet", owner=of.resource, read_at=NOW, pods=ready, ready=ready, **LIVE)


DCGM = daemon("dcgm", "nvcr.io/nvidia/k8s/dcgm-exporter")

test_telemetry = table(
    "k8s-accelerator-telemetry",
    passes=[[CLUSTER, node("a", 4), node("b"), DCGM, pods(DCGM, 1)]],
    fails=[[CLUSTER, node("a", 4), PROXY], row(CLUSTER, node("a", 4), node("b", 4), DCGM, pods(DCGM, 1), says="'exporters': 1")],
    unknown=[
        [CLUSTER, node("a", 4)],
        [CLUSTER, node("a", 4), PROXY, daemon("datadog", "gcr.io/datadoghq/agent")],
        [CLUSTER, node("a", 4), DCGM],
    ],
    not_applicable=[CLUSTER, [CLUSTER, node("a")], [CLUSTER, node("a", 4, ready=False), PROXY]],
)

FLUENT = daemon("fluent-bit", "cr.fluentbit.io/fluent/fluent-bit")
WINDOWS = daemon("fluent-bit-windows", "cr.fluentbit.io/fluent/fluent-bit")

test_logs = table(
    "k8s-logs-leave-nodes",
    passes=[
        [CLUSTER, node("a"), node("b"), FLUENT, pods(FLUENT, 2)],
        [CLUSTER, node("a"), node("b", labels={"node-role.kubernetes.io/control-plane": ""}), FLUENT, pods(FLUENT, 1)],
        [CLUSTER, node("a"), node("b", ready=False), FLUENT, pods(FLUENT, 1)],
        [CLUSTER, node("a"), node("b"), FLUENT, pods(FLUENT, 1), WINDOWS, pods(WINDOWS, 1)],
        [CLUSTER, node("a"), node("b", labels={"eks.amazonaws.com/compute-type": "fargate"}), FLUENT, pods(FLUENT, 1)],
    ],
    fails=[[CLUSTER, node("a"), PROXY], row(CLUSTER, node("a"), node("b"), FLUENT, pods(FLUENT, 1), says="'ready': 1")],
    unknown=[[CLUSTER, node("a")], [CLUSTER, node("a"), FLUENT]],
    not_applicable=[CLUSTER],
)


def sending(host: str, **values: Any) -> Any:
    variable = EnvironmentVariable(name="OTEL_EXPORTER_OTLP_ENDPOINT", value=host)
    return workload(containers=(Container(name="main", environment=(variable,)),), **values)


COLLECTOR = service(name="otel-collector", namespace="observability")
BY_OPTION = workload(containers=(Container(name="main", arguments=("--otlp-traces-endpoint=grpc://gone.ai:4317",)),))


def tracing(endpoint: str = "otel-collector.observability:4317", **values: Any) -> Any:
    return fact(Instrumentation, endpoint=endpoint, **({"name": "python", "namespace": "ai"} | LIVE | values))


test_endpoint = table(
    "k8s-telemetry-endpoint-exists",
    passes=[
        [sending("http://otel-collector.observability.svc.cluster.local:4317"), COLLECTOR],
        [sending("otel-collector.observability:4317"), COLLECTOR],
        [sending("http://chat:4318"), service()],
        [workload(instrumented_by="true"), COLLECTOR, tracing()],
        [workload(instrumented_by="observability/python"), COLLECTOR, tracing(namespace="observability")],
    ],
    fails=[
        row(sending("http://gone.observability.svc:4317"), COLLECTOR, says="gone.observability.svc"),
        [sending("http://otel-collector:4317"), COLLECTOR, service()],
        [BY_OPTION, service()],
        row(workload(instrumented_by="true"), COLLECTOR, says="'instrumentation': 'true'"),
        [workload(instrumented_by="nodejs"), COLLECTOR, tracing()],
        [workload(instrumented_by="python"), COLLECTOR, tracing("gone.observability:4317")],
    ],
    unknown=[
        sending("http://otel-collector.observability:4317"),
        [sending("http://gone.observability.svc:4317", **FILE), service(name="x", namespace="observability", **FILE)],
    ],
    not_applicable=[
        workload(),
        [workload(instrumented_by="true", **FILE), COLLECTOR],
        [workload(instrumented_by="true"), tracing("")],
        sending("http://localhost:4317"),
        sending("http://$(HOST_IP):4317"),
        sending("http://10.0.0.1:4317"),
        sending("https://api.honeycomb.io"),
        sending("http://["),
        sending("http://gone.observability.svc:4317", **FILE),
        sending("http://gone:4317", environment=Environment.DEVELOPMENT),
    ],
)


def api(**values: Any) -> Any:
    return fact(AggregatedApi, **({"name": "v1beta1.metrics.k8s.io", "available": True} | LIVE | values))


test_metrics_api = table(
    "k8s-metrics-api-answers",
    passes=[[CLUSTER, api()]],
    fails=[CLUSTER, [CLUSTER, api(name="v1beta1.custom.metrics.k8s.io")], row(CLUSTER, api(available=False, reason="Gone"), says="Gone")],
    unknown=[[CLUSTER, api().unknown("available", GapReason.DENIED)]],
    not_applicable=[fact(ClusterNodes, name="lab", read_at=NOW, **LIVE)],
)

KSM = workload("ksm", "registry.k8s.io/kube-state-metrics/kube-state-metrics")

test_state_metrics = table(
    "k8s-state-metrics-collected",
    passes=[[CLUSTER, prometheus(), KSM]],
    fails=[[CLUSTER, prometheus(), PROXY]],
    unknown=[[CLUSTER, prometheus()]],
    not_applicable=[CLUSTER],
)
