"""Pods under their top owner, and what controllers say of the last change."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta
from types import FunctionType, ModuleType
from typing import Any

import pytest
from cluster_world import facts_of, thing

from readiness.collectors import Place
from readiness.collectors.kubernetes.objects.running import PodFold
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.kubernetes.running import BudgetState, RolloutState, RunningPods, workloads_behind
from readiness.facts.kubernetes.workloads import Workload

NOW = datetime.now(UTC).replace(microsecond=0)
TODAY, YESTERDAY = NOW.date(), NOW.date() - timedelta(days=1)


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def pod(name: str, owner: str = "", labels: dict[str, str] | None = None, *, ready: bool = True, node: str = "n1", **rest: Any) -> Any:
    """A pod; its owner is written `Kind/name`."""
    kind, _, owner_name = owner.partition("/")
    owners = [{"apiVersion": "apps/v1", "kind": kind, "name": owner_name, "controller": True}] if owner else []
    state = {
        "phase": "Running",
        "conditions": [{"type": "Ready", "status": str(ready), "lastTransitionTime": stamp(NOW - timedelta(hours=1))}],
    }
    spec = {"nodeName": node} if node else {}
    metadata = {"labels": labels or {}, "ownerReferences": owners, **rest.pop("metadata", {})}
    return thing("v1", "Pod", name, metadata=metadata, spec=spec, status=state | rest)


def running(*pods: Any) -> list[RunningPods]:
    return [each for each in facts_of(list(pods), "pods") if isinstance(each, RunningPods)]


@pytest.mark.parametrize(
    ("owner", "labels", "found"),
    [
        ("ReplicaSet/chat-5d9c7b", {"pod-template-hash": "5d9c7b"}, "Deployment/chat"),
        ("ReplicaSet/chat-6f8", {"rollouts-pod-template-hash": "6f8"}, "Rollout/chat"),
        ("ReplicaSet/by-hand", {}, "ReplicaSet/by-hand"),
        ("ReplicaSet/by-hand", {"pod-template-hash": "abc"}, "ReplicaSet/by-hand"),
        ("StatefulSet/qdrant", {}, "StatefulSet/qdrant"),
        ("Job/index-29384720", {}, "CronJob/index"),
        ("Job/index-once", {}, "Job/index-once"),
        ("ReplicaSet/x-7c", {"pod-template-hash": "7c", "serving.kserve.io/inferenceservice": "llama"}, "InferenceService/llama"),
        ("RayCluster/chat", {"ray.io/cluster": "chat"}, "RayCluster/chat"),
        ("StatefulSet/vllm-0", {"leaderworkerset.sigs.k8s.io/name": "vllm"}, "LeaderWorkerSet/vllm"),
        ("", {}, "Pod/p"),
    ],
)  # fmt: skip
def test_pods_are_told_under_the_object_they_were_made_for(owner: str, labels: dict[str, str], found: str) -> None:
    (told,) = running(pod("p", owner, labels))
    assert told.owner == f"kubernetes:lab/models/{found}"
    assert f"{told.kind}/{told.name}" == found
    assert told.resource == told.owner + "#pods"


def chat(name: str, **rest: Any) -> Any:
    return pod(name, "ReplicaSet/chat-5d9", {"pod-template-hash": "5d9"}, **rest)


def test_pods_of_one_owner_are_counted_together() -> None:
    (told,) = running(chat("a"), chat("b", node="n2"), chat("c", ready=False), chat("d", node="", ready=False))
    assert (told.pods, told.ready, told.unplaced) == (4, 2, 1)
    assert told.nodes == {"n1": 2, "n2": 1}
    assert told.unready_since == NOW - timedelta(hours=1)


def test_ended_pods_and_those_on_their_way_out_do_not_count() -> None:
    gone = chat("c", metadata={"deletionTimestamp": stamp(NOW), "labels": {"pod-template-hash": "5d9"}})
    (told,) = running(chat("a"), chat("b", phase="Failed"), gone)
    assert told.pods == 1
    assert running(chat("b", phase="Succeeded")) == []


def ended(reason: str, at: datetime, code: int = 1) -> dict[str, Any]:
    return {"restartCount": 3, "lastState": {"terminated": {"reason": reason, "exitCode": code, "finishedAt": stamp(at)}}}


def test_restarts_are_told_by_the_day_of_the_last_one() -> None:
    statuses = [ended("OOMKilled", NOW, 137), ended("Error", NOW - timedelta(days=1)), ended("Error", NOW - timedelta(days=90))]
    (told,) = running(chat("a", containerStatuses=statuses), chat("b", containerStatuses=[ended("Completed", NOW, 0)]))
    assert told.restarts == 12
    assert told.ended == {YESTERDAY: 1, TODAY: 1}
    assert told.out_of_memory == {TODAY: 1}


@pytest.mark.parametrize(
    ("reason", "field"),
    [
        ("CrashLoopBackOff", "crash_looping"),
        ("ImagePullBackOff", "not_pulled"),
        ("ErrImagePull", "not_pulled"),
        ("CreateContainerConfigError", "not_created"),
        ("ContainerCreating", ""),
    ],
)
def test_a_pod_counts_once_however_many_of_its_containers_wait(reason: str, field: str) -> None:
    waiting = {"state": {"waiting": {"reason": reason}}}
    (told,) = running(chat("a", ready=False, containerStatuses=[waiting, waiting], initContainerStatuses=[waiting]))
    counted = {name: getattr(told, name) for name in ("crash_looping", "not_pulled", "not_created")}
    assert counted == {name: int(name == field) for name in counted}


def test_nodes_of_daemon_sets_are_not_kept() -> None:
    (told,) = running(pod("a", "DaemonSet/dcgm"), pod("b", "DaemonSet/dcgm", node="n2"))
    assert (told.pods, told.nodes) == (2, {})


def test_hostile_pods_are_survived() -> None:
    hostile = thing(
        "v1", "Pod", "x", metadata={"ownerReferences": "me", "labels": []}, spec=[], status={"conditions": 7, "containerStatuses": [1]}
    )
    assert [each.owner for each in running(hostile, chat("a"))] == ["kubernetes:lab/models/Deployment/chat", "kubernetes:lab/models/Pod/x"]


def held(root: object) -> int:
    """How many objects it keeps alive, classes and functions left out."""
    seen: dict[int, object] = {}
    rest = [root]
    while rest:
        each = rest.pop()
        if id(each) not in seen and not isinstance(each, type | FunctionType | ModuleType):
            seen[id(each)] = each
            rest += gc.get_referents(each)
    return len(seen)


def test_memory_does_not_grow_with_pods() -> None:
    place = Place(kind="kubernetes", name="lab", target="kubernetes:lab")
    fold = PodFold()

    pods = [RawObject.live(place, "pods", chat(f"p{number}", node=f"n{number % 50}"), {}) for number in range(2000)]

    def see(some: list[RawObject]) -> None:
        for each in some:
            list(fold.see(each))

    see(pods[:200])
    few = held(fold)
    see(pods[200:])
    assert held(fold) < few + 20
    (told,) = fold.rest()
    assert told.pods == 2000


def state(api_version: str, kind: str, resource: str, spec: Any = None, generation: int = 1, **status: Any) -> list[tuple[str, str]]:
    made = thing(api_version, kind, "chat", metadata={"generation": generation}, spec=spec or {}, status=status)
    return [(each.phase, each.reason) for each in facts_of([made], resource) if isinstance(each, RolloutState)]


def progressing(status: str, reason: str) -> list[dict[str, str]]:
    return [{"type": "Progressing", "status": status, "reason": reason, "lastUpdateTime": stamp(NOW)}]


ARRIVED = progressing("True", "NewReplicaSetAvailable")


@pytest.mark.parametrize(
    ("spec", "status", "expected"),
    [
        ({}, {"conditions": ARRIVED, "observedGeneration": 1}, ("complete", "NewReplicaSetAvailable")),
        ({}, {"conditions": ARRIVED, "observedGeneration": 0}, ("progressing", "NewReplicaSetAvailable")),
        ({}, {"conditions": progressing("False", "ProgressDeadlineExceeded")}, ("failed", "ProgressDeadlineExceeded")),
        ({}, {"conditions": progressing("True", "ReplicaSetUpdated")}, ("progressing", "ReplicaSetUpdated")),
        ({"paused": True}, {"conditions": progressing("Unknown", "DeploymentPaused")}, ("paused", "DeploymentPaused")),
        ({}, {"conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate"}]}, ("failed", "FailedCreate")),
    ],
)  # fmt: skip
def test_deployments(spec: dict[str, Any], status: dict[str, Any], expected: tuple[str, str]) -> None:
    assert state("apps/v1", "Deployment", "deployments.apps", spec, **status) == [expected]


@pytest.mark.parametrize(
    ("status", "phase"),
    [
        ({"replicas": 3, "updatedReplicas": 3}, "complete"),
        ({"replicas": 3, "updatedReplicas": 1}, "progressing"),
        ({"replicas": 0, "observedGeneration": 1}, "complete"),
    ],
)
def test_stateful_sets(status: dict[str, Any], phase: str) -> None:
    assert state("apps/v1", "StatefulSet", "statefulsets.apps", **status) == [(phase, "")]


def test_a_stateful_set_that_is_updated_by_hand_or_in_part_has_arrived() -> None:
    by_hand = {"updateStrategy": {"type": "OnDelete"}}
    in_part = {"updateStrategy": {"rollingUpdate": {"partition": 2}}}
    for spec in (by_hand, in_part):
        assert state("apps/v1", "StatefulSet", "statefulsets.apps", spec, replicas=3, updatedReplicas=1) == [("complete", "")]


@pytest.mark.parametrize(
    ("api_version", "kind", "resource", "status", "expected"),
    [
        ("argoproj.io/v1alpha1", "Rollout", "rollouts.argoproj.io", {"phase": "Degraded"}, ("failed", "Degraded")),
        ("argoproj.io/v1alpha1", "Rollout", "rollouts.argoproj.io", {"phase": "Paused", "pauseConditions": [{}]}, ("paused", "Paused")),
        ("argoproj.io/v1alpha1", "Rollout", "rollouts.argoproj.io", {"phase": "Healthy"}, ("complete", "Healthy")),
        ("argoproj.io/v1alpha1", "Application", "applications.argoproj.io", {"health": {"status": "Degraded"}}, ("failed", "Degraded")),
        (
            "argoproj.io/v1alpha1", "Application", "applications.argoproj.io",
            {"health": {"status": "Healthy"}, "operationState": {"phase": "Failed"}}, ("failed", "SyncFailed"),
        ),
        ("flagger.app/v1beta1", "Canary", "canaries.flagger.app", {"phase": "Failed"}, ("failed", "Failed")),
        ("flagger.app/v1beta1", "Canary", "canaries.flagger.app", {"phase": "Succeeded"}, ("complete", "Succeeded")),
        (
            "helm.toolkit.fluxcd.io/v2", "HelmRelease", "helmreleases.helm.toolkit.fluxcd.io",
            {"conditions": [{"type": "Ready", "status": "False", "reason": "UpgradeFailed"}]}, ("failed", "UpgradeFailed"),
        ),
        (
            "serving.kserve.io/v1beta1", "InferenceService", "inferenceservices.serving.kserve.io",
            {"conditions": [{"type": "Ready", "status": "True"}]}, ("complete", ""),
        ),
        ("ray.io/v1", "RayService", "rayservices.ray.io", {"serviceStatus": "Running"}, ("complete", "Running")),
        (
            "ray.io/v1", "RayService", "rayservices.ray.io",
            {"conditions": [{"type": "Ready", "status": "False", "reason": "ZeroServeEndpoints"}]}, ("failed", "ZeroServeEndpoints"),
        ),
    ],
)  # fmt: skip
def test_controllers_say_it_in_their_own_words(api_version: str, kind: str, resource: str, status: Any, expected: tuple[str, str]) -> None:
    assert state(api_version, kind, resource, **status) == [expected]


def test_what_no_controller_has_looked_at_says_nothing() -> None:
    assert state("apps/v1", "Deployment", "deployments.apps") == []


def test_the_addresses_behind_a_service_are_those_of_all_its_slices() -> None:
    def part(name: str, *states: bool | None) -> dict[str, Any]:
        endpoints = [{"addresses": ["10.0.0.1"], "conditions": {} if state is None else {"ready": state}} for state in states]
        labels = {"kubernetes.io/service-name": "chat"}
        return thing("discovery.k8s.io/v1", "EndpointSlice", name, metadata={"labels": labels}, endpoints=endpoints)

    lone = thing("discovery.k8s.io/v1", "EndpointSlice", "by-hand", endpoints=[{}])
    (found,) = facts_of([part("a", True, None), part("b", False), lone], "endpointslices.discovery.k8s.io")
    assert (found.name, found.namespace, found.ready, found.not_ready) == ("chat", "models", 2, 1)


def test_what_a_disruption_budget_allows_now() -> None:
    status = {"expectedPods": 3, "currentHealthy": 3, "disruptionsAllowed": 0}
    made = [
        thing("policy/v1", "PodDisruptionBudget", name, spec={"selector": {}}, status=told) for name, told in (("a", status), ("b", {}))
    ]
    found = [each for each in facts_of(made, "poddisruptionbudgets.policy") if isinstance(each, BudgetState)]
    assert [(each.name, each.allowed, each.expected, each.healthy) for each in found] == [("a", 0, 3, 3)]


def test_pods_find_the_workload_that_they_belong_to() -> None:
    template = {"metadata": {"labels": {"app": "chat"}}, "spec": {"containers": [{"name": "vllm", "image": "vllm/vllm-openai:v0.11.0"}]}}
    made = thing("apps/v1", "Deployment", "chat", spec={"selector": {"matchLabels": {"app": "chat"}}, "template": template})
    found = facts_of([made, chat("a")], "deployments.apps", "pods")
    (told,) = [each for each in found if isinstance(each, RunningPods)]
    workloads = [each for each in found if isinstance(each, Workload)]
    assert workloads_behind(told, workloads) == workloads
    assert workloads_behind(told, []) == []
