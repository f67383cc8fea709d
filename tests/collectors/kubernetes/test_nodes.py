"""Nodes as clusters tell of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cluster_world import facts_of, thing

from readiness.facts.kubernetes.nodes import ClusterNodes, Node, Taint


def machine(name: str = "n1", labels: dict[str, str] | None = None, **rest: Any) -> dict[str, Any]:
    return thing("v1", "Node", name, None, metadata={"labels": labels or {}}, **rest)


def read(*objects: dict[str, Any]) -> list[Node]:
    return [each for each in facts_of(list(objects), "nodes") if isinstance(each, Node)]


def test_a_node_tells_place_size_and_state() -> None:
    conditions = [
        {"type": "Ready", "status": "True", "lastTransitionTime": "2026-05-04T10:00:00Z"},
        {"type": "DiskPressure", "status": "True"},
        {"type": "MemoryPressure", "status": "False"},
    ]
    (node,) = read(
        machine(
            labels={
                "topology.kubernetes.io/zone": "eu-central-1a",
                "topology.kubernetes.io/region": "eu-central-1",
                "node.kubernetes.io/instance-type": "p5.48xlarge",
                "karpenter.sh/nodepool": "gpu",
                "karpenter.sh/capacity-type": "on-demand",
                "kubernetes.io/arch": "amd64",
            },
            spec={"taints": [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}], "unschedulable": True},
            status={
                "allocatable": {"cpu": "190", "memory": "2Ti", "pods": "110", "nvidia.com/gpu": "8", "nvidia.com/mig-1g.5gb": "0"},
                "conditions": conditions,
                "nodeInfo": {"kubeletVersion": "v1.34.2-eks-1", "containerRuntimeVersion": "containerd://2.1.4"},
            },
        )
    )
    assert node.resource == "kubernetes:lab/-/Node/n1"
    assert (node.zone, node.region, node.instance_type, node.pool) == ("eu-central-1a", "eu-central-1", "p5.48xlarge", "gpu")
    assert (node.capacity_type, node.architecture) == ("on-demand", "amd64")
    assert node.accelerators == {"nvidia.com/gpu": 8}
    assert (node.ready, node.ready_since) == (True, datetime(2026, 5, 4, 10, tzinfo=UTC))
    assert (node.pressures, node.unschedulable) == (("DiskPressure",), True)
    assert node.taints == (Taint(key="nvidia.com/gpu", effect="NoSchedule"),)
    assert (node.kubelet_version, node.runtime) == ("v1.34.2-eks-1", "containerd://2.1.4")


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ({"karpenter.sh/capacity-type": "spot"}, "spot"),
        ({"eks.amazonaws.com/capacityType": "SPOT"}, "spot"),
        ({"eks.amazonaws.com/capacityType": "ON_DEMAND"}, "on-demand"),
        ({"cloud.google.com/gke-nodepool": "a", "cloud.google.com/gke-spot": "true"}, "spot"),
        ({"cloud.google.com/gke-nodepool": "a"}, "on-demand"),
        ({"kubernetes.azure.com/agentpool": "a", "kubernetes.azure.com/scalesetpriority": "spot"}, "spot"),
        ({}, None),
    ],
)
def test_clouds_label_spot_machines_in_their_own_ways(labels: dict[str, str], told: str | None) -> None:
    assert read(machine(labels=labels))[0].capacity_type == told


def test_a_node_that_says_nothing_is_not_ready() -> None:
    (node,) = read(machine())
    assert (node.ready, node.zone, node.accelerators, node.created) == (False, None, {}, None)
    assert read(machine(status={"conditions": "no", "allocatable": ["gpu"], "nodeInfo": 7}, spec={"taints": "x"}))[0].taints == ()


def test_the_nodes_of_a_cluster_together() -> None:
    def at(name: str, zone: str, version: str = "v1.34.1", **rest: Any) -> dict[str, Any]:
        ready = {"type": "Ready", "status": rest.pop("ready", "True"), "lastTransitionTime": "2026-05-04T10:00:00Z"}
        status = {"conditions": [ready, *rest.pop("more", [])], "nodeInfo": {"kubeletVersion": version}, "allocatable": rest}
        return machine(name, {"topology.kubernetes.io/zone": zone} if zone else {}, status=status)

    pressure = [{"type": "MemoryPressure", "status": "True"}]
    objects = [at("a", "z1", **{"nvidia.com/gpu": "8"}), at("b", "z2", "v1.33.0", ready="Unknown"), at("c", "", "odd", more=pressure)]
    (found,) = [each for each in facts_of(objects, "nodes", environment="production") if isinstance(each, ClusterNodes)]
    assert (found.resource, found.environment) == ("kubernetes:lab/-/Cluster/lab", "production")
    assert (found.nodes, found.zones, found.accelerator_zones) == (3, {"z1": 1, "z2": 1}, {"nvidia.com/gpu": ("z1",)})
    assert (found.not_ready, found.under_pressure) == (("b",), ("c",))
    assert found.kubelet_minors == {33: 1, 34: 1}
    assert not [each for each in facts_of([], "nodes") if isinstance(each, ClusterNodes)]
