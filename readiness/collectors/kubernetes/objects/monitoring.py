"""Monitors, Prometheus servers, Alertmanager and OpenTelemetry objects, and the aggregated API of metrics.

Fields as the Prometheus operator 0.86, GKE's managed Prometheus, and the OpenTelemetry operator 0.140 define them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from readiness.collectors import Observation
from readiness.collectors.files import tree
from readiness.collectors.files.formats.telemetry import routing, telemetry_collector
from readiness.collectors.files.shapes import at, flag, items, mapping, mappings, text, texts, whole, without_lines
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.selectors import selector
from readiness.facts import GapReason
from readiness.facts.addresses import host_of
from readiness.facts.kubernetes.monitoring import AggregatedApi, Choice, Instrumentation, Monitor, PrometheusServer, RuleSet
from readiness.facts.telemetry import AlertRouting, TelemetryCollector


def _monitor(raw: RawObject, aims_at: Literal["services", "pods"], endpoints: str, namespaces: tuple[str, ...] | None) -> Monitor:
    ports = (text(each.get("port")) for each in mappings(raw.spec.get(endpoints)))
    return Monitor(
        **raw.values(),
        kind=raw.kind,
        aims_at=aims_at,
        selector=selector(raw.spec.get("selector")),
        namespaces=namespaces,
        ports=_distinct(ports),
        managed=raw.group != "monitoring.coreos.com",
    )


def _looked_in(raw: RawObject) -> tuple[str, ...] | None:
    chosen = mapping(raw.spec.get("namespaceSelector"))
    return None if flag(chosen.get("any")) is True else texts(chosen.get("matchNames"))


@reads("ServiceMonitor.monitoring.coreos.com", "ServiceMonitor.azmonitoring.coreos.com", gives=(Monitor,))
def service_monitor(raw: RawObject) -> Iterator[Monitor]:
    """A ServiceMonitor; an endpoint with `targetPort` alone names no port of the Service."""
    yield _monitor(raw, "services", "endpoints", _looked_in(raw))


@reads("PodMonitor.monitoring.coreos.com", "PodMonitor.azmonitoring.coreos.com", gives=(Monitor,))
def pod_monitor(raw: RawObject) -> Iterator[Monitor]:
    """A PodMonitor."""
    yield _monitor(raw, "pods", "podMetricsEndpoints", _looked_in(raw))


@reads("PodMonitoring.monitoring.googleapis.com", "ClusterPodMonitoring.monitoring.googleapis.com", gives=(Monitor,))
def pod_monitoring(raw: RawObject) -> Iterator[Monitor]:
    """What Google's managed Prometheus scrapes: pods of its own namespace, or of all."""
    yield _monitor(raw, "pods", "endpoints", None if raw.kind.startswith("Cluster") else ())


@reads("ScrapeConfig.monitoring.coreos.com", gives=(Monitor,))
def scrape_config(raw: RawObject) -> Iterator[Monitor]:
    """A ScrapeConfig that discovers its targets, or names them."""
    named = [host_of(each) for one in mappings(raw.spec.get("staticConfigs")) for each in texts(one.get("targets"))]
    if any(key.endswith("SDConfigs") and items(value) for key, value in raw.spec.items()):
        yield Monitor(**raw.values(), kind=raw.kind, aims_at="other", namespaces=None, targets=_distinct(named))
    elif named:
        yield Monitor(**raw.values(), kind=raw.kind, aims_at="targets", namespaces=None, targets=_distinct(named))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in names if each))


_TAKEN = {
    "ServiceMonitor": "serviceMonitor",
    "PodMonitor": "podMonitor",
    "Probe": "probe",
    "ScrapeConfig": "scrapeConfig",
    "PrometheusRule": "rule",
}


