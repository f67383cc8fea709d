"""Nodes."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.shapes import at, flag, labels, mappings, text
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.collectors.kubernetes.times import moment
from readiness.facts.kubernetes.nodes import Node, Taint

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
    info = at(raw.status, "nodeInfo")
    conditions = {text(each.get("type")): each for each in mappings(raw.status.get("conditions"))}
    ready = conditions.get("Ready", {})
    yield Node(
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
