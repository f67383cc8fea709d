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
        receivers, exporters: names of components, with what follows a slash (`otlp/backend`).
    """

    signal: str
    receivers: tuple[str, ...] = ()
    exporters: tuple[str, ...] = ()


class TelemetryCollector(Fact):
    """The configuration of an OpenTelemetry Collector.

    Attributes:
        name: of the file, the ConfigMap's key, or the OpenTelemetryCollector.
        connectors: components that join pipelines; they are an exporter of one and a receiver of another.
        allocates: an OpenTelemetryCollector's target allocator reads ServiceMonitors and PodMonitors.
    """

    name: str
    pipelines: tuple[Pipeline, ...] = ()
    connectors: tuple[str, ...] = ()
    allocates: bool = False

    @property
    def scrapes(self) -> bool:
        """Whether it asks others for metrics as Prometheus does."""
        return any(each.partition("/")[0].startswith("prometheus") for one in self.pipelines for each in one.receivers)
