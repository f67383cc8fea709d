"""Kubernetes objects, from manifests or a live API server, reduced to what readiness depends on."""

from __future__ import annotations

from typing import Literal

from readiness.facts.containers import Container, Credential
from readiness.facts.record import Fact, Model


class KubernetesObject(Fact):
    """An object with a name. A namespace of None is not written in the manifest: it is set at install time."""

    name: str
    namespace: str | None = None
    labels: dict[str, str] = {}

    def beside(self, other: KubernetesObject) -> bool:
        """Whether both would live in one namespace of one environment."""
        return self.namespace == other.namespace and self.environment == other.environment


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


class Service(KubernetesObject):
    """A Service. `type` is the effective one (ClusterIP unless written)."""

    type: Literal["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] = "ClusterIP"
    internal_load_balancer: bool = False
    selector: dict[str, str] = {}
    ports: tuple[int, ...] = ()

    def selects(self, workload: Workload) -> bool:
        """Whether its selector matches the workload's pods."""
        return bool(self.selector) and self.beside(workload) and self.selector.items() <= workload.pod_labels.items()


class Ingress(KubernetesObject):
    """An Ingress, HTTPRoute, Gateway API route or OpenShift Route, with the Services behind it.

    Attributes:
        authenticated: an annotation or policy in the object itself demands authentication; None when it can't tell.
    """

    kind: str
    services: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    tls: bool = False
    authenticated: bool | None = None


class LabelSelector(Model):
    """matchLabels and matchExpressions; an empty selector matches everything."""

    labels: dict[str, str] = {}
    expressions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    def matches(self, labels: dict[str, str]) -> bool:
        """Whether the labels satisfy every requirement (Kubernetes API conventions, LabelSelector)."""
        if not self.labels.items() <= labels.items():
            return False
        for key, operator, values in self.expressions:
            present = key in labels
            match operator:
                case "In":
                    held = present and labels[key] in values
                case "NotIn":
                    held = not present or labels[key] not in values
                case "Exists":
                    held = present
                case "DoesNotExist":
                    held = not present
                case _:
                    held = False
            if not held:
                return False
        return True


class PodDisruptionBudget(KubernetesObject):
    """A PodDisruptionBudget; quantities as written (`1`, `50%`)."""

    selector: LabelSelector
    min_available: str | None = None
    max_unavailable: str | None = None


class Autoscaler(KubernetesObject):
    """A HorizontalPodAutoscaler or KEDA ScaledObject, with effective minimum and maximum."""

    kind: str
    target_kind: str
    target_name: str
    minimum: int = 1
    maximum: int | None = None

    def scales(self, workload: Workload) -> bool:
        """Whether this autoscaler governs the workload's replicas."""
        return self.beside(workload) and (self.target_kind, self.target_name) == (workload.kind, workload.name)


class NetworkPolicy(KubernetesObject):
    """A NetworkPolicy (or Cilium/Calico equivalent).

    Attributes:
        denies_ingress: selected pods accept only what a rule allows.
        open_ingress: a rule allows every source.
    """

    selector: LabelSelector
    denies_ingress: bool = False
    open_ingress: bool = False


class SecretManifest(KubernetesObject):
    """A Secret written in a file. Encrypted forms (SealedSecret, SOPS, ExternalSecret) are no SecretManifest."""

    credentials: tuple[Credential, ...] = ()


class ExternalSecretManifest(KubernetesObject):
    """A secret that an operator or driver fetches: ExternalSecret, SealedSecret, SecretProviderClass, SOPS file."""

    kind: str
    target: str
