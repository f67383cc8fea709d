"""What passes on telemetry and alerts, from configuration files, ConfigMaps and custom resources alike."""

from __future__ import annotations

from readiness.facts.record import Fact, Model


class AlertRouting(Fact):
    """The routes of one Alertmanager configuration.

    Attributes:
        name: of the file, the ConfigMap's key, or the object.
        default: the receiver of alerts that no other route takes.
        receivers: receivers that a route leads to and that tell somebody (mail, chat, a pager, a web hook).
        silent: receivers that a route leads to and that tell nobody.
    """

    name: str
    default: str = ""
    receivers: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


class Pipeline(Model):
    """One pipeline of an OpenTelemetry Collector.

    Attributes:
        signal: `traces`, `metrics`, `logs` or `profiles`.
        receivers, processors, exporters: names of components, with what follows a slash (`otlp/backend`); processors in order.
    """

    signal: str
    receivers: tuple[str, ...] = ()
    processors: tuple[str, ...] = ()
    exporters: tuple[str, ...] = ()


class TelemetryCollector(Fact):
    """The configuration of an OpenTelemetry Collector.

    Attributes:
        name: of the file, the ConfigMap's key, or the OpenTelemetryCollector.
        connectors: components that join pipelines; they are an exporter of one and a receiver of another.
        allocates: an OpenTelemetryCollector's target allocator reads ServiceMonitors and PodMonitors.
        idle: components that are configured and stand in no pipeline (`processors/redaction`).
        hasty: exporters that are told to keep no queue or to try only once (`otlp/backend: sending_queue`).
    """

    name: str
    pipelines: tuple[Pipeline, ...] = ()
    connectors: tuple[str, ...] = ()
    allocates: bool = False
    idle: tuple[str, ...] = ()
    hasty: tuple[str, ...] = ()

    @property
    def scrapes(self) -> bool:
        """Whether it asks others for metrics as Prometheus does."""
        return any(each.partition("/")[0].startswith("prometheus") for one in self.pipelines for each in one.receivers)


class PrometheusConfiguration(Fact):
    """A Prometheus server's own configuration file.

    Attributes:
        jobs: names of its scrape jobs.
        targets: hosts that are scraped by name, with their ports.
        discovers: a job finds its targets by itself (Docker, DNS, files, Kubernetes …).
        rule_files: how many patterns of rule files are named.
        alertmanagers: alerts are sent to at least one Alertmanager.
    """

    jobs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    discovers: bool = False
    rule_files: int = 0
    alertmanagers: bool = False


class Dashboard(Fact):
    """A Grafana dashboard that stands in a file.

    Attributes:
        title: as shown.
        panels: how many there are.
        metrics: names of the metrics that its PromQL queries read.
    """

    title: str
    panels: int = 0
    metrics: tuple[str, ...] = ()
