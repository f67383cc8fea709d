"""Bedrock's logging and guardrails, as AWS answers."""

from __future__ import annotations

import pytest
from aws_world import ACCOUNT, REGION, Answer, observe, recorded, session
from aws_worlds import bedrock

from readiness.collectors.aws.access import AwsAccess
from readiness.facts import Gap
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import AwsBedrockRegion, AwsEvaluation, AwsGuardrail, AwsInferenceProfile, bedrock_use
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.testing import fact


def region_of(**answers: Answer) -> AwsBedrockRegion:
    """The region's settings, with some calls answered otherwise (`s3.head_bucket` as `s3_head_bucket`)."""
    changed = {call: answers.get(call.replace(".", "_"), answer) for call, answer in bedrock.ANSWERS.items()}
    region = observe("aws.bedrock.region", recorded(changed))[0]
    assert isinstance(region, AwsBedrockRegion)
    return region


def test_where_calls_are_recorded():
    region, *used = observe("aws.bedrock.region", recorded(bedrock.ANSWERS))
    assert isinstance(region, AwsBedrockRegion)
    assert (region.log_group, region.log_bucket, region.text_recorded) == ("/aws/bedrock/calls", "claims-model-calls", True)
    assert (region.log_group_exists, region.log_bucket_exists) == (True, True)
    assert [(each.used, each.role) for each in used if isinstance(each, AwsReference)] == [
        ("/aws/bedrock/calls", "invocation log"),
        ("claims-model-calls", "invocation log"),
        ("claims-large-calls", "invocation log"),
    ]


def test_calls_at_bedrock_mantle():
    assert region_of().mantle_called is True
    assert region_of(cloudwatch_list_metrics={"Metrics": []}).mantle_called is False


def test_only_guardrails_for_all_models_are_enforced():
    assert region_of().enforced_guardrails == (bedrock.ARN,)


def test_a_destination_that_was_deleted():
    longer = {"logGroups": [{"logGroupName": "/aws/bedrock/calls-of-old"}]}
    region = region_of(logs_describe_log_groups=longer, s3_head_bucket="404")
    assert (region.log_group_exists, region.log_bucket_exists, region.destination_exists) == (False, False, False)


def test_a_bucket_of_which_nothing_else_is_told_exists():
    assert region_of(s3_head_bucket={}).log_bucket_exists is True


def test_a_destination_that_was_deleted_over_http(moto, seed):
    seed("logs").create_log_group(logGroupName="/bedrock/calls")
    seed("s3").create_bucket(Bucket="model-calls", CreateBucketConfiguration={"LocationConstraint": REGION})
    seed("bedrock").put_model_invocation_logging_configuration(
        loggingConfig={
            "cloudWatchConfig": {"logGroupName": "/bedrock/calls", "roleArn": f"arn:aws:iam::{ACCOUNT}:role/logs"},
            "s3Config": {"bucketName": "model-calls"},
            "textDataDeliveryEnabled": True,
        }
    )

    def exist() -> list[bool | None]:
        region = observe("aws.bedrock.region", AwsAccess(session=session(), account=ACCOUNT, endpoint_url=moto))[0]
        assert isinstance(region, AwsBedrockRegion)
        return [region.log_group_exists, region.log_bucket_exists]

    assert exist() == [True, True]
    seed("logs").delete_log_group(logGroupName="/bedrock/calls")
    seed("s3").delete_bucket(Bucket="model-calls")
    assert exist() == [False, False]


def test_a_destination_that_may_not_be_looked_at():
    region = region_of(logs_describe_log_groups="AccessDeniedException", s3_head_bucket="403")
    assert {name: unread.right for name, unread in region.unread.items()} == {
        "log_group_exists": "logs:DescribeLogGroups",
        "log_bucket_exists": "s3:ListBucket",
    }


def test_no_recording_over_http(access):
    (region,) = observe("aws.bedrock.region", access)
    assert isinstance(region, AwsBedrockRegion)
    assert (region.log_group, region.log_bucket, region.text_recorded) == (None, None, False)
    assert (region.log_group_exists, region.log_bucket_exists) == (None, None)


def test_a_guardrail_at_its_newest_version():
    answers = {
        **bedrock.ANSWERS,
        "bedrock.list_guardrails": [{"guardrails": [bedrock.listed("DRAFT")]}, bedrock.ANSWERS["bedrock.list_guardrails"]],
    }
    (guardrail,) = observe("aws.bedrock.guardrails", recorded(answers))
    assert isinstance(guardrail, AwsGuardrail)
    assert (guardrail.name, guardrail.version, guardrail.status) == ("claims", "2", "READY")
    assert guardrail.personal_data == ("EMAIL", "PIN", "policy number")
    assert guardrail.personal_data_one_way == ("AGE", "PHONE")
    assert [(each.type, each.threshold, each.blocks) for each in guardrail.grounding] == [
        ("GROUNDING", 0.75, True),
        ("RELEVANCE", 0.5, False),
    ]
    attack, hate = guardrail.filters
    assert (attack.type, attack.input_strength, attack.blocks_input) == ("PROMPT_ATTACK", "HIGH", True)
    assert (hate.blocks_input, hate.blocks_output) == (False, True)


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


