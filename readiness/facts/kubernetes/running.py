"""What runs now: pods under their top owner, and whether the last change arrived."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.kubernetes.workloads import Workload

RolloutPhase = Literal["complete", "progressing", "failed", "paused"]


class RunningPods(KubernetesObject):
    """The pods of one owner that have not ended and are not being deleted. Only clusters tell of them.

    `name` is the owner's.

    Attributes:
        kind: the top owner's kind: a Deployment rather than its ReplicaSet, a KServe InferenceService rather than its Deployment.
        owner: resource id of the owner; a workload's, but for what follows `#` when the owner has several templates.
        read_at: when the cluster was asked.
        pods, ready: how many there are, and how many are ready.
        nodes: node to number of pods. Empty for DaemonSets, which run on every node.
        accelerators: node to how many accelerators its pods there ask for; devices given by claims are not counted.
        unplaced: pods that no node was found for.
        unplaced_since: since when the scheduler finds no node for the first of them (pods that a gate holds back don't count).
        restarts: sum of the restart counters.
        ended: day to the number of containers whose last run ended then by other than success; of the last eight days.
        out_of_memory: the same for those that were killed because they needed more memory than their limit.
        crash_looping: pods with a container that waits to be started again (`CrashLoopBackOff`).
        not_pulled: pods with a container whose image can't be pulled (`ImagePullBackOff`, `ErrImagePull`, `InvalidImageName`).
        not_created: pods with a container that can't be created (`CreateContainerConfigError`: a missing ConfigMap, key or Secret).
        unready_since: the earliest moment at which one of the running pods that are not ready ceased to be.
    """

    kind: str
    owner: str
    read_at: datetime
    pods: int = 0
    ready: int = 0
    nodes: dict[str, int] = {}
    accelerators: dict[str, int] = {}
    unplaced: int = 0
    unplaced_since: datetime | None = None
    restarts: int = 0
    ended: dict[date, int] = {}
    out_of_memory: dict[date, int] = {}
    crash_looping: int = 0
    not_pulled: int = 0
    not_created: int = 0
    unready_since: datetime | None = None


class RolloutState(KubernetesObject):
    """Whether the last change of an object arrived, as its controller says. Only clusters tell.

    Attributes:
        kind: Deployment, StatefulSet, DaemonSet, Rollout, InferenceService, RayService, HelmRelease, Application …
        owner: resource id of the object.
        phase: `complete`, `progressing`, `failed` (the controller says so), or `paused` by a person.
        reason: the controller's word (`ProgressDeadlineExceeded`, `Degraded`).
        since: when that began, where it says.
        read_at: when the cluster was asked.
    """

    kind: str
    owner: str
    phase: RolloutPhase
    reason: str = ""
    since: datetime | None = None
    read_at: datetime


def workloads_behind(running: RunningPods, workloads: list[Workload]) -> list[Workload]:
    """The workloads whose pods these are: several where an object has several templates, none for pods of unknown operators."""
    return by_key(workloads, _owner_of).get(running.owner, [])


def _owner_of(workload: Workload) -> str:
    return workload.resource.partition("#")[0]


class ServiceEndpoints(KubernetesObject):
    """The addresses behind a Service, from its EndpointSlices. Only clusters tell of them; `name` is the Service's.

    Attributes:
        ready, not_ready: how many there are.
    """

    ready: int = 0
    not_ready: int = 0


class BudgetState(KubernetesObject):
    """What a cluster says of a PodDisruptionBudget, whose name it has.

    Attributes:
        allowed: pods that may be evicted now.
        expected, healthy: pods that it covers, and how many of them are healthy.
    """

    allowed: int = 0
    expected: int = 0
    healthy: int = 0
