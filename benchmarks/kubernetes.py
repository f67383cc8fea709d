"""Prints what reading a large cluster costs, beside a script that asks for the same pages, decodes them and lets them go.

python benchmarks/kubernetes.py [PODS] [OWNERS]
"""

from __future__ import annotations

import compileall
import gzip
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
PODS, OWNERS, NODES, NAMESPACES = 20_000, 3_000, 400, 60
BYTES_OF_A_POD = 9_000
"""A pod of a real cluster, managed fields and all."""


def metadata(name: str, number: int, **more: object) -> dict[str, object]:
    return {"name": name, "namespace": f"team-{number % NAMESPACES}", "uid": f"{number:032x}", **more}


def template(number: int) -> dict[str, object]:
    container = {
        "name": "app",
        "image": f"registry.example.com/team/app-{number}:1.4.{number % 50}",
        "env": [{"name": f"SETTING_{each}", "value": f"value {each} of {number}"} for each in range(12)],
        "resources": {"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"memory": "512Mi"}},
        "readinessProbe": {"httpGet": {"path": "/health", "port": 8080}},
        "ports": [{"containerPort": 8080}],
    }
    return {"metadata": {"labels": {"app": f"app-{number}"}}, "spec": {"containers": [container], "serviceAccountName": f"app-{number}"}}


def deployment(number: int, replicas: int) -> dict[str, object]:
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": f"app-{number}"}}, "template": template(number)}
    return {"metadata": metadata(f"app-{number}", number), "spec": spec, "status": {"replicas": replicas, "readyReplicas": replicas}}


def pod(number: int, owner: int) -> dict[str, object]:
    told = template(owner)
    owners = [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"app-{owner}-6d4b75cb6d", "uid": "x", "controller": True}]
    labels = {"app": f"app-{owner}", "pod-template-hash": "6d4b75cb6d"}
    states = [{"name": "app", "ready": True, "restartCount": number % 3, "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}}]
    made = {
        "metadata": metadata(f"app-{owner}-6d4b75cb6d-{number:05}", owner, labels=labels, ownerReferences=owners),
        "spec": {**told["spec"], "nodeName": f"node-{number % NODES}"},  # type: ignore[dict-item] # a mapping, as written above
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}], "containerStatuses": states},
    }
    missing = BYTES_OF_A_POD - len(json.dumps(made))
    made["metadata"]["managedFields"] = [{"manager": "kubelet", "fieldsV1": {f"f:field-{each}": {} for each in range(missing // 20)}}]  # type: ignore[index]
    return made


def node(number: int) -> dict[str, object]:
    labels = {"topology.kubernetes.io/zone": f"zone-{number % 3}", "kubernetes.io/hostname": f"node-{number}"}
    return {"metadata": {"name": f"node-{number}", "labels": labels}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}


def serve(pods: int, owners: int) -> None:
    """A cluster on loopback; says its address, and tells at `/asked` which lists were asked for."""
    from cluster_world import FakeApiServer, thing

    objects = {
        "pods": [pod(number, number % owners) for number in range(pods)],
        "deployments": [deployment(number, pods // owners) for number in range(owners)],
        "nodes": [node(number) for number in range(NODES)],
        "namespaces": [{"metadata": {"name": f"team-{number}"}} for number in range(NAMESPACES)],
    }
    encoded = {plural: [json.dumps(each).encode() for each in found] for plural, found in objects.items()}
    objects.clear()
    discovery = FakeApiServer(objects=[thing("v1", "Node", "n", None)])
    pages: dict[tuple[str, int, int], bytes] = {}
    asked: list[str] = []
    lock = threading.Lock()

    def page(plural: str, begin: int, limit: int) -> bytes:
        with lock:
            if (plural, begin, limit) not in pages:
                found = encoded.get(plural, [])
                more = str(begin + limit) if begin + limit < len(found) else ""
                body = b'{"metadata":{"continue":"%s"},"items":[%s]}' % (more.encode(), b",".join(found[begin : begin + limit]))
                pages[plural, begin, limit] = gzip.compress(body, 1)
            return pages[plural, begin, limit]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else answers wait for the client to acknowledge their headers

        def do_GET(self) -> None:
            told = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(told.query).items()}
            if told.path == "/asked":
                return self.answer(gzip.compress(json.dumps(asked).encode(), 1))
            if "limit" not in query:
                return self.answer(gzip.compress(discovery.answer(told.path, query, self.headers["Accept"])[1], 1))
            asked.append(self.path)
            return self.answer(page(told.path.rsplit("/", 1)[-1], int(query.get("continue", 0)), int(query["limit"])))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(gzip.compress(b'{"status":{"userInfo":{"username":"benchmark"}}}', 1))

        def answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    for number in range(0, pods, 250):
        page("pods", number, 250)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{listening.server_port}", flush=True)
    listening.serve_forever()


def bare(url: str, paths: list[str]) -> None:
    """The same pages, four at once, decoded and dropped."""
    from concurrent.futures import ThreadPoolExecutor

    import orjson
    import urllib3

    pool = urllib3.PoolManager(maxsize=4)
    with ThreadPoolExecutor(4) as threads:
        total = sum(threads.map(lambda path: len(orjson.loads(pool.request("GET", url + path).data)["items"]), paths))
    print(f"{total:,} objects")


def measured(*command: str, environment: dict[str, str] | None = None) -> tuple[float, float, int]:
    """CPU seconds, wall seconds and most MiB of a command."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss // 1024


def main(pods: int, owners: int) -> None:
    """Run both against one server and print their figures."""
    for each in ("readiness", "checks"):
        compileall.compile_dir(ROOT / each, quiet=1)  # as an installed package is, whatever the environment says of bytecode
    server = subprocess.Popen([sys.executable, __file__, "serve", str(pods), str(owners)], stdout=subprocess.PIPE, text=True)
    try:
        url = (server.stdout.readline() if server.stdout else "").strip()
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "kubeconfig"
            cluster = {"clusters": [{"name": "big", "cluster": {"server": url}}], "users": [{"name": "me", "user": {"token": "none"}}]}
            context = {"contexts": [{"name": "big", "context": {"cluster": "big", "user": "me"}}], "current-context": "big"}
            config.write_text(yaml.safe_dump({"apiVersion": "v1", "kind": "Config", **cluster, **context}), encoding="utf-8")
            here = {**os.environ, "KUBECONFIG": str(config)}
            out = str(Path(folder) / "snapshot.json")
            print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}: {pods:,} pods, {owners:,} owners")
            ours = measured(sys.executable, "-m", "readiness", "collect", "--kube-context", "big", "-o", out, environment=here)
            import urllib3

            paths = json.loads(urllib3.request("GET", f"{url}/asked").data)
            (Path(folder) / "paths.json").write_text(json.dumps(paths), encoding="utf-8")
            theirs = measured(sys.executable, __file__, "bare", url, str(Path(folder) / "paths.json"))
            for name, (cpu, wall, most) in (("readiness collect", ours), ("bare script", theirs)):
                print(f"{name:<20} {cpu:6.1f} CPU s {wall:6.1f} s {most:6} MiB")
            print(f"{len(paths)} pages; {ours[1] / theirs[1]:.1f} times the bare script's wall time")
    finally:
        server.terminate()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", pods, owners]:
            serve(int(pods), int(owners))
        case ["bare", url, paths]:
            bare(url, json.loads(Path(paths).read_text(encoding="utf-8")))
        case [*numbers]:
            main(*([int(each) for each in numbers] + [PODS, OWNERS][len(numbers) :]))
