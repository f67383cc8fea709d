"""Repositories of images and stacks in an AWS region."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, tags_of
from readiness.facts.aws.delivery import AwsImageRepository, AwsStack
from readiness.facts.aws.storage import SCOPE_TAG


@aws("aws-region", gives=(AwsImageRepository,), calls=("ecr.describe_repositories",))
def image_repositories(reading: Aws) -> Iterator[Observation]:
    """Private repositories, and whether their tags can be moved."""
    call = "ecr.describe_repositories"
    for each in reading.pages(call, "repositories"):
        yield reading.fact(
            AwsImageRepository,
            each["repositoryArn"],
            call,
            names=(each["repositoryName"],),
            name=each["repositoryName"],
            address=each["repositoryUri"],
            mutability=each.get("imageTagMutability", "MUTABLE"),
            excluded=tuple(rule["filter"] for rule in each.get("imageTagMutabilityExclusionFilters") or ()),
        )


@aws("aws-region", gives=(AwsStack,), calls=("cloudformation.describe_stacks",))
def stacks(reading: Aws) -> Iterator[Observation]:
    """Stacks; those that were deleted are not listed."""
    call = "cloudformation.describe_stacks"
    for each in reading.pages(call, "Stacks"):
        tags = tags_of(each.get("Tags"))
        yield reading.fact(
            AwsStack,
            each["StackId"],
            call,
            names=(each["StackName"],),
            tags=tags,
            name=each["StackName"],
            status=each["StackStatus"],
            drift=(each.get("DriftInformation") or {}).get("StackDriftStatus", "NOT_CHECKED"),
            protected=each.get("EnableTerminationProtection", False),
            root=each.get("RootId", ""),
            in_scope=tags.get(SCOPE_TAG[0]) == SCOPE_TAG[1],
        )
