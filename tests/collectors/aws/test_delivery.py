"""Repositories of images: what is read of them, and which tags stay."""

from __future__ import annotations

import pytest
from aws_world import observe, recorded
from aws_worlds.delivery import ADDRESS, ANSWERS, REPOSITORY, STACK, action

from readiness.facts import Environment
from readiness.facts.aws.delivery import AwsImageRepository
from readiness.testing import fact


def test_repositories_tell_whether_their_tags_stay():
    (repository,) = observe("aws.delivery.image_repositories", recorded(ANSWERS))
    assert (repository.resource, repository.name, repository.address) == (REPOSITORY, "chat", ADDRESS)
    assert (repository.mutability, repository.excluded) == ("IMMUTABLE_WITH_EXCLUSION", ("cache-*",))


@pytest.mark.parametrize(
    ("mutability", "tag", "keeps"),
    [
        ("IMMUTABLE", "v1", True),
        ("MUTABLE", "v1", False),
        ("IMMUTABLE_WITH_EXCLUSION", "v1", True),
        ("IMMUTABLE_WITH_EXCLUSION", "cache-1", False),
        ("MUTABLE_WITH_EXCLUSION", "cache-1", True),
        ("MUTABLE_WITH_EXCLUSION", "v1", False),
    ],
)
def test_which_tags_stay(mutability, tag, keeps):
    repository = fact(AwsImageRepository, name="chat", address=ADDRESS, mutability=mutability, excluded=("cache-*",))
    assert repository.keeps(tag) is keeps


def test_stacks_tell_how_they_are():
    (stack,) = observe("aws.delivery.stacks", recorded(ANSWERS))
    assert (stack.resource, stack.name, stack.environment) == (STACK, "chat", Environment.PRODUCTION)
    assert (stack.status, stack.drift, stack.protected, stack.root, stack.in_scope) == ("UPDATE_COMPLETE", "IN_SYNC", True, "", True)


@pytest.mark.parametrize(
    ("stages", "gated"),
    [
        ([[action("Source")], [action("Deploy", StackName="chat")]], False),
        ([[action("Approval")], [action("Deploy", StackName="chat")]], True),
        ([[action("Deploy", StackName="test")], [action("Approval")], [action("Deploy", StackName="chat")]], True),
        ([[action("Deploy", StackName="chat")], [action("Approval")]], False),
        ([[action("Approval", 2), action("Deploy", 1, StackName="chat")]], False),
        ([[action("Approval", 1), action("Deploy", 2, StackName="chat")]], True),
        ([[action("Source")]], False),
    ],
)
def test_a_gate_comes_before_the_last_deployment(stages, gated):
    told = [{"name": str(number), "actions": actions} for number, actions in enumerate(stages)]
    answers = {**ANSWERS, "codepipeline.get_pipeline": {"pipeline": {"name": "release", "roleArn": "arn", "stages": told}}}
    (pipeline,) = observe("aws.delivery.pipelines", recorded(answers))
    assert pipeline.gated is gated


def test_a_condition_on_entry_is_a_gate():
    last = {"name": "p", "actions": [action("Deploy", ServiceName="chat")], "beforeEntry": {"conditions": [{"result": "FAIL"}]}}
    answers = {**ANSWERS, "codepipeline.get_pipeline": {"pipeline": {"name": "release", "roleArn": "arn", "stages": [last]}}}
    (pipeline,) = observe("aws.delivery.pipelines", recorded(answers))
    assert (pipeline.name, pipeline.deploys, pipeline.gated) == ("release", ("chat",), True)
