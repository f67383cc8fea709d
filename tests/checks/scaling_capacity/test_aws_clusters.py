"""Whether machines of EKS clusters can become more: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.aws.clusters import AwsNodeGroup
from readiness.testing import fact, row, table

PLAIN = {"instance_types": ("m7i.large",)}
AI = {"readiness:scope": "ai"}


def group(minimum: int = 2, wanted: int = 3, maximum: int = 6, name: str = "gpu", **values: Any) -> Any:
    """A node group with GPUs, unless told otherwise."""
    values = {"cluster": "prod", "instance_types": ("g5.xlarge",), **values}
    return fact(AwsNodeGroup, name=name, minimum=minimum, wanted=wanted, maximum=maximum, **values)


test_node_group_can_grow = table(
    "aws-node-group-can-grow",
    passes=[
        group(),
        group(**PLAIN, tagged=AI),
        group(**PLAIN, cluster_tags=AI),
        [group(1), group(1, name="gpu-b")],
        row(group(1), least=1),
        group().unknown("cluster_tags", GapReason.DENIED),
    ],
    fails=[
        row(group(2, 6, 6), says="no room"),
        group(2, 2, 2),
        row(group(1), says="shrink"),
        group(0),
        row(group(), least=3),
        [group(1), group(1, name="other", cluster="test")],
        [group(1), group(1, name="big", instance_types=("g5.48xlarge",))],
        [group(1), group(1, name="old", status="DELETING")],
        [group(1, instance_types=(), image="AL2_x86_64_GPU"), group(1, name="b", instance_types=(), image="AL2_x86_64_GPU")],
    ],
    unknown=[
        group(**PLAIN).unknown("cluster_tags", GapReason.DENIED),
        group().unknown("instance_types", GapReason.DENIED),
        group().unknown("maximum", GapReason.DENIED),
    ],
    not_applicable=[
        group(0, 1, 1, **PLAIN),
        group(0, 1, 1, environment=Environment.STAGING),
        group(0, 1, 1, status="DELETING"),
        group(1, 1, 1, capacity="CAPACITY_BLOCK"),
    ],
)
