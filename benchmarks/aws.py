"""Prints what reading an account costs, beside a script that makes the same calls with 16 threads and judges nothing.

python benchmarks/aws.py [RESOURCES OF EACH KIND …]

The account is seeded on moto and read once while every answer is recorded; both then talk to a server on loopback
that gives the recorded answers, each after 40 ms, so that what is compared is the readers and not moto.
"""

from __future__ import annotations

import compileall
import hashlib
import io
import json
import os
import pickle
import platform
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "sample_configs" / "aws_account"))
LATENCY = 0.040
THREADS = 16
REGION = "eu-west-1"
Key = tuple[str, ...]


def key_of(method: str, path: str, query: str, target: str, body: bytes) -> Key:
    """What two equal requests have in common."""
    return (method, path.rstrip("/"), str(sorted(parse_qsl(query, keep_blank_values=True))), target, hashlib.sha256(body).hexdigest())


class Recording:
    """A WSGI application that remembers what another one answered."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.answers, self.lock = inner, {}, threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: D102 - as WSGI says
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        told: list[Any] = []

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told[:] = [int(status.split(maxsplit=1)[0]), [each for each in headers if each[0].lower() in ("content-type", "location")]]
            return start_response(status, headers, *more)

        answer = b"".join(self.inner(environ, started))
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        key = key_of(environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", ""), target, body)
        with self.lock:
            self.answers[key] = (*told, answer)
        return [answer]


def seed(url: str, count: int) -> None:
    """Functions of an AI workload, each with a bucket, a table and a queue, and as many secrets and alarms."""
    import boto3

    clients = {name: boto3.client(name, region_name=REGION, endpoint_url=url) for name in NAMES}
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = clients["iam"].create_role(RoleName="assistant", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "def handler(event, context):\n    return {}\n")
    for number in range(count):
        name = f"assistant-{number:04}"
        clients["s3"].create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        clients["dynamodb"].create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        variables = {"CHAT_MODEL": "amazon.nova-pro-v1:0", "STATE_BUCKET": name, "TABLE": name}
        clients["lambda"].create_function(
            FunctionName=name, Runtime="python3.12", Role=role, Handler="app.handler",
            Code={"ZipFile": code.getvalue()}, Environment={"Variables": variables},
        )  # fmt: skip
        queue = clients["sqs"].create_queue(QueueName=name)["QueueUrl"]
        arn = clients["sqs"].get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        clients["lambda"].create_event_source_mapping(EventSourceArn=arn, FunctionName=name)
        clients["secretsmanager"].create_secret(Name=f"{name}/key", SecretString="made-up")
        clients["cloudwatch"].put_metric_alarm(
            AlarmName=name, Namespace="AWS/Lambda", MetricName="Errors", Dimensions=[{"Name": "FunctionName", "Value": name}],
            Statistic="Sum", Period=300, EvaluationPeriods=1, Threshold=5, ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip


NAMES = ("iam", "s3", "dynamodb", "lambda", "sqs", "secretsmanager", "cloudwatch")


def read(listen: Any = None, *, paced: bool) -> Any:
    """Collect for every AWS check, as `readiness collect --aws --region` does."""
    from readiness.aws_targets import account_places
    from readiness.config import AwsEntry
    from readiness.environments import Classifier
    from readiness.loader import load_checks
    from readiness.planner import plan
    from readiness.runner import collect

    places = account_places([AwsEntry(regions=(REGION,))], Classifier(), lambda _: None)
    access = places[0].access
    access.paced = paced
    if listen is not None:
        access.session.events.register("provide-client-params.*.*", listen)
    return collect(plan(places, [each for id, each in load_checks().items() if id.startswith("aws-")]), jobs=8)


def record(count: int, folder: Path) -> None:
    """Seed an account, read it once, and keep the answers and the calls."""
    import server

    calls: list[tuple[str, str, dict[str, Any]]] = []
    recordings: list[Recording] = []

    def around(application: Any) -> Recording:
        recordings.append(Recording(application))
        return recordings[0]

    def listen(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.append((model.service_model.service_name, model.name, dict(params)))

    with server.Server(around) as serving:
        os.environ["AWS_ENDPOINT_URL"] = serving.url
        seed(serving.url, count)
        recordings[0].answers.clear()
        snapshot = read(listen, paced=False)
    if snapshot.gaps:
        raise SystemExit(f"the recorded account has gaps: {snapshot.gaps[0]}")
    (folder / "record.pickle").write_bytes(pickle.dumps((serving.url, recordings[0].answers, calls)))


def replay(path: str) -> None:
    """Give the recorded answers, each after the latency."""
    old, answers, _ = pickle.loads(Path(path).read_bytes())  # written by this script a moment ago
    old_port = old.rsplit(":", 1)[-1].encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else answers wait for the client to acknowledge their headers

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            due = time.perf_counter() + LATENCY
            told = urlsplit(self.path)
            port = str(self.server.server_address[1]).encode()
            target = self.headers.get("X-Amz-Target", "")
            key = key_of(self.command, told.path, told.query, target, body.replace(port, old_port))
            status, headers, content = answers.get(key, (404, [], b"{}"))
            content = content.replace(old_port, port)
            time.sleep(max(0.0, due - time.perf_counter()))
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    print(f"http://127.0.0.1:{listening.server_port}", flush=True)
    listening.serve_forever()


def bare(path: str) -> None:
    """The same calls with 16 threads."""
    import boto3
    from botocore import xform_name
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    _, _, calls = pickle.loads(Path(path).read_bytes())  # written by this script a moment ago
    settings, names = Config(max_pool_connections=THREADS), {each[0] for each in calls}
    clients = {name: boto3.client(name, region_name=REGION, config=settings) for name in names}

    def call(asked: tuple[str, str, dict[str, Any]]) -> None:
        with suppress(BotoCoreError, ClientError):  # "there is none" is an error of some calls
            getattr(clients[asked[0]], xform_name(asked[1]))(**asked[2])

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(call, calls))


def measured(*command: str, environment: dict[str, str]) -> tuple[float, float, int]:
    """CPU seconds, wall seconds and most MiB of a command."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss // 1024


