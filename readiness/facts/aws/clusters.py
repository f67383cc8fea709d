"""Machines of EKS clusters, as AWS keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.facts.kubernetes.nodes import is_accelerator
from readiness.facts.record import Fact
from readiness.facts.serving import before_production

ACCELERATED_TYPE = re.compile(r"(p|g|inf|trn|dl)\d")
"""https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html: how families begin that serve and train models."""

ACCELERATED_IMAGE = re.compile(r"_(GPU|NVIDIA|NEURON)\b|_NVIDIA_")


class AwsNodeGroup(Fact):
    """A managed node group of EKS.

    Attributes:
        name: unique in its cluster.
        cluster: name.
        cluster_tags: tags of its cluster.
        tagged: its own tags.
        status: `ACTIVE`, `DELETING`, …
        instance_types: empty where a launch template names them.
        image: kind of machine image (`AL2023_x86_64_NVIDIA`).
        taints: keys.
        capacity: `ON_DEMAND`, `SPOT` or `CAPACITY_BLOCK`.
        minimum, wanted, maximum: number of nodes.
        subnets: ids of those that its nodes are made in.
    """

    name: str
    cluster: str
    cluster_tags: dict[str, str] = {}
    tagged: dict[str, str] = {}
    status: str = "ACTIVE"
    instance_types: tuple[str, ...] = ()
    image: str = ""
    taints: tuple[str, ...] = ()
    capacity: str = "ON_DEMAND"
    minimum: int = 0
    wanted: int = 0
    maximum: int = 0
    subnets: tuple[str, ...] = ()

    def beside(self, groups: Iterable[AwsNodeGroup]) -> list[AwsNodeGroup]:
        """Other groups of the same machines in its cluster, as one group for each zone makes them."""
        return [
            each
            for each in groups
            if each.resource != self.resource
            and (each.origin.place, each.cluster, each.status) == (self.origin.place, self.cluster, self.status)
            and each.instance_types
            and each.instance_types == self.instance_types
        ]

    @property
    def exempt(self) -> str:
        """Why its zones and its size decide nothing for an AI workload in production; empty where they do."""
        if not self.scope:
            return "nothing tells that AI runs on it"
        if before_production(self):
            return "it is not for production"
        if self.status in ("CREATING", "DELETING", "CREATE_FAILED"):
            return "it runs nothing"
        return "a capacity block has the size and the zone that were reserved" if self.capacity == "CAPACITY_BLOCK" else ""

    @property
    def accelerated(self) -> bool:
        """Whether its machines have GPUs or other accelerators."""
        return (
            any(ACCELERATED_TYPE.match(each) for each in self.instance_types)
            or ACCELERATED_IMAGE.search(self.image) is not None
            or any(is_accelerator(each) for each in self.taints)
        )

    @property
    def scope(self) -> str:
        """Why it belongs to the AI workload; empty when nothing tells so."""
        if self.accelerated:
            return "accelerators"
        tagged = [self.tagged, self.cluster_tags]
        return "tag readiness:scope=ai" if any(each.get("readiness:scope") == "ai" for each in tagged) else ""
