"""Reads what concerns an account's AI workload as a whole: its tags."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, labels_of, tags_of
from readiness.facts.aws.estate import AwsRegionTags, TaggedResource

TAGGED = (
    "lambda:function",
    "ecs:service",
    "sagemaker:endpoint",
    "bedrock",
    "s3",
    "dynamodb:table",
    "rds:db",
    "rds:cluster",
)
"""Kinds of resources whose tags are asked for, in the words of the Resource Groups Tagging API."""


@aws("aws-region", gives=(AwsRegionTags,), calls=("resourcegroupstaggingapi.get_resources",))
def tags(reading: Aws) -> Iterator[Observation]:
    """Tags of what AI workloads are made of; names only, and the environment they tell."""
    call = "resourcegroupstaggingapi.get_resources"
    listed = reading.pages(call, "ResourceTagMappingList", ResourceTypeFilters=list(TAGGED))
    yield reading.fact(
        AwsRegionTags,
        f"{reading.account}/{reading.region}/tags",
        call,
        region=reading.region,
        resources=tuple(_tagged(reading, each["ResourceARN"], tags_of(each.get("Tags"))) for each in listed),
    )


def _tagged(reading: Aws, arn: str, tags: dict[str, str]) -> TaggedResource:
    told = reading.place.classifier.of_labels(labels_of(tags))
    return TaggedResource(arn=arn, keys=tuple(sorted(tags)), environment=told)
