"""Whether a cluster measures its model servers, and whether its alerts, logs and traces get out of it."""

from __future__ import annotations

import re
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Fact
from readiness.facts.ai import AiService
from readiness.facts.delivery import AlertRule
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.monitoring import AggregatedApi, Instrumentation, Monitor, PrometheusServer, RuleSet
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.nodes import ClusterNodes, Node
from readiness.facts.kubernetes.objects import Namespace
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import before_production, in_system_namespace, runs_the_cluster, without_samples
from readiness.facts.telemetry import PrometheusConfiguration, TelemetryCollector

PLAIN = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Rollout", "CloneSet"})
"""Kinds whose pods have the labels of their template and no others."""

WITHOUT_METRICS = frozenset({"ollama", "kserve"})
"""Ollama 0.12 has no metrics; what a KServe runtime tells hangs on the runtime."""

_AGENT = re.compile(
    r"(^|/)(datadog[\w-]*|agent-platform|newrelic[\w-]*|nri-[\w-]+|dynatrace[\w-]*|oneagent|cloudwatch-agent|alloy|grafana-agent|agent"
    r"|opentelemetry-collector[\w-]*|otel[\w-]*collector[\w-]*|splunk-otel[\w-]*|aws-otel-collector|prometheus|prometheus-collector[\w-]*"
    r"|vmagent|vmsingle|victoria-metrics|elastic-agent|metricbeat|telegraf|netdata|instana[\w-]*|signalfx-agent)$"
)
"""Images of agents that find what they scrape by a configuration of their own."""

_LOG_AGENT = re.compile(
    r"fluent-?bit|fluentd|(^|/)vector$|promtail|(^|/)alloy$|grafana/agent|filebeat|elastic-agent|opentelemetry-collector|otel[\w-]*collector"
    r"|datadog[\w-]*/agent|datadog-agent|newrelic-logging|splunk|cloudwatch-agent|ama-logs|ciprod|containerinsights|oneagent|sumologic|logdna"
    r"|logging-agent|vlagent|cluster-logging|logforwarder"
)
_DCGM = re.compile(r"(^|/)[\w-]*dcgm-exporter[\w-]*$")
_STATE_METRICS = re.compile(r"(^|/)[\w-]*kube-state-metrics[\w-]*$")


def _place_of(fact: Fact) -> str:
    return fact.origin.place


def _resource_of(workload: Workload) -> str:
    return workload.resource


def _namespace_of(service: Service) -> str | None:
    return service.namespace


def _owner_of(running: RunningPods) -> str:
    return running.owner


def _runs(workload: Workload, image: re.Pattern[str]) -> bool:
    return any(each.image is not None and image.search(each.image.repository) for each in workload.main_containers)


def _told_by_agent(workload: Workload) -> bool:
    """Whether it is an agent; a Prometheus that the operator makes tells what it scrapes by objects."""
    return _runs(workload, _AGENT) and "operator.prometheus.io/name" not in workload.pod_labels


