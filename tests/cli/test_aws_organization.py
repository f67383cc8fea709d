"""An AWS organization: its accounts found, told and read through a role; one that refuses is a gap, and the rest is judged."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import parse_qs

import boto3
import pytest
from loopback import listening, log_in

from readiness.aws_organization import calls_for
from readiness.aws_targets import account_places
from readiness.config import AwsEntry, AwsOrganization
from readiness.environments import Classifier
from readiness.errors import ExitCode, UserError

REFUSAL = "<ErrorResponse><Error><Type>Sender</Type><Code>{}</Code><Message>not for you</Message></Error></ErrorResponse>"


class _Front(BaseHTTPRequestHandler):
    """Stands before a moto server and refuses what it is told to; moto itself refuses nothing."""

    behind: ClassVar[str] = ""
    refused: ClassVar[dict[str, str]] = {}
    asked: ClassVar[list[dict[str, list[str]]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        form = parse_qs(body.decode()) if self.headers.get("Content-Type", "").startswith("application/x-www-form") else {}
        if form:
            self.asked.append(form)
        target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        role = form.get("RoleArn", [""])[0]
        if code := self.refused.get(form.get("Action", [""])[0]):
            self._answer(403, f"<Response><Errors><Error><Code>{code}</Code></Error></Errors></Response>".encode(), "text/xml")
        elif code := self.refused.get(target):
            self._answer(400, json.dumps({"__type": code, "message": "not for you"}).encode(), "application/x-amz-json-1.1")
        elif code := next((code for part, code in self.refused.items() if role and part in role), None):
            self._answer(403, REFUSAL.format(code).encode(), "text/xml")
        else:
            self._forwarded(body)

    def do_GET(self) -> None:
        self._forwarded(None)

    def _forwarded(self, body: bytes | None) -> None:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length")}
        request = urllib.request.Request(f"{self.behind}{self.path}", data=body, headers=headers, method=self.command)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                self._answer(answer.status, answer.read(), answer.headers["Content-Type"])
        except urllib.error.HTTPError as error:
            with error:
                self._answer(error.code, error.read(), error.headers["Content-Type"])

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def front(moto: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Front]]:
    """An empty AWS in which somebody has logged in, behind what may refuse."""
    handler = type("_FreshFront", (_Front,), {"behind": moto, "refused": {}, "asked": []})
    with listening(handler) as url:
        log_in(monkeypatch, url)
        yield handler


@pytest.fixture
def accounts(front: type[_Front], moto: str) -> dict[str, str]:
    """Name to id of the accounts: claims-prod under Workloads/Production, claims-dev under Workloads, old one closed."""
    client = boto3.client("organizations", region_name="us-east-1", endpoint_url=moto)
    client.create_organization(FeatureSet="ALL")
    (root,) = client.list_roots()["Roots"]

    def unit(parent: str, name: str) -> str:
        return str(client.create_organizational_unit(ParentId=parent, Name=name)["OrganizationalUnit"]["Id"])

    def account(name: str, parent: str, **tags: str) -> str:
        told = [{"Key": key, "Value": value} for key, value in tags.items()]
        status = client.create_account(Email=f"{name}@example.com", AccountName=name, Tags=told)["CreateAccountStatus"]
        id = str(status["AccountId"])
        client.move_account(AccountId=id, SourceParentId=root["Id"], DestinationParentId=parent)
        return id

    workloads = unit(root["Id"], "Workloads")
    production = unit(workloads, "Production")
    found = {
        "prod": account("claims", production, team="ai"),
        "dev": account("claims-dev", workloads, team="ai", stage="dev"),
        "other": account("finance", workloads, team="finance"),
        "old": account("retired", production),
        "management": str(client.describe_organization()["Organization"]["MasterAccountId"]),
        "root": root["Id"],
        "production": production,
    }
    client.close_account(AccountId=found["old"])
    return found


def places(say: Callable[[str], None] = lambda _: None, *, regions: tuple[str, ...] = ("eu-west-1",), **told: Any) -> list[Any]:
    organization = AwsOrganization.model_validate({"role": "Readiness", **told})
    return account_places([AwsEntry(regions=regions, organization=organization)], Classifier(), say)


def read(found: list[Any]) -> set[str]:
    return {each.name for each in found if each.kind == "aws-account"}


def test_every_active_account_is_read_through_its_role_and_told_before(accounts, front):
    said: list[str] = []
    found = places(said.append, external_id="client-42")
    active = {accounts[each] for each in ("management", "prod", "dev", "other")}
    assert read(found) == active
    assert {each.target for each in found} == {f"aws:{each}" for each in active}
    assert len(found) == 2 * len(active)
    assert said[0] == "AWS organization: 4 accounts listed as arn:aws:sts::123456789012:user/moto"
    assert any(
        line.startswith(f"AWS account {accounts['prod']} (claims): reading as arn:aws:sts::{accounts['prod']}:assumed-role/Readiness/")
        for line in said
    )
    assumed = [each for each in front.asked if each.get("Action") == ["AssumeRole"]]
    assert {each["RoleArn"][0] for each in assumed} == {f"arn:aws:iam::{each}:role/Readiness" for each in active}
    assert {each["ExternalId"][0] for each in assumed} == {"client-42"}


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [
        ({"include": {"organizational_units": ["Workloads/Production"]}}, ["prod"]),
        ({"include": {"organizational_units": ["Workloads"]}}, ["prod", "dev", "other"]),
        ({"include": {"organizational_units": ["{root}"]}}, ["management", "prod", "dev", "other"]),
        ({"include": {"organizational_units": ["{production}"]}}, ["prod"]),
        ({"include": {"tags": {"team": "ai"}}}, ["prod", "dev"]),
        ({"include": {"tags": {"team": "ai", "stage": "dev"}}}, ["dev"]),
        ({"include": {"tags": {"team": "ai"}, "accounts": ["{other}"]}}, ["prod", "dev", "other"]),
        ({"include": {"organizational_units": ["Workloads"]}, "exclude": {"tags": {"stage": "dev"}}}, ["prod", "other"]),
        ({"exclude": {"accounts": ["{management}"], "organizational_units": ["Workloads/Production"]}}, ["dev", "other"]),
    ],
)
def test_accounts_are_chosen_by_unit_tag_and_id(accounts, choice, chosen):
    written = json.dumps(choice)
    for name, id in accounts.items():
        written = written.replace(f"{{{name}}}", id)
    assert read(places(**json.loads(written))) == {accounts[each] for each in chosen}


def test_environments_come_from_rules_then_from_tags_and_names(accounts):
    told = {"environment": "production", "organizational_units": ["Workloads/Production"]}
    found = {each.name: each.settings.get("environment") for each in places(environments=[told]) if each.kind == "aws-account"}
    assert found[accounts["prod"]] == "production"
    assert found[accounts["dev"]] == "development"
    assert found[accounts["other"]] is None
    by_tag = places(environments=[{"environment": "staging", "tags": {"team": "finance"}}])
    assert {each.settings.get("environment") for each in by_tag if each.target == f"aws:{accounts['other']}"} == {"staging"}


def test_an_account_with_an_entry_of_its_own_is_read_as_that_says(accounts):
    own = AwsEntry(role=f"arn:aws:iam::{accounts['prod']}:role/Other", regions=("us-east-1",))
    organization = AwsEntry(regions=("eu-west-1",), organization=AwsOrganization(role="Readiness"))
    found = account_places([organization, own], Classifier(), lambda _: None)
    assert [each.settings["regions"] for each in found if each.name == accounts["prod"]] == [("us-east-1",)]


def test_regions_that_can_t_be_listed_are_told_for_each_account(accounts, front):
    front.refused["DescribeRegions"] = "UnauthorizedOperation"
    said: list[str] = []
    found = places(said.append, regions=(), include={"accounts": [accounts["prod"]]})
    assert [each.name for each in found] == [accounts["prod"], f"{accounts['prod']}/eu-west-1"]
    assert f"AWS account {accounts['prod']}: its regions can't be listed (ec2:DescribeRegions); reading eu-west-1 alone" in said


def test_no_more_is_asked_than_the_choices_need():
    def calls(**told: Any) -> tuple[str, ...]:
        return calls_for(AwsOrganization.model_validate({"role": "Readiness", **told}))

    assert calls() == ("organizations.list_accounts",)
    assert calls(exclude={"tags": {"a": "b"}}) == ("organizations.list_accounts", "organizations.list_tags_for_resource")
    assert "organizations.list_roots" in calls(environments=[{"environment": "staging", "organizational_units": ["X"]}])


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"include": {"organizational_units": ["Workload"]}}, "no unit 'Workload'"),
        ({"include": {"tags": {"team": "nobody"}}}, "none of the organization's 4 active accounts is chosen"),
    ],
)
def test_a_choice_that_fits_nothing_is_an_error(accounts, told, says):
    with pytest.raises(UserError, match=says):
        places(**told)


@pytest.mark.parametrize(
    ("refused", "says"),
    [
        ({"ListAccounts": "AccessDeniedException"}, "organizations:ListAccounts was denied"),
        ({"ListTagsForResource": "AccessDeniedException"}, "organizations:ListTagsForResource was denied"),
        ({"ListAccounts": "AWSOrganizationsNotInUseException"}, "belongs to no AWS organization"),
        ({":role/Readiness": "AccessDenied"}, "can't be assumed in any"),
        ({":role/Readiness": "ExpiredToken"}, "can't be used any more"),
    ],
)
def test_where_no_account_can_be_told_or_reached_nothing_is_read(accounts, front, refused, says):
    front.refused.update(refused)
    with pytest.raises(UserError, match=says) as raised:
        places(exclude={"tags": {"stage": "x"}})
    assert raised.value.code is ExitCode.UNREACHABLE
    assert raised.value.help


CONFIGURATION = """\
targets:
  - aws:
      regions: [eu-west-1]
      organization:
        role: Readiness
        include: {tags: {team: ai}}
        environments:
          - {environment: production, organizational_units: [Workloads/Production]}
