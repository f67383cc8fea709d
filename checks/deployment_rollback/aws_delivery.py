"""Whether what is deployed on AWS stays what it was."""

from __future__ import annotations

import re
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.delivery import AwsImageRepository, AwsPipeline, AwsStack
from readiness.facts.aws.estate import AwsRegionTags, Part, estate
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.containers import Image
from readiness.facts.serving import before_production

SHOWN = 20
BEFORE_PRODUCTION = (Environment.DEVELOPMENT, Environment.STAGING)
PRIVATE = re.compile(r"\d{12}\.dkr[.-]ecr[.-]")
"""How addresses of ECR's private registries begin."""


@check(
    "aws-ecs-image-fixed",
    severity="medium",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTOPS03-BP02", "aws-ml-lens:MLREL03-BP01"],
)
def image_fixed(service: AwsContainerService, references: list[AwsReference], repositories: list[AwsImageRepository]) -> Verdict:
    """Images of ECS services can't change under their name.

    Why: Going back brings back another image when a tag was moved. A digest names one image for ever; a tag does so in a
    repository whose tags are immutable. ECS itself holds a tag to its image only within one deployment.

    Fix: Name images by digest, or make tags immutable

        # <images> of <service>
        aws ecr put-image-tag-mutability --repository-name $REPOSITORY --image-tag-mutability IMMUTABLE
    """
    if before_production(service):
        return not_applicable("it is not for production")
    if not service.users(references):
        return not_applicable("the AI workload does not refer to it")
    images = [each.image for each in service.containers if each.image is not None]
    if not images:
        return unknown("its images are not told", service=service.name)
    return _all_stay(images, repositories, service=service.name)


@check(
    "aws-sagemaker-image-fixed",
    severity="medium",
    effort="hours",
    maps=["aws-ml-lens:MLREL03-BP01", "aws-agentic-ai-lens:AGENTOPS03-BP02"],
)
def model_image_fixed(model: AwsHostedModel, endpoints: list[AwsEndpoint], repositories: list[AwsImageRepository]) -> Verdict:
    """Images of hosted models can't change under their name.

    Why: Going back to a model brings back another server when a tag was moved. A digest names one image for ever; a tag
    does so in a repository whose tags are immutable.

    Fix: Name the image by digest, or make tags immutable

        # <images> of <model>
        aws ecr put-image-tag-mutability --repository-name $REPOSITORY --image-tag-mutability IMMUTABLE
    """
    if before_production(model):
        return not_applicable("it is not for production")
    if not model.served_by(endpoints):
        return not_applicable("no endpoint serves it")
    images = [each.image for each in model.containers if each.image is not None]
    if not images:
        return not_applicable("its model package names the image")
    return _all_stay(images, repositories, model=model.name)


def _all_stay(images: list[Image], repositories: list[AwsImageRepository], **named: Any) -> Verdict:
    told = {str(each): _stays(each, repositories) for each in images}
    loose = [name for name, stays in told.items() if stays is False]
    if loose:
        return failed("An image can change under its name", **named, images=loose)
    unseen = [name for name, stays in told.items() if stays is None]
    if unseen:
        return unknown("whether tags of another registry can be moved is not read", **named, images=unseen)
    return passed(**named, images=list(told))


def _stays(image: Image, repositories: list[AwsImageRepository]) -> bool | None:
    """Whether a reference means the same image for ever; None when its repository was not read."""
    if image.digest:
        return True
    if image.moving or image.tag is None:
        return False
    mine = next((each for each in repositories if each.address == image.repository), None)
    if mine is not None:
        return mine.keeps(image.tag)
    return None if PRIVATE.match(image.repository) else False


@check(
    "aws-stack-sound",
    severity="medium",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTOPS03-BP02", "azure-waf-core:OE:05"],
)
def stack_sound(stack: AwsStack, tags: list[AwsRegionTags], references: list[AwsReference], stacks: list[AwsStack]) -> Verdict:
    """Stacks of the AI workload are healthy and protected.

    Why: A stack that failed or drifted can neither be rolled back nor made again. One without
    termination protection goes with a single call.

    Fix: Mend what failed, and protect the stack

        aws cloudformation detect-stack-drift --stack-name <stack>
        aws cloudformation continue-update-rollback --stack-name <stack>
        aws cloudformation update-termination-protection --stack-name <stack> --enable-termination-protection
    """
    if before_production(stack):
        return not_applicable("it is before production")
    if not stack.in_scope and not _holds_ai(stack, tags, references):
        return not_applicable("no resource of the AI workload says that it made it")
    known: dict[str, Any] = {"stack": stack.name, "status": stack.status, "drift": stack.drift}
    if stack.status.endswith("_FAILED") or stack.status in ("ROLLBACK_COMPLETE", "ROLLBACK_IN_PROGRESS"):
        return failed("A stack has failed", **known)
    if stack.drift == "DRIFTED":
        return failed("A stack is not what its template says", **known)
    holder = next((each for each in stacks if each.resource == stack.root), stack)
    if not holder.protected:
        return failed("A stack can be deleted with one call", **known, protected=False)
    return passed(**known, protected=True)


