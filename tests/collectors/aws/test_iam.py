"""IAM as it is read: policies in either form, wildcards, keys, the root user."""

from __future__ import annotations

import json

import pytest
from aws_world import ACCOUNT, observe, recorded
from aws_worlds.iam import ANSWERS, DAY, INVOKE

from readiness.collectors.aws.iam import statements_of
from readiness.facts import Environment
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.iam import AwsStatement, covers_service, matches, touches_service


def test_a_role_with_all_its_policies():
    (role,) = observe("aws.iam.roles", recorded(ANSWERS))
    assert role.resource == f"arn:aws:iam::{ACCOUNT}:role/assistant"
    assert (role.name, role.account, role.policies, role.last_used) == ("assistant", ACCOUNT, ("invoke",), DAY)
    assert role.environment is Environment.PRODUCTION
    assert role.boundary == f"arn:aws:iam::{ACCOUNT}:policy/invoke"
    assert role.services == {"lambda.amazonaws.com"}
    assert role.trust[0].actions == ("sts:AssumeRole",)
    logs, invoke = role.statements
    assert (logs.policy, logs.effect, logs.not_actions, logs.not_resources) == ("logs", "Deny", ("logs:*",), ("arn:aws:logs:*:*:*",))
    assert (invoke.policy, invoke.actions, invoke.resources) == ("invoke", ("bedrock:InvokeModel",), ("*",))
    assert invoke.conditions == {"Bool": {"aws:SecureTransport": ("true",)}}


def test_roles_over_http(access, seed):
    iam = seed("iam", "us-east-1")
    trust = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"Service": "bedrock.amazonaws.com"}, "Action": "sts:AssumeRole"},
    }
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "bedrock:*", "Resource": "*"}]}
    for number in range(105):
        iam.create_role(RoleName=f"agent-{number}", AssumeRolePolicyDocument=json.dumps(trust))
    policy = iam.create_policy(PolicyName="models", PolicyDocument=json.dumps(allow))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="agent-7", PolicyArn=policy)
    roles = {each.name: each for each in observe("aws.iam.roles", access)}
    assert len(roles) == 105
    assert roles["agent-7"].allowing_service("bedrock")
    assert roles["agent-7"].names_models
    assert not roles["agent-8"].invokes
    assert roles["agent-8"].runtime


def test_documents_come_in_three_forms():
    plain = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}}
    expected = (AwsStatement(policy="p", effect="Allow", actions=("*",), resources=("*",), principals={"*": ("*",)}),)
    assert statements_of(plain, "p") == statements_of(json.dumps(plain), "p") == expected
    assert statements_of(INVOKE, "p")[0].actions == ("bedrock:InvokeModel",)


def test_an_access_key_and_its_last_use():
    (key,) = observe("aws.iam.access_keys", recorded(ANSWERS))
    assert (key.user, key.ending, key.active, key.created, key.last_service, key.last_used) == ("bot", "MPLE", True, DAY, "bedrock", DAY)
    assert "AKIA" not in key.model_dump_json()


def test_a_key_that_was_never_used():
    never = {"UserName": "bot", "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"}}
    (key,) = observe("aws.iam.access_keys", recorded({**ANSWERS, "iam.get_access_key_last_used": never}))
    assert (key.last_service, key.last_used) == ("", None)


def test_access_keys_over_http(access, seed):
    iam = seed("iam", "us-east-1")
    iam.create_user(UserName="bot")
    iam.create_access_key(UserName="bot")
    (key,) = observe("aws.iam.access_keys", access)
    assert (key.user, key.active, len(key.ending)) == ("bot", True, 4)


def test_bedrock_keys_are_followed_over_pages():
    first = ANSWERS["iam.list_service_specific_credentials"]
    expiring = {**first["ServiceSpecificCredentials"][0], "ServiceSpecificCredentialId": "ACCAAAAAAAAAAAAA5678", "ExpirationDate": DAY}
    pages = [{**first, "Marker": "m", "IsTruncated": True}, {"ServiceSpecificCredentials": [expiring], "IsTruncated": False}]
    one, two = observe("aws.iam.bedrock_keys", recorded({"iam.list_service_specific_credentials": pages}))
    assert (one.user, one.ending, one.active, one.created, one.expires) == ("bot", "1234", True, DAY, None)
    assert (two.ending, two.expires) == ("5678", DAY)


def test_the_root_user():
    (root,) = observe("aws.iam.root_user", recorded(ANSWERS))
    assert (root.mfa, root.access_keys, root.password) == (True, 0, True)
    old = {"iam.get_account_summary": {"SummaryMap": {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 1}}}
    (root,) = observe("aws.iam.root_user", recorded(old))
    assert (root.mfa, root.access_keys, root.password) == (False, 1, None)


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("*", "bedrock:InvokeModel", True),
        ("bedrock:invoke*", "bedrock:InvokeModel", True),
        ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", False),
        ("bedrock:InvokeMode?", "bedrock:InvokeModel", True),
        ("bedrock:InvokeMode?", "bedrock:InvokeMode", False),
        ("bedrock:Invoke[M]odel", "bedrock:InvokeModel", False),
        ("bedrock.InvokeModel", "bedrock:InvokeModel", False),
    ],
)
def test_wildcards_are_exact(pattern, name, expected):
    assert matches(pattern, name) is expected


@pytest.mark.parametrize(
    ("pattern", "covers", "touches"),
    [
        ("*", True, True),
        ("*:*", True, True),
        ("bedrock:*", True, True),
        ("bed*", True, True),
        ("bedrock:?", False, True),
        ("bedrock:Invoke*", False, True),
        ("bedrock-agent:*", False, False),
        ("s3:*", False, False),
        ("b?drock:*", True, True),
    ],
)
def test_whole_services(pattern, covers, touches):
    assert (covers_service(pattern, "bedrock"), touches_service(pattern, "bedrock")) == (covers, touches)


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        (["*"], True),
        (["arn:aws:bedrock:*::foundation-model/*"], True),
        (["arn:aws:bedrock:eu-west-1::foundation-model/*"], True),
        (["arn:aws:bedrock:*:*:*"], True),
        (["arn:aws:bedrock:*"], True),
        (["arn:aws:bedrock:*::foundation-model/anthropic.*"], False),
        (["arn:aws:bedrock:eu-west-1:1:inference-profile/*"], False),
        (["arn:aws:s3:::bucket/*"], False),
    ],
)
def test_any_model(resources, expected):
    assert AwsStatement(policy="p", effect="Allow", resources=resources).any_model is expected


def test_everything_but_is_any_model():
    assert AwsStatement(policy="p", effect="Allow", not_resources=("arn:aws:s3:::x",)).any_model
    assert not AwsStatement(policy="p", effect="Allow", not_resources=("*",)).any_model


def test_a_role_is_used_by_its_arn_or_name_only():
    (role,) = observe("aws.iam.roles", recorded(ANSWERS))
    origin = role.origin
    for used, expected in ((role.resource, True), ("assistant", True), ("assistant-2", False), (f"{role.resource}-2", False)):
        reference = AwsReference(resource="r", origin=origin, user="u", used=used, role="execution role")
        assert role.used_by([reference]) is expected
