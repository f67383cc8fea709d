"""What namespaces and services may take together: situations and verdicts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from readiness.facts import Gap, GapReason, Origin
from readiness.facts.containers import Container
from readiness.facts.kubernetes.nodes import ClusterNodes, Node
from readiness.facts.kubernetes.objects import Namespace
from readiness.facts.kubernetes.scaling import Autoscaler, NodePool
from readiness.facts.kubernetes.tenancy import ClusterQueue, LimitRange, LocalQueue, ResourceQuota
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

PLACE = "kubernetes:lab"
LIVE = Origin(place=PLACE, call="it")
GPU = "nvidia.com/gpu"


def live(kind: Any, /, **values: Any) -> Any:
    return fact(kind, **({"origin": LIVE} | values))


CLUSTER = live(ClusterNodes, name="lab", read_at=datetime(2026, 6, 1, tzinfo=UTC), nodes=2)


def server(count: str = "1", **values: Any) -> Any:
    known = {"name": "chat", "namespace": "models", "kind": "Deployment", "api_version": "apps/v1", "replicas": 2} | values
    known.setdefault("resource", f"kubernetes:lab/{known['namespace']}/{known['kind']}/{known['name']}")
    return live(Workload, containers=(Container(name="vllm", requests={GPU: count, "cpu": "4", "memory": "1Gi"}),), **known)


def scaler(**values: Any) -> Any:
    known = {"name": "chat", "namespace": "models", "kind": "HorizontalPodAutoscaler", "target_kind": "Deployment", "target_name": "chat"}
    return live(Autoscaler, **(known | {"maximum": 6} | values))


def node(name: str, count: int = 4, **values: Any) -> Any:
    return live(Node, name=name, allocatable={GPU: str(count), "cpu": "32"}, **values)


def pool(**values: Any) -> Any:
    return live(NodePool, **({"name": "gpu", "accelerators": True, "limits": {GPU: "8"}} | values))


BOUGHT = {"labels": {"karpenter.sh/nodepool": "gpu"}, "pool": "gpu"}

test_peak = table(
    "k8s-accelerators-suffice-at-peak",
    passes=[
        [CLUSTER, server(), scaler(), node("a"), node("b")],
        [CLUSTER, server(), node("a")],
        [CLUSTER, server(), scaler(maximum=8), pool()],
        [CLUSTER, server(), scaler(maximum=12), pool(), node("a"), node("bought", **BOUGHT)],
        [CLUSTER, server(), scaler(), node("a"), node("b"), pool(limits={"cpu": "100"})],
    ],
    fails=[
        row(CLUSTER, server(), scaler(), node("a"), says=f"'peak': ['{GPU}: 6']"),
        [CLUSTER, server("8"), node("a")],
        [CLUSTER, server(), scaler(maximum=9), pool()],
        [CLUSTER, server(), scaler(maximum=9), pool(), node("bought", **BOUGHT)],
        [CLUSTER, server(), scaler(maximum=3), server(name="other", replicas=3), node("a")],
        [CLUSTER, server(), scaler(), node("a"), pool(fixed=True)],
        [CLUSTER, server(), scaler(), node("a"), pool(accelerators=False)],
    ],
    unknown=[
        [Gap(place=PLACE, facts=("ClusterNodes", "Node"), reason=GapReason.DENIED, right="list nodes")],
        [CLUSTER, server(), scaler(), node("a"), pool(limits={"cpu": "100"})],
        [CLUSTER, server(), scaler(), pool(), pool(name="any", accelerators=False, any_machine=True, limits={})],
        [CLUSTER, server(), scaler(), node("a", pool="gpu-nodes")],
        [CLUSTER, server(), scaler(maximum=None), node("a")],
        [CLUSTER, server(kind="LeaderWorkerSet"), node("a")],
    ],
    not_applicable=[
        [CLUSTER, node("a")],
        [CLUSTER, server("0")],
        [CLUSTER, server(kind="Job")],
        [CLUSTER, server(namespace="kube-system")],
    ],
)


def space(name: str = "models", **values: Any) -> Any:
    return live(Namespace, name=name, **values)


def quota(*names: str, **values: Any) -> Any:
    return live(ResourceQuota, **({"name": "most", "namespace": "models", "hard": dict.fromkeys(names, "4")} | values))


OTHER = server(name="train", namespace="research", kind="Job")
WRITTEN = Origin(place="folder:.", file="k8s/it.yaml", line=1)
WRITTEN_SERVERS = (server(origin=WRITTEN), server(origin=WRITTEN, name="train", namespace="research"))

test_shared = table(
    "k8s-accelerators-shared-by-quota",
    passes=[
        [space(), server(), OTHER, quota(f"requests.{GPU}")],
        [space(), server(), OTHER, live(LocalQueue, name="jobs", namespace="models", queue="all")],
        [space(origin=WRITTEN), *WRITTEN_SERVERS, quota(f"requests.{GPU}", origin=WRITTEN)],
    ],
    fails=[
        [space(), server(), OTHER],
        [space(), server(), OTHER, quota("requests.cpu", "pods")],
        [space(), server(), OTHER, quota(f"requests.{GPU}", namespace="research")],
        [space(origin=WRITTEN), *WRITTEN_SERVERS, quota("pods", origin=WRITTEN)],
    ],
    unknown=[
        [space(origin=WRITTEN), *WRITTEN_SERVERS],
        [Gap(place=PLACE, facts=("Namespace",), reason=GapReason.DENIED, right="list namespaces")],
    ],
    not_applicable=[[space(), server()], [space(), server("0"), OTHER], space(), [space("kube-system"), server(namespace="kube-system")]],
)


def bare(**values: Any) -> Any:
    return live(
        Workload,
        **(
            {"name": "app", "namespace": "models", "kind": "Deployment", "api_version": "apps/v1", "containers": (Container(name="a"),)}
            | values
        ),
    )


def filled(*names: str, **values: Any) -> Any:
    return live(LimitRange, **({"name": "defaults", "namespace": "models", "requests": frozenset(names)} | values))


test_defaults = table(
    "k8s-container-defaults-set",
    passes=[[space(), bare(), filled("cpu", "memory")]],
    fails=[[space(), bare()], [space(), bare(), filled("memory")], [space(), bare(), filled("cpu", "memory", namespace="other")]],
    unknown=[
        [space(origin=WRITTEN), bare(origin=WRITTEN)],
        [Gap(place=PLACE, facts=("Namespace",), reason=GapReason.DENIED, right="list namespaces")],
    ],
    not_applicable=[
        space(),
        [space(), server()],
        [space(), bare(injected=frozenset({"resources"}))],
        [space("kube-system"), bare(namespace="kube-system")],
    ],
)


def queue(**values: Any) -> Any:
    return live(ClusterQueue, **({"name": "research", "cohort": "all", "accelerators": (GPU,), "lent": (GPU,)} | values))


test_admits = table(
    "k8s-queue-admits-jobs",
    passes=[queue()],
    fails=[row(queue(active=False, reason="FlavorNotFound"), says="FlavorNotFound")],
    unknown=[queue().unknown("active", GapReason.NOT_COLLECTED, "only a running cluster tells")],
    not_applicable=[queue(active=False, held=True)],
)

LENDER = queue(name="serving", reclaims="Any")

test_takes_back = table(
    "k8s-queue-takes-quota-back",
    passes=[
        [LENDER, queue(reclaims="LowerPriority")],
        [LENDER, queue(lent=())],
    ],
    fails=[[LENDER, queue()]],
    unknown=[[Gap(place=PLACE, facts=("ClusterQueue",), reason=GapReason.DENIED, right="list clusterqueues.kueue.x-k8s.io")]],
    not_applicable=[queue(), [queue(cohort=""), queue(name="b", cohort="")], queue(accelerators=())],
)
