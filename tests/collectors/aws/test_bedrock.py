"""Bedrock's logging and guardrails, as AWS answers."""

from __future__ import annotations

from aws_world import observe, recorded
from aws_worlds import bedrock

from readiness.facts import Gap
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import AwsBedrockRegion, AwsGuardrail


def test_where_calls_are_recorded():
    region, group, bucket = observe("aws.bedrock.invocation_logging", recorded(bedrock.ANSWERS))
    assert isinstance(region, AwsBedrockRegion)
    assert (region.log_group, region.log_bucket, region.text_recorded) == ("/aws/bedrock/calls", "claims-model-calls", True)
    assert [(each.used, each.role) for each in (group, bucket) if isinstance(each, AwsReference)] == [
        ("/aws/bedrock/calls", "invocation log"),
        ("claims-model-calls", "invocation log"),
    ]


def test_no_recording_over_http(access):
    (region,) = observe("aws.bedrock.invocation_logging", access)
    assert isinstance(region, AwsBedrockRegion)
    assert (region.log_group, region.log_bucket, region.text_recorded) == (None, None, False)


def test_a_guardrail_at_its_newest_version():
    answers = {
        **bedrock.ANSWERS,
        "bedrock.list_guardrails": [{"guardrails": [bedrock.listed("DRAFT")]}, bedrock.ANSWERS["bedrock.list_guardrails"]],
    }
    (guardrail,) = observe("aws.bedrock.guardrails", recorded(answers))
    assert isinstance(guardrail, AwsGuardrail)
    assert (guardrail.name, guardrail.version, guardrail.status) == ("claims", "2", "READY")
    assert guardrail.personal_data == ("EMAIL", "policy number")
    attack, hate = guardrail.filters
    assert (attack.type, attack.input_strength, attack.blocks_input) == ("PROMPT_ATTACK", "HIGH", True)
    assert not hate.blocks_input


def test_a_guardrail_that_may_not_be_read_stays_known_by_name():
    answers = {
        **bedrock.ANSWERS,
        "bedrock.list_guardrails": [{"guardrails": [bedrock.listed("DRAFT")]}, {"guardrails": []}],
        "bedrock.get_guardrail": "AccessDeniedException",
    }
    (guardrail,) = observe("aws.bedrock.guardrails", recorded(answers))
    assert isinstance(guardrail, AwsGuardrail)
    assert {each.right for each in guardrail.unread.values()} == {"bedrock:GetGuardrail"}


def test_pages_of_guardrails():
    first = {"guardrails": [bedrock.listed("DRAFT")], "nextToken": "more"}
    other = {**bedrock.listed("DRAFT"), "id": "mnopqrstuvwx", "arn": bedrock.ARN.replace("abcdefghijkl", "mnopqrstuvwx"), "name": "triage"}
    answers = {**bedrock.ANSWERS, "bedrock.list_guardrails": [first, {"guardrails": [other]}, {"guardrails": []}, {"guardrails": []}]}
    seen = observe("aws.bedrock.guardrails", recorded(answers))
    assert [each.name for each in seen if isinstance(each, AwsGuardrail)] == ["claims", "triage"]
    assert not [each for each in seen if isinstance(each, Gap)]
