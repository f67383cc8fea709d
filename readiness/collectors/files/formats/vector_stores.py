"""Configuration of vector stores: Qdrant and Milvus files, and values of the Weaviate, Qdrant and Milvus Helm charts.

A store's own file says nothing of where it runs, so it gives secrets only; chart values describe a deployment and give
the service (Weaviate chart 17, Qdrant chart 1.15, Milvus 2.6 and its chart 5).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files import tree
from readiness.collectors.files.chart_values import Chart, ValuesDocument, or_untold, releases
from readiness.collectors.files.containers import image, secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, flag, line_of, mapping, text, texts, whole
from readiness.facts import GapReason
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, Credential, Image
from readiness.facts.files import SecretLiteral


def _is_qdrant(document: Document) -> bool:
    data = mapping(document.data)
    storage, service = mapping(data.get("storage")), mapping(data.get("service"))
    own = {"storage_path", "snapshots_path", "snapshots_config", "on_disk_payload", "hnsw_index", "optimizers"} & storage.keys()
    api = {"http_port", "grpc_port", "api_key", "read_only_api_key", "enable_tls", "jwt_rbac", "max_request_size_mb"} & service.keys()
    return document.syntax in ("yaml", "json", "toml") and (bool(own and service) or bool(api and storage))


@format("qdrant", gives=(SecretLiteral,), matches=_is_qdrant)
def qdrant(document: Document) -> Iterator[SecretLiteral]:
    """Keys written in a Qdrant configuration file."""
    service = mapping(at(document.data, "service"))
    for key in ("api_key", "read_only_api_key"):
        yield from _literal(document, f"qdrant:{document.id}", f"service.{key}", service, key)
    s3 = mapping(at(document.data, "storage", "snapshots_config", "s3_config"))
    for key in ("access_key", "secret_key"):
        yield from _literal(document, f"qdrant:{document.id}", f"storage.snapshots_config.s3_config.{key}", s3, key)


def _is_milvus(document: Document) -> bool:
    data = mapping(document.data)
    parts = {"etcd", "minio", "common", "proxy", "rootCoord", "queryNode", "dataNode", "mixCoord", "localStorage"} & data.keys()
    return document.syntax == "yaml" and len(parts) >= 3 and {"common", "minio"} <= data.keys() and "image" not in data


@format("milvus", gives=(SecretLiteral,), matches=_is_milvus)
def milvus(document: Document) -> Iterator[SecretLiteral]:
    """Passwords written in a Milvus configuration file."""
    for path, key in ((("minio",), "secretAccessKey"), (("common", "security"), "defaultRootPassword")):
        yield from _literal(document, f"milvus:{document.id}", ".".join((*path, key)), mapping(at(document.data, *path)), key)


def _literal(document: Document, resource: str, path: str, holder: dict[str, Any], key: str) -> Iterator[SecretLiteral]:
    found = credential(key, text(holder.get(key)), line_of(holder, key)) if text(holder.get(key)) else None
    if found is not None:
        yield from secret_literal(document, (resource, path), found, "text", document.environment)


# Helm values


def _is_weaviate_chart(values: dict[str, Any]) -> bool:
    return isinstance(at(values, "authentication", "anonymous_access"), dict) or ("weaviate" in _repository(values) and "modules" in values)


def _is_milvus_chart(values: dict[str, Any]) -> bool:
    parts = {"standalone", "cluster", "etcd", "minio"} & values.keys()
    pictured = "milvusdb/milvus" in text(at(values, "image", "all", "repository"))
    return (isinstance(values.get("extraConfigFiles"), dict) and ("milvusdb/milvus" in _repository(values) or bool(parts))) or pictured


def _is_qdrant_chart(values: dict[str, Any]) -> bool:
    own = {"replicaCount", "snapshotPersistence", "persistence", "apiKey", "config"} & values.keys()
    return ("qdrant/qdrant" in _repository(values) and bool(own)) or "snapshotPersistence" in values


def _repository(values: dict[str, Any]) -> str:
    shown = mapping(values.get("image"))
    return f"{text(shown.get('repo'))} {text(shown.get('repository'))}"


WEAVIATE = Chart(("weaviate",), _is_weaviate_chart, bare=True)
MILVUS = Chart(("milvus",), _is_milvus_chart, bare=True)
QDRANT = Chart(("qdrant",), _is_qdrant_chart, bare=True)
CHARTS = (WEAVIATE, MILVUS, QDRANT)


def _is_values(document: Document) -> bool:
    return any(each.matches(document) for each in CHARTS)


@format(
    "vector store chart",
    gives=(AiService, SecretLiteral),
    matches=_is_values,
    hint=r"^[ \t]*+(?:anonymous_access|snapshotPersistence):",
)
def chart_values(document: Document) -> Iterator[Observation]:
    """Values of a vector store's Helm chart."""
    for chart, read in ((WEAVIATE, _weaviate), (MILVUS, _milvus_chart), (QDRANT, _qdrant_chart)):
        for release in releases(document, chart):
            yield from read(release)


