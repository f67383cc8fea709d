"""The machines of a cluster."""

from __future__ import annotations

from datetime import datetime

from readiness.facts.kubernetes.objects import KubernetesObject
from readiness.facts.record import Model


class Taint(Model):
    """A taint: pods without a matching toleration are not placed there (`NoSchedule`, `PreferNoSchedule`) or leave (`NoExecute`)."""

    key: str
    value: str = ""
    effect: str = ""


class Node(KubernetesObject):
    """A node. Only clusters tell of nodes; `namespace` is None.

    Attributes:
        zone, region, instance_type, architecture: its well-known labels; None when it has none (bare metal).
        capacity_type: `spot` may be taken away at any time, `on-demand` may not; None when no label tells.
        pool: node group, node pool or Karpenter NodePool.
        allocatable: resource name to quantity as written (`cpu`, `memory`, `pods`, `nvidia.com/gpu`).
        ready: its kubelet reports that it can run pods.
        ready_since: when that last changed.
        pressures: conditions of trouble that hold (`MemoryPressure`, `DiskPressure`, `PIDPressure`, `NetworkUnavailable`).
        unschedulable: cordoned.
        kubelet_version: as written (`v1.34.2-eks-113cf36`).
        runtime: container runtime and version.
        created: when it joined.
    """

    zone: str | None = None
    region: str | None = None
    instance_type: str | None = None
    architecture: str | None = None
    capacity_type: str | None = None
    pool: str | None = None
    allocatable: dict[str, str] = {}
    ready: bool = False
    ready_since: datetime | None = None
    pressures: tuple[str, ...] = ()
    unschedulable: bool = False
    taints: tuple[Taint, ...] = ()
    kubelet_version: str = ""
    runtime: str = ""
    created: datetime | None = None

    @property
    def accelerators(self) -> dict[str, int]:
        """Accelerators that pods may ask for, by resource name; those of which there are none are left out."""
        found = {key: int(value) for key, value in self.allocatable.items() if is_accelerator(key) and value.isdigit()}
        return {key: count for key, count in found.items() if count}


def is_accelerator(resource: str) -> bool:
    """Whether a resource of containers and nodes (`nvidia.com/gpu`, `google.com/tpu`) is a GPU or its like."""
    domain, _, name = resource.lower().rpartition("/")
    return bool(domain) and (
        domain.startswith("gpu.") or any(word in name for word in ("gpu", "neuron", "tpu", "habana", "gaudi", "xe", "mig-"))
    )


class ClusterNodes(KubernetesObject):
    """All nodes of a cluster together. `name` is the cluster's.

    Attributes:
        read_at: when the cluster was asked.
        nodes: how many there are.
        zones: zone to number of nodes; nodes without a zone are left out.
        accelerator_zones: accelerator resource to the zones that have some.
        not_ready: names of nodes that have not been ready for a quarter of an hour, at most ten, and how many there are.
        under_pressure: the same for nodes with a condition of trouble.
        kubelet_minors: minor version of the kubelet (`34` of 1.34) to number of nodes.
        provider: whose managed cluster it is, as labels of its nodes tell: `eks`, `gke` or `aks`; empty for others.
    """

    read_at: datetime
    nodes: int = 0
    zones: dict[str, int] = {}
    accelerator_zones: dict[str, tuple[str, ...]] = {}
    not_ready: tuple[str, ...] = ()
    not_ready_count: int = 0
    under_pressure: tuple[str, ...] = ()
    under_pressure_count: int = 0
    kubelet_minors: dict[int, int] = {}
    provider: str = ""
