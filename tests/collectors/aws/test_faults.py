"""What an account's reader makes of throttling, errors, resets, nonsense, slow answers, expired credentials and being killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from loopback import emptied

from readiness.api import Check
from readiness.aws_targets import account_places
from readiness.collectors import Place
from readiness.config import AwsEntry
from readiness.environments import Classifier
from readiness.errors import ExitCode, UserError
from readiness.facts import GapReason
from readiness.facts.aws.storage import AwsBucket, AwsTable
from readiness.loader import load_checks
from readiness.planner import plan
from readiness.runner import collect
from readiness.snapshot import Snapshot

SAMPLE = Path(__file__).parents[3] / "sample_configs" / "aws_account"
sys.path.insert(0, str(SAMPLE))
TABLES = "DynamoDB_20120810.ListTables"
FINISHED = "GET /logging/modelinvocations?"
"""Asked by a collector that ends before tables and buckets begin."""
Answer = tuple[str, bytes]
CHECKS = ("aws-table-point-in-time-recovery", "aws-bucket-versioned")


def refusal(code: str, status: str = "400 Bad Request") -> Answer:
    return status, json.dumps({"__type": code, "message": "it is a secret why"}).encode()


@dataclass
class Faulty:
    """A WSGI application that misbehaves before another one answers.

    Attributes:
        rule: what happens to a request, by target or path; None lets it through.
        asked: how often each was asked.
    """

    inner: Any
    rule: Callable[[str, int], Answer | None] = lambda _what, _time: None
    asked: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        what = environ.get("HTTP_X_AMZ_TARGET") or f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
        with self.lock:
            self.asked[what] += 1
            time = self.asked[what]
        answer = self.rule(what, time)
        if answer is None:
            return self.inner(environ, start_response)
        if answer[0] == "reset":
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return []
        start_response(answer[0], [("Content-Type", "application/x-amz-json-1.0"), ("Content-Length", str(len(answer[1])))])
        return [answer[1]]


@pytest.fixture(scope="module")
def seeded() -> Iterator[Faulty]:
    """The sample account behind a server that can be told to misbehave."""
    import account
    import boto3
    import server

    made: list[Faulty] = []

    def around(application: Any) -> Faulty:
        made.append(Faulty(application))
        return made[0]

    before = dict(os.environ)
    os.environ.update(account.MADE_UP)
    with server.Server(around) as serving:
        os.environ["AWS_ENDPOINT_URL"] = serving.url
        boto3.client("sts").meta.events  # noqa: B018 - botocore reads its environment once, with the address in it
        emptied(serving.url)
        account.seed(serving.url)
        yield made[0]
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def faulty(seeded: Faulty) -> Iterator[Faulty]:
    seeded.asked.clear()
    yield seeded
    seeded.rule = lambda _what, _time: None


def wanted() -> list[Check]:
    return [each for id, each in load_checks().items() if id in CHECKS]


def places(**settings: Any) -> list[Place]:
    found = account_places([AwsEntry(regions=("eu-west-1",))], Classifier(), lambda _: None, lambda _: None)
    for name, value in {"attempts": 2, **settings}.items():
        setattr(found[0].access, name, value)
    return found


def read(run_folder: Path | None = None, **settings: Any) -> Snapshot:
    return collect(plan(places(**settings), wanted()), run_folder=run_folder)


def test_the_checks_of_these_tests_read_tables_and_buckets(faulty: Faulty) -> None:
    assert {each.id for each in wanted()} == set(CHECKS)
    snapshot = read()
    assert snapshot.gaps == ()
    assert (len(snapshot.of(AwsTable)), len(snapshot.of(AwsBucket))) == (1, 3)
    assert faulty.asked[TABLES] == 1


def test_a_call_that_is_throttled_for_a_while_is_tried_again(faulty: Faulty) -> None:
    faulty.rule = lambda what, time: refusal("ThrottlingException") if what == TABLES and time == 1 else None
    snapshot = read()
    assert snapshot.gaps == ()
    assert len(snapshot.of(AwsTable)) == 1
    assert faulty.asked[TABLES] == 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (refusal("ThrottlingException"), GapReason.THROTTLED),
        (refusal("InternalServerError", "500 Internal Server Error"), GapReason.FAILED),
        (("reset", b""), GapReason.FAILED),
        (("200 OK", b"<not json"), GapReason.FAILED),
        (refusal("AccessDeniedException"), GapReason.DENIED),
    ],
)
def test_a_call_that_never_succeeds_is_one_gap_and_hides_nothing_else(faulty: Faulty, answer: Answer, reason: GapReason) -> None:
    faulty.rule = lambda what, _: answer if what == TABLES else None
    snapshot = read()
    assert {(each.reason, each.facts) for each in snapshot.gaps} == {(reason, ("AwsTable",))}
    assert "it is a secret why" not in json.dumps(snapshot.to_json())
    assert len(snapshot.of(AwsBucket)) == 3


class ImpatientSession:
    """A session of boto3 that waits for one service's answers no longer than a moment, and for others as it is told."""

    def client(self, service: str, *, config: Any, **settings: Any) -> Any:
        import boto3
        from botocore.config import Config

        if service == "dynamodb":
            config = config.merge(Config(read_timeout=0.4))
        return boto3.Session().client(service, config=config, **settings)


