"""Releases of Helm charts that Flux and Argo CD deploy: the values in them, read as those of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files import tree
from readiness.collectors.files.chart_layers import READERS
from readiness.collectors.files.chart_values import ValuesDocument
from readiness.collectors.files.formats import (  # noqa: F401 - declares them
    FORMATS,
    chart_variables,
    dify_chart,
    langfuse_chart,
    litellm,
    ollama_chart,
    open_webui_chart,
    production_stack,
    vector_stores,
)
from readiness.collectors.files.shapes import at, items, line_of, mapping, mappings, moved, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts import Fact

_CHARTS = tuple(FORMATS[name] for name in READERS)
_GIVES: tuple[type[Fact], ...] = tuple(sorted({kind for each in _CHARTS for kind in each.gives}, key=lambda kind: kind.__name__))


@reads("HelmRelease.helm.toolkit.fluxcd.io", gives=_GIVES, hides=(), seen="in manifests")
def flux_release(raw: RawObject) -> Iterator[Observation]:
    """A HelmRelease (Flux 2.6); what `valuesFrom` names is laid under its own values."""
    chart = text(at(raw.spec, "chart", "spec", "chart")) or text(at(raw.spec, "chartRef", "name"))
    yield from _values(raw, chart, raw.spec.get("values"), layered=bool(items(raw.spec.get("valuesFrom"))))


@reads("Application.argoproj.io", "ApplicationSet.argoproj.io", gives=_GIVES, hides=(), seen="in manifests")
def argo_application(raw: RawObject) -> Iterator[Observation]:
    """The Helm sources of an Application (Argo CD 3.1); `valuesObject` comes before `values`, which is a text."""
    spec = mapping(at(raw.spec, "template", "spec")) if raw.kind == "ApplicationSet" else raw.spec
    for source in (mapping(spec.get("source")), *mappings(spec.get("sources"))):
        helm = mapping(source.get("helm"))
        layered = any(items(helm.get(key)) for key in ("valueFiles", "parameters", "fileParameters"))
        chart = text(source.get("chart"))
        if isinstance(helm.get("valuesObject"), dict):
            yield from _values(raw, chart, helm["valuesObject"], layered=layered)
        elif written := text(helm.get("values")):
            line = line_of(helm, "values") or 0
            for data in tree.read(written, "yaml").documents:
                yield from _values(raw, chart, moved(data, line), layered=layered)


def _values(raw: RawObject, chart: str, data: Any, *, layered: bool) -> Iterator[Observation]:
    """Hand values to the charts that know them; a release without any has all of its chart's defaults."""
    values = ValuesDocument.of(
        raw.document,
        data=data if isinstance(data, dict) else tree.Mapping(line_of(raw.spec) or 1),
        environment=raw.environment,
        part=f"{raw.kind}/{raw.namespace or '-'}/{raw.name}",
        chart=chart.rsplit("/", 1)[-1],
        layered=layered,
    )
    for each in _CHARTS:
        if each.matches(values):
            yield from each.read(values)
