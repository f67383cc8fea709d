"""How requests reach pods, and which ones may."""

from __future__ import annotations

from typing import Literal

from readiness.facts.kubernetes.objects import KubernetesObject, LabelSelector
from readiness.facts.kubernetes.workloads import Workload


class Service(KubernetesObject):
    """A Service. `type` is the effective one (ClusterIP unless written).

    Attributes:
        target_ports: names of container ports that it sends to.
        made_by: kind of the object whose controller made it; None when a person or a tool did.
    """

    type: Literal["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] = "ClusterIP"
    internal_load_balancer: bool = False
    selector: dict[str, str] = {}
    ports: tuple[int, ...] = ()
    target_ports: tuple[str, ...] = ()
    made_by: str | None = None

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


class NetworkPolicy(KubernetesObject):
    """A NetworkPolicy (or Cilium/Calico equivalent).

    Attributes:
        denies_ingress: selected pods accept only what a rule allows.
        open_ingress: a rule allows every source.
    """

    selector: LabelSelector
    denies_ingress: bool = False
    open_ingress: bool = False
