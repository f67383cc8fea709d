"""How a cluster is read: raw JSON pages through the official client's authentication, a few requests at a time."""

from __future__ import annotations

import gc
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, TypedDict
from urllib.parse import urlencode

from readiness import __version__
from readiness.collectors.files.shapes import at, items, mapping, mappings, text
from readiness.collectors.kubernetes.errors import RequestError

PAGE = 250
"""Objects in a page: large enough to be quick, small enough that a page of big objects stays small."""
MAX_PAGE_BYTES = 256 << 20
AT_ONCE = 4
"""Requests under way at once: priority and fairness of the API server gives an ordinary user more seats than that."""
CONNECT_TIMEOUT, READ_TIMEOUT = 10, 60
AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
"""Discovery in two requests (Kubernetes 1.30 and later); older servers answer with plain JSON."""

METADATA = "PartialObjectMetadataList"
"""A list of objects that the server itself cuts down to their metadata (Kubernetes 1.15 and later)."""


@dataclass(frozen=True)
class Served:
    """A kind of object that the cluster serves, at the version we read."""

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool

    @property
    def resource(self) -> str:
        """`deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    def path(self, namespace: str | None) -> str:
        """Where it is listed, in one namespace or everywhere."""
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        return f"{root}/namespaces/{namespace}/{self.plural}" if namespace else f"{root}/{self.plural}"


@dataclass
class ClusterAccess:
    """Reads one cluster with one identity. Credentials stay inside the client.

    Attributes:
        client: the official client's `ApiClient`, from a kubeconfig or a service account.
        page: objects asked for in one request.
        requests: how many requests each resource took, for the record of the run.
    """

    client: Any
    page: int = PAGE
    timeout: float = READ_TIMEOUT
    retries: int = 4
    requests: dict[str, int] = field(default_factory=dict)
    _seats: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _discovering: threading.Lock = field(default_factory=threading.Lock)
    _served: dict[tuple[str, str], Served] | None = None

    def get(self, path: str, right: str, query: dict[str, str] | None = None, accept: str = "application/json") -> dict[str, Any]:
        """What the API server answers to one GET.

        Args:
            path: from the server's root.
            right: verb and resource that the request needs, for errors.
            query: parameters.
            accept: content types.

        Raises:
            RequestError: no answer, or one that is no JSON object.
        """
        return self._asked("GET", path, right, query=query, accept=accept)

    def who(self) -> str:
        """The name the server knows us by; empty where it does not tell (before Kubernetes 1.28). Changes nothing."""
        body = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
        try:
            answer = self._asked("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "create selfsubjectreviews", body=body)
        except RequestError as error:
            if error.status == 401:
                raise
            return ""
        return text(at(answer, "status", "userInfo", "username"))

    def version(self) -> str:
        """The server's version (`v1.36.0`)."""
        return text(self.get("/version", "get /version").get("gitVersion"))

    def served(self, group: str, kind: str) -> Served | None:
        """The kind as this cluster serves it at its newest stable version; None when it is not installed.

        Raises:
            RequestError: discovery failed.
        """
        with self._discovering:
            if self._served is None:
                self._served = _best(self._discovered())
            return self._served.get((group, kind))

    def listed_metadata(self, served: Served, namespace: str | None = None) -> Iterator[dict[str, Any]]:
        """Names, labels, owners and times of every object of a kind, and the keys of its annotations.

        What an annotation holds is dropped: `kubectl apply` keeps a whole Secret in one.

        Raises:
            RequestError: as for `listed`, or the server did not cut the objects down; nothing of its answer is used then.
        """
        for each in self.listed(served, namespace, accept=f"application/json;as={METADATA};g=meta.k8s.io;v=v1"):
            known = mapping(each.get("metadata"))
            kept = {**known, "annotations": dict.fromkeys(mapping(known.get("annotations")), "")}
            yield {"apiVersion": each["apiVersion"], "kind": each["kind"], "metadata": kept}

    def listed(self, served: Served, namespace: str | None = None, accept: str = "application/json") -> Iterator[dict[str, Any]]:
        """Every object of a kind, page by page, with `apiVersion` and `kind` filled in.

        A list that expires in the middle (410) is begun again once; what was seen already is not given twice.

        Raises:
            RequestError: forbidden, unreachable, or expired more than once.
        """
        seen: set[tuple[str, str]] = set()
        token, restarted = "", False
        with _without_collection():
            while True:
                query = {"limit": str(self.page)} | ({"continue": token} if token else {})
                try:
                    page = self.get(served.path(namespace), f"list {served.resource}", query, accept)
                except RequestError as error:
                    if error.status != 410 or restarted:
                        raise
                    token, restarted = "", True
                    continue
                if METADATA in accept and text(page.get("kind")) != METADATA:
                    raise RequestError(f"list {served.resource}", 0, "the server gives no metadata alone")
                pieces = items(page.pop("items", None))
                for at_place, piece in enumerate(pieces):
                    pieces[at_place] = None  # a page is let go of as its objects are read
                    each = _object(mapping(piece), f"list {served.resource}")
                    if not each:
                        continue  # no object
                    names = mapping(each.get("metadata"))
                    key = text(names.get("namespace")), text(names.get("name"))
                    if key not in seen:
                        seen.add(key)
                        each["apiVersion"] = f"{served.group}/{served.version}" if served.group else served.version
                        each["kind"] = served.kind
                        yield each
                token = text(at(page, "metadata", "continue"))
                if not token:
                    return

    def _asked(
        self,
        method: str,
        path: str,
        right: str,
        *,
        query: dict[str, str] | None = None,
        accept: str = "application/json",
        body: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        from urllib3 import Retry, Timeout
        from urllib3.exceptions import HTTPError

        url = self.client.configuration.host.rstrip("/") + path + (f"?{urlencode(query)}" if query else "")
        retries = Retry(
            total=self.retries,
            connect=min(1, self.retries),
            backoff_factor=0.3,
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=("GET",),
            redirect=0,
            raise_on_status=False,
            raise_on_redirect=False,
        )
        with self._seats:
            with self._lock:
                self.requests[right] = self.requests.get(right, 0) + 1
                headers = self._headers(accept)
            try:
                answer = self.client.rest_client.pool_manager.request(
                    method,
                    url,
                    headers=headers,
                    body=json.dumps(body).encode() if body else None,
                    retries=retries,
                    timeout=Timeout(connect=CONNECT_TIMEOUT, read=self.timeout),
                    preload_content=False,
                )
                with answer:
                    content = answer.read(MAX_PAGE_BYTES + 1, decode_content=True)
            except (HTTPError, OSError) as error:
                # The client's own words hold addresses and, at times, headers.
                raise _unanswered(right, error) from error
        return _decoded(right, answer.status, content)

    def _headers(self, accept: str) -> dict[str, str]:
        headers = {
            "Accept": accept,
            "Accept-Encoding": "gzip",
            "Content-Type": "application/json",
            "User-Agent": f"readiness/{__version__}",
        }
        self.client.update_params_for_auth(headers, [], ["BearerToken"], "", "GET", None)
        return headers

    def _discovered(self) -> Iterator[Served]:
        for root in ("/api", "/apis"):
            answer = self.get(root, f"get {root}", accept=AGGREGATED)
            if text(answer.get("kind")) == "APIGroupDiscoveryList":
                yield from _aggregated(answer)
            else:
                yield from self._classic(root, answer)

    def _classic(self, root: str, answer: dict[str, Any]) -> Iterator[Served]:
        """Discovery of servers before 1.30: a request for each version of each group."""
        versions = [("", text(each)) for each in items(answer.get("versions")) if root == "/api"]
        versions += [
            (text(group.get("name")), text(each.get("version")))
            for group in mappings(answer.get("groups"))
            for each in mappings(group.get("versions"))
        ]
        for group, version in versions:
            where = f"{root}/{group}/{version}" if group else f"{root}/{version}"
            try:
                listed = self.get(where, f"get {where}")
            except RequestError as error:
                if error.status in (403, 404, 503):  # an aggregated API whose own server is down serves nothing
                    continue
                raise
            for each in mappings(listed.get("resources")):
                if "/" not in text(each.get("name")) and "list" in items(each.get("verbs")):
                    yield Served(group, version, text(each.get("kind")), text(each.get("name")), each.get("namespaced") is True)


def _aggregated(answer: dict[str, Any]) -> Iterator[Served]:
    for group in mappings(answer.get("items")):
        for version in mappings(group.get("versions")):
            for each in mappings(version.get("resources")):
                if "list" in items(each.get("verbs")):
                    yield Served(
                        text(at(group, "metadata", "name")),
                        text(version.get("version")),
                        text(at(each, "responseKind", "kind")),
                        text(each.get("resource")),
                        each.get("scope") == "Namespaced",
                    )


def _best(served: Iterator[Served]) -> dict[tuple[str, str], Served]:
    """The newest stable version of each kind: an older one may lack what is asked for."""
    best: dict[tuple[str, str], Served] = {}
    for each in served:
        known = best.get((each.group, each.kind))
        if known is None or _priority(each.version) > _priority(known.version):
            best[each.group, each.kind] = each
    return best


def _priority(version: str) -> tuple[int, int, int]:
    """Stable before beta before alpha, then the newer one (Kubernetes, CRD versioning: version priority)."""
    match = re.fullmatch(r"v(\d+)(?:(alpha|beta)(\d+))?", version)
    if match is None:
        return (-1, 0, 0)
    return ({None: 2, "beta": 1, "alpha": 0}[match[2]], int(match[1]), int(match[3] or 0))


_UNANSWERED = {
    "NameResolutionError": "its name is not known",
    "NewConnectionError": "nothing answers at its address",
    "SSLError": "its certificate is not trusted",
    "ProxyError": "the proxy refuses",
}


def _unanswered(right: str, error: Exception) -> RequestError:
    cause = getattr(error, "reason", None) or error
    name = type(cause).__name__
    late = "Timeout" in name
    return RequestError(right, 408 if late else 0, "timed out" if late else _UNANSWERED.get(name, name))


def _decoded(right: str, status: int, content: bytes) -> dict[str, Any]:
    """An answer; the values in the objects of a list stay undecoded until each object is read."""
    import msgspec

    if len(content) > MAX_PAGE_BYTES:
        raise RequestError(right, 0, f"an answer larger than {MAX_PAGE_BYTES >> 20} MiB")
    try:
        answer = mapping(_list(content) if MANAGED in content else msgspec.json.decode(content))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        answer = {}
        if status == 200:
            raise RequestError(right, 0, "the answer is not JSON") from error
    if not 200 <= status < 300:
        raise RequestError(right, status, f"HTTP {status}", token=text(at(answer, "metadata", "continue")))
    return answer


MANAGED = b'"managedFields"'
"""They take half of each object of a list: who wrote and when is kept, which fields is passed over instead of being decoded."""

_Fields = TypedDict("_Fields", {"f:data": Any}, total=False)
"""All that readers may ask of the fields that a manager wrote: whether there are data among them."""


class _Manager(TypedDict, total=False):
    """All that readers may ask of who wrote an object."""

    manager: Any
    operation: Any
    time: Any
    fieldsV1: _Fields


class _Metadata(TypedDict, total=False):
    """All that readers may ask of an object's metadata."""

    name: Any
    generateName: Any
    namespace: Any
    uid: Any
    generation: Any
    creationTimestamp: Any
    deletionTimestamp: Any
    labels: Any
    annotations: Any
    ownerReferences: Any
    finalizers: Any
    managedFields: list[_Manager]


class _Decoders(NamedTuple):
    """Decoders of a list, in which the values of each object's keys stay undecoded, of these values, and of metadata among them."""

    of_list: Callable[[Any], Any]
    of_value: Callable[[Any], Any]
    of_metadata: Callable[[Any], Any]


@cache
def _decoders() -> _Decoders:
    from msgspec import Raw
    from msgspec.json import Decoder

    parts = dict[str, Raw]
    page = TypedDict("page", {"kind": Any, "metadata": Any, "items": list[parts]}, total=False)  # noqa: UP013 - `Raw` is known here only
    return _Decoders(Decoder(page).decode, Decoder().decode, Decoder(_Metadata).decode)


def _list(content: bytes) -> Any:
    """A list's own fields, and its objects with undecoded values; all decoded where one of them is no object."""
    import msgspec

    try:
        return _decoders().of_list(content)
    except msgspec.ValidationError:
        return msgspec.json.decode(content)


def _object(parts: dict[str, Any], right: str) -> dict[str, Any]:
    """An object of a list, without the fields that managers list; empty where its metadata are none."""
    import msgspec

    _, of_value, of_metadata = _decoders()
    try:
        return {
            key: part if not isinstance(part, msgspec.Raw) else of_metadata(part) if key == "metadata" else of_value(part)
            for key, part in parts.items()
        }
    except msgspec.ValidationError:
        return {}
    except (msgspec.DecodeError, RecursionError) as error:
        raise RequestError(right, 0, "the answer is not JSON") from error


_pauses = threading.Lock()
_paused = 0


@contextmanager
def _without_collection() -> Iterator[None]:
    """No cyclic garbage collection while pages are decoded: it costs three times the decoding, and JSON has no cycles."""
    global _paused  # noqa: PLW0603 - the collector is one for the process
    with _pauses:
        _paused += 1
        gc.disable()
    try:
        yield
    finally:
        with _pauses:
            _paused -= 1
            if not _paused:
                gc.enable()
