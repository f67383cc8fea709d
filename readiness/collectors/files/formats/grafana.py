"""Grafana dashboards as JSON (Grafana 12, schema version 41)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.formats.prometheus_rules import metrics_in
from readiness.collectors.files.shapes import line_of, mapping, mappings, text, walk
from readiness.facts import Environment
from readiness.facts.telemetry import Dashboard

_MOST_METRICS = 200


def is_dashboard(data: Any) -> bool:
    """Whether these are panels of a dashboard."""
    found = mapping(data)
    return "schemaVersion" in found and bool(mappings(found.get("panels")) or mappings(found.get("rows")))


@format("grafana", gives=(Dashboard,), matches=lambda document: is_dashboard(document.data), hint=r'"schemaVersion"\s*:')
def grafana(document: Document) -> Iterator[Dashboard]:
    """A dashboard's file."""
    yield dashboard(document, document.data, f"grafana:{document.id}", document.environment)


def dashboard(document: Document, data: Any, resource: str, environment: Environment) -> Dashboard:
    """What a dashboard shows; queries in other languages than PromQL name no metrics."""
    expressions = [text(each["expr"]) for each in walk(data) if isinstance(each.get("expr"), str)]
    names = dict.fromkeys(name for each in expressions for name in metrics_in(each))
    return Dashboard(
        resource=resource,
        origin=document.origin(line_of(data, "title")),
        environment=environment,
        title=text(mapping(data).get("title")),
        panels=sum(1 for each in walk(data) if "targets" in each and "type" in each),
        metrics=tuple(names)[:_MOST_METRICS],
    )
