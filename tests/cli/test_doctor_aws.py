"""`readiness doctor --aws`: which rights are missing, told before a scan, on paper and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import ClassVar
from urllib.parse import parse_qs

import pytest
from loopback import listening, log_in

REFUSED = "s3:GetBucketVersioning"
IDENTITY = "arn:aws:sts::123456789012:assumed-role/Readiness/me"
ANSWERS = {
    "GetCallerIdentity": f"<Arn>{IDENTITY}</Arn><UserId>A</UserId><Account>123456789012</Account>",
    "GetRole": (
        "<Role><Path>/</Path><RoleName>Readiness</RoleName><RoleId>A</RoleId>"
        "<Arn>arn:aws:iam::123456789012:role/Readiness</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></Role>"
    ),
}


class _Iam(BaseHTTPRequestHandler):
    """STS and IAM as far as the doctor asks them."""

    operations: ClassVar[list[str]] = []
    refused: ClassVar[set[str]] = set()

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        operation = asked["Action"][0]
        self.operations.append(operation)
        told = self._simulated(asked) if operation == "SimulatePrincipalPolicy" else ANSWERS[operation]
        body = f"<{operation}Response><{operation}Result>{told}</{operation}Result></{operation}Response>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _simulated(self, asked: dict[str, list[str]]) -> str:
        results = "".join(
            f"<member><EvalActionName>{right}</EvalActionName><EvalResourceName>*</EvalResourceName>"
            f"<EvalDecision>{'implicitDeny' if right in self.refused else 'allowed'}</EvalDecision></member>"
            for key, (right, *_) in asked.items()
            if key.startswith("ActionNames.")
        )
        return f"<EvaluationResults>{results}</EvaluationResults><IsTruncated>false</IsTruncated>"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def iam(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Iam]]:
    """An AWS on loopback in which somebody has logged in."""
    handler = type("_Fresh", (_Iam,), {"operations": [], "refused": set()})
    with listening(handler) as url:
        log_in(monkeypatch, url)
        yield handler


def test_missing_rights_are_told_with_the_checks_they_leave_undecided(cli, iam):
    iam.refused = {REFUSED}
    ended = cli("doctor", "--aws", "--region", "eu-west-1")
    assert ended.code == 3
    assert f"AWS account 123456789012: reading as {IDENTITY}, 1 region" in ended.err
    assert "1 of " in ended.out
    assert "rights are missing" in ended.out
    assert f"  {REFUSED}  no policy allows it for all resources" in ended.out
    assert "aws-bucket" in ended.out
    assert "readiness permissions aws" in ended.out
    assert "session, resource or resource control" in " ".join(ended.out.split())
    assert set(iam.operations) == {"GetCallerIdentity", "GetRole", "SimulatePrincipalPolicy"}


def test_machines_read_it_too(cli, iam):
    iam.refused = {REFUSED}
    ended = cli("doctor", "--aws", "--region", "eu-west-1", "--format", "json")
    assert ended.code == 3
    document = json.loads(ended.out)
    (account,) = document["accounts"]
    assert (account["account"], account["identity"], account["simulated"]) == ("123456789012", IDENTITY, True)
    assert [each["right"] for each in account["missing"]] == [REFUSED]
    assert account["missing"][0]["checks"] == account["undecided"]
    assert {each["name"] for each in document["found"]} >= {"readiness", "PDF", "AWS account"}
    assert "testing-secret-value" not in ended.out + ended.err


def test_with_all_rights_it_ends_well(cli, iam):
    ended = cli("doctor", "--aws", "--region", "eu-west-1")
    assert ended.code == 0
    assert "rights that the checks need" in " ".join(ended.out.split())
    assert "Missing" not in ended.out


def test_only_the_selected_checks_count(cli, iam):
    iam.refused = {REFUSED}
    assert cli("doctor", "--aws", "--region", "eu-west-1", "--only", "aws-agent-prepared").code == 0


def test_configured_accounts_are_asked_only_when_wanted(cli, iam, tmp_path):
    (tmp_path / "readiness.yaml").write_text("targets:\n  - aws: {regions: [eu-west-1, us-east-1]}\n")
    assert cli("doctor").code == 0
    assert iam.operations == []
    ended = cli("doctor", "--aws")
    assert ended.code == 0
    assert "2 regions" in ended.err


def test_without_credentials_it_says_so(cli, monkeypatch):
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    ended = cli("doctor", "--aws")
    assert ended.code == 4
    assert "error: AWS can't be read" in ended.err
