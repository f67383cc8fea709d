"""A stand-in of an API server on loopback: serves given objects as the Kubernetes API lists them, and refuses on demand."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from loopback import listening

from readiness.collectors import COLLECTORS, Observation, Place, load_collectors
from readiness.collectors.kubernetes.access import ClusterAccess
from readiness.collectors.kubernetes.kinds import load_kinds, resource_of
from readiness.facts import Fact, Gap

NAME = "lab"
CLUSTER_WIDE = {
    "apiservices", "ciliumclusterwidenetworkpolicies", "clusterexternalsecrets", "clusterpodmonitorings", "clusterqueues", "clusterroles",
    "clusterrolebindings", "kongclusterplugins", "clusterrules", "globalrules", "namespaces",
    "nodepools", "nodes", "persistentvolumes", "priorityclasses",
    "storageclasses", "volumesnapshotclasses",
}  # fmt: skip


def thing(api_version: str, kind: str, name: str, namespace: str | None = "models", **rest: Any) -> dict[str, Any]:
    """An object: `metadata` is made from name and namespace, and what is given beside it is merged in."""
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {}) | rest.pop("metadata", {})
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **rest}


@dataclass
class FakeApiServer:
    """What the stand-in serves and how it misbehaves.

    Attributes:
        objects: what is in the cluster; a kind is served when one of it is there or it is built in.
        forbidden: resources (`deployments.apps`) that may not be listed in the whole cluster …
        allowed: … and the namespaces in which everything may be.
        expire_after: a resource's continue token expires (410) once this many pages were given.
        broken: resource to what it answers: an HTTP status, or bytes of a body.
        old: answers discovery as servers before 1.30 do.
        built_in: group and kind to the versions that it serves of it, whether there are objects or not; else v1 of what we read.
        only_whole: it gives whole objects though metadata alone is asked for.
        asked: every path and query that was requested, in order.
    """

    objects: list[dict[str, Any]] = field(default_factory=list)
    forbidden: set[str] = field(default_factory=set)
    allowed: set[str] = field(default_factory=set)
    expire_after: dict[str, int] = field(default_factory=dict)
    broken: dict[str, int | bytes] = field(default_factory=dict)
    old: bool = False
    built_in: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    only_whole: bool = False
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def kinds(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Group and kind to the versions served."""
        built_in = ("", "apps", "batch", "policy", "autoscaling", "networking.k8s.io", "rbac.authorization.k8s.io")
        ours = {(group, kind): ("v1",) for group, kind in load_kinds() if group in built_in or group.endswith(".k8s.io")}
        served = dict(self.built_in or ours)
        for each in self.objects:
            group, _, version = each["apiVersion"].rpartition("/")
            if (group, each["kind"]) not in self.built_in:
                served[group, each["kind"]] = (version,)
        return served

    def answer(self, path: str, query: dict[str, str], accept: str) -> tuple[int, bytes]:
        """Status and body of a GET."""
        parts = path.strip("/").split("/")
        if path == "/version":
            return _json(200, {"gitVersion": "v1.36.0"})
        if path in ("/api", "/apis") or (len(parts) <= 3 and "namespaces" not in parts[-1:] and not self._resource(parts)):
            return _json(200, self._discovery(parts, accept))
        return self._list(parts, query, only_metadata="PartialObjectMetadataList" in accept and not self.only_whole)

    def _resource(self, parts: list[str]) -> str:
        rest = parts[2:] if parts[0] == "api" else parts[3:]
        if not rest:
            return ""
        plural = rest[-1]
        return plural if parts[0] == "api" else f"{plural}.{parts[1]}"

    def _discovery(self, parts: list[str], accept: str) -> dict[str, Any]:
        kinds = self.kinds()
        groups = sorted({group for group, _ in kinds if bool(group) == (parts[0] == "apis")})
        if "APIGroupDiscoveryList" in accept and not self.old and len(parts) == 1:
            return {
                "kind": "APIGroupDiscoveryList",
                "items": [{"metadata": {"name": group}, "versions": self._versions(group)} for group in groups],
            }
        if len(parts) == 1 and parts[0] == "api":
            return {"kind": "APIVersions", "versions": ["v1"]}
        if len(parts) == 1:
            versions = {group: sorted({each for (one, _), at in kinds.items() if one == group for each in at}) for group in groups}
            return {"groups": [{"name": group, "versions": [{"version": each} for each in versions[group]]} for group in groups]}
        group, version = ("", parts[1]) if parts[0] == "api" else (parts[1], parts[2])
        found = [(kind, resource_of("", kind)) for (one, kind), at in kinds.items() if one == group and version in at]
        return {
            "kind": "APIResourceList",
            "resources": [
                {"name": plural, "kind": kind, "namespaced": plural not in CLUSTER_WIDE, "verbs": ["get", "list"]} for kind, plural in found
            ],
        }

    def _versions(self, group: str) -> list[dict[str, Any]]:
        kinds = {kind: at for (one, kind), at in self.kinds().items() if one == group}
        return [
            {
                "version": version,
                "resources": [
                    {
                        "resource": resource_of("", kind),
                        "responseKind": {"kind": kind},
                        "scope": "Cluster" if resource_of("", kind) in CLUSTER_WIDE else "Namespaced",
                        "verbs": ["get", "list"],
                    }
                    for kind, at in kinds.items()
                    if version in at
                ],
            }
            for version in sorted({each for at in kinds.values() for each in at})
        ]

    def _list(self, parts: list[str], query: dict[str, str], *, only_metadata: bool) -> tuple[int, bytes]:
        resource = self._resource(parts)
        namespace = parts[parts.index("namespaces") + 1] if "namespaces" in parts[:-1] else None
        if resource in self.broken:
            told = self.broken[resource]
            return (200, told) if isinstance(told, bytes) else _json(told, {"kind": "Status", "code": told})
        if (resource in self.forbidden or "*" in self.forbidden) and namespace not in self.allowed:
            return _json(403, {"kind": "Status", "code": 403, "message": "forbidden: it is a secret why"})
        found = [
            {key: value for key, value in each.items() if key == "metadata" or (key not in ("apiVersion", "kind") and not only_metadata)}
            for each in self.objects
            if resource_of(each["apiVersion"].rpartition("/")[0], each["kind"]) == resource
            and namespace in (None, each["metadata"].get("namespace"))
        ]
        begin, limit = int(query.get("continue", 0)), int(query.get("limit", 500))
        if begin and begin // limit == self.expire_after.get(resource):
            del self.expire_after[resource]
            return _json(410, {"kind": "Status", "code": 410, "reason": "Expired"})
        more = str(begin + limit) if begin + limit < len(found) else ""
        kind = "PartialObjectMetadataList" if only_metadata else "List"
        return _json(200, {"kind": kind, "metadata": {"continue": more}, "items": found[begin : begin + limit]})


