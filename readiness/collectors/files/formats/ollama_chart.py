"""Values of Ollama's Helm chart: what it serves, on what, and who may reach it.

Keys and defaults as of chart 1.50 (Ollama 0.17): one replica without an accelerator, models fetched at each start and kept
nowhere unless `persistentVolume` is on, published by nothing; Ollama itself asks nobody who they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.chart_values import (
    Chart,
    deployed,
    or_one,
    or_untold,
    picture,
    published,
    releases,
    replicas,
    resources,
    sources,
    told_by,
    variables,
)
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, flag, items, line_of, mapping, text
from readiness.facts.ai import AiService, DebugSwitch, ProviderUse, TraceSink
from readiness.facts.containers import Container
from readiness.facts.files import SecretLiteral
from readiness.facts.retrieval import VectorStoreTarget

_IMAGE = "ollama/ollama"


def _looks_like(values: dict[str, Any]) -> bool:
    own = mapping(values.get("ollama"))
    models = own.get("models")
    lists = isinstance(models, list) or bool({"pull", "run", "create"} & mapping(models).keys())
    return lists or bool({"enabled", "type", "number"} & mapping(own.get("gpu")).keys()) or _named(values)


def _named(values: dict[str, Any]) -> bool:
    chart = {"persistentVolume", "replicaCount", "service", "ingress"}
    return text(at(values, "image", "repository")).endswith(_IMAGE) and bool(chart & values.keys())


CHART = Chart(("ollama",), _looks_like, bare=True)


@format(
    "ollama chart",
    gives=(AiService, ProviderUse, TraceSink, DebugSwitch, VectorStoreTarget, SecretLiteral),
    matches=CHART.matches,
    hint=r"^[ \t]*+ollama:",
)
def chart_values(document: Document) -> Iterator[Observation]:
    """The server of each release."""
    for values in releases(document, CHART):
        service = _served(values)
        if service is not None:
            yield from told_by(values, service)


def _served(values: Any) -> AiService | None:
    data, own = values.data, mapping(values.data.get("ollama"))
    held, gpu = resources(data), mapping(own.get("gpu"))
    if flag(gpu.get("enabled")) is True:
        kind = "amd.com/gpu" if text(gpu.get("type")) == "amd" else text(gpu.get("nvidiaResource")) or "nvidia.com/gpu"
        number = text(gpu.get("number")) or "1"
        held = {name: {**each, kind: number} for name, each in held.items()}
    kept = flag(at(data, "persistentVolume", "enabled")) is True
    container = Container(
        name="ollama",
        image=picture(data, _IMAGE),
        environment=variables(data.get("extraEnv")),
        environment_from=sources(data.get("extraEnvFrom")),
        volumes={"/root/.ollama": "persistentVolumeClaim"} if kept else {},
        line=line_of(data, "ollama" if "ollama" in data else None),
        **held,
    )
    count = replicas(data)
    service = deployed(values, container, outside=published(data, "ollama"), count=or_one(values, count), known_as=_IMAGE)
    if service is None:
        return None
    service = service.model_copy(update={"settings": service.settings | _models(own)})
    return service if "persistentVolume" in data else or_untold(service, values, "persistent")


def _models(own: dict[str, Any]) -> dict[str, str]:
    """The first model that is run or fetched; before chart 1.0 the list stood there itself."""
    models = own.get("models")
    listed = [*items(models), *items(at(models, "run")), *items(at(models, "pull"))]
    named = next((text(each) for each in listed if text(each)), text(own.get("defaultModel")))
    return {"model": named} if named else {}
