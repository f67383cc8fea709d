"""Configuration of vector stores: Qdrant and Milvus files, and values of the Weaviate, Qdrant and Milvus Helm charts.

A store's own file says nothing of where it runs, so it gives secrets only; chart values describe a deployment and give
the service (Weaviate chart 17, Qdrant chart 1.15, Milvus 2.6 and its chart 5).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files import tree
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


def _chart(document: Document) -> str:
    """Which store's chart these values are for; empty for others."""
    data = mapping(document.data)
    picture = mapping(data.get("image"))
    repository = f"{text(picture.get('repo'))} {text(picture.get('repository'))}"
    if isinstance(at(data, "authentication", "anonymous_access"), dict) or ("weaviate" in repository and "modules" in data):
        return "weaviate"
    if isinstance(data.get("extraConfigFiles"), dict) and (
        "milvusdb/milvus" in repository or {"standalone", "cluster", "etcd", "minio"} & data.keys()
    ):
        return "milvus"
    if "qdrant/qdrant" in repository and {"replicaCount", "snapshotPersistence", "persistence", "apiKey", "config"} & data.keys():
        return "qdrant"
    return ""


def _is_values(document: Document) -> bool:
    return document.syntax == "yaml" and "apiVersion" not in mapping(document.data) and bool(_chart(document))


@format("vector store chart", gives=(AiService, SecretLiteral), matches=_is_values, hint=r"^[ \t]*+anonymous_access:")
def chart_values(document: Document) -> Iterator[Observation]:
    """Values of a vector store's Helm chart."""
    readers = {"weaviate": _weaviate, "milvus": _milvus_chart, "qdrant": _qdrant_chart}
    yield from readers[_chart(document)](document)


def _weaviate(document: Document) -> Iterator[Observation]:
    """Anonymous access is on in the chart unless switched off."""
    data = mapping(document.data)
    anonymous = flag(at(data, "authentication", "anonymous_access", "enabled"))
    backups = mapping(data.get("backups"))
    yield _service(
        document,
        "weaviate",
        authentication=anonymous is False,
        replicas=whole(data.get("replicas")),
        line=line_of(data, "authentication"),
        off_node_backup=any(flag(at(backups, target, "enabled")) is True for target in ("s3", "gcs", "azure")),
        persistent=True,
    )
    keys = mapping(at(data, "authentication", "apikey"))
    for value in texts(keys.get("allowed_keys")):
        found = credential("api_key", value, line_of(keys, "allowed_keys"))
        if found is not None:
            yield from _chart_secret(document, "authentication.apikey.allowed_keys", found)


def _milvus_chart(document: Document) -> Iterator[Observation]:
    """Everybody is let in unless `user.yaml` among `extraConfigFiles`, a YAML text, says otherwise (Milvus chart 5)."""
    data = mapping(document.data)
    own = tree.read(text(at(data, "extraConfigFiles", "user.yaml")), "yaml").documents
    authorization = flag(at(own[0], "common", "security", "authorizationEnabled")) if own else None
    yield _service(
        document,
        "milvus",
        authentication=authorization is True,
        replicas=whole(at(data, "standalone", "replicas")) if flag(at(data, "cluster", "enabled")) is False else None,
        line=line_of(data, "extraConfigFiles"),
        off_node_backup=flag(at(data, "minio", "enabled")) is False and flag(at(data, "externalS3", "enabled")) is True,
        persistent=True,
    )


def _qdrant_chart(document: Document) -> Iterator[Observation]:
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
    # Variables of the chart may set the key as well.
    from_elsewhere = bool(data.get("env")) and not service.authentication
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