def main(counts: list[int]) -> None:
    """Record an account of each size, and print both readers' figures."""
    for each in ("readiness", "checks"):
        compileall.compile_dir(ROOT / each, quiet=1)  # as an installed package is, whatever the environment says of bytecode
    import account

    here = {**os.environ, **account.MADE_UP}
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {LATENCY * 1000:.0f} ms for each answer")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, __file__, "record", str(count), folder], env=here, check=True)
            record = f"{folder}/record.pickle"
            calls = Counter(each[0] for each in pickle.loads(Path(record).read_bytes())[2])  # written by this script a moment ago
            serving = subprocess.Popen([sys.executable, __file__, "replay", record], stdout=subprocess.PIPE, text=True)
            try:
                url = (serving.stdout.readline() if serving.stdout else "").strip()
                there = {**here, "AWS_ENDPOINT_URL": url}
                most = ", ".join(f"{name} {many:,}" for name, many in calls.most_common(4))
                print(f"\n{count} of each kind: {calls.total():,} calls, of which {most}")
                theirs = measured(sys.executable, __file__, "bare", record, environment=there)
                ours = measured(sys.executable, __file__, "read", environment=there)
                for name, (cpu, wall, most) in (("bare script, 16 threads", theirs), ("readiness, not paced", ours)):
                    print(f"{name:<26}{cpu:8.1f} CPU s{wall:8.1f} s{most:7} MiB")
                print(f"{ours[1] / theirs[1]:.2f} times the bare script's wall time")
            finally:
                serving.terminate()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["record", count, folder]:
            record(int(count), Path(folder))
        case ["replay", path]:
            replay(path)
        case ["bare", path]:
            bare(path)
        case ["read"]:
            sys.exit(bool(read(paced=False).gaps))
        case [*counts]:
            main([int(each) for each in counts] or [100, 1000])
