"""What runs now, where it stands and what comes first: situations and verdicts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from readiness.facts import Environment, Gap, GapReason, Origin
from readiness.facts.containers import Container
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.nodes import ClusterNodes, Node
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.scheduling import PriorityClass
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY, YESTERDAY, LONG_AGO = date(2026, 6, 1), date(2026, 5, 31), date(2026, 5, 28)
PLACE = "kubernetes:lab"
LIVE = Origin(place=PLACE, call="it")
OWNER = "kubernetes:lab/ai/Deployment/assistant"


def live(kind: Any, /, **values: Any) -> Any:
    return fact(kind, **({"origin": LIVE, "namespace": "ai"} | values))


def running(**values: Any) -> Any:
    known = {"kind": "Deployment", "name": "assistant", "owner": OWNER, "resource": f"{OWNER}#pods", "read_at": NOW, "pods": 2, "ready": 2}
    return live(RunningPods, **(known | values))


test_stable = table(
    "k8s-pods-stable",
    passes=[
        running(),
        running(restarts=90, ended={LONG_AGO: 40}, out_of_memory={LONG_AGO: 3}),  # counters never go back; only the last days count
        running(ready=1, unready_since=NOW - timedelta(minutes=5)),
        running(ended={TODAY: 1, YESTERDAY: 1}),
        row(running(ended={TODAY: 5}), restarts=10),
    ],
    fails=[
        row(running(crash_looping=1), says="crash again"),
        row(running(not_pulled=1, unready_since=NOW - timedelta(days=1)), says="pull their image"),
        running(not_created=1),
        row(running(out_of_memory={YESTERDAY: 1}, ended={YESTERDAY: 1}), says="memory"),
        row(running(ended={TODAY: 2, YESTERDAY: 1}), says="'troubled': 3"),
        row(running(ready=0, unready_since=NOW - timedelta(hours=2)), says="'minutes': 120"),
    ],
    unknown=[[Gap(place=PLACE, facts=("RunningPods",), reason=GapReason.DENIED, right="list pods")]],
    not_applicable=[
        running(crash_looping=1, namespace="kube-system"),
        running(crash_looping=1, kind="Job"),
        running(kind="CronJob", not_pulled=1),
        running(kind="PyTorchJob", not_pulled=1),
    ],
)


def workload(**values: Any) -> Any:
    known: dict[str, Any] = {"name": "assistant", "kind": "Deployment", "api_version": "apps/v1", "pod_labels": {"app": "assistant"}}
    return live(Workload, **({"containers": (Container(name="app"),), "replicas": 2, "resource": OWNER} | known | values))


def service(**values: Any) -> Any:
    return live(Service, **({"name": "assistant", "selector": {"app": "assistant"}} | values))


def node(name: str, zone: str | None = "z1", capacity: str | None = "on-demand", **allocatable: str) -> Any:
    return live(Node, name=name, namespace=None, zone=zone, capacity_type=capacity, allocatable=allocatable)


SERVED = [workload(), service()]
PLACELESS = [
    [running(nodes={"a": 2}), workload()],  # no Service
    [running(nodes={"a": 1}), *SERVED],
    [running(nodes={"a": 2}, owner="kubernetes:lab/ai/Assistant/x"), *SERVED],
    [running(nodes={"a": 2}, namespace="kube-system"), *SERVED],
    [running(nodes={"a": 2}, environment=Environment.STAGING), *SERVED],
    [running(nodes={"a": 2}, kind="LeaderWorkerSet"), *SERVED],
]
HIDDEN = Gap(place=PLACE, facts=("Service",), reason=GapReason.DENIED, right="list services")

test_on_nodes = table(
    "k8s-pods-on-several-nodes",
    passes=[
        [running(nodes={"a": 1, "b": 1}), *SERVED],
        [running(nodes={"a": 5, "b": 1}), workload(resource=OWNER + "#spec.head"), workload(resource=OWNER + "#spec.workers"), service()],
    ],
    fails=[row(running(nodes={"a": 2}), *SERVED, says="'node': 'a'")],
    unknown=[[running(nodes={"a": 1, "b": 1}), workload(), HIDDEN]],
    not_applicable=PLACELESS,
)

TWO_ZONES = [node("a"), node("b"), node("c", "z2")]

test_in_zones = table(
    "k8s-pods-in-several-zones",
    passes=[[running(nodes={"a": 1, "c": 1}), *SERVED, *TWO_ZONES]],
    fails=[
        row(running(nodes={"a": 1, "b": 1}), *SERVED, *TWO_ZONES, says="'zone': 'z1'"),
        [running(nodes={"a": 2}), *SERVED, *TWO_ZONES],
        [
            running(nodes={"a": 1, "b": 1}),
            *SERVED,
            *(node(name, zone, **{"nvidia.com/gpu": "8"}) for name, zone in (("a", "z1"), ("b", "z1"), ("c", "z2"))),
        ],
    ],
    unknown=[
        [running(nodes={"a": 1, "b": 1}), *SERVED, Gap(place=PLACE, facts=("Node",), reason=GapReason.DENIED, right="list nodes")],
        [running(nodes={"a": 1, "gone": 1}), *SERVED, *TWO_ZONES],
    ],
    not_applicable=[
        *([*each, *TWO_ZONES] for each in PLACELESS),
        [running(nodes={"a": 1, "b": 1}), *SERVED, node("a"), node("b")],
        [running(nodes={"a": 1, "b": 1}), *SERVED, node("a", None), node("b", None)],
        # Nodes elsewhere have no GPU.
        [
            running(nodes={"a": 1, "b": 1}),
            *SERVED,
            node("a", **{"nvidia.com/gpu": "8"}),
            node("b", **{"nvidia.com/gpu": "8"}),
            node("c", "z2"),
        ],
    ],
)


def cluster(**values: Any) -> Any:
    return live(ClusterNodes, **({"name": "lab", "namespace": None, "read_at": NOW, "nodes": 4} | values))


NOT_LISTED = Gap(place=PLACE, facts=("ClusterNodes",), reason=GapReason.DENIED, right="list nodes")

test_node_zones = table(
    "k8s-nodes-in-several-zones",
    passes=[cluster(zones={"z1": 2, "z2": 2}), cluster(zones={"z1": 3, "z2": 1}, accelerator_zones={"nvidia.com/gpu": ("z1", "z2")})],
    fails=[
        row(cluster(zones={"z1": 4}), says="'zone': 'z1'"),
        row(cluster(zones={"z1": 3, "z2": 1}, accelerator_zones={"nvidia.com/gpu": ("z1",)}), says="nvidia.com/gpu in z1"),
    ],
    unknown=[[NOT_LISTED]],
    not_applicable=[
        cluster(),
        cluster(nodes=1, zones={"z1": 1}),
        cluster(zones={"z1": 4}, environment=Environment.DEVELOPMENT),
        cluster(nodes=0),
    ],
)

SPOT = [node("a", capacity="spot"), node("b", capacity="spot")]

test_spot = table(
    "k8s-serving-not-only-on-spot",
    passes=[
        [running(nodes={"a": 1, "b": 1}), *SERVED, node("a"), node("b", capacity="spot")],
        [running(nodes={"a": 1, "b": 1}), *SERVED, node("a"), node("b")],
    ],
    fails=[[running(nodes={"a": 1, "b": 1}), *SERVED, *SPOT], [running(nodes={"a": 2}), *SERVED, *SPOT]],
    unknown=[[running(nodes={"a": 1, "gone": 1}), *SERVED, *SPOT]],
    not_applicable=[
        *([*each, *SPOT] for each in PLACELESS),
        [running(nodes={"a": 1, "b": 1}), *SERVED, node("a", capacity=None), node("b", capacity=None)],
    ],
)

GPU = (Container(name="vllm", limits={"nvidia.com/gpu": "1"}),)


def server(**values: Any) -> Any:
    return workload(containers=GPU, **values)


def job(**values: Any) -> Any:
    known = {"name": "train", "kind": "Job", "containers": GPU, "pod_labels": {}, "resource": "kubernetes:lab/ai/Job/train"}
    return workload(**(known | values))


def priority(name: str, value: int, **values: Any) -> Any:
    return live(PriorityClass, name=name, namespace=None, value=value, **values)


UNLISTED = Gap(place=PLACE, facts=("PriorityClass",), reason=GapReason.DENIED, right="list priorityclasses.scheduling.k8s.io")
FILE = Origin(place="folder:.", file="deploy.yaml", line=1)

test_outranks = table(
    "k8s-serving-outranks-batch",
    passes=[
        [server(priority_class="serving"), job(), service(), priority("serving", 1000)],
        [server(), job(priority_class="batch"), service(), priority("batch", -10)],
        [server(), job(priority_class="batch"), service(), priority("batch", 10), priority("all", 1000, default=True)],
        [
            server(origin=FILE, priority_class="serving"), job(origin=FILE), service(origin=FILE),
            priority("serving", 1000, origin=FILE, environment=Environment.UNCLASSIFIED),
        ],
    ],
    fails=[
        row(server(), job(), service(), says="a service on accelerators"),
        row(server(), job(), service(), says="train"),
        [server(priority_class="serving"), job(priority_class="urgent"), service(), priority("serving", 10), priority("urgent", 10)],
        [server(origin=FILE), job(origin=FILE, kind="PyTorchJob"), service(origin=FILE)],
    ],
    unknown=[
        [server(priority_class="serving"), job(), service()],
        [server(), job(priority_class="batch"), service()],
        [server(priority_class="s"), job(), service(), UNLISTED],
    ],
    not_applicable=[
        [server(), service()],
        [workload(), job(), service()],
        [server(), job()],
        [server(), job(containers=(Container(name="etl"),)), service()],
        [server(origin=FILE), job(origin=FILE, environment=Environment.STAGING), service(origin=FILE)],
    ],
)  # fmt: skip

test_nodes_healthy = table(
    "k8s-nodes-healthy",
    passes=[cluster()],
    fails=[
        row(cluster(not_ready=("n1", "n2"), not_ready_count=2), says="n2"),
        row(cluster(under_pressure=("n1",), under_pressure_count=1), says="short of"),
    ],
    unknown=[[NOT_LISTED]],
    not_applicable=[cluster(nodes=0)],
)

test_versions = table(
    "k8s-node-version-supported",
    passes=[
        cluster(kubelet_minors={33: 2, 34: 2}),
        cluster(kubelet_minors={36: 4}),
        row(cluster(kubelet_minors={32: 4}), extended_months=12),
    ],
    fails=[
        row(cluster(kubelet_minors={32: 1, 34: 3}), says="2026-02-28"),
        row(cluster(kubelet_minors={24: 4}), says="before"),
        row(cluster(kubelet_minors={33: 1, 37: 3}), says="apart"),
        row(cluster(kubelet_minors={24: 4}), extended_months=24),
        cluster(kubelet_minors={24: 4}, provider="eks"),
        row(cluster(kubelet_minors={33: 1, 37: 3}, provider="gke"), says="apart"),
    ],
    unknown=[[NOT_LISTED], cluster(kubelet_minors={}), row(cluster(kubelet_minors={32: 4}, provider="eks"), says="EKS may give patches")],
    not_applicable=[cluster(nodes=0, kubelet_minors={})],
)
