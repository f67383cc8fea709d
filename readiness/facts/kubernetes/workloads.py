"""Pod templates under their top owner."""

from __future__ import annotations

from typing import Literal

from readiness.facts.containers import Container
from readiness.facts.kubernetes.objects import KubernetesObject


class Workload(KubernetesObject):
    """A pod template under its top owner, with the API server's defaults filled in.

    Attributes:
        kind: Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, Rollout or a custom resource's kind.
        replicas: effective replicas; None where the kind has none (DaemonSet, Job, CronJob, Pod) or an
            operator decides.
        injected: what an operator adds to the pod, so that its absence here says nothing
            (`probes`, `resources`, `image`).
        schedule: the cron expression of a CronJob.
        claims: has persistent storage (volume claim templates or persistentVolumeClaim volumes).
    """

    kind: str
    api_version: str
    containers: tuple[Container, ...]
    pod_labels: dict[str, str] = {}
    replicas: int | None = None
    strategy: str | None = None
    revision_history_limit: int | None = None
    termination_grace: int = 30
    service_account: str | None = None
    automount_token: bool | None = None
    host_network: bool = False
    topology_spread: bool = False
    anti_affinity: bool = False
    priority_class: str | None = None
    schedule: str | None = None
    claims: bool = False
    injected: frozenset[Literal["probes", "resources", "image"]] = frozenset()

    @property
    def long_running(self) -> bool:
        """Whether it is meant to run until told otherwise."""
        # PyTorchJob, MPIJob, RayJob … and the templates that workflow engines run them from.
        return not self.kind.endswith(("Job", "JobSet", "Workflow", "WorkflowTemplate", "TrainingRuntime", "Task", "TaskRun"))

    @property
    def main_containers(self) -> tuple[Container, ...]:
        """All containers but init containers."""
        return tuple(each for each in self.containers if not each.init)
