"""Pod templates under their top owner."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.facts.containers import Container, Credential
from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.nodes import is_accelerator
from readiness.facts.kubernetes.objects import KubernetesObject, LabelSelector, Namespace
from readiness.facts.kubernetes.pod_security import PodSecurity
from readiness.facts.kubernetes.references import Reference
from readiness.facts.record import Names


class Workload(KubernetesObject):
    """A pod template under its top owner, with the API server's defaults filled in.

    Attributes:
        kind: Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, Rollout or a custom resource's kind.
        annotated: keys of its own annotations; their values are not kept.
        annotation_credentials: secrets in its own annotations and in those of its pods.
        managers: what wrote its fields, as a cluster keeps them (`kubectl-edit`, `argocd-controller`); empty in manifests.
        made_by: kind of the object whose controller made it; empty when a person or a tool did.
        claims_deleted: the claims that a StatefulSet made are deleted with it, or with the replicas that it loses.
        pod_annotations: keys of the pods' annotations; their values are not kept.
        scraped: an annotation asks Prometheus to scrape its pods (`prometheus.io/scrape: "true"`, or what KServe calls it).
        instrumented_by: the Instrumentation that an annotation asks to be traced by: a name, `namespace/name`, or `true` for
            the only one of the namespace; empty when none is asked for.
        node_labels: labels that a node must have for its pods to be placed there.
        replicas: effective replicas; None where the kind has none (DaemonSet, Job, CronJob, Pod) or an
            operator decides.
        injected: what an operator adds to the pod, so that its absence here says nothing
            (`probes`, `resources`, `image`).
        selector: what a Deployment and its like count as its own pods.
        max_unavailable, max_surge: how many pods an update may take away and add (`1`, `25%`); None where the kind knows none.
        progress_deadline: seconds without progress until an update counts as failed; None where the kind knows none.
        schedule: the cron expression of a CronJob.
        deadline: seconds after which a job is ended, done or not; None without one.
        claimed: names of the PersistentVolumeClaims that all its pods share.
        security: what its pods may do on their node.
        references: ConfigMaps and Secrets that its pods name.
        claims: has persistent storage (volume claim templates or persistentVolumeClaim volumes).
    """

    kind: str
    api_version: str
    containers: tuple[Container, ...]
    pod_labels: dict[str, str] = {}
    annotated: Names = frozenset()
    annotation_credentials: tuple[Credential, ...] = ()
    managers: tuple[str, ...] = ()
    made_by: str = ""
    claims_deleted: bool = False
    pod_annotations: Names = frozenset()
    scraped: bool = False
    instrumented_by: str = ""
    node_labels: tuple[str, ...] = ()
    replicas: int | None = None
    strategy: str | None = None
    selector: LabelSelector | None = None
    max_unavailable: str | None = None
    max_surge: str | None = None
    progress_deadline: int | None = None
    revision_history_limit: int | None = None
    termination_grace: int = 30
    service_account: str | None = None
    automount_token: bool | None = None
    host_network: bool = False
    security: PodSecurity = PodSecurity()
    references: tuple[Reference, ...] = ()
    topology_spread: bool = False
    anti_affinity: bool = False
    priority_class: str | None = None
    schedule: str | None = None
    deadline: int | None = None
    claims: bool = False
    claimed: tuple[str, ...] = ()
    injected: Names = frozenset()

    @property
    def is_preset(self) -> bool:
        """Whether it only lends its pod template to other objects, which say the rest (KServe)."""
        return self.kind in ("ServingRuntime", "ClusterServingRuntime", "LLMInferenceServiceConfig")

    @property
    def long_running(self) -> bool:
        """Whether it is meant to run until told otherwise."""
        # PyTorchJob, MPIJob, RayJob … and the templates that workflow engines run them from.
        return not self.kind.endswith(("Job", "JobSet", "Workflow", "WorkflowTemplate", "TrainingRuntime", "Task", "TaskRun"))

    @property
    def main_containers(self) -> tuple[Container, ...]:
        """All containers but init containers."""
        return tuple(each for each in self.containers if not each.init)

    @property
    def accelerators(self) -> dict[str, int]:
        """How many accelerators one pod asks for, by resource name; devices given by claims are not counted."""
        asked: dict[str, int] = {}
        for container in self.main_containers:
            for name, count in container.requests.items():
                if is_accelerator(name) and count.isdigit() and count.strip("0"):
                    asked[name] = asked.get(name, 0) + int(count)
        return asked


def workloads_in(namespace: Namespace, workloads: Iterable[Workload]) -> list[Workload]:
    """The workloads of a namespace."""
    return by_key(workloads, _home).get((namespace.origin.place, namespace.is_live, namespace.name), [])


def _home(workload: Workload) -> tuple[str, bool, str | None]:
    # Labels of workloads may tell other environments than that of their namespace.
    return workload.origin.place, workload.is_live, workload.namespace
