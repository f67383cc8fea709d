"""How requests reach pods, and which ones may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from readiness.facts.indexing import by_key
from readiness.facts.kubernetes.objects import KubernetesObject, LabelSelector, Namespace
from readiness.facts.kubernetes.workloads import Workload


class Service(KubernetesObject):
    """A Service. `type` is the effective one (ClusterIP unless written).

    Attributes:
        target_ports: names of container ports that it sends to.
        made_by: kind of the object whose controller made it; None when a person or a tool did.
        target_numbers: numbers of container ports that it sends to, where no name is written.
        port_names: names of its ports; one that has none is left out.
        scraped: an annotation asks Prometheus to scrape what is behind it.
        certificate: its load balancer has a certificate of its own, so that it decrypts before the cluster does.
        source_ranges: the only addresses that its load balancer lets in; empty for all.
    """

    type: Literal["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] = "ClusterIP"
    internal_load_balancer: bool = False
    selector: dict[str, str] = {}
    ports: tuple[int, ...] = ()
    target_ports: tuple[str, ...] = ()
    port_names: tuple[str, ...] = ()
    scraped: bool = False
    made_by: str | None = None
    target_numbers: tuple[int, ...] = ()
    source_ranges: tuple[str, ...] = ()
    certificate: bool = False

    @property
    def open_to_others(self) -> bool:
        """Whether it opens a port outside of the cluster, on each node or on a load balancer that lets in everybody."""
        if self.type == "NodePort":
            return True
        narrow = bool(self.source_ranges) and not {"0.0.0.0/0", "::/0"} & set(self.source_ranges)
        return self.type == "LoadBalancer" and not (self.internal_load_balancer or narrow)

    def selects(self, workload: Workload) -> bool:
        """Whether its selector matches the workload's pods."""
        return bool(self.selector) and self.beside(workload) and self.selector.items() <= workload.pod_labels.items()


class Ingress(KubernetesObject):
    """An Ingress, HTTPRoute, Gateway API route or OpenShift Route, with the Services behind it.

    Attributes:
        authenticated: an annotation or policy in the object itself demands authentication; None when it can't tell.
        parents: Gateways that a route is attached to: `namespace/name`, and `/listener` where it names one.
        redirects: all that it does is to send the browser to HTTPS.
    """

    kind: str
    services: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    tls: bool = False
    authenticated: bool | None = None
    parents: tuple[str, ...] = ()
    redirects: bool = False


class EdgeGateway(KubernetesObject):
    """A Gateway of the Gateway API or of Istio.

    Attributes:
        kind: `Gateway`.
        listeners: name to whether it is encrypted; Istio's servers are named by their port.
    """

    kind: str
    listeners: dict[str, bool] = {}


class MeshPolicy(KubernetesObject):
    """An AuthorizationPolicy of a service mesh; it holds where the mesh's proxy runs.

    Attributes:
        selector: None when it names no pods by label.
    """

    kind: str
    selector: LabelSelector | None = None


class NetworkPolicy(KubernetesObject):
    """A NetworkPolicy, or Cilium's, Calico's or the cluster administrator's equivalent.

    Attributes:
        denies_ingress: selected pods accept only what a rule allows.
        open_ingress: a rule allows every source.
        denies_egress: selected pods reach only what a rule allows.
        open_egress: a rule allows every destination on more than the ports of DNS.
        cluster_wide: it holds for pods of all namespaces, or of those that `namespaces` selects.
    """

    selector: LabelSelector
    denies_ingress: bool = False
    open_ingress: bool = False
    denies_egress: bool = False
    open_egress: bool = False
    cluster_wide: bool = False
    namespaces: LabelSelector | None = None

    def covers(self, namespace: str | None, labels: dict[str, str]) -> bool:
        """Whether a cluster-wide policy holds in a namespace with these labels."""
        told = labels | ({"kubernetes.io/metadata.name": namespace} if namespace else {})
        return self.namespaces is None or self.namespaces.matches(told)

    @property
    def selects_all(self) -> bool:
        """Whether it selects every pod of the namespaces it holds in."""
        return not (self.selector.labels or self.selector.expressions)


def policies_in(
    thing: KubernetesObject, name: str | None, policies: Iterable[NetworkPolicy], namespaces: Iterable[Namespace]
) -> list[NetworkPolicy]:
    """The policies that may hold for pods of the namespace of that name, where `thing` is or which it is."""
    known = by_key(policies, _home)
    told = next((each.labels for each in by_key(namespaces, _place).get((thing.origin.place, thing.is_live, name), ())), {})
    own = [each for world in thing.worlds for each in known.get((world, name, False), ())]
    wide = [each for world in thing.worlds for each in known.get((world, None, True), ())]
    return own + [each for each in wide if each.covers(name, told)]


def policies_over(workload: Workload, policies: Iterable[NetworkPolicy], namespaces: Iterable[Namespace]) -> list[NetworkPolicy]:
    """The policies that select the workload's pods."""
    home = {f"{prefix}io.kubernetes.pod.namespace": workload.namespace or "" for prefix in ("", "k8s:")}
    found = policies_in(workload, workload.namespace, policies, namespaces)
    return [each for each in found if each.selector.matches(workload.pod_labels | (home if each.cluster_wide else {}))]


def _home(policy: NetworkPolicy) -> tuple[tuple[str, str], str | None, bool]:
    return policy.world, policy.namespace, policy.cluster_wide


def _place(namespace: Namespace) -> tuple[str, bool, str | None]:
    return namespace.origin.place, namespace.is_live, namespace.name
