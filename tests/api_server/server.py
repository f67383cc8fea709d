"""A real Kubernetes API server on loopback: started, given users and objects, stopped, started again with the same data."""

from __future__ import annotations

import base64
import json
import secrets
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import urllib3
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from api_server.build import programs

Document = dict[str, Any]
PATIENCE = 120.0
"""Seconds for a start: it takes about three, but every core may be busy with other tests."""
TRIES = 3
"""Starts that are tried: between the moment a port is found free and its use, somebody else may take it."""
USERS = 2000
"""Tokens that a server knows from the start, to be handed out: the token file is read only then."""
FIRST = {"Namespace", "CustomResourceDefinition", "PriorityClass"}
"""Kinds that others can't be made without."""


class RefusedError(Exception):
    """The API server answered with an error: its HTTP status and its Status object."""

    def __init__(self, status: int, answer: Document) -> None:
        super().__init__(f"{status}: {answer.get('message', answer)}")
        self.status = status
        self.answer = answer


class DiedError(Exception):
    """A server ended, or never was ready; the message holds the end of its log."""


@dataclass(frozen=True)
class User:
    """Somebody with a token, who may do nothing until it is granted."""

    name: str
    token: str = field(repr=False)


@dataclass
class ApiServer:
    """kube-apiserver with RBAC, and etcd behind it. Its URL and CA stay what they are over a stop and a start."""

    folder: Path
    """Logs, certificates and data lie here."""
    url: str = ""
    admin: User = field(default_factory=lambda: User("admin", secrets.token_hex()))
    _users: list[User] = field(default_factory=list)
    _given: int = 0
    _kinds: dict[tuple[str, str], Document] = field(default_factory=dict)
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _pool: urllib3.PoolManager | None = None
    _ports: tuple[int, ...] = ()

    @property
    def ca(self) -> Path:
        """The file of certificates to trust."""
        return self.folder / "certs" / "apiserver.crt"

    # ------------------------------------------------------------------ running

    def start(self) -> None:
        """Start, or start again with the data there are. Returns when the server is ready."""
        if self._running:
            raise RuntimeError("it is running already")
        self._settle()
        for tried in range(1, TRIES + 1):
            new = not self._ports
            self._ports = self._ports or _free_ports()
            try:
                self._launch()
            except DiedError:
                self.stop()
                if not new or tried == TRIES:
                    raise
                self._ports = ()
            except BaseException:
                self.stop()
                raise
            else:
                return

    def stop(self) -> None:
        """Stop both servers at once, as a crash would; what was written stays."""
        if self._pool:
            self._pool.clear()
            self._pool = None
        for each in reversed(self._running):
            each.kill()
            each.wait()
            if each.stdin:
                each.stdin.close()
        self._running.clear()

    def wipe(self) -> None:
        """Start with no data at all: no objects, no CRDs, no grants. Users, their tokens and the URL stay."""
        self.stop()
        self._forget()
        self._kinds.clear()
        self.start()

    def _data(self) -> Path:
        return self.folder / "etcd"

    def _forget(self) -> None:
        shutil.rmtree(self._data(), ignore_errors=True)  # 64 MB at least, however little is in it

    def _settle(self) -> None:
        """Write once what the server is to know when it starts: tokens, and the key that signs those of service accounts."""
        if self._users:
            return
        self._users = [User(f"user-{number}", secrets.token_hex()) for number in range(USERS)]
        rows = [
            f"{self.admin.token},{self.admin.name},admin,system:masters",
            *(f"{user.token},{user.name},{user.name}" for user in self._users),
        ]
        (self.folder / "tokens.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
        (self.folder / "accounts.key").write_bytes(pem)

    def _launch(self) -> None:
        api, etcd, peer = self._ports
        store = f"http://127.0.0.1:{etcd}"
        self.url = f"https://127.0.0.1:{api}"
        self._run(
            "etcd",
            f"--data-dir={self._data()}",
            f"--listen-client-urls={store}",
            f"--advertise-client-urls={store}",
            f"--listen-peer-urls=http://127.0.0.1:{peer}",
            f"--initial-advertise-peer-urls=http://127.0.0.1:{peer}",
            f"--initial-cluster=default=http://127.0.0.1:{peer}",
            "--unsafe-no-fsync",
            "--log-level=warn",
        )
        self._run(
            "kube-apiserver",
            f"--etcd-servers={store}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            f"--secure-port={api}",
            f"--cert-dir={self.folder / 'certs'}",
            "--authorization-mode=RBAC",
            f"--token-auth-file={self.folder / 'tokens.csv'}",
            f"--service-account-issuer={self.url}",
            f"--service-account-key-file={self.folder / 'accounts.key'}",
            f"--service-account-signing-key-file={self.folder / 'accounts.key'}",
            "--service-cluster-ip-range=10.0.0.0/16",
            "--endpoint-reconciler-type=none",  # no Service has to lead here, and loopback is no endpoint
            "--disable-admission-plugins=ServiceAccount",  # its controller, which makes the default accounts, does not run
            "--allow-privileged=true",
            "--etcd-compaction-interval=0",  # only expire() makes a continue token expire …
            "--watch-cache=false",  # … and then it does: the cache would keep what the store has forgotten
        )
        # Should this process be killed, its end of the pipe closes, and nothing stays behind.
        pids = [str(each.pid) for each in self._running]
        self._running.append(subprocess.Popen(["/bin/sh", "-c", 'read _; kill -9 "$@"', "sh", *pids], stdin=subprocess.PIPE))
        self.until(self._ready, "the API server is ready")

    def _run(self, program: str, *arguments: str) -> None:
        with (self.folder / f"{program}.log").open("ab") as log:
            self._running.append(subprocess.Popen([programs() / program, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def _ready(self) -> bool:
        for each, program in zip(self._running, ("etcd", "kube-apiserver"), strict=False):
            if each.poll() is not None:
                raise DiedError(f"{program} ended with {each.returncode}: {self._log(program)}")
        try:
            # The anonymous may ask /readyz, but that answers before the roles are in place: grants need those.
            return (
                self.ask("GET", "/readyz/poststarthook/rbac/bootstrap-roles", raw=True) == b"ok"
                and self.ask("GET", "/readyz", raw=True) == b"ok"
            )
        except (urllib3.exceptions.HTTPError, ssl.SSLError, OSError, RefusedError):
            return False

    def _log(self, program: str) -> str:
        path = self.folder / f"{program}.log"
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]) if path.exists() else "(no log)"

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until this holds.

        Raises:
            DiedError: it does not come true.
        """
        limit = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > limit:
                raise DiedError(f"waited {PATIENCE:.0f} s in vain: {what}; kube-apiserver said last: {self._log('kube-apiserver')}")
            time.sleep(0.05)

    # ------------------------------------------------------------------ asking

    def ask(self, method: str, path: str, body: Any = None, *, user: User | None = None, raw: bool = False, **headers: str) -> Any:
        """Ask the server as this user (the admin unless told) and give its answer.

        Raises:
            RefusedError: it answered with an error.
        """
        if self._pool is None:
            self._pool = urllib3.PoolManager(ca_certs=str(self.ca), maxsize=8, retries=False, timeout=30)
        sent = {"Authorization": f"Bearer {(user or self.admin).token}", "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self._pool.request(method, self.url + path, body=None if body is None else json.dumps(body), headers=sent)
        if answer.status >= 400:
            try:
                told = json.loads(answer.data)
            except ValueError:
                told = {"message": answer.data.decode(errors="replace")}
            raise RefusedError(answer.status, told)
        return answer.data if raw else json.loads(answer.data)

    def pages(self, path: str, limit: int, *, user: User | None = None) -> Iterator[Document]:
        """A list, page by page."""
        token = ""
        while True:
            page = self.ask("GET", f"{path}?limit={limit}&continue={token}", user=user)
            yield page
            token = page["metadata"].get("continue", "")
            if not token:
                return

    def expire(self) -> None:
        """Make every continue token that was given so far expire (410), as they do on a busy cluster after some minutes."""
        etcd = f"http://127.0.0.1:{self._ports[1]}"
        # Compaction keeps the last revision, so that must be a later one than that of any token.
        self.apply(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": "later", "namespace": "default"},
                "data": {"is": secrets.token_hex()},
            }
        )
        with urllib3.PoolManager(retries=False, timeout=30) as pool:
            key = base64.b64encode(b"/").decode()
            last = json.loads(pool.request("POST", etcd + "/v3/kv/range", body=json.dumps({"key": key})).data)["header"]["revision"]
            answer = pool.request("POST", etcd + "/v3/kv/compaction", body=json.dumps({"revision": last, "physical": True}))
        if answer.status != 200:
            raise RefusedError(answer.status, {"message": answer.data.decode()})

    # ------------------------------------------------------------------ users

    def user(self) -> User:
        """Somebody new, who may do nothing yet."""
        self._given += 1
        return self._users[self._given - 1]

    def grant(self, user: User, *rules: Document, namespace: str = "") -> None:
        """Allow these RBAC rules to the user: in one namespace, or in the whole cluster."""
        kind, name = ("Role" if namespace else "ClusterRole"), f"{user.name}-{secrets.token_hex(3)}"
        metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
        api = "rbac.authorization.k8s.io"
        self.apply(
            {"apiVersion": f"{api}/v1", "kind": kind, "metadata": metadata, "rules": list(rules)},
            {
                "apiVersion": f"{api}/v1",
                "kind": f"{kind}Binding",
                "metadata": metadata,
                "roleRef": {"apiGroup": api, "kind": kind, "name": name},
                "subjects": [{"apiGroup": api, "kind": "User", "name": user.name}],
            },
        )
        for rule in rules:
            self.until(lambda rule=rule: self.allowed(user, rule, namespace), f"{user.name} may {rule}")

    def allowed(self, user: User, rule: Document, namespace: str = "") -> bool:
        """Whether the server, which learns of grants by a watch, lets the user do the first thing that this rule allows."""
        verb = rule["verbs"][0]
        if "nonResourceURLs" in rule:
            asked: Document = {"nonResourceAttributes": {"verb": verb, "path": rule["nonResourceURLs"][0]}}
        else:
            resource, _, below = rule["resources"][0].partition("/")
            attributes = {"verb": verb, "group": rule["apiGroups"][0], "resource": resource, "subresource": below, "namespace": namespace}
            asked = {"resourceAttributes": attributes | {"name": (rule.get("resourceNames") or [""])[0]}}
        review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {"user": user.name, **asked}}
        return bool(self.ask("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review)["status"]["allowed"])

    def kubeconfig(self, path: Path, user: User | None = None, *, context: str = "tests", namespace: str = "") -> Path:
        """Write a kubeconfig for this user (the admin unless told), with one context."""
        who = user or self.admin
        document = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": context,
            "clusters": [
                {
                    "name": context,
                    "cluster": {"server": self.url, "certificate-authority-data": base64.b64encode(self.ca.read_bytes()).decode()},
                }
            ],
            "users": [{"name": who.name, "user": {"token": who.token}}],
            "contexts": [
                {"name": context, "context": {"cluster": context, "user": who.name} | ({"namespace": namespace} if namespace else {})}
            ],
        }
        path.write_text(yaml.safe_dump(document), encoding="utf-8")
        path.chmod(0o600)
        return path

    # ------------------------------------------------------------------ objects

    def namespace(self, stem: str = "tests") -> str:
        """Make a namespace of a new name."""
        name = f"{stem}-{secrets.token_hex(4)}"
        self.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        return name

    def apply(self, *objects: Document | str, namespace: str = "default") -> list[Document]:
        """Apply objects, or YAML of them, as the admin; where one names no namespace, in this one. Gives what the server made of them.

        Namespaces and CRDs go first, and a CRD's kind is served when this returns. No controller runs: what an object's
        status is to say, and what is to come of it (a Deployment's ReplicaSets and Pods), is applied as well.
        """
        all_of = list(_documents(objects))
        first = [self._put(each, namespace) for each in all_of if each["kind"] in FIRST]
        for each in all_of:
            if each["kind"] == "CustomResourceDefinition":
                spec = each["spec"]
                for served in (version["name"] for version in spec["versions"] if version["served"]):
                    group = f"{spec['group']}/{served}"
                    self.until(lambda group=group, kind=spec["names"]["kind"]: self._served(group, kind), f"{group} is served")
        rest = [each for each in all_of if each["kind"] not in FIRST]
        with ThreadPoolExecutor(8) as threads:
            return [*first, *threads.map(lambda each: self._put(each, namespace), rest)]

    def delete(self, *objects: Document | str, namespace: str = "default") -> None:
        """Delete these objects (name and kind are enough). A CRD's kind is gone when this returns; a namespace is only marked."""
        for each in _documents(objects):
            self.ask("DELETE", self._path(each, namespace))
            if each["kind"] == "CustomResourceDefinition":
                self.until(lambda each=each: self._gone(each, namespace), f"{each['metadata']['name']} is gone")
                self._kinds.clear()

    def _gone(self, each: Document, namespace: str) -> bool:
        try:
            self.ask("GET", self._path(each, namespace))
        except RefusedError as error:
            return error.status == 404
        return False

    def _put(self, each: Document, namespace: str) -> Document:
        path, as_yaml = self._path(each, namespace), "application/apply-patch+yaml"
        query = "?fieldManager=tests&force=true"
        made = self.ask("PATCH", path + query, each, Content_Type=as_yaml)
        if "status" in each:  # its own request, as from the controller or kubelet that no test runs
            named = {"name": made["metadata"]["name"]}
            reported = {name: each[name] for name in ("apiVersion", "kind", "status")} | {"metadata": named}
            made = self.ask("PATCH", path + "/status" + query, reported, Content_Type=as_yaml)
        return dict(made)

    def _path(self, each: Document, namespace: str) -> str:
        kind = (each["apiVersion"], each["kind"])
        if kind not in self._kinds and not self._served(*kind):
            raise LookupError(f"{' '.join(kind)} is not served")
        resource, metadata = self._kinds[kind], each["metadata"]
        within = f"/namespaces/{metadata.get('namespace') or namespace}" if resource["namespaced"] else ""
        return f"{_group(each['apiVersion'])}{within}/{resource['name']}/{metadata['name']}"

    def _served(self, group: str, kind: str) -> bool:
        try:
            resources = self.ask("GET", _group(group))["resources"]
        except RefusedError as error:
            if error.status in (404, 503):
                return False
            raise
        self._kinds |= {(group, each["kind"]): each for each in resources if "/" not in each["name"]}
        return (group, kind) in self._kinds


@contextmanager
def running(folder: Path) -> Iterator[ApiServer]:
    """A server of its own for the length of a `with`; its logs stay in this folder.

    Raises:
        NoApiServerError: there are no programs to run.
    """
    programs()
    server = ApiServer(folder)
    with ExitStack() as after:
        after.callback(server._forget)
        after.callback(server.stop)
        server.start()
        yield server


def _group(api_version: str) -> str:
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"


def _documents(objects: Iterable[Document | str]) -> Iterator[Document]:
    for each in objects:
        if isinstance(each, str):
            yield from (document for document in yaml.safe_load_all(each) if document)
        else:
            yield each


def _free_ports() -> tuple[int, ...]:
    """Three ports that nobody listens on now."""
    with ExitStack() as opened:
        sockets = [opened.enter_context(socket.socket()) for _ in range(3)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return tuple(each.getsockname()[1] for each in sockets)
