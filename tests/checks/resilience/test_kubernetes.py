"""Replicas, disruption budgets and spread: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService
from readiness.facts.containers import Container
from readiness.facts.kubernetes.networking import Service
from readiness.facts.kubernetes.objects import LabelSelector
from readiness.facts.kubernetes.running import BudgetState
from readiness.facts.kubernetes.scaling import Autoscaler, PodDisruptionBudget
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

SERVICE = fact(Service, name="assistant", namespace="ai", selector={"app": "assistant"})


def workload(replicas: int | None = 2, **values: Any) -> Any:
    known = {"name": "assistant", "namespace": "ai", "kind": "Deployment", "api_version": "apps/v1", "pod_labels": {"app": "assistant"}}
    return fact(Workload, containers=(Container(name="app"),), replicas=replicas, **(known | {"resource": "k8s/assistant"} | values))


def served(replicas: int | None = 2, **values: Any) -> list[Any]:
    return [workload(replicas, **values), SERVICE]


def scaler(minimum: int, **values: Any) -> Any:
    known = {"name": "assistant", "namespace": "ai", "target_kind": "Deployment", "target_name": "assistant", "minimum": minimum} | values
    return fact(Autoscaler, **({"kind": "HorizontalPodAutoscaler"} | known))


def ai(role: str) -> Any:
    return fact(
        AiService,
        role=role,
        product="any",
        platform="kubernetes",
        workload="k8s/assistant",
        container=Container(name="app"),
        authentication=True,
    )


STAGED = fact(Service, name="assistant", namespace="ai", selector={"app": "assistant"}, environment=Environment.STAGING)
NOT_JUDGED = [
    workload(1),
    [*served(1, kind="Job")],
    [*served(1, kind="DaemonSet")],
    [workload(1, environment=Environment.STAGING), STAGED],
]

test_two_replicas = table(
    "k8s-two-replicas",
    passes=[served(2), [*served(1), scaler(2)], [workload(3), ai("interface")]],
    fails=[
        row(*served(1), says="'replicas': 1"),
        [*served(3), scaler(1)],
        [*served(1), scaler(2, namespace="other")],
        served(None, kind="Pod"),
        [workload(1, environment=Environment.UNCLASSIFIED), SERVICE.model_copy(update={"environment": Environment.UNCLASSIFIED})],
        [workload(1), ai("tracing")],
    ],
    unknown=[[workload().unknown("replicas", GapReason.TEMPLATED), SERVICE]],
    not_applicable=[*NOT_JUDGED, served(None, kind="RayService"), [*served(1), ai("gateway")], [*served(1), ai("database")]],
)


def budget(**values: Any) -> Any:
    known = {"name": "assistant", "namespace": "ai", "selector": LabelSelector(labels={"app": "assistant"})} | values
    return fact(PodDisruptionBudget, **(known | {"resource": f"pdb:{known['name']}"}))


test_covered = table(
    "k8s-disruption-budget",
    passes=[
        [*served(), budget(max_unavailable="1")],
        [*served(), budget(selector=LabelSelector())],
        [*served(1), scaler(2), budget()],
        [*served(), budget(selector=LabelSelector(expressions=(("app", "In", ("assistant", "other")),)))],
    ],
    fails=[
        served(),
        [*served(), budget(selector=LabelSelector(labels={"app": "other"}))],
        [*served(), budget(namespace="other")],
        [*served(), budget(environment=Environment.STAGING)],
        row(*served(), budget(), budget(name="again"), says="again"),
    ],
    unknown=[[*served(), budget().unknown("selector", GapReason.TEMPLATED)]],
    not_applicable=[*NOT_JUDGED, served(1), served(None, kind="RayService")],
)


def counted(**values: Any) -> Any:
    return fact(BudgetState, **({"name": "assistant", "namespace": "ai", "allowed": 0, "expected": 2, "healthy": 2} | values))


test_drains = table(
    "k8s-disruption-budget-drains",
    passes=[
        budget(max_unavailable="1"),
        budget(max_unavailable="25%"),
        [budget(min_available="1"), workload(2)],
        [budget(min_available="50%"), workload(2)],
        [budget(min_available="1"), workload(1), scaler(2)],
        [budget(max_unavailable="1"), counted(allowed=1)],
        [budget(max_unavailable="1"), counted(healthy=1)],  # one is away already
        [budget(max_unavailable="1"), counted(namespace="other")],
    ],
    fails=[
        row(budget(max_unavailable="1"), counted(), says="'healthy': 2"),
        budget(max_unavailable="0"),
        budget(max_unavailable="0%"),
        budget(min_available="100%"),
        [budget(min_available="2"), workload(2)],
        [budget(min_available="1"), workload(1)],
        row(budget(min_available="60%"), workload(2), says="60%"),
        [budget(min_available="2"), workload(4), scaler(2)],
    ],
    unknown=[[budget(min_available="1"), workload(None, kind="RayService")], budget().unknown("max_unavailable", GapReason.TEMPLATED)],
    not_applicable=[
        budget(min_available="1"),
        budget(max_unavailable="0", namespace="kube-system"),
        [budget(min_available="1"), workload(2, namespace="other")],
    ],
)

test_covers = table(
    "k8s-disruption-budget-covers",
    passes=[[budget(), workload(2)], [budget(), workload(0), counted(expected=0)], [budget(), counted(expected=2)]],
    fails=[
        row(budget(), counted(expected=0), says="app=assistant"),
        [budget(), workload(2, namespace="other"), counted(expected=0)],
    ],
    unknown=[budget(), [budget(), workload(2, pod_labels={"app": "other"})], [budget(), counted(expected=0, namespace="other")]],
    not_applicable=[[budget(namespace="kube-system"), counted(expected=0, namespace="kube-system")]],
)

test_spread = table(
    "k8s-spread-over-nodes",
    passes=[served(topology_spread=True), served(anti_affinity=True), [*served(1, anti_affinity=True), scaler(2)]],
    fails=[row(*served(), says="assistant"), [*served(1), scaler(2)], served(3, kind="StatefulSet")],
    unknown=[[workload().unknown("anti_affinity", GapReason.TEMPLATED), SERVICE]],
    not_applicable=[*NOT_JUDGED, served(1), served(2, kind="LeaderWorkerSet"), [*served(2), scaler(1)]],
)