@check(
    "k8s-serving-metrics-scraped",
    severity="high",
    effort="minutes",
    certainty="likely",
    maps=["aws-genai-lens:GENOPS02-BP01", "azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5"],
)
def serving_metrics_scraped(
    service: AiService,
    *,
    workloads: list[Workload],
    services: list[Service],
    monitors: list[Monitor],
    collectors: list[TelemetryCollector],
    configurations: list[PrometheusConfiguration],
    servers: list[PrometheusServer],
) -> Verdict:
    """Metrics of model servers and gateways are collected.

    Why: Nobody sees latency, queue and errors of the model. The server offers its numbers to whoever asks, and nothing asks:
    alerts stay silent, and every dashboard about it is empty.

    Fix: Select the server's Service or pods with a monitor

        apiVersion: monitoring.coreos.com/v1
        kind: PodMonitor
        metadata: {name: <workload>, namespace: <namespace>}
        spec:
          selector: {matchLabels: …}
          podMetricsEndpoints: [{port: http}]
    """
    if service.platform != "kubernetes" or service.role not in ("inference", "gateway"):
        return not_applicable("it is no model server or gateway on Kubernetes")
    found = by_key(workloads, _resource_of).get(service.workload, [])
    if not found:
        return not_applicable("it is no model server or gateway on Kubernetes")
    workload = found[0]
    if service.product in WITHOUT_METRICS:
        return not_applicable("it offers no metrics of its own")
    if before_production(workload) or not workload.long_running:
        return not_applicable("it lives before production" if workload.long_running else "it runs to an end")
    sending = [each for each in by_key(services, _namespace_of).get(workload.namespace, ()) if each.selects(workload)]
    near = [each for each in monitors if workload.world in each.worlds]
    by = next((each for each in near if each.selects(workload) or any(_selects_service(each, one) for one in sending)), None)
    if by is not None:
        return passed(product=service.product, monitor=f"{by.kind}/{by.name}")
    if workload.scraped or any(each.scraped for each in sending):
        return passed(product=service.product, annotation="prometheus.io/scrape")
    if any(each.startswith("ad.datadoghq.com/") for each in workload.pod_annotations):
        return passed(product=service.product, annotation="ad.datadoghq.com")
    written = [each for each in by_key(configurations, _place_of).get(workload.origin.place, ()) if _as_live(each, workload)]
    hosts = [*(host for each in near for host in each.targets), *(host for each in written for host in each.targets)]
    named = next((each for each in hosts if _is_target(each, workload, sending)), None)
    if named is not None:
        return passed(product=service.product, target=named)
    beside = [each for each in by_key(workloads, _place_of).get(workload.origin.place, ()) if each.is_live == workload.is_live]
    told: dict[str, Any] = {"product": service.product, "workload": workload.name, "namespace": workload.namespace}
    if any(each.discovers for each in written) or any(each.jobs_in_secret and each.world in workload.worlds for each in servers):
        return unknown("Prometheus's own configuration may find it", **told)
    if reason := _why_untold(workload, near, beside, collectors):
        return unknown(reason, **told)
    return failed("Nothing collects the metrics of a model server", monitors=len(near), **told)


def _as_live(configuration: PrometheusConfiguration, workload: Workload) -> bool:
    return (configuration.origin.file is None) == workload.is_live and not before_production(configuration)


def _is_target(host: str, workload: Workload, sending: list[Service]) -> bool:
    """Whether a static target is the workload: `chat:8000`, `chat.ai.svc:8000`, or a StatefulSet's `chat-0.chat.ai`."""
    words = host.partition(":")[0].split(".")
    if workload.kind == "StatefulSet" and re.fullmatch(rf"{re.escape(workload.name)}-\d+", words[0]) and len(words) > 1:
        words = words[1:]
    return words[0] in {each.name for each in sending} and words[1:2] in ([], [workload.namespace])


def _pairs(labels: dict[str, str]) -> list[str]:
    return [f"{key}={value}" for key, value in sorted(labels.items())]


def _selects_service(monitor: Monitor, service: Service) -> bool:
    return monitor.aims_at == "services" and monitor.sees(service) and monitor.selector.matches(service.labels)


def _why_untold(workload: Workload, near: list[Monitor], beside: list[Workload], collectors: list[TelemetryCollector]) -> str:
    """Why nobody can say that the workload is not scraped; empty when one can."""
    if workload.kind not in PLAIN and near:
        return "its operator labels the pods"
    if any(each.aims_at == "other" for each in near) or any(_told_by_agent(each) for each in beside):
        return "an agent's own configuration may scrape it"
    if any(each.scrapes and each.origin.place == workload.origin.place for each in collectors):
        return "a collector's own configuration may scrape it"
    if near or any(each.scraped and each.environment == workload.environment for each in beside):
        return ""
    if not workload.is_live:
        return "no monitor is in these files"
    return "" if any(runs_the_cluster(each) for each in beside) else "the platform's namespaces were not read"