def _json(status: int, body: dict[str, Any]) -> tuple[int, bytes]:
    return status, json.dumps(body).encode()


@contextmanager
def serving(server: FakeApiServer) -> Iterator[FakeApiServer]:
    """The stand-in on a free port of loopback, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits for the client to acknowledge its headers

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            server.asked.append(self.path)
            query = {key: values[0] for key, values in parse_qs(asked.query).items()}
            self._answer(*server.answer(asked.path, query, self.headers["Accept"]))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(*_json(201, {"status": {"userInfo": {"username": "auditor"}}}))

        def _answer(self, status: int, body: bytes) -> None:
            packed = gzip.compress(body) if "gzip" in self.headers.get("Accept-Encoding", "") else body
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if packed is not body:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    with listening(Handler) as server.url:
        yield server


def access_to(url: str, page: int = 250, token: str = "") -> ClusterAccess:
    """Access to a server at an address."""
    from kubernetes import client

    settings = client.Configuration()
    settings.host = url
    if token:
        settings.api_key["BearerToken"] = f"Bearer {token}"
    return ClusterAccess(client.ApiClient(settings), page=page, retries=0)


def observe(resource: str, access: ClusterAccess, before: tuple[Fact, ...] = (), **settings: Any) -> list[Observation]:
    """What the collector of a resource gives; what it raises becomes a gap, as in a run."""
    load_collectors()
    collector = COLLECTORS[f"kubernetes.{resource}"]
    place = Place(kind=collector.kind, name=NAME, target=f"kubernetes:{NAME}", settings=settings, before=before, access=access)
    found: list[Observation] = []
    try:
        found.extend(collector.read(place, collector.gives))
    except Exception as error:  # noqa: BLE001 - as the runner does
        trouble = collector.explain(error)
        names = tuple(sorted(kind.__name__ for kind in collector.gives))
        found.append(Gap(place=place.key, facts=names, reason=trouble.reason, detail=trouble.detail, right=trouble.right))
    return found


def facts_of(objects: list[dict[str, Any]], *resources: str, **settings: Any) -> list[Any]:
    """Facts that the collectors of these resources give of a cluster with these objects."""
    with serving(FakeApiServer(objects=objects)) as server:
        access = access_to(server.url)
        return [each for resource in resources for each in observe(resource, access, **settings)]
