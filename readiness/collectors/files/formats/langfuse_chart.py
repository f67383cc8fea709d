"""Values of Langfuse's Helm chart: who may make an account, what is published, and the databases that it brings.

Keys and defaults as of charts 1.5 and 2.0 (Langfuse 3 and 4): one replica, sign-up open, published by nothing; PostgreSQL
and ClickHouse are deployed with it unless `deploy: false`, PostgreSQL as one server. Chart 2 makes secrets that are left empty.
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
    secrets_at,
    sources,
    told_by,
    variables,
)
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, flag, line_of, mapping, text
from readiness.facts.ai import AiService, DebugSwitch, ProviderUse, TraceSink
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.facts.files import SecretLiteral
from readiness.facts.retrieval import VectorStoreTarget

_IMAGE = "langfuse/langfuse"
_OWN_KEYS = frozenset(
    {"nextauth", "salt", "encryptionKey", "ingress", "features", "additionalEnv", "licenseKey", "nextPublicSignUpDisabled"}
)
_SECRETS = (
    "langfuse.salt.value",
    "langfuse.encryptionKey.value",
    "langfuse.nextauth.secret.value",
    "langfuse.nextauth.secret",
    "langfuse.salt",
    "postgresql.auth.password",
    "postgresql.auth.postgresPassword",
    "clickhouse.auth.password",
    "redis.auth.password",
    "valkey.auth.password",
    "s3.auth.rootPassword",
    "s3.secretAccessKey.value",
    "minio.auth.rootPassword",
)
# Keys of the chart for variables of Langfuse.
_SWITCHES = {
    ("features", "signUpDisabled"): "AUTH_DISABLE_SIGNUP",
    ("nextPublicSignUpDisabled",): "AUTH_DISABLE_SIGNUP",  # before chart 1.0
    ("auth", "disableUsernamePassword"): "AUTH_DISABLE_USERNAME_PASSWORD",
}
_DATABASES = {"postgresql": ("postgres", "/var/lib/postgresql"), "clickhouse": ("clickhouse/clickhouse-server", "/var/lib/clickhouse")}


def _looks_like(values: dict[str, Any]) -> bool:
    return bool(_OWN_KEYS & mapping(values.get("langfuse")).keys())


CHART = Chart(("langfuse",), _looks_like, bare=True)


@format(
    "langfuse chart",
    gives=(AiService, ProviderUse, TraceSink, DebugSwitch, VectorStoreTarget, SecretLiteral),
    matches=CHART.matches,
    hint=r"\A(?>(?s:.)*?^[ \t]*+langfuse:)(?s:.)*?^[ \t]*+(?:nextauth|salt|encryptionKey):",
)
def chart_values(document: Document) -> Iterator[Observation]:
    """Console and databases of each release."""
    for values in releases(document, CHART):
        web = _web(values)
        if web is not None:
            yield from told_by(values, web)
        for name in _DATABASES:
            yield from _database(values, name)
        yield from secrets_at(values, *_SECRETS)


def _web(values: ValuesDocument) -> AiService | None:
    own = mapping(values.data.get("langfuse"))
    web = mapping(own.get("web"))
    switches = [
        EnvironmentVariable(name=name, value=text(at(own, *path)), line=line_of(mapping(at(own, *path[:-1])), path[-1]))
        for path, name in _SWITCHES.items()
        if text(at(own, *path))
    ]
    shown = picture(web, _IMAGE)
    tag = text(at(own, "image", "tag"))
    if shown is not None and shown.tag is None and tag:
        shown = shown.model_copy(update={"tag": tag})
    container = Container(
        name="langfuse-web",
        image=shown,
        environment=(*switches, *variables(own.get("additionalEnv"), web.get("additionalEnv"))),
        environment_from=sources(own.get("additionalEnvFrom")) + (("other values",) if values.layered else ()),
        line=line_of(values.data, "langfuse"),
        **resources(web if "resources" in web else own),
    )
    count = replicas(web)
    count = replicas(own) if count is None else count
    outside = (*published(own | {"service": web.get("service")}, "langfuse"), *published(_top(values.data), "langfuse"))
    return deployed(values, container, outside=outside, count=or_one(values, count), known_as=_IMAGE)


def _top(data: dict[str, Any]) -> dict[str, Any]:
    """Before chart 1.0 what publishes it stood beside `langfuse`."""
    return {key: data[key] for key in ("service", "ingress") if key in data}


def _database(values: ValuesDocument, name: str) -> Iterator[Observation]:
    """A database that the chart brings; what its own chart adds to one server is not read."""
    data = mapping(values.data.get(name))
    if flag(data.get("deploy")) is False or (values.layered and flag(data.get("deploy")) is None):
        return
    count = replicas(mapping(data.get("cluster"))) if name == "clickhouse" else None
    count = replicas(data) if count is None else count
    copies = text(data.get("architecture")) == "replication"
    yield from database(values, name, *_DATABASES[name], count if count is not None else None if copies or name == "clickhouse" else 1)
