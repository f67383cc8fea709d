"""Whether machines of EKS clusters on which AI runs can become more."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.clusters import AwsNodeGroup


@check(
    "aws-node-group-can-grow",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENREL01-BP01", "azure-waf-core:RE:06"],
)
def node_group_can_grow(group: AwsNodeGroup, groups: list[AwsNodeGroup], least: int = 2) -> Verdict:
    r"""Node groups that AI runs on can grow and keep two nodes.

    Why: Pods wait for a machine while the node group is at its maximum. With one node the assistant stops when that
    machine does. Groups of the same machines in a cluster, one for each zone, count together for the least.

    Fix: Raise the maximum and the minimum

        aws eks update-nodegroup-config --cluster-name <cluster> --nodegroup-name <group> \
          --scaling-config minSize=2,maxSize=6
    """
    if group.exempt:
        return not_applicable(group.exempt)
    named: dict[str, Any] = {"cluster": group.cluster, "group": group.name}
    if group.maximum <= group.wanted:
        return failed("A node group has no room to grow", **named, wanted=group.wanted, maximum=group.maximum)
    kept = group.minimum + sum(each.minimum for each in group.beside(groups))
    if kept < least:
        return failed("It may shrink to too few nodes", **named, minimum=kept, least=least)
    return passed(**named, minimum=kept, wanted=group.wanted, maximum=group.maximum)
