"""Values of Open WebUI's Helm chart: who may open it, where its data lies, and the Ollama that it brings.

Keys and defaults as of chart 10.3 (Open WebUI 0.7): one replica, a claim for its data, an SQLite database in it unless
`databaseUrl` names another, published by nothing. An Ollama of its own is read as that chart's release.
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
    secret_variable,
    sources,
    told_by,
    variables,
)
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, flag, line_of, text
from readiness.facts.ai import AiService, DebugSwitch, ProviderUse, TraceSink
from readiness.facts.containers import Container
from readiness.facts.files import SecretLiteral
from readiness.facts.retrieval import VectorStoreTarget

_IMAGE = "ghcr.io/open-webui/open-webui"
_OWN_KEYS = frozenset(
    {"ollamaUrls", "openaiBaseApiUrl", "openaiBaseApiUrls", "openaiApiKey", "openaiApiKeys", "enableOpenaiApi", "websocket", "sso"}
)


def _looks_like(values: dict[str, Any]) -> bool:
    return "open-webui" in text(at(values, "image", "repository")) or len(_OWN_KEYS & values.keys()) > 1


CHART = Chart(("open-webui",), _looks_like, bare=True)


@format(
    "open webui chart",
    gives=(AiService, ProviderUse, TraceSink, DebugSwitch, VectorStoreTarget, SecretLiteral),
    matches=CHART.matches,
    hint=r"^[ \t]*+(?:ollamaUrls|openaiBaseApiUrls?):",
)
def chart_values(document: Document) -> Iterator[Observation]:
    """The console of each release."""
    for values in releases(document, CHART):
        data = values.data
        line = line_of(data, "image" if "image" in data else None)
        made = secret_variable("DATABASE_URL", data.get("databaseUrl"), line_of(data, "databaseUrl"))
        made += secret_variable("OPENAI_API_KEY", data.get("openaiApiKey"), line_of(data, "openaiApiKey"))
        kept = flag(at(data, "persistence", "enabled")) is not False
        container = Container(
            name="open-webui",
            image=picture(data, _IMAGE),
            environment=(*variables(data.get("extraEnvVars"), data.get("commonEnvVars")), *made),
            environment_from=sources(data.get("extraEnvFrom")) + (("other values",) if values.layered else ()),
            volumes={"/app/backend/data": "persistentVolumeClaim"} if kept else {},
            line=line,
            **resources(data),
        )
        count = replicas(data)
        service = deployed(
            values,
            container,
            outside=published(data, "open-webui"),
            count=or_one(values, count),
            known_as=_IMAGE,
        )
        if service is not None:
            yield from told_by(values, service if "persistence" in data else or_untold(service, values, "persistent"))