"""


def test_a_refusing_account_is_one_gap_that_names_it_and_the_others_are_judged(accounts, front, cli, tmp_path):
    front.refused[f"{accounts['prod']}:role/"] = "AccessDenied"
    (tmp_path / "readiness.yaml").write_text(CONFIGURATION, encoding="utf-8")
    only = ("--only", "aws-bucket-not-public", "--only", "aws-bucket-versioned")
    ended = cli("scan", *only, "-o", "a.json")
    assert ended.code == ExitCode.INCOMPLETE, ended.err
    assert f"warning: AWS account {accounts['prod']} (claims): the role Readiness can't be assumed (AccessDenied)" in ended.err
    assert f"AWS account {accounts['dev']} (claims-dev): reading as" in ended.err
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    (gap,) = [each for each in document["gaps"] if accounts["prod"] in each["place"]]
    assert gap["place"] == f"aws-account:{accounts['prod']}"
    assert (gap["reason"], gap["right"]) == ("denied", f"sts:AssumeRole on arn:aws:iam::{accounts['prod']}:role/Readiness")
    assert gap["environment"] == "production"
    reached = {each["key"]: each["reached"] for each in document["targets"] if each["kind"] == "aws"}
    assert reached == {f"aws:{accounts['prod']}": False, f"aws:{accounts['dev']}": True}
    told = " ".join(cli("report", "a.json").out.split())
    assert "1 target could not be reached; what is missing counts as unknown" in told
    assert "not reached" in told
    refused = [each for each in document["findings"] if each["target"] == f"aws:{accounts['prod']}"]
    assert {each["status"] for each in refused} == {"unknown"}
    assert len(refused) == len({each["check"] for each in refused}) == 2
    assert "testing-secret-value" not in json.dumps(document) + ended.err


def test_the_doctor_names_the_account_that_refuses(accounts, front, cli, tmp_path):
    front.refused[f"{accounts['prod']}:role/"] = "AccessDenied"
    (tmp_path / "readiness.yaml").write_text(CONFIGURATION, encoding="utf-8")
    ended = cli("doctor", "--aws", "--format", "json", "--only", "aws-bucket-versioned")
    assert ended.code == ExitCode.INCOMPLETE
    details = {each["account"]: each["detail"] for each in json.loads(ended.out)["accounts"]}
    assert "can't be assumed (AccessDenied)" in details[accounts["prod"]]
    assert set(details) == {accounts["prod"], accounts["dev"]}