@check("k8s-monitor-finds-targets", severity="medium", effort="minutes", maps=["azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5"])
def monitor_finds_targets(
    monitor: Monitor,
    *,
    services: list[Service],
    workloads: list[Workload],
    servers: list[PrometheusServer],
    namespaces: list[Namespace],
) -> Verdict:
    """Monitors are read, and select something.

    Why: What seems watched is not. A monitor whose labels, namespace or port match nothing leaves no trace: its alerts never
    fire, since a metric that is missing is not high.

    Fix: Take labels and port from the object it is meant for

        kubectl --namespace <namespace> get services,pods --show-labels
        # selects <selector>, port <ports>
    """
    if in_system_namespace(monitor) or monitor.aims_at in ("targets", "other"):
        return not_applicable("it belongs to the platform" if in_system_namespace(monitor) else "it finds its targets otherwise")
    told: dict[str, Any] = {"monitor": f"{monitor.kind}/{monitor.name}", "namespace": monitor.namespace}
    told |= {"selector": _pairs(monitor.selector.labels), "ports": monitor.ports}
    reading = [each for each in servers if each.world in monitor.worlds and each.takes]
    taken = [each.taking(monitor.kind, monitor, namespaces) for each in reading if not monitor.managed]
    if taken and True not in taken:
        if None in taken:
            return unknown("labels of its namespace decide who reads it, and were not seen", **told)
        return failed("No Prometheus reads a monitor", prometheus=[each.name for each in reading], **told)
    if monitor.aims_at == "services":
        found = [each for each in services if _selects_service(monitor, each)]
        ports = {name for each in found for name in each.port_names}
        nameless = any(len(each.port_names) < len(each.ports) for each in found)
        hidden = monitor.namespaces is not None and not any(monitor.sees(each) for each in services)
    else:
        chosen = [each for each in workloads if monitor.selects(each)]
        ports = {name for each in chosen for one in each.containers for name in (*one.named_ports, *map(str, one.ports))}
        found, nameless = chosen, False  # type: ignore[assignment] # of either kind, what counts is that there are some
        hidden = any(each.kind not in PLAIN and monitor.sees(each) for each in workloads)
    if not found:
        if not monitor.is_live or hidden:
            return unknown("what it selects was not seen", **told)
        return failed("A monitor selects nothing", **told)
    if monitor.ports and not ports & set(monitor.ports) and not nameless:
        return failed("A monitor names a port that its targets don't have", there=sorted(ports)[:10], **told)
    return passed(monitor=told["monitor"], targets=len(found))


@check("k8s-alert-rules-loaded", severity="medium", effort="minutes", maps=["azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5"])
def alert_rules_loaded(rules: RuleSet, servers: list[PrometheusServer], namespaces: list[Namespace]) -> Verdict:
    r"""Alert rules are loaded by a Prometheus that runs.

    Why: Alerts that were written never fire. The server takes only rules whose labels and namespace it selects; others lie in
    the cluster and look as if they worked.

    Fix: Give the rules the labels that the server selects

        kubectl get prometheus --all-namespaces --output \
          jsonpath='{range .items[*]}{.metadata.name} {.spec.ruleSelector}{"\n"}{end}'
        # rules <rules> in <namespace> have <labels>
    """
    if in_system_namespace(rules) or not rules.alerts:
        return not_applicable("it holds no alerts" if not rules.alerts else "it belongs to the platform")
    known = [each for each in servers if each.world in rules.worlds and each.kind != "PrometheusAgent" and each.takes]
    told: dict[str, Any] = {"rules": rules.name, "namespace": rules.namespace, "labels": _pairs(rules.labels), "alerts": rules.alerts}
    if not known:
        if rules.is_live:
            return unknown("no Prometheus object says which rules it loads", **told)
        return not_applicable("what loads it is told elsewhere")
    taken = {each.name: each.taking("PrometheusRule", rules, namespaces) for each in known}
    loading = [each for each in known if taken[each.name]]
    if not loading:
        if None in taken.values():
            return unknown("labels of its namespace decide who loads it, and were not seen", **told)
        return failed("No Prometheus loads some alert rules", prometheus=sorted(taken), **told)
    if all(each.available == 0 for each in loading):
        return failed("The Prometheus that loads alert rules does not run", prometheus=[each.name for each in loading], **told)
    return passed(rules=rules.name, prometheus=[each.name for each in loading])