def test_an_answer_that_does_not_come_is_a_gap(faulty: Faulty) -> None:
    released = threading.Event()

    def wait(what: str, _: int) -> Answer | None:
        if what == TABLES:
            released.wait()
        return None

    faulty.rule = wait
    try:
        snapshot = read(attempts=1, session=ImpatientSession())
    finally:
        released.set()
    assert [each.reason for each in snapshot.gaps] == [GapReason.TIMED_OUT]
    assert len(snapshot.of(AwsBucket)) == 3


def test_credentials_that_expire_end_with_one_line_and_the_run_goes_on_where_it_stopped(faulty: Faulty, tmp_path: Path) -> None:
    begun = threading.Event()

    def expire(what: str, _: int) -> Answer | None:
        if what.startswith("GET /meridian"):
            begun.set()
        return refusal("ExpiredTokenException") if what == TABLES and begun.wait(10) else None

    faulty.rule = expire
    with pytest.raises(UserError, match="can't be used any more") as ended:
        read(tmp_path)
    assert ended.value.code is ExitCode.UNREACHABLE
    assert list(tmp_path.glob("*.jsonl"))
    assert faulty.asked[FINISHED] == 1
    faulty.rule = lambda _what, _time: None
    snapshot = read(tmp_path)
    assert snapshot.gaps == ()
    assert (len(snapshot.of(AwsTable)), len(snapshot.of(AwsBucket))) == (1, 3)
    assert faulty.asked[FINISHED] == 1, "what was finished is read again"


def test_a_run_that_is_killed_goes_on_where_it_stopped(faulty: Faulty, tmp_path: Path) -> None:
    reached, released = threading.Event(), threading.Event()

    def hold(what: str, _: int) -> Answer | None:
        if what == TABLES:
            reached.set()
            released.wait(30)
        return None

    faulty.rule = hold
    command = [sys.executable, "-m", "readiness", "collect", "--aws", "--region", "eu-west-1", "--run-folder", str(tmp_path / "run")]
    command += [part for each in CHECKS for part in ("--only", each)]
    process = subprocess.Popen([*command, "-o", str(tmp_path / "first.json")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert reached.wait(30)
        while not list((tmp_path / "run").glob("*.jsonl")):
            assert process.poll() is None
            time.sleep(0.01)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        released.set()
    assert faulty.asked[FINISHED] == 1
    faulty.rule = lambda _what, _time: None
    ended = subprocess.run([*command, "-o", str(tmp_path / "second.json")], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    snapshot = json.loads((tmp_path / "second.json").read_text("utf-8"))
    assert snapshot["gaps"] == []
    assert sum(each["fact"] == "AwsBucket" for each in snapshot["facts"]) == 3
    assert faulty.asked[FINISHED] == 1, "what was finished is read again"
