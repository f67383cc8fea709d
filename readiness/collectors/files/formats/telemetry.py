"""Configuration of Alertmanager (0.28) and of the OpenTelemetry Collector (0.140)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import flag, line_of, mapping, mappings, text, texts
from readiness.facts import Environment
from readiness.facts.telemetry import AlertRouting, Pipeline, TelemetryCollector


def routing(document: Document, data: dict[str, Any], resource: str, name: str, environment: Environment) -> AlertRouting:
    """Where the routes of a configuration lead; AlertmanagerConfig objects write theirs in the same shape.

    A receiver tells somebody when it has an integration (`slack_configs`, `pagerdutyConfigs`): without one it is where
    alerts end unheard, by convention under the name `null`.
    """
    telling = {text(each.get("name")) for each in mappings(data.get("receivers")) if _tells(each)}
    named = _receivers(mapping(data.get("route")))
    return AlertRouting(
        resource=resource,
        origin=document.origin(line_of(data, "route")),
        environment=environment,
        name=name,
        default=text(mapping(data.get("route")).get("receiver")),
        receivers=tuple(each for each in named if each in telling),
        silent=tuple(each for each in named if each not in telling),
    )


def _tells(receiver: dict[str, Any]) -> bool:
    return any(key.lower().replace("_", "").endswith("configs") and mappings(value) for key, value in receiver.items())


def _receivers(route: dict[str, Any]) -> tuple[str, ...]:
    """Names of the receivers in a tree of routes, the default one first; a route without one has its parent's."""
    found = []
    waiting = [route]
    while waiting:
        each = waiting.pop()
        found.append(text(each.get("receiver")))
        waiting.extend(reversed(mappings(each.get("routes"))))
    return tuple(dict.fromkeys(each for each in found if each))


def _routes_alerts(document: Document) -> bool:
    data = mapping(document.data)
    receivers = mappings(data.get("receivers"))
    return (
        document.syntax in ("yaml", "json")
        and bool(mapping(data.get("route")).get("receiver"))
        and bool(receivers)
        and "apiVersion" not in data
    )


@format(
    "alertmanager",
    gives=(AlertRouting,),
    matches=_routes_alerts,
    hint=r"\A(?>(?s:.)*?^route:)(?s:.)*^receivers:|\A(?>(?s:.)*?^receivers:)(?s:.)*^route:",
)
def alertmanager(document: Document) -> Iterator[AlertRouting]:
    """The routes of an Alertmanager's own file."""
    yield routing(document, mapping(document.data), f"alertmanager:{document.id}", document.name, document.environment)


def telemetry_collector(
    document: Document, data: dict[str, Any], resource: str, name: str, environment: Environment, *, allocates: bool = False
) -> TelemetryCollector:
    """The pipelines of a collector's configuration."""
    pipelines = mapping(mapping(data.get("service")).get("pipelines"))
    return TelemetryCollector(
        resource=resource,
        origin=document.origin(line_of(data, "service")),
        environment=environment,
        name=name,
        pipelines=tuple(
            Pipeline(
                signal=str(key).partition("/")[0],
                receivers=texts(mapping(each).get("receivers")),
                processors=texts(mapping(each).get("processors")),
                exporters=texts(mapping(each).get("exporters")),
            )
            for key, each in pipelines.items()
        ),
        connectors=tuple(str(each) for each in mapping(data.get("connectors"))),
        allocates=allocates,
        idle=_idle(data, pipelines),
        hasty=tuple(_hasty(mapping(data.get("exporters")))),
    )


def _idle(data: dict[str, Any], pipelines: dict[str, Any]) -> tuple[str, ...]:
    """What is configured and used nowhere: the collector starts no component that stands in no pipeline."""
    used = {kind: {name for each in pipelines.values() for name in texts(mapping(each).get(kind))} for kind in _KINDS}
    ends = used["receivers"] | used["exporters"]
    written = [(kind, str(name)) for kind in _KINDS for name in mapping(data.get(kind)) if str(name) not in used[kind]]
    written += [("connectors", str(name)) for name in mapping(data.get("connectors")) if str(name) not in ends]
    return tuple(f"{kind}/{name}" for kind, name in written)


_KINDS = ("receivers", "processors", "exporters")


def _hasty(exporters: dict[str, Any]) -> Iterator[str]:
    """Queue and retries are on unless switched off (exporter helper of 0.140)."""
    for name, options in exporters.items():
        for key in ("sending_queue", "retry_on_failure"):
            if flag(mapping(mapping(options).get(key)).get("enabled")) is False:
                yield f"{name}: {key}"


def _has_pipelines(document: Document) -> bool:
    data = mapping(document.data)
    pipelines = mapping(mapping(data.get("service")).get("pipelines"))
    return (
        document.syntax in ("yaml", "json")
        and "apiVersion" not in data
        and any("exporters" in mapping(each) for each in pipelines.values())
    )


@format("otel collector", gives=(TelemetryCollector,), matches=_has_pipelines, hint=r"\A(?>(?s:.)*?^service:)(?s:.)*^  pipelines:")
def otel_collector(document: Document) -> Iterator[TelemetryCollector]:
    """The pipelines of a collector's own file."""
    yield telemetry_collector(document, mapping(document.data), f"otel:{document.id}", document.name, document.environment)
