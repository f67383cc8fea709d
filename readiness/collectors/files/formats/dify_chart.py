"""Values of Dify's Helm charts: its API, what is published, the key it encrypts with, and the databases that it brings.

There is no chart of Dify's own. Keys and defaults as of BorisPolonsky/dify-helm 0.24 (Dify 1.2), which ships the secret key of
Dify's example and deploys PostgreSQL and Redis with published passwords, and of douban/charts, which writes the image under
each part.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.chart_values import (
    Chart,
    ValuesDocument,
    database,
    deployed,
    or_one,
    picture,
    published,
    releases,
    replicas,
    resources,
    secret_variable,
    secrets_at,
    sources,
    told_by,
    variables,
)
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, flag, line_of, mapping, text
from readiness.facts.ai import AiService, DebugSwitch, ProviderUse, TraceSink
from readiness.facts.containers import Container
from readiness.facts.files import SecretLiteral
from readiness.facts.retrieval import VectorStoreTarget

_IMAGE = "langgenius/dify-api"
_PARTS = frozenset({"api", "worker", "web", "frontend", "sandbox", "proxy", "pluginDaemon", "plugin_daemon", "ssrfProxy", "beat"})
_SECRETS = (
    "postgresql.auth.postgresPassword",
    "postgresql.global.postgresql.auth.postgresPassword",
    "redis.auth.password",
    "redis.global.redis.password",
    "externalPostgres.password",
    "externalRedis.password",
    "externalS3.secretKey",
    "sandbox.auth.apiKey",
    "pluginDaemon.auth.serverKey",
    "pluginDaemon.auth.difyApiKey",
    "externalQdrant.apiKey",
    "externalMilvus.password",
    "externalPgvector.password",
    "externalOpenSearch.password",
)


def _looks_like(values: dict[str, Any]) -> bool:
    images = (at(values, "image", "api", "repository"), at(values, "api", "image", "repository"))
    return any("dify-api" in text(each) for each in images) or len(_PARTS & values.keys()) > 3


CHART = Chart(("dify",), _looks_like, bare=True)


@format(
    "dify chart",
    gives=(AiService, ProviderUse, TraceSink, DebugSwitch, VectorStoreTarget, SecretLiteral),
    matches=CHART.matches,
    hint=r"\A(?>(?s:.)*?^[ \t]*+pluginDaemon:)(?s:.)*?^[ \t]*+(?:ssrfProxy|sandbox):|dify-api\b",
)
def chart_values(document: Document) -> Iterator[Observation]:
    """API and databases of each release."""
    for values in releases(document, CHART):
        api = _api(values)
        if api is not None:
            yield from told_by(values, api)
        if flag(at(values.data, "postgresql", "enabled")) is not False and not values.layered:
            yield from _postgres(values)
        yield from secrets_at(values, *_SECRETS)


def _api(values: ValuesDocument) -> AiService | None:
    api = mapping(values.data.get("api"))
    images = mapping(values.data.get("image"))
    shown = picture(api, "") or picture({"image": images.get("api")}, _IMAGE)
    container = Container(
        name="dify-api",
        image=shown,
        environment=(
            *secret_variable("SECRET_KEY", api.get("secretKey"), line_of(api, "secretKey")),
            *variables(api.get("extraEnv"), at(values.data, "global", "extraEnvs"), at(values.data, "global", "extraBackendEnvs")),
        ),
        environment_from=sources(api.get("envFrom")) + (("other values",) if values.layered else ()),
        line=line_of(values.data, "api"),
        **resources(api),
    )
    count = replicas(api)
    outside = published(values.data, "dify")
    return deployed(values, container, outside=outside, count=or_one(values, count), known_as=_IMAGE)


def _postgres(values: ValuesDocument) -> Iterator[Observation]:
    """The PostgreSQL that the chart brings, one server unless `architecture: replication`."""
    replicated = text(at(values.data, "postgresql", "architecture")) == "replication"
    yield from database(values, "postgresql", "postgres", "/var/lib/postgresql", None if replicated else 1)
