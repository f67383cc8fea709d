"""Managed node groups of EKS clusters in an AWS region."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, tags_of
from readiness.facts import Unread
from readiness.facts.aws.clusters import AwsNodeGroup

FIELDS = ("tagged", "status", "instance_types", "image", "taints", "capacity", "minimum", "wanted", "maximum", "subnets")


@aws(
    "aws-region",
    gives=(AwsNodeGroup,),
    calls=("eks.list_clusters", "eks.describe_cluster", "eks.list_nodegroups", "eks.describe_nodegroup"),
)
def node_groups(reading: Aws) -> Iterator[Observation]:
    """Managed node groups; what Karpenter, Auto Mode and Fargate give is the cluster's to tell."""

    def read(cluster: str) -> Iterator[AwsNodeGroup]:
        names = reading.pages("eks.list_nodegroups", "nodegroups", clusterName=cluster)
        tags = reading.optional(partial(_tags, reading, cluster)) if names else {}
        for name in names:
            yield _group(reading, cluster, tags, name)

    yield from reading.each(reading.pages("eks.list_clusters", "clusters"), read)


def _tags(reading: Aws, cluster: str) -> dict[str, str]:
    return tags_of(reading.call("eks.describe_cluster", name=cluster)["cluster"].get("tags"))


def _group(reading: Aws, cluster: str, cluster_tags: dict[str, str] | Unread, name: str) -> AwsNodeGroup:
    call = "eks.describe_nodegroup"
    told = reading.optional(partial(_described, reading, cluster, name))
    fields: dict[str, Any] = dict.fromkeys(FIELDS, told) if isinstance(told, Unread) else told
    own = {} if isinstance(told, Unread) else told["tagged"]
    known = {} if isinstance(cluster_tags, Unread) else cluster_tags
    return reading.fact(
        AwsNodeGroup,
        f"{reading.account}/{reading.region}/eks/{cluster}/{name}",
        call,
        names=(name, cluster),
        tags={**known, **own},
        name=name,
        cluster=cluster,
        cluster_tags=cluster_tags,
        **fields,
    )


def _described(reading: Aws, cluster: str, name: str) -> dict[str, Any]:
    told = reading.call("eks.describe_nodegroup", clusterName=cluster, nodegroupName=name)["nodegroup"]
    size = told.get("scalingConfig") or {}
    return {
        "tagged": tags_of(told.get("tags")),
        "status": told.get("status", ""),
        "instance_types": tuple(told.get("instanceTypes") or ()),
        "image": told.get("amiType", ""),
        "taints": tuple(each["key"] for each in told.get("taints") or () if "key" in each),
        "capacity": told.get("capacityType", "ON_DEMAND"),
        "minimum": size.get("minSize", 0),
        "wanted": size.get("desiredSize", 0),
        "maximum": size.get("maxSize", 0),
        "subnets": tuple(told.get("subnets") or ()),
    }