@reads(
    "Prometheus.monitoring.coreos.com",
    "PrometheusAgent.monitoring.coreos.com",
    "ThanosRuler.monitoring.coreos.com",
    gives=(PrometheusServer,),
)
def prometheus_server(raw: RawObject) -> Iterator[PrometheusServer]:
    """A server and which objects it takes: a selector that is not there takes none, an empty one takes all."""
    chosen = {kind: _choice(raw.spec, field) for kind, field in _TAKEN.items()}
    yield PrometheusServer(
        **raw.values(),
        kind=raw.kind,
        takes={kind: each for kind, each in chosen.items() if each.objects is not None},
        jobs_in_secret=bool(mapping(raw.spec.get("additionalScrapeConfigs"))),
        available=whole(raw.status.get("availableReplicas")) if raw.status else None,
    )


def _choice(spec: dict[str, Any], field: str) -> Choice:
    objects, namespaces = spec.get(f"{field}Selector"), spec.get(f"{field}NamespaceSelector")
    return Choice(
        objects=selector(objects) if isinstance(objects, dict) else None,
        namespaces=selector(namespaces) if isinstance(namespaces, dict) else None,
    )


@reads("PrometheusRule.monitoring.coreos.com", gives=(RuleSet,))
def rule_set(raw: RawObject) -> Iterator[RuleSet]:
    """How many alerts a PrometheusRule holds; recording rules alert nobody."""
    rules = [each for group in mappings(raw.spec.get("groups")) for each in mappings(group.get("rules"))]
    yield RuleSet(**raw.values(), alerts=sum(bool(text(each.get("alert"))) for each in rules))


@reads("AlertmanagerConfig.monitoring.coreos.com", gives=(AlertRouting,))
def alertmanager_config(raw: RawObject) -> Iterator[AlertRouting]:
    """The routes of one namespace, or of the whole Alertmanager that names it."""
    if mapping(raw.spec.get("route")):
        yield routing(raw.document, raw.spec, raw.id(), raw.name, raw.environment)


@reads("Alertmanager.monitoring.coreos.com", gives=(AlertRouting,))
def alertmanager(raw: RawObject) -> Iterator[AlertRouting]:
    """An Alertmanager whose routes are in a Secret, as they are unless it names an AlertmanagerConfig."""
    if text(at(raw.spec, "alertmanagerConfiguration", "name")):
        return
    values = {key: value for key, value in raw.values().items() if key in ("resource", "origin", "environment", "name")}
    found = AlertRouting(**values)
    for each in ("receivers", "silent", "default"):
        found = found.unknown(each, GapReason.UNSUPPORTED, "the routes are in a Secret, which is not read")
    yield found


@reads("OpenTelemetryCollector.opentelemetry.io", gives=(TelemetryCollector,))
def opentelemetry_collector(raw: RawObject) -> Iterator[Observation]:
    """An OpenTelemetryCollector; before v1beta1 its configuration is text."""
    written = raw.spec.get("config")
    if isinstance(written, str):
        written = without_lines(next((each for each in tree.read(written, "yaml").documents if isinstance(each, dict)), {}))
    allocates = flag(at(raw.spec, "targetAllocator", "prometheusCR", "enabled")) is True
    yield telemetry_collector(raw.document, mapping(written), raw.id(), raw.name, raw.environment, allocates=allocates)


@reads("Instrumentation.opentelemetry.io", gives=(Instrumentation,))
def instrumentation(raw: RawObject) -> Iterator[Instrumentation]:
    """Where an Instrumentation makes pods send to; a variable of its own goes before the exporter's field."""
    variables = {text(each.get("name")): text(each.get("value")) for each in mappings(raw.spec.get("env"))}
    endpoint = variables.get("OTEL_EXPORTER_OTLP_ENDPOINT") or text(at(raw.spec, "exporter", "endpoint"))
    host = host_of(endpoint)
    yield Instrumentation(**raw.values(), endpoint=host)


@reads("APIService.apiregistration.k8s.io", gives=(AggregatedApi,), seen="in clusters")
def aggregated_api(raw: RawObject) -> Iterator[AggregatedApi]:
    """An API that another server answers; those of the cluster's own server name no Service."""
    if mapping(raw.spec.get("service")):
        told = next((each for each in mappings(raw.status.get("conditions")) if text(each.get("type")) == "Available"), {})
        yield AggregatedApi(**raw.values(), available=text(told.get("status")) == "True", reason=text(told.get("reason")))