def _holds_ai(stack: AwsStack, tags: list[AwsRegionTags], references: list[AwsReference]) -> bool:
    """Whether it made something that takes part in the AI workload: that refers to another part, or is referred to."""
    ours = {arn for each in references for arn in (each.user, each.used)}
    return any(each.stack == stack.resource and each.arn in ours for region in tags for each in region.resources)


@check(
    "aws-pipeline-gated",
    severity="medium",
    effort="hours",
    maps=["aws-agentic-ai-lens:AGENTOPS03-BP02", "azure-waf-core:OE:11"],
)
def pipeline_gated(
    pipeline: AwsPipeline,
    *,
    functions: list[AwsFunction],
    services: list[AwsContainerService],
    stacks: list[AwsStack],
    tags: list[AwsRegionTags],
    references: list[AwsReference],
) -> Verdict:
    """A pipeline to production waits for a yes.

    Why: Whatever was merged last is in production minutes later. An approval, or a condition that looks at alarms, is
    the last moment to stop it.

    Fix: Put an approval before the stage that deploys

        # a stage before the last deploy action of <pipeline>, with
        # actionTypeId: {category: Approval, owner: AWS, provider: Manual, version: "1"}
        aws codepipeline get-pipeline --name <pipeline>
    """
    if before_production(pipeline):
        return not_applicable("it is before production")
    ours = {each.name for each in functions if each.belongs(references)}
    ours |= {each.name for each in services if each.users(references)}
    ours |= {each.name for each in stacks if each.in_scope or _holds_ai(each, tags, references)}
    deployed = sorted(ours & set(pipeline.deploys))
    if not deployed:
        if any("#{" in each for each in pipeline.deploys):
            return unknown("what it deploys is filled in when it runs", pipeline=pipeline.name, deploys=pipeline.deploys)
        return not_applicable("it deploys nothing of the AI workload")
    if not pipeline.gated:
        return failed("Nothing stands between a change and production", pipeline=pipeline.name, deploys=deployed)
    return passed(pipeline=pipeline.name, deploys=deployed)


@check(
    "aws-workload-in-code",
    severity="medium",
    effort="days",
    certainty="heuristic",
    maps=["aws-genai-lens:GENOPS04-BP01", "azure-waf-core:OE:05"],
)
def workload_in_code(
    account: AwsAccount,
    tags: list[AwsRegionTags],
    references: list[AwsReference],
    *,
    parts: list[Part],
    min_percent: int = 80,
    code_keys: tuple[str, ...] = ("terraform", "managed-by", "pulumi-project", "pulumi-stack"),
) -> Verdict:
    """Production's AI resources are made by code.

    Why: What was clicked together can't be made again after a loss. Nobody reviews its changes, either. Stacks mark what they
    make; other tools do so only by tags, whose keys are the setting `code_keys`.

    Fix: Import what is not, and let tools mark the rest

        # account <account>: <resources>
        aws cloudformation create-change-set --change-set-type IMPORT …
        # Terraform: provider "aws" { default_tags { tags = { terraform = "true" } } }
    """
    known = estate(tags, references, parts)
    ours = [part for part, environment in known.parts if environment not in BEFORE_PRODUCTION]
    if not ours and known.unsure:
        return unknown("whether some resources belong to the AI workload could not be read", unread=len(known.unsure))
    if not ours:
        return not_applicable("nothing of the AI workload's production is in the account")
    told = {part.resource: known.tags_of(part) for part in ours}
    without = sorted(arn for arn, marks in told.items() if not marks.stack and not marks.has(code_keys))
    made = len(told) - len(without)
    evidence: dict[str, Any] = {"account": account.account, "made_by_code": made, "of": len(told), "min_percent": min_percent}
    if made * 100 >= min_percent * len(told):
        return passed(**evidence)
    if not made:
        return unknown("nothing marks what made these resources; tools other than stacks leave no mark by themselves", **evidence)
    return failed("Resources of the AI workload are in no code", resources=without[:SHOWN], **evidence)