def test_the_status_of_a_numbered_version_is_not_the_drafts():
    failed = {**bedrock.listed("1"), "status": "FAILED"}
    answers = {
        **bedrock.ANSWERS,
        "bedrock.list_guardrails": [{"guardrails": [bedrock.listed("DRAFT")]}, {"guardrails": [bedrock.listed("DRAFT"), failed]}],
        "bedrock.get_guardrail": "AccessDeniedException",
    }
    (guardrail,) = observe("aws.bedrock.guardrails", recorded(answers))
    assert isinstance(guardrail, AwsGuardrail)
    assert (guardrail.version, guardrail.status) == ("1", "FAILED")


MODEL = "anthropic.claude-3-haiku-20240307-v1:0"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:chat"
BEDROCK = "arn:aws:bedrock:eu-west-1:123456789012"


def reference(user: str, used: str) -> AwsReference:
    return fact(AwsReference, user=user, used=used, role="model")


def calls(region: str, model: str = MODEL) -> AwsBedrockTraffic:
    return fact(AwsBedrockTraffic, region=region, model=model)


@pytest.mark.parametrize(
    ("user", "used"),
    [
        (FUNCTION, MODEL),
        (FUNCTION, f"eu.{MODEL}"),
        ("arn:aws:ecs:eu-west-1:123456789012:service/claims/chat", MODEL),
        ("arn:aws:lambda:us-east-1:123456789012:function:chat", f"arn:aws:bedrock:eu-west-1::foundation-model/{MODEL}"),
        (FUNCTION, f"{BEDROCK}:application-inference-profile/abc"),
        (FUNCTION, f"{BEDROCK}:agent-alias/A1/B1"),
        (f"{BEDROCK}:agent/A1", "arn:aws:iam::123456789012:role/agent"),
        (f"{BEDROCK}:knowledge-base/K1", "arn:aws:s3:::claims"),
        (FUNCTION, f"{BEDROCK}:provisioned-model/p1"),
    ],
)
def test_what_was_made_to_call_models_shows_use_of_bedrock(user, used):
    assert bedrock_use("eu-west-1", [], [reference(user, used)]) == [f"model of {user}"]
    assert bedrock_use("us-east-1", [], [reference(user, used)]) == []


@pytest.mark.parametrize(
    ("user", "used"),
    [
        ("123456789012/eu-west-1/bedrock", "/aws/bedrock/calls"),
        (FUNCTION, f"{BEDROCK}:guardrail/abcdefghijkl"),
        (FUNCTION, "claims-table"),
        (f"{BEDROCK}:prompt/P1", "arn:aws:kms:eu-west-1:123456789012:key/k"),
        ("arn:aws:iam::123456789012:role/admin", "arn:aws:s3:::claims"),
        ("k8s/claims/chat", MODEL),
    ],
)
def test_what_else_is_referred_to_shows_no_use_of_bedrock(user, used):
    assert bedrock_use("eu-west-1", [], [reference(user, used)]) == []


def test_calls_show_use_where_they_were_made():
    assert bedrock_use("eu-west-1", [calls("eu-west-1"), calls("us-east-1", "other")], []) == [f"calls of {MODEL}"]


def test_a_model_that_a_function_calls_in_another_region_is_not_used_here():
    assert bedrock_use("eu-west-1", [calls("us-east-1")], [reference(FUNCTION, MODEL)]) == []
    assert len(bedrock_use("eu-west-1", [calls("us-east-1"), calls("eu-west-1")], [reference(FUNCTION, MODEL)])) == 2
    assert len(bedrock_use("eu-west-1", [calls("us-east-1")], [reference(f"{BEDROCK}:agent/A1", MODEL)])) == 1


def test_inference_profiles_with_tags_and_models():
    (profile,) = observe("aws.bedrock.inference_profiles", recorded(bedrock.ANSWERS))
    assert isinstance(profile, AwsInferenceProfile)
    assert (profile.name, profile.region, profile.models) == ("claims", "eu-west-1", (bedrock.HAIKU,))
    assert profile.tagged == {"project": "claims"}
    assert profile.is_called("p1q2r3s4t5u6")
    assert profile.is_called(bedrock.PROFILE)


def test_pages_of_inference_profiles():
    (only,) = bedrock.PROFILES["inferenceProfileSummaries"]
    second = {**only, "inferenceProfileArn": f"{bedrock.PROFILE}x", "inferenceProfileName": "triage"}
    pages: Answer = [{**bedrock.PROFILES, "nextToken": "more"}, {"inferenceProfileSummaries": [second]}]
    seen = observe("aws.bedrock.inference_profiles", recorded({**bedrock.ANSWERS, "bedrock.list_inference_profiles": pages}))
    assert [each.name for each in seen if isinstance(each, AwsInferenceProfile)] == ["claims", "triage"]


def test_evaluations_name_what_they_judge_and_not_who_judges():
    new, old = observe("aws.bedrock.evaluations", recorded(bedrock.ANSWERS))
    assert isinstance(new, AwsEvaluation)
    assert isinstance(old, AwsEvaluation)
    assert (new.name, new.form, new.started, new.models) == (
        "claims-may",
        "ModelEvaluation",
        bedrock.WHEN.date(),
        (f"eu.{bedrock.HAIKU}",),
    )
    assert (old.form, old.models) == ("", (bedrock.PROFILE,))
