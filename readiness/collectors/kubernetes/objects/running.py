"""What runs now: pods folded under their top owner, and what controllers say of the last change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.shapes import at, flag, mapping, mappings, text, whole
from readiness.collectors.kubernetes.kinds import folds, reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.times import moment
from readiness.facts.kubernetes.nodes import is_accelerator
from readiness.facts.kubernetes.running import BudgetState, RolloutPhase, RolloutState, RunningPods, ServiceEndpoints

_MADE_BY = (
    ("serving.kserve.io/inferenceservice", "InferenceService"),
    ("leaderworkerset.sigs.k8s.io/name", "LeaderWorkerSet"),
    ("jobset.sigs.k8s.io/jobset-name", "JobSet"),
    ("serving.knative.dev/service", "Service"),
    ("seldon-deployment-id", "SeldonDeployment"),
    ("kaito.sh/workspace", "Workspace"),
)
"""Labels by which operators name the object that their pods were made for, through however many owners."""

_HASHES = (("pod-template-hash", "Deployment"), ("rollouts-pod-template-hash", "Rollout"))
_OF_CRON_JOB = re.compile(r"(.+)-\d{8,10}")
"""The controller names a job after its CronJob and the minute of its schedule since 1970."""

_NOT_PULLED = frozenset({"ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError"})
_NOT_CREATED = frozenset({"CreateContainerConfigError", "CreateContainerError", "RunContainerError"})
_DAYS = 8


def top_owner(raw: RawObject) -> tuple[str, str]:
    """Kind and name of the object that a pod was made for in the end; the pod itself when nothing made it.

    A RayService's pods are told under its RayCluster: nothing in a pod names the RayService.
    """
    direct = raw.maker
    if not direct:
        return "Pod", raw.name
    kind, name = text(direct.get("kind")), text(direct.get("name"))
    made_for = next(((maker, raw.labels[label]) for label, maker in _MADE_BY if raw.labels.get(label)), None)
    if made_for is None and raw.labels.get("app.kubernetes.io/part-of") == "llminferenceservice":
        made_for = "LLMInferenceService", raw.labels.get("app.kubernetes.io/name", name)
    if raw.labels.get("app.kubernetes.io/part-of") == "nim-service":
        made_for = "NIMService", raw.labels.get("app.kubernetes.io/instance", name)
    return made_for or _above(kind, name, raw.labels)


def _above(kind: str, name: str, told: dict[str, str]) -> tuple[str, str]:
    """The maker of a ReplicaSet or a Job, which its name tells."""
    if kind == "ReplicaSet":
        for label, maker in _HASHES:
            if told.get(label) and name.endswith("-" + told[label]):
                return maker, name.removesuffix("-" + told[label])
    if kind == "Job" and (match := _OF_CRON_JOB.fullmatch(name)):
        return "CronJob", match[1]
    return kind, name


@dataclass(slots=True)
class _Tally:
    """What is kept of the pods of one owner: counters, and names of nodes."""

    values: dict[str, Any]
    pods: int = 0
    ready: int = 0
    unplaced: int = 0
    restarts: int = 0
    crash_looping: int = 0
    not_pulled: int = 0
    not_created: int = 0
    nodes: Counter[str] = field(default_factory=Counter)
    accelerators: Counter[str] = field(default_factory=Counter)
    ended: Counter[date] = field(default_factory=Counter)
    out_of_memory: Counter[date] = field(default_factory=Counter)
    unready_since: datetime | None = None
    unplaced_since: datetime | None = None


@folds("Pod", gives=(RunningPods,))
class PodFold:
    """Counts the pods of each owner, so that memory grows with owners and not with pods."""

    def __init__(self) -> None:
        self._owners: dict[str, _Tally] = {}
        self._nodes: dict[str, str] = {}

    def see(self, raw: RawObject) -> Iterator[Observation]:
        """Count one pod, unless it has ended or is being deleted."""
        if text(raw.status.get("phase")) not in ("Succeeded", "Failed") and not at(raw.data, "metadata", "deletionTimestamp"):
            kind, name = top_owner(raw)
            id = f"{raw.id(kind).rpartition('/')[0]}/{name}"
            if id not in self._owners:
                values = {**raw.values(), "resource": f"{id}#pods", "name": name, "labels": {}, "kind": kind, "owner": id}
                self._owners[id] = _Tally(values)
            self._count(raw, self._owners[id])
        return iter(())

    def rest(self) -> Iterator[Observation]:
        """One fact for each owner."""
        now = datetime.now(UTC)
        since = now.date() - timedelta(days=_DAYS)
        for _, tally in sorted(self._owners.items()):
            yield RunningPods(
                **tally.values,
                read_at=now,
                pods=tally.pods,
                ready=tally.ready,
                nodes=dict(sorted(tally.nodes.items())),
                accelerators=dict(sorted(tally.accelerators.items())),
                unplaced=tally.unplaced,
                unplaced_since=tally.unplaced_since,
                restarts=tally.restarts,
                ended={day: count for day, count in sorted(tally.ended.items()) if day > since},
                out_of_memory={day: count for day, count in sorted(tally.out_of_memory.items()) if day > since},
                crash_looping=tally.crash_looping,
                not_pulled=tally.not_pulled,
                not_created=tally.not_created,
                unready_since=tally.unready_since,
            )

    def _count(self, raw: RawObject, tally: _Tally) -> None:
        tally.pods += 1
        conditions = {text(each.get("type")): each for each in mappings(raw.status.get("conditions"))}
        ready = conditions.get("Ready", {})
        node = text(raw.spec.get("nodeName"))
        if text(ready.get("status")) == "True":
            tally.ready += 1
        elif node and (since := moment(ready.get("lastTransitionTime"))) is not None:
            tally.unready_since = min(since, tally.unready_since or since)
        if not node:
            tally.unplaced += 1
            placed = conditions.get("PodScheduled", {})
            since = moment(placed.get("lastTransitionTime"))
            if text(placed.get("reason")) == "Unschedulable" and since is not None:
                tally.unplaced_since = min(since, tally.unplaced_since or since)
        else:
            node = self._nodes.setdefault(node, node)
            if tally.values["kind"] != "DaemonSet":
                tally.nodes[node] += 1
            if asked := _accelerators(raw):
                tally.accelerators[node] += asked
        _count_containers(raw, tally)


def _accelerators(raw: RawObject) -> int:
    """How many its containers ask for together; init containers hand theirs on."""
    asked = (mapping(at(each, "resources", "limits")).items() for each in mappings(raw.spec.get("containers")))
    return sum(whole(count) or 0 for limits in asked for name, count in limits if is_accelerator(name))


def _count_containers(raw: RawObject, tally: _Tally) -> None:
    waiting = set()
    for each in (*mappings(raw.status.get("containerStatuses")), *mappings(raw.status.get("initContainerStatuses"))):
        tally.restarts += whole(each.get("restartCount")) or 0
        waiting.add(text(at(each, "state", "waiting", "reason")))
        # A container that waits in CrashLoopBackOff ended last; one that ended and is not yet started again just now.
        last = mapping(at(each, "lastState", "terminated")) or mapping(at(each, "state", "terminated"))
        ended = moment(last.get("finishedAt"))
        if ended is None or text(last.get("reason")) == "Completed" or whole(last.get("exitCode")) == 0:
            continue
        tally.ended[ended.date()] += 1
        if text(last.get("reason")) == "OOMKilled":
            tally.out_of_memory[ended.date()] += 1
    tally.crash_looping += "CrashLoopBackOff" in waiting
    tally.not_pulled += bool(waiting & _NOT_PULLED)
    tally.not_created += bool(waiting & _NOT_CREATED)


@folds("EndpointSlice.discovery.k8s.io", gives=(ServiceEndpoints,))
class EndpointFold:
    """Counts the addresses behind each Service, which may lie in many slices."""

    def __init__(self) -> None:
        self._services: dict[str, dict[str, Any]] = {}
        self._ready: Counter[str] = Counter()
        self._not_ready: Counter[str] = Counter()

    def see(self, raw: RawObject) -> Iterator[Observation]:
        """Count the addresses of one slice; an address that does not say is ready."""
        service = raw.labels.get("kubernetes.io/service-name")
        if service:
            id = f"{raw.id('Service').rpartition('/')[0]}/{service}"
            self._services.setdefault(id, {**raw.values(), "resource": f"{id}#endpoints", "name": service, "labels": {}})
            states = [flag(at(each, "conditions", "ready")) is not False for each in mappings(raw.data.get("endpoints"))]
            self._ready[id] += states.count(True)
            self._not_ready[id] += states.count(False)
        return iter(())

    def rest(self) -> Iterator[Observation]:
        """One fact for each Service."""
        for id, values in sorted(self._services.items()):
            yield ServiceEndpoints(**values, ready=self._ready[id], not_ready=self._not_ready[id])


@reads("PodDisruptionBudget.policy", gives=(BudgetState,), seen="in clusters")
def budget_state(raw: RawObject) -> Iterator[BudgetState]:
    """What the disruption controller counted; nothing before it did."""
    if "expectedPods" in raw.status:
        yield BudgetState(
            **{**raw.values(), "resource": f"{raw.id()}#state"},
            allowed=whole(raw.status.get("disruptionsAllowed")) or 0,
            expected=whole(raw.status.get("expectedPods")) or 0,
            healthy=whole(raw.status.get("currentHealthy")) or 0,
        )


State = tuple[RolloutPhase, str, datetime | None]

_STATED = (
    "Deployment.apps",
    "StatefulSet.apps",
    "DaemonSet.apps",
    "Rollout.argoproj.io",
    "InferenceService.serving.kserve.io",
    "LLMInferenceService.serving.kserve.io",
    "RayService.ray.io",
    "LeaderWorkerSet.leaderworkerset.x-k8s.io",
    "Canary.flagger.app",
    "HelmRelease.helm.toolkit.fluxcd.io",
    "Kustomization.kustomize.toolkit.fluxcd.io",
    "Application.argoproj.io",
)


@reads(*_STATED, gives=(RolloutState,), seen="in clusters")
def rollout_state(raw: RawObject) -> Iterator[RolloutState]:
    """Whether the last change arrived. Nothing where the controller has not said anything yet."""
    if not raw.status:
        return
    phase, reason, since = _state(raw)
    values = {**raw.values(), "resource": f"{raw.id()}#rollout"}
    yield RolloutState(**values, kind=raw.kind, owner=raw.id(), phase=phase, reason=reason, since=since, read_at=datetime.now(UTC))


def _state(raw: RawObject) -> State:
    match raw.kind:
        case "Deployment":
            return _of_deployment(raw)
        case "StatefulSet" | "DaemonSet":
            return _of_set(raw)
        case "Rollout":
            return _of_argo_rollout(raw)
        case "Canary":
            return _of_flagger(raw)
        case "Application":
            return _of_argo_application(raw)
        case _:
            return _of_conditions(raw)


def _conditions(raw: RawObject) -> dict[str, dict[str, Any]]:
    return {text(each.get("type")): each for each in mappings(raw.status.get("conditions"))}


def _since(condition: dict[str, Any]) -> datetime | None:
    return moment(condition.get("lastUpdateTime")) or moment(condition.get("lastTransitionTime"))


def _not_seen(raw: RawObject) -> bool:
    """Whether the controller has yet to look at the newest specification; Argo Rollouts writes the number as text."""
    wanted, seen = whole(at(raw.data, "metadata", "generation")), whole(raw.status.get("observedGeneration"))
    return wanted is not None and seen is not None and seen < wanted


def _of_deployment(raw: RawObject) -> State:
    """As `kubectl rollout status` judges (Kubernetes 1.34)."""
    conditions = _conditions(raw)
    progressing, failure = conditions.get("Progressing", {}), conditions.get("ReplicaFailure", {})
    reason = text(progressing.get("reason"))
    if text(failure.get("status")) == "True":
        return "failed", text(failure.get("reason")), _since(failure)
    if reason == "ProgressDeadlineExceeded":
        return "failed", reason, _since(progressing)
    if flag(raw.spec.get("paused")) is True:
        return "paused", "DeploymentPaused", _since(progressing)
    if _not_seen(raw) or reason in ("ReplicaSetUpdated", "NewReplicaSetCreated", "FoundNewReplicaSet", "DeploymentResumed"):
        return "progressing", reason, _since(progressing)
    return "complete", reason, _since(progressing)


def _of_set(raw: RawObject) -> State:
    if _not_seen(raw):
        return "progressing", "", None
    wanted = whole(raw.status.get("desiredNumberScheduled" if raw.kind == "DaemonSet" else "replicas")) or 0
    updated = whole(raw.status.get("updatedNumberScheduled" if raw.kind == "DaemonSet" else "updatedReplicas")) or 0
    held = whole(at(raw.spec, "updateStrategy", "rollingUpdate", "partition")) or 0
    by_hand = text(at(raw.spec, "updateStrategy", "type")) == "OnDelete"
    if updated < wanted - held and not by_hand:
        return "progressing", "", None
    return "complete", "", None


def _of_argo_rollout(raw: RawObject) -> State:
    phase = text(raw.status.get("phase"))
    if phase == "Degraded" or flag(raw.status.get("abort")) is True:
        return "failed", phase or "Aborted", moment(raw.status.get("abortedAt"))
    if phase == "Paused":
        begun = (moment(each.get("startTime")) for each in mappings(raw.status.get("pauseConditions")))
        return "paused", phase, min((each for each in begun if each), default=None)
    return ("complete" if phase == "Healthy" else "progressing"), phase, None


def _of_flagger(raw: RawObject) -> State:
    phase, since = text(raw.status.get("phase")), moment(raw.status.get("lastTransitionTime"))
    if phase == "Failed":
        return "failed", phase, since
    if phase in ("Waiting", "WaitingPromotion"):
        return "paused", phase, since
    return ("complete" if phase in ("Succeeded", "Initialized") else "progressing"), phase, since


def _of_argo_application(raw: RawObject) -> State:
    health, operation = text(at(raw.status, "health", "status")), text(at(raw.status, "operationState", "phase"))
    since = moment(at(raw.status, "health", "lastTransitionTime"))
    if health in ("Degraded", "Missing"):
        return "failed", health, since
    if operation in ("Failed", "Error"):
        return "failed", f"Sync{operation}", moment(at(raw.status, "operationState", "finishedAt"))
    if health == "Suspended":
        return "paused", health, since
    return ("complete" if health == "Healthy" else "progressing"), health, since


def _of_conditions(raw: RawObject) -> State:
    """By the condition `Ready` (LeaderWorkerSet: `Available`); before KubeRay 1.3 a RayService only has a status word."""
    conditions = _conditions(raw)
    ready = conditions.get("Ready") or conditions.get("Available") or {}
    if flag(raw.spec.get("suspend")) is True and raw.kind in ("HelmRelease", "Kustomization"):
        return "paused", "Suspended", None
    if not ready:
        word = text(raw.status.get("serviceStatus"))
        return ("complete" if word == "Running" else "progressing"), word, None
    reason, since = text(ready.get("reason")), _since(ready)
    if _not_seen(raw) or text(ready.get("status")) == "Unknown":
        return "progressing", reason, since
    return ("complete" if text(ready.get("status")) == "True" else "failed"), reason, since