_ACCELERATOR_TROUBLE = re.compile(
    r"^DCGM_FI_DEV_(XID|GPU_TEMP|MEMORY_TEMP|FB_|ECC|ROW_REMAP|\w*REMAPPED|NVLINK|PCIE_REPLAY|\w*VIOLATION)"
    r"|^(amd_)?gpu_(\w*temp|ecc|xid|used_vram)|^nvidia_(smi|gpu)_|^neuron|^hl_|^tpu_",
    re.IGNORECASE,
)


@check("k8s-accelerator-alerts", severity="medium", effort="hours", certainty="likely", maps=["azure-waf-core:OE:07"])
def accelerator_alerts(workloads: list[Workload], rules: list[AlertRule]) -> Verdict:
    """Alerts tell of accelerators that fail.

    Why: A broken GPU answers slowly or wrongly before it stops. Its driver reports errors of memory and bus, heat and full
    memory; a model server only becomes slow or hangs.

    Fix: Alert on what the DCGM exporter tells

        - alert: GpuError
          expr: increase(DCGM_FI_DEV_XID_ERRORS[5m]) > 0 or DCGM_FI_DEV_GPU_TEMP > 85
          for: 1m
          labels: {severity: page}
    """
    wanting = [each for each in without_samples(workloads) if any(one.accelerators for one in each.main_containers)]
    living = [each for each in wanting if each.long_running and not before_production(each) and not in_system_namespace(each)]
    if not living:
        return not_applicable("nothing in production runs on accelerators")
    known = without_samples(rules)
    if not known:
        return unknown("alerts are kept elsewhere", workloads=len(living))
    about = sorted({each.name for each in known if any(_ACCELERATOR_TROUBLE.search(one) for one in each.metrics)})
    if not about:
        return failed("No alert watches the accelerators", at=living[0].origin, workloads=sorted(each.name for each in living)[:10])
    return passed(alerts=about[:10])


def _daemons(cluster: ClusterNodes, workloads: list[Workload], image: re.Pattern[str]) -> list[Workload]:
    here = by_key(workloads, _place_of).get(cluster.origin.place, ())
    return [each for each in here if each.kind == "DaemonSet" and _runs(each, image)]


def _none_seen(cluster: ClusterNodes, workloads: list[Workload]) -> bool:
    """Whether the platform's own workloads were read, so that one that is not among them is not there."""
    return any(runs_the_cluster(each) for each in by_key(workloads, _place_of).get(cluster.origin.place, ()))


def _ready(daemons: list[Workload], running: list[RunningPods]) -> int | None:
    """How many of their pods are ready; None when pods were not seen."""
    counted = [one.ready for each in daemons for one in by_key(running, _owner_of).get(each.resource, ())]
    return sum(counted) if counted else None


@check("k8s-accelerator-telemetry", severity="medium", effort="hours", certainty="likely", maps=["azure-waf-core:OE:07"])
def accelerator_telemetry(cluster: ClusterNodes, nodes: list[Node], workloads: list[Workload], running: list[RunningPods]) -> Verdict:
    """Every GPU node tells how its GPUs are.

    Why: Nobody knows whether the most expensive part works, or is used. Kubernetes counts GPUs and tells nothing of their
    load, memory, heat and errors; NVIDIA's exporter does, on the nodes where it runs.

    Fix: Run the DCGM exporter on every node with a GPU

        helm upgrade --install dcgm-exporter gpu-helm-charts/dcgm-exporter --namespace gpu-operator
        # with the GPU operator: ClusterPolicy spec.dcgmExporter.enabled: true
    """
    here = by_key(nodes, _place_of).get(cluster.origin.place, ())
    wanted = [each for each in here if each.ready and any(name.startswith("nvidia.com/") for name in each.accelerators)]
    if not wanted:
        return not_applicable("no node that is ready has an NVIDIA GPU")
    told: dict[str, Any] = {"cluster": cluster.name, "gpu_nodes": len(wanted)}
    exporters = _daemons(cluster, workloads, _DCGM)
    if not exporters:
        if not _none_seen(cluster, workloads) or any(_told_by_agent(each) for each in _daemons(cluster, workloads, _AGENT)):
            return unknown("an agent that was not seen, or is set up elsewhere, may tell", **told)
        return failed("No node tells how its GPUs are", **told)
    ready = _ready(exporters, running)
    if ready is None:
        return unknown("pods of the exporter were not seen", **told)
    if ready < len(wanted):
        return failed("Some nodes don't tell how their GPUs are", exporters=ready, **told)
    return passed(exporters=ready, **told)


