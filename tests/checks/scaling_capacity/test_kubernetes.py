"""What workloads need and where growth ends: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.containers import Container
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.tenancy import LimitRange
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

ASKED = {"cpu": "500m", "memory": "1Gi"}


def workload(*containers: Container, **values: Any) -> Any:
    known = {"name": "assistant", "namespace": "ai", "kind": "Deployment", "api_version": "apps/v1"} | values
    return fact(Workload, containers=containers, **known)


def container(name: str = "app", **values: Any) -> Container:
    return Container(name=name, **values)


NOT_ASKED = [
    workload(container(), namespace="kube-system"),
    workload(container(), namespace="gpu-operator-system"),
    workload(container(), kind="InferenceService", injected=frozenset({"resources"})),
    workload(),
]


def filled(*names: str, **values: Any) -> Any:
    return fact(LimitRange, **({"name": "defaults", "namespace": "ai", "requests": frozenset(names), "limits": frozenset(names)} | values))


HIDDEN = workload(container()).unknown("containers", GapReason.TEMPLATED, "the pod template is a template")

test_requests = table(
    "k8s-requests-set",
    passes=[
        workload(container(requests=ASKED)),
        workload(container(limits=ASKED)),
        workload(container(requests={"cpu": "1"}, limits={"memory": "1Gi"})),
        workload(container(requests=ASKED), container("fetch", init=True)),
        [workload(container(requests={"cpu": "1"})), filled("memory")],
    ],
    fails=[
        workload(container()),
        [workload(container()), filled("memory")],
        [workload(container()), filled("cpu", "memory", namespace="other")],
        workload(container(requests={"cpu": "1"})),
        row(workload(container(requests=ASKED), container("metrics")), says="metrics"),
        workload(container(), kind="CronJob"),
    ],
    unknown=[HIDDEN],
    not_applicable=NOT_ASKED,
)

test_memory = table(
    "k8s-memory-limited",
    passes=[
        [workload(container()), filled("memory")],
        workload(container(limits={"memory": "2Gi"})),
        workload(container(limits={"memory": "2Gi"}), container("fetch", init=True)),
    ],
    fails=[
        [workload(container()), filled("memory", namespace="other")],
        workload(container(requests=ASKED)),
        workload(container(limits={"cpu": "1"})),
        row(workload(container("vllm")), says="vllm"),
    ],
    unknown=[HIDDEN],
    not_applicable=NOT_ASKED,
)


def scaler(**values: Any) -> Any:
    known = {"name": "assistant", "namespace": "ai", "target_kind": "Deployment", "target_name": "assistant"} | values
    return fact(Autoscaler, **({"kind": "HorizontalPodAutoscaler"} | known))


test_ceiling = table(
    "k8s-autoscaler-ceiling",
    passes=[scaler(maximum=6), scaler(kind="ScaledObject", maximum=100), row(scaler(maximum=900), most=1000)],
    fails=[scaler(maximum=None), row(scaler(kind="RayCluster", maximum=2147483647), says="2147483647")],
    unknown=[scaler().unknown("maximum", GapReason.TEMPLATED)],
    not_applicable=[scaler(namespace="kube-system")],
)
