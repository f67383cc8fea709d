"""Node groups of EKS: what is read of them, and what a denied call leaves."""

from __future__ import annotations

from typing import Any

import pytest
from aws_world import ACCOUNT, REGION, observe, recorded
from aws_worlds.clusters import ANSWERS

from readiness.facts import Environment
from readiness.facts.aws.clusters import AwsNodeGroup
from readiness.testing import fact


def read(**answers: Any) -> list[Any]:
    changed = {f"eks.{call}": answer for call, answer in answers.items()}
    return list(observe("aws.clusters.node_groups", recorded({**ANSWERS, **changed})))


def test_a_node_group_field_by_field():
    (group,) = read()
    assert group == AwsNodeGroup(
        resource=f"{ACCOUNT}/{REGION}/eks/assistants/gpu",
        origin=group.origin,
        environment=Environment.PRODUCTION,
        name="gpu",
        cluster="assistants",
        cluster_tags={"readiness:scope": "ai"},
        tagged={"environment": "production"},
        status="ACTIVE",
        instance_types=("g5.xlarge",),
        image="AL2023_x86_64_NVIDIA",
        taints=("nvidia.com/gpu",),
        capacity="ON_DEMAND",
        minimum=2,
        wanted=3,
        maximum=6,
        subnets=("subnet-a", "subnet-b"),
    )


def test_what_is_denied_is_unread_and_hides_no_group():
    (group,) = read(describe_nodegroup="AccessDeniedException")
    assert group.name == "gpu"
    assert group.unread["maximum"].right == "eks:DescribeNodegroup"
    (group,) = read(describe_cluster="AccessDeniedException")
    assert (group.maximum, list(group.unread)) == (6, ["cluster_tags"])
    assert read(list_nodegroups={"nodegroups": []}) == []


@pytest.mark.parametrize(
    ("values", "accelerated"),
    [
        ({"instance_types": ("g5.xlarge",)}, True),
        ({"instance_types": ("p5.48xlarge",)}, True),
        ({"instance_types": ("inf2.xlarge",)}, True),
        ({"instance_types": ("trn1.32xlarge",)}, True),
        ({"image": "AL2_x86_64_GPU"}, True),
        ({"image": "BOTTLEROCKET_x86_64_NVIDIA_FIPS"}, True),
        ({"image": "AL2023_x86_64_NEURON"}, True),
        ({"taints": ("nvidia.com/gpu",)}, True),
        ({"instance_types": ("m7g.large",), "image": "AL2023_ARM_64_STANDARD", "taints": ("dedicated",)}, False),
        ({"image": "CUSTOM"}, False),
    ],
)
def test_machines_with_accelerators(values, accelerated):
    assert fact(AwsNodeGroup, name="nodes", cluster="prod", **values).accelerated is accelerated
