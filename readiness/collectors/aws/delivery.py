"""Repositories of images, stacks and pipelines in an AWS region."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, tags_of
from readiness.facts import Unread
from readiness.facts.aws.delivery import AwsImageRepository, AwsPipeline, AwsStack
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


DEPLOYED = ("FunctionName", "ServiceName", "StackName")
"""Where the deploy actions for Lambda, ECS and CloudFormation name what they change."""


@aws("aws-region", gives=(AwsPipeline,), calls=("codepipeline.list_pipelines", "codepipeline.get_pipeline"))
def pipelines(reading: Aws) -> Iterator[Observation]:
    """Pipelines: what they deploy, and whether something must agree first."""

    def read(listed: dict[str, Any]) -> Iterator[AwsPipeline]:
        name = listed["name"]
        told = reading.optional(partial(reading.call, "codepipeline.get_pipeline", name=name))
        stages = told if isinstance(told, Unread) else told["pipeline"].get("stages", [])
        yield reading.fact(
            AwsPipeline,
            f"arn:{reading.partition}:codepipeline:{reading.region}:{reading.account}:{name}",
            "codepipeline.get_pipeline",
            names=(name,),
            name=name,
            deploys=stages if isinstance(stages, Unread) else _deployed(stages),
            gated=stages if isinstance(stages, Unread) else _gated(stages),
        )

    yield from reading.each(reading.pages("codepipeline.list_pipelines", "pipelines"), read)


def _actions(stage: dict[str, Any], category: str) -> list[dict[str, Any]]:
    return [each for each in stage.get("actions", []) if each["actionTypeId"]["category"] == category]


def _deployed(stages: list[dict[str, Any]]) -> tuple[str, ...]:
    settings = [action.get("configuration") or {} for stage in stages for action in _actions(stage, "Deploy")]
    return tuple(sorted({each[key] for each in settings for key in DEPLOYED if each.get(key)}))


def _gated(stages: list[dict[str, Any]]) -> bool:
    """Whether an approval or an entry condition comes before the last deploy action; actions of a stage run in their order."""
    last = max((number for number, stage in enumerate(stages) if _actions(stage, "Deploy")), default=-1)
    if last < 0:
        return False
    final = max(each.get("runOrder", 1) for each in _actions(stages[last], "Deploy"))
    before = any(_actions(stage, "Approval") for stage in stages[:last])
    within = any(each.get("runOrder", 1) < final for each in _actions(stages[last], "Approval"))
    conditions = any((stage.get("beforeEntry") or {}).get("conditions") for stage in stages[: last + 1])
    return before or within or conditions