def _weaviate(document: ValuesDocument) -> Iterator[Observation]:
    """Anonymous access is on in the chart unless switched off."""
    data = mapping(document.data)
    anonymous = flag(at(data, "authentication", "anonymous_access", "enabled"))
    backups = mapping(data.get("backups"))
    service = _service(
        document,
        "weaviate",
        authentication=anonymous is False,
        replicas=whole(data.get("replicas")),
        line=line_of(data, "authentication"),
        off_node_backup=any(flag(at(backups, target, "enabled")) is True for target in ("s3", "gcs", "azure")),
        persistent=True,
    )
    yield or_untold(service, document, *_absent(authentication=anonymous, replicas=data.get("replicas"), off_node_backup=backups or None))
    keys = mapping(at(data, "authentication", "apikey"))
    for value in texts(keys.get("allowed_keys")):
        found = credential("api_key", value, line_of(keys, "allowed_keys"))
        if found is not None:
            yield from _chart_secret(document, "authentication.apikey.allowed_keys", found)


def _milvus_chart(document: ValuesDocument) -> Iterator[Observation]:
    """Everybody is let in unless `user.yaml` among `extraConfigFiles`, a YAML text, says otherwise (Milvus chart 5)."""
    data = mapping(document.data)
    own = tree.read(text(at(data, "extraConfigFiles", "user.yaml")), "yaml").documents
    authorization = flag(at(own[0], "common", "security", "authorizationEnabled")) if own else None
    outside = flag(at(data, "minio", "enabled"))
    service = _service(
        document,
        "milvus",
        authentication=authorization is True,
        replicas=whole(at(data, "standalone", "replicas")) if flag(at(data, "cluster", "enabled")) is False else None,
        line=line_of(data, "extraConfigFiles"),
        off_node_backup=outside is False and flag(at(data, "externalS3", "enabled")) is True,
        persistent=True,
    )
    copies = at(data, "standalone", "replicas") if flag(at(data, "cluster", "enabled")) is False else None
    yield or_untold(service, document, *_absent(authentication=authorization, replicas=copies, off_node_backup=outside))


def _qdrant_chart(document: ValuesDocument) -> Iterator[Observation]:
    """The chart sets no key unless `apiKey` says so: `true` makes one, a mapping refers to a secret."""
    data = mapping(document.data)
    key = data.get("apiKey")
    storage = text(at(data, "config", "storage", "snapshots_config", "snapshots_storage"))
    in_config = at(data, "config", "service", "api_key")
    service = _service(
        document,
        "qdrant",
        authentication=bool(key) or bool(in_config),
        replicas=whole(data.get("replicaCount")),
        line=line_of(data, "apiKey"),
        off_node_backup=storage == "s3",
        persistent=True,
    )
    service = or_untold(
        service,
        document,
        *_absent(authentication=in_config if key is None else key, replicas=data.get("replicaCount"), off_node_backup=storage or None),
    )
    # Variables of the chart may set the key as well.
    from_elsewhere = bool(data.get("env")) and not (key or in_config)
    yield (
        service.unknown("authentication", GapReason.UNSUPPORTED, "the key may be set by `env` in the values") if from_elsewhere else service
    )
    for path, value, line in (
        ("apiKey", key, line_of(data, "apiKey")),
        ("config.service.api_key", in_config, line_of(at(data, "config", "service"), "api_key")),
    ):
        found = credential("api_key", value, line) if isinstance(value, str) and value else None
        if found is not None:
            yield from _chart_secret(document, path, found)


def _absent(**written: Any) -> list[str]:
    """Fields that rest on a key which these values leave out."""
    return [field for field, value in written.items() if value is None]


def _chart_secret(document: Document, path: str, found: Credential) -> Iterator[SecretLiteral]:
    yield from secret_literal(document, (f"helm:{document.id}", path), found, "kubernetes", document.environment)


def _service(
    document: Document,
    product: str,
    *,
    authentication: bool,
    replicas: int | None,
    line: int | None,
    off_node_backup: bool,
    persistent: bool,
) -> AiService:
    resource = f"helm:{document.id}"
    return AiService(
        resource=resource,
        origin=document.origin(line),
        environment=document.environment,
        role="vector store",
        product=product,
        platform="kubernetes",
        workload=resource,
        container=Container(name=product, image=_image(document), line=line),
        authentication=authentication,
        replicas=1 if replicas is None else replicas,
        persistent=persistent,
        off_node_backup=off_node_backup,
    )


def _image(document: Document) -> Image | None:
    picture = mapping(at(document.data, "image"))
    name = "/".join(filter(None, (text(picture.get("registry")), text(picture.get("repo")) or text(picture.get("repository")))))
    tag = text(picture.get("tag"))
    return image(f"{name}:{tag}" if tag else name) if name else None
