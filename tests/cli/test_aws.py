"""AWS accounts on the command line: who reads, what is read, which rights to ask for."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from loopback import NO_CREDENTIALS, log_in

from readiness import permissions
from readiness.api import Verdict, check, passed
from readiness.aws_targets import account_places
from readiness.collectors.aws.reading import CALLS
from readiness.collectors.aws.rights import actions_of
from readiness.config import AwsEntry
from readiness.environments import Classifier
from readiness.errors import ExitCode, UserError
from readiness.facts.aws.account import AwsAccount
from readiness.facts.aws.watching import AwsLogGroup
from readiness.loader import load_checks


@pytest.fixture
def aws(moto, monkeypatch):
    """The environment of somebody who has logged in."""
    log_in(monkeypatch, moto)


@check("test-aws-account", severity="low", effort="hours", pillar="quality")
def _account(account: AwsAccount) -> Verdict:
    """The account is there.

    Why: It is.

    Fix: Nothing
    """
    return passed(account=account.account)


def test_an_account_is_said_aloud_and_has_a_place_for_each_region(aws):
    said: list[str] = []
    places = account_places([AwsEntry(regions=("eu-west-1", "us-east-1"))], Classifier(), said.append)
    assert [each.key for each in places] == [
        "aws-account:123456789012",
        "aws-region:123456789012/eu-west-1",
        "aws-region:123456789012/us-east-1",
    ]
    assert {each.target for each in places} == {"aws:123456789012"}
    assert said == ["AWS account 123456789012: reading as arn:aws:sts::123456789012:user/moto, 2 regions"]


def test_regions_are_the_enabled_ones_unless_named(aws):
    places = account_places([AwsEntry()], Classifier(), lambda _: None)
    assert len(places) > 10


def test_a_role_is_assumed(aws):
    said: list[str] = []
    entry = AwsEntry(role="arn:aws:iam::210987654321:role/Readiness", external_id="client-42", regions=("eu-west-1",))
    account_places([entry], Classifier(), said.append)
    assert "assumed-role/Readiness/readiness" in said[0]


def test_one_account_twice_is_an_error(aws):
    with pytest.raises(UserError, match="named twice"):
        account_places([AwsEntry(regions=("eu-west-1",))] * 2, Classifier(), lambda _: None)


@pytest.mark.parametrize("entry", [AwsEntry(), AwsEntry(profile="absent")])
def test_without_credentials_nothing_is_reached(monkeypatch, entry):
    for name, value in NO_CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UserError) as raised:
        account_places([entry], Classifier(), lambda _: None)
    assert raised.value.code is ExitCode.UNREACHABLE
    assert raised.value.help


def test_a_scan_of_an_account(aws, cli, tmp_path):
    ended = cli("scan", "--aws", "--region", "eu-west-1", "-o", "a.json")
    assert ended.code == 0, ended.err
    assert "AWS account 123456789012: reading as" in ended.err
    document = json.loads((tmp_path / "a.json").read_text())
    assert [each["key"] for each in document["targets"]] == ["attestations:none", "aws:123456789012"]
    assert "testing-secret-value" not in json.dumps(document)
    assert not [each for each in document["findings"] if each["status"] == "error"]


def test_accounts_of_the_configuration_are_read(aws, cli, tmp_path):
    (tmp_path / "readiness.yaml").write_text("targets:\n  - aws: {regions: [eu-west-1], environment: production}\n")
    ended = cli("collect", "-o", "s.json")
    assert ended.code == 0, ended.err
    assert [each["kind"] for each in json.loads((tmp_path / "s.json").read_text())["targets"]] == ["attestations", "aws"]


def test_permissions_are_those_of_the_collectors_that_the_checks_need():
    actions = permissions.aws_actions([_account.__readiness_check__])
    assert set(actions) == {"sts:GetCallerIdentity", "ec2:DescribeRegions"}
    every = permissions.aws_actions(load_checks().values())
    assert set(every) <= {*permissions.PREFLIGHT, *actions_of(call for calls in CALLS.values() for call in calls)}


@pytest.mark.parametrize("action", permissions.aws_actions(load_checks().values()))
def test_every_action_only_reads(action):
    operation = action.partition(":")[2]
    assert operation.startswith(("Get", "List", "Describe", "BatchGet", "View", "GET", "Search")), action


def test_long_policies_are_shared_out():
    policies = permissions.aws_policies([f"service{n}:DescribeSomethingRatherLong{n}" for n in range(400)])
    sizes = [len(json.dumps(each, separators=(",", ":"))) for each in policies]
    assert len(policies) > 1
    assert max(sizes) <= permissions.POLICY_LIMIT
    assert sum(len(each["Statement"][0]["Action"]) for each in policies) == 400


def test_formats_of_a_policy():
    policies = permissions.aws_policies(["s3:ListAllMyBuckets"])
    assert json.loads(permissions.as_json(policies))["Statement"][0]["Action"] == ["s3:ListAllMyBuckets"]
    assert 'resource "aws_iam_policy" "readiness_1"' in permissions.as_terraform(policies)
    template = json.loads(permissions.as_cloudformation(policies))
    assert template["Resources"]["Readiness1"]["Properties"]["PolicyDocument"] == policies[0]


def statements(document: Any) -> list[dict[str, Any]]:
    return [each for policy in (document if isinstance(document, list) else [document]) for each in policy["Statement"]]


def test_what_the_doctor_asks_is_printed_only_when_wanted(cli):
    def actions(*more: str) -> set[str]:
        told = json.loads(cli("permissions", "aws", "--select", "aws-bucket-versioned", *more).out)
        return {action for each in statements(told) for action in each["Action"]}

    assert actions("--with", "doctor") - actions() == {"iam:SimulatePrincipalPolicy", "iam:GetRole"}
    assert actions() == set(permissions.aws_actions([load_checks()["aws-bucket-versioned"]]))


def test_who_lists_an_organization_has_a_policy_of_its_own(cli, tmp_path):
    entry = "{organization: {role: readers/Readiness, exclude: {tags: {stage: dev}}}}"
    (tmp_path / "readiness.yaml").write_text(f"targets:\n  - aws: {entry}\n")
    arguments = ("permissions", "aws", "--only", "aws-bucket-versioned")
    assert not [each for each in statements(json.loads(cli(*arguments).out)) if "Organization" in json.dumps(each)]
    *_, listing, assuming = statements(json.loads(cli(*arguments, "--with", "organization").out))
    assert listing["Action"] == ["organizations:ListAccounts", "organizations:ListTagsForResource"]
    assert (assuming["Action"], assuming["Resource"]) == (["sts:AssumeRole"], ["arn:aws:iam::*:role/readers/Readiness"])
    assert 'resource "aws_iam_policy" "readiness_2"' in cli(*arguments, "--with", "organization", "-f", "terraform").out


def test_without_a_configured_organization_the_role_is_not_guessed(cli):
    ended = cli("permissions", "aws", "--with", "organization")
    assert (ended.code, ended.out) == (2, "")
    assert "no AWS organization is configured" in ended.err
    assert "organization: {role:" in ended.err


def test_no_rights_are_printed_for_checks_that_read_no_account(cli):
    ended = cli("permissions", "aws", "--only", "ai-gateway-authenticated")
    assert (ended.code, ended.out) == (2, "")
    assert "none of the selected checks reads aws" in ended.err


def test_a_cap_of_the_configuration_is_a_gap_that_says_how_many_were_read(aws, cli, tmp_path):
    logs = boto3.client("logs", region_name="eu-west-1")
    for name in ("a", "b", "c"):
        logs.create_log_group(logGroupName=f"/aws/capped/{name}")
    (tmp_path / "readiness.yaml").write_text("targets:\n  - aws: {regions: [eu-west-1]}\nmax_resources:\n  AwsLogGroup: 2\n")
    check = next(id for id, each in load_checks().items() if each.subject is AwsLogGroup)
    ended = cli("collect", "--only", check, "-o", "s.json")
    assert ended.code == 0, ended.err
    document = json.loads((tmp_path / "s.json").read_text())
    assert len([each for each in document["facts"] if each["fact"] == "AwsLogGroup"]) == 2
    (gap,) = [each for each in document["gaps"] if each["facts"] == ["AwsLogGroup"]]
    assert gap["detail"] == "the first 2 were read, and no more (max_resources)"
