"""Accelerators that are paid for: situations and verdicts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from readiness.facts import Environment, Gap, GapReason, Origin
from readiness.facts.containers import Container
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.nodes import ClusterNodes, Node
from readiness.facts.kubernetes.objects import Namespace
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

PLACE = "kubernetes:lab"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LIVE = Origin(place=PLACE, call="it")
GPU = "nvidia.com/gpu"


def live(kind: Any, /, **values: Any) -> Any:
    return fact(kind, **({"origin": LIVE} | values))


CLUSTER = live(ClusterNodes, name="lab", read_at=NOW, nodes=2)


def node(name: str, **values: Any) -> Any:
    known = {"allocatable": {GPU: "4"}, "ready": True, "created": NOW - timedelta(days=9)}
    return live(Node, name=name, **(known | values))


def running(name: str, **accelerators: int) -> Any:
    return live(RunningPods, name=name, namespace="models", kind="Deployment", owner=name, read_at=NOW, accelerators=accelerators)


CLAIMING = live(
    Workload,
    name="chat",
    namespace="models",
    kind="Deployment",
    api_version="apps/v1",
    containers=(Container(name="vllm", resource_claims=("gpu",)),),
)

test_used = table(
    "k8s-accelerators-used",
    passes=[
        [CLUSTER, node("a"), node("b"), running("chat", a=2, b=2)],
        [CLUSTER, node("a"), running("chat", a=4), node("new", created=NOW - timedelta(minutes=20))],
        row(CLUSTER, node("a"), running("chat", a=1), least_percent=20),
    ],
    fails=[
        row(CLUSTER, node("a"), node("b"), running("chat", a=4), says="'idle': ['b']"),
        row(CLUSTER, node("a"), running("chat", a=1), says="Most accelerators"),
        [CLUSTER, node("a"), running("chat")],
        [CLUSTER, node("a"), running("chat", elsewhere=4)],
    ],
    unknown=[
        [CLUSTER, node("a"), CLAIMING],
        [Gap(place=PLACE, facts=("ClusterNodes", "Node"), reason=GapReason.DENIED, right="list nodes")],
    ],
    not_applicable=[
        CLUSTER,
        [CLUSTER, node("a", allocatable={"cpu": "4"})],
        [CLUSTER, node("a", ready=False)],
        [CLUSTER, node("a", created=NOW)],
    ],
)

SERVICE = fact(Service, name="chat", namespace="models", selector={"app": "chat"}, environment=Environment.STAGING)


def server(**values: Any) -> Any:
    known = {
        "name": "chat",
        "namespace": "models",
        "kind": "Deployment",
        "api_version": "apps/v1",
        "replicas": 1,
        "pod_labels": {"app": "chat"},
        "containers": (Container(name="vllm", requests={GPU: "1"}),),
        "environment": Environment.STAGING,
    }
    return fact(Workload, **(known | values))


def scaler(**values: Any) -> Any:
    known = {"name": "chat", "namespace": "models", "kind": "ScaledObject", "target_kind": "Deployment", "target_name": "chat"}
    return fact(Autoscaler, **(known | {"environment": Environment.STAGING, "minimum": 1} | values))


def space(*annotated: str) -> Any:
    return fact(Namespace, name="models", environment=Environment.STAGING, annotated=frozenset(annotated))


test_released = table(
    "k8s-idle-accelerators-released",
    passes=[
        [SERVICE, server(), scaler(minimum=0)],
        row(SERVICE, server(), scaler(metrics=("cron",)), says="ScaledObject/chat"),
        [SERVICE, server(annotated=frozenset({"downscaler/uptime"}))],
        row(SERVICE, server(), space("downscaler/downtime"), says="downscaler/downtime"),
        [SERVICE, server(replicas=0)],
    ],
    fails=[[SERVICE, server()], [SERVICE, server(), scaler(metrics=("prometheus",))], [SERVICE, server(), space("team")]],
    unknown=[
        [SERVICE, server(kind="RayService", replicas=None)],
        [SERVICE, server().unknown("containers", GapReason.TEMPLATED)],
    ],
    not_applicable=[
        [SERVICE, server(environment=Environment.PRODUCTION)],
        server(),
        [SERVICE, server(containers=(Container(name="app"),))],
        [SERVICE, server(kind="Job")],
    ],
)


def costing(**values: Any) -> Any:
    container = Container(name="vllm", limits={GPU: "1"}, requests={GPU: "1"})
    known = {"name": "vllm", "namespace": "models", "kind": "Deployment", "api_version": "apps/v1", "containers": (container,)}
    return live(Workload, **(known | {"pod_labels": {"app": "vllm"}} | values))


def home(**labels: str) -> Any:
    return live(Namespace, name="models", labels=labels)


test_cost_attributed = table(
    "k8s-accelerator-cost-attributed",
    passes=[
        costing(pod_labels={"example.com/cost-center": "4711"}),
        costing(pod_labels={"app.kubernetes.io/part-of": "assistant"}),
        [costing(), home(team="claims")],
        costing(kind="Job", pod_labels={"team": "research"}),
    ],
    fails=[row(costing(), home(environment="production"), says="'labels': ['app']"), [costing(pod_labels={"team": ""}), home()]],
    unknown=[costing(), costing().unknown("pod_labels", GapReason.TEMPLATED)],
    not_applicable=[
        [costing(containers=(Container(name="api"),)), home()],
        [costing(namespace="gpu-operator"), home()],
    ],
)
