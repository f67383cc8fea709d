"""The recorded account: whole, free of secrets, and what a scan of the same account says today."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import emptied

from readiness.api import Status
from readiness.aws_targets import account_places
from readiness.config import AwsEntry
from readiness.engine import Finding, in_scope, judge
from readiness.environments import Classifier
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.runner import collect
from readiness.snapshot import Snapshot, load

SAMPLE = Path(__file__).parent.parent / "sample_configs" / "aws_account"
sys.path.insert(0, str(SAMPLE))
AGAIN = "record it again: make aws-snapshot"


def findings(snapshot: Snapshot) -> tuple[Finding, ...]:
    checks = {id: each for id, each in load_checks().items() if id.startswith("aws-")}
    return judge(snapshot, in_scope(snapshot, checks).values())


@pytest.fixture(scope="module")
def recorded() -> Snapshot:
    return load(SAMPLE / "snapshot.json")


@pytest.fixture(scope="module")
def seeded() -> Iterator[None]:
    import account
    import server

    before = dict(os.environ)
    os.environ.update(account.MADE_UP)
    with server.Server() as serving:
        os.environ["AWS_ENDPOINT_URL"] = serving.url
        # moto keeps one account for the whole process: what other tests left there is no part of the sample.
        emptied(serving.url)
        account.seed(serving.url)
        yield
    os.environ.clear()
    os.environ.update(before)


def test_the_snapshot_is_whole_and_tells_no_secret(recorded: Snapshot) -> None:
    import account

    assert recorded.gaps == ()
    assert account.PLANTED.rpartition("-")[2] not in (SAMPLE / "snapshot.json").read_text("utf-8")


def test_its_worst_findings_are_the_planted_ones(recorded: Snapshot) -> None:
    failed = {each.check for each in findings(recorded) if each.status is Status.FAIL}
    assert {
        "aws-bedrock-guardrail-ready",
        "aws-bedrock-invocation-logging",
        "aws-ecs-secrets-referenced",
        "aws-function-secrets-referenced",
        "aws-function-url-authenticated",
        "aws-models-not-ending",
        "aws-trail-in-all-regions",
    } <= failed


@pytest.mark.usefixtures("seeded")
def test_it_says_what_a_scan_says_today(recorded: Snapshot) -> None:
    checks = [each for id, each in load_checks().items() if id.startswith("aws-")]
    places = account_places([AwsEntry(regions=("eu-west-1",))], Classifier(), lambda _: None, lambda _: None)
    today = collect(plan(places, checks), taken=recorded.taken)
    assert today.gaps == ()
    told = {(each.check, each.status, each.message) for each in findings(today)}
    assert told == {(each.check, each.status, each.message) for each in findings(recorded)}, AGAIN
    assert today.collected <= recorded.collected, AGAIN
