"""Repositories of images in an AWS region."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts.aws.delivery import AwsImageRepository


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
