"""Dashboards that the Grafana operator carries as JSON inside YAML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from readiness.collectors.files import tree
from readiness.collectors.files.formats import grafana
from readiness.collectors.files.shapes import line_of, text, without_lines
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.telemetry import Dashboard


@reads("GrafanaDashboard.grafana.integreatly.org", gives=(Dashboard,))
def operated_dashboard(raw: RawObject) -> Iterator[Dashboard]:
    """The dashboard in `spec.json`; one from elsewhere is not in the object."""
    for data in tree.read(text(raw.spec.get("json")) or "null", "json").documents:
        if grafana.is_dashboard(data):
            inner = replace(raw.document, data=without_lines(data), part=f"GrafanaDashboard/{raw.name}")
            found = grafana.dashboard(inner, inner.data, f"{raw.id()}#dashboard", raw.environment)
            yield found.model_copy(update={"origin": raw.document.origin(line_of(raw.spec, "json"))})