_SERVERLESS = (("eks.amazonaws.com/compute-type", "fargate"), ("type", "virtual-kubelet"))
_CONTROL = "node-role.kubernetes.io/control-plane"


def _is_serverless(node: Node) -> bool:
    return any(node.labels.get(key) == value for key, value in _SERVERLESS)


@check(
    "k8s-logs-leave-nodes",
    severity="medium",
    effort="hours",
    certainty="likely",
    maps=["azure-waf-core:OE:07", "google-sre-prr:SRE-LCC-5"],
)
def logs_leave_nodes(cluster: ClusterNodes, nodes: list[Node], workloads: list[Workload], running: list[RunningPods]) -> Verdict:
    """Logs of pods are kept outside of their node.

    Why: The log that explains an outage is gone with the pod. Kubernetes keeps logs on the node, some megabytes of each
    container, and deletes them when the pod or the node goes.

    Fix: Run a log agent on every node

        helm upgrade --install fluent-bit fluent/fluent-bit --namespace logging --create-namespace
    """
    here = by_key(nodes, _place_of).get(cluster.origin.place, ())
    wanted = [each for each in here if each.ready and _CONTROL not in each.labels and not _is_serverless(each)]
    if not wanted:
        return not_applicable("it has no nodes of its own that are ready")
    told: dict[str, Any] = {"cluster": cluster.name, "nodes": len(wanted)}
    agents = _daemons(cluster, workloads, _LOG_AGENT)
    if not agents:
        if not _none_seen(cluster, workloads):
            return unknown("the platform's namespaces were not read", **told)
        return failed("No agent takes logs off the nodes", **told)
    ready = _ready(agents, running)  # one agent may have a DaemonSet for each kind of node
    if ready is None:
        return unknown("pods of the log agent were not seen", **told)
    told["agents"] = sorted({each.name for each in agents})
    if ready < len(wanted):
        return failed("Some nodes have no log agent that works", ready=ready, **told)
    return passed(**told)


_HOST = re.compile(r"(?:[a-zA-Z][\w+.-]*://)?([a-zA-Z0-9][\w.-]*)(?=:\d|/|$)")
_OTLP = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def _otlp_hosts(workload: Workload) -> list[str]:
    """Hosts that its containers send OTLP to, in lower case; what a variable of the platform fills in is left out."""
    written = [one.value or "" for each in workload.main_containers for name in _OTLP if (one := each.variable(name)) is not None]
    written += [each.option("--otlp-traces-endpoint") or "" for each in workload.main_containers]
    plain = [match[1].lower().rstrip(".") for each in written if "$" not in each and (match := _HOST.match(each.strip()))]
    return list(dict.fromkeys(plain))


def _service_named(host: str, workload: Workload) -> tuple[str, str | None] | None:
    """Name and namespace of the Service that a host is; None for hosts outside of the cluster and the pod itself."""
    parts = host.split(".")
    if host == "localhost" or re.fullmatch(r"[\d.]+|.*:.*", host):
        return None
    if len(parts) == 1:
        return host, workload.namespace
    return (parts[0], parts[1]) if parts[2:3] == ["svc"] or len(parts) == 2 else None


def _instrumentations_of(workload: Workload, instrumentations: list[Instrumentation]) -> list[Instrumentation]:
    """Those that the workload's annotation asks for: `true` for whichever is in its namespace, a name, or `namespace/name`."""
    namespace, _, name = workload.instrumented_by.rpartition("/")
    found = [each for each in instrumentations if each.world in workload.worlds and each.namespace == (namespace or workload.namespace)]
    return [each for each in found if name in ("true", each.name)] if name else []


