"""Nodes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from readiness.collectors import Observation
from readiness.collectors.files.shapes import at, flag, labels, mappings, text
from readiness.collectors.kubernetes.kinds import folds, reads
from readiness.collectors.kubernetes.raw import RawObject, environment_of_cluster
from readiness.collectors.kubernetes.times import moment
from readiness.facts import Origin
from readiness.facts.kubernetes.nodes import ClusterNodes, Node, Taint

_ZONE = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")
_REGION = ("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region")
_INSTANCE_TYPE = ("node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type")
_POOL = (
    "karpenter.sh/nodepool",
    "eks.amazonaws.com/nodegroup",
    "cloud.google.com/gke-nodepool",
    "kubernetes.azure.com/agentpool",
    "agentpool",
    "alpha.eksctl.io/nodegroup-name",
    "node.openshift.io/machine-pool",
    "doks.digitalocean.com/node-pool",
)
_SPOT = {
    ("karpenter.sh/capacity-type", "spot"),
    ("eks.amazonaws.com/capacitytype", "spot"),
    ("cloud.google.com/gke-spot", "true"),
    ("cloud.google.com/gke-preemptible", "true"),
    ("kubernetes.azure.com/scalesetpriority", "spot"),
    ("node.kubernetes.io/lifecycle", "spot"),
}
"""Labels of Karpenter, EKS, GKE, AKS and kops, in lower case."""

_KEPT = {
    ("karpenter.sh/capacity-type", "on-demand"),
    ("karpenter.sh/capacity-type", "reserved"),
    ("eks.amazonaws.com/capacitytype", "on_demand"),
    ("eks.amazonaws.com/capacitytype", "capacity_block"),
    ("kubernetes.azure.com/scalesetpriority", "regular"),
    ("node.kubernetes.io/lifecycle", "normal"),
    ("node.kubernetes.io/lifecycle", "on-demand"),
}
_CLOUDS_THAT_LABEL_SPOT_ONLY = ("cloud.google.com/gke-nodepool", "kubernetes.azure.com/agentpool")
_TROUBLE = ("MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable")


@reads("Node", gives=(Node,), seen="in clusters")
def node(raw: RawObject) -> Iterator[Node]:
    """A node with what decides which pods it can run."""
    yield _node(raw)


def _node(raw: RawObject) -> Node:
    info = at(raw.status, "nodeInfo")
    conditions = {text(each.get("type")): each for each in mappings(raw.status.get("conditions"))}
    ready = conditions.get("Ready", {})
    return Node(
        **raw.values(),
        zone=_label(raw, _ZONE),
        region=_label(raw, _REGION),
        instance_type=_label(raw, _INSTANCE_TYPE),
        architecture=raw.labels.get("kubernetes.io/arch") or text(at(info, "architecture")) or None,
        capacity_type=_capacity_type(raw.labels),
        pool=_label(raw, _POOL),
        allocatable=labels(raw.status.get("allocatable")),
        ready=text(ready.get("status")) == "True",
        ready_since=moment(ready.get("lastTransitionTime")),
        pressures=tuple(each for each in _TROUBLE if text(conditions.get(each, {}).get("status")) == "True"),
        unschedulable=flag(raw.spec.get("unschedulable")) is True,
        taints=tuple(
            Taint(key=text(each.get("key")), value=text(each.get("value")), effect=text(each.get("effect")))
            for each in mappings(raw.spec.get("taints"))
        ),
        kubelet_version=text(at(info, "kubeletVersion")),
        runtime=text(at(info, "containerRuntimeVersion")),
        created=moment(at(raw.data, "metadata", "creationTimestamp")),
    )


def _label(raw: RawObject, names: tuple[str, ...]) -> str | None:
    return next((raw.labels[name] for name in names if raw.labels.get(name)), None)


def _capacity_type(told: dict[str, str]) -> str | None:
    words = {(key.lower(), value.lower()) for key, value in told.items()}
    if words & _SPOT:
        return "spot"
    if words & _KEPT or any(each in told for each in _CLOUDS_THAT_LABEL_SPOT_ONLY):
        return "on-demand"
    return None


_PROVIDERS = {"eks.amazonaws.com/": "eks", "cloud.google.com/gke-": "gke", "kubernetes.azure.com/": "aks"}
"""Whose managed nodes carry labels that begin so."""


def _provider(told: dict[str, str]) -> str:
    return next((name for start, name in _PROVIDERS.items() if any(label.startswith(start) for label in told)), "")


_GRACE = timedelta(minutes=15)
"""How long a node may take to join or to come back after a restart."""

_NAMED = 10


@folds("Node", gives=(ClusterNodes,))
class NodeFold:
    """Counts the nodes of a cluster by what matters for its health."""

    def __init__(self) -> None:
        self._now = datetime.now(UTC)
        self._cluster: RawObject | None = None
        self._nodes = 0
        self._zones: Counter[str] = Counter()
        self._accelerators: dict[str, set[str]] = {}
        self._not_ready: list[str] = []
        self._under_pressure: list[str] = []
        self._minors: Counter[int] = Counter()
        self._provider = ""

    def see(self, raw: RawObject) -> Iterator[Observation]:
        """Count one node."""
        self._cluster = self._cluster or raw
        self._provider = self._provider or _provider(raw.labels)
        self._count(_node(raw))
        return iter(())

    def rest(self) -> Iterator[Observation]:
        """One fact for the cluster."""
        if self._cluster is None:
            return
        place = self._cluster.document.place
        yield ClusterNodes(
            resource=f"kubernetes:{place.name}/-/Cluster/{place.name}",
            origin=Origin(place=place.key, call="nodes"),
            environment=environment_of_cluster(place),
            name=place.name,
            read_at=self._now,
            nodes=self._nodes,
            zones=dict(sorted(self._zones.items())),
            accelerator_zones={name: tuple(sorted(zones)) for name, zones in sorted(self._accelerators.items())},
            not_ready=tuple(self._not_ready[:_NAMED]),
            not_ready_count=len(self._not_ready),
            under_pressure=tuple(self._under_pressure[:_NAMED]),
            under_pressure_count=len(self._under_pressure),
            kubelet_minors=dict(sorted(self._minors.items())),
            provider=self._provider,
        )

    def _count(self, node: Node) -> None:
        self._nodes += 1
        if node.zone:
            self._zones[node.zone] += 1
            for name in node.accelerators:
                self._accelerators.setdefault(name, set()).add(node.zone)
        changed = node.ready_since or node.created
        if not node.ready and (changed is None or self._now - changed > _GRACE):
            self._not_ready.append(node.name)
        if node.pressures:
            self._under_pressure.append(node.name)
        if match := re.match(r"v?1\.(\d+)", node.kubelet_version):
            self._minors[int(match[1])] += 1