@check("k8s-telemetry-endpoint-exists", severity="medium", effort="minutes", maps=["azure-waf-core:OE:07", "aws-genai-lens:GENOPS03-BP02"])
def telemetry_endpoint_exists(workload: Workload, services: list[Service], instrumentations: list[Instrumentation]) -> Verdict:
    """Telemetry is sent to a collector that is there.

    Why: Traces seem to be on, and none arrives. A sender that can't reach its collector drops what it has and says so in a
    log line that nobody reads. Nor does the operator put tracing into pods whose annotation names an Instrumentation that is gone.

    Fix: Name the Service of the collector that runs

        kubectl get services --all-namespaces | grep -i collector
        # <workload> sends to <host>
    """
    if in_system_namespace(workload) or before_production(workload):
        return not_applicable("it belongs to the platform" if in_system_namespace(workload) else "it lives before production")
    tracing = _instrumentations_of(workload, instrumentations)
    if workload.instrumented_by and workload.is_live and not tracing:
        told: dict[str, Any] = {"workload": workload.name, "namespace": workload.namespace, "host": ""}
        return failed("Tracing is asked of an object that does not exist", instrumentation=workload.instrumented_by, **told)
    hosts = [*_otlp_hosts(workload), *(each.endpoint.partition(":")[0] for each in tracing if each.endpoint)]
    named = {host: found for host in hosts if (found := _service_named(host, workload)) is not None}
    if not named:
        return not_applicable("it sends no telemetry to a Service of the cluster")
    known = {(each.name, each.namespace) for each in services if each.world in workload.worlds}
    missing = [host for host, found in named.items() if found not in known]
    if not missing:
        return passed(workload=workload.name, host=next(iter(named)))
    near = any(namespace == named[missing[0]][1] for _, namespace in known)
    if not workload.is_live and not near:
        return not_applicable("its collector is deployed elsewhere")
    if not (workload.is_live and near):
        return unknown("the Service it sends to was not seen", workload=workload.name, host=missing[0])
    return failed(
        "Telemetry is sent to a Service that does not exist", workload=workload.name, namespace=workload.namespace, host=missing[0]
    )


METRICS_API = "v1beta1.metrics.k8s.io"


@check("k8s-metrics-api-answers", severity="low", effort="minutes", maps=["azure-waf-core:OE:07"])
def metrics_api_answers(cluster: ClusterNodes, apis: list[AggregatedApi]) -> Verdict:
    """The cluster tells what its pods use.

    Why: Autoscaling on CPU and memory stands still. The metrics API answers how much pods and nodes use; without it
    autoscalers keep the replicas they have, and `kubectl top` is blind.

    Fix: Install metrics-server, or mend it

        helm upgrade --install metrics-server metrics-server/metrics-server --namespace kube-system
        kubectl get apiservice v1beta1.metrics.k8s.io
    """
    if not cluster.nodes:
        return not_applicable("it has no nodes")
    found = [each for each in apis if each.origin.place == cluster.origin.place and each.name == METRICS_API]
    if not found:
        return failed("No server answers the metrics API", cluster=cluster.name)
    if not found[0].available:
        return failed("The server of the metrics API does not answer", cluster=cluster.name, reason=found[0].reason)
    return passed(cluster=cluster.name)


@check("k8s-state-metrics-collected", severity="low", effort="minutes", certainty="likely", maps=["azure-waf-core:OE:07"])
def state_metrics_collected(cluster: ClusterNodes, workloads: list[Workload], servers: list[PrometheusServer]) -> Verdict:
    """Prometheus knows the state of the cluster's objects.

    Why: Alerts about crashing pods and stuck rollouts have no numbers to work on. They come from kube-state-metrics, which
    Prometheus does not bring along.

    Fix: Install kube-state-metrics

        helm upgrade --install kube-state-metrics prometheus-community/kube-state-metrics --namespace kube-system
    """
    if not any(each.origin.place == cluster.origin.place for each in servers):
        return not_applicable("no Prometheus of the operator runs here")
    here = by_key(workloads, _place_of).get(cluster.origin.place, ())
    if any(_runs(each, _STATE_METRICS) for each in here):
        return passed(cluster=cluster.name)
    if not _none_seen(cluster, workloads):
        return unknown("the platform's namespaces were not read", cluster=cluster.name)
    return failed("Nothing tells Prometheus the state of objects", cluster=cluster.name)
