"""How AWS is read: one client for each service, every call once, never faster than agreed."""

from __future__ import annotations

import copy
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

RATE = 10.0
"""Calls a second for one service in one region of one account: far below AWS's limits, which other tools share.

Lambda's control plane takes 15 a second in all, Bedrock's and SageMaker's 10 for each operation.
"""
RATES = {"dynamodb": 15.0, "kms": 50.0, "s3": 100.0, "secretsmanager": 50.0, "sqs": 100.0}
"""Services that take hundreds of calls a second and more; of DynamoDB's, DescribeContinuousBackups takes 10."""
BURST = 20
READ_TIMEOUT = 20
ATTEMPTS = 6
HTTP_OK = 200


@dataclass
class TokenBucket:
    """Lets `rate` calls a second pass, `burst` of them at once."""

    rate: float = RATE
    burst: float = BURST
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _level: float = field(default=BURST, init=False)
    _seen: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        self._level, self._seen = self.burst, self.clock()

    def take(self) -> None:
        """Wait until a call may be made."""
        with self._lock:
            now = self.clock()
            self._level = min(self.burst, self._level + (now - self._seen) * self.rate) - 1
            self._seen = now
            owed = -self._level / self.rate
        if owed > 0:
            self.sleep(owed)


@dataclass
class AwsAccess:
    """Reads one account with one set of credentials.

    Answers are kept for the run: whoever asks the same again gets the same object, also while the first
    call is still under way. Credentials stay inside boto3.

    Attributes:
        session: a boto3 session.
        account: twelve digits.
        endpoint_url: for a local stand-in of AWS; None is AWS.
        calls: how often each `client.operation` was really made, for the record of the run.
        attempts: how often a call is tried that was throttled, failed or got no answer.
        read_timeout: seconds that an answer may take.
        paced: keep to the rates of `RATES`; only a stand-in that nobody else uses needs none.
    """

    session: Any
    account: str
    endpoint_url: str | None = None
    calls: dict[str, int] = field(default_factory=dict)
    attempts: int = ATTEMPTS
    read_timeout: float = READ_TIMEOUT
    paced: bool = True
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)
    _buckets: dict[tuple[str, str], TokenBucket] = field(default_factory=dict)
    _answers: dict[str, Future[Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def call(self, service: str, operation: str, region: str, **parameters: Any) -> dict[str, Any]:
        """One call, made once. Errors of botocore fly."""
        answer: dict[str, Any] = self._once(
            ("call", service, operation, region), parameters, lambda client: _without_metadata(getattr(client, operation)(**parameters))
        )
        return answer

    def pages(self, service: str, operation: str, key: str, region: str, **parameters: Any) -> list[Any]:
        """All items under `key` of a paginated call, made once."""

        def read(client: Any) -> list[Any]:
            if not client.can_paginate(operation):
                return _follow(lambda **more: getattr(client, operation)(**parameters, **more), key)
            return [item for page in client.get_paginator(operation).paginate(**parameters) for item in page.get(key) or []]

        items: list[Any] = self._once((f"pages of {key}", service, operation, region), parameters, read)
        return items

    def release(self) -> None:
        """Let go of clients and answers: an account that has been read needs neither."""
        with self._lock:
            self._clients.clear()
            self._answers.clear()

    def _pacer(self, service: str, region: str) -> Callable[..., None]:
        from botocore import xform_name

        return lambda model, **_: self._pace(service, xform_name(model.name), region)

    def _pace(self, service: str, operation: str, region: str) -> None:
        with self._lock:
            self.calls[f"{service}.{operation}"] = self.calls.get(f"{service}.{operation}", 0) + 1
            rate = RATES.get(service, RATE)
            bucket = self._buckets.setdefault((service, region), TokenBucket(rate=rate, burst=max(BURST, rate)))
        if self.paced:
            bucket.take()

    def _once(self, asked: tuple[str, str, str, str], parameters: dict[str, Any], read: Callable[[Any], Any]) -> Any:
        _, service, _, region = asked
        key = json.dumps([*asked, parameters], sort_keys=True, default=str)
        with self._lock:
            mine = key not in self._answers
            answer = self._answers.setdefault(key, Future())
        if mine:
            try:
                answer.set_result(read(self._client(service, region)))
            except BaseException as error:
                answer.set_exception(_without_frames(error))
                raise
        return answer.result()

    def _client(self, service: str, region: str) -> Any:
        from botocore.config import Config

        with self._lock:
            if (service, region) not in self._clients:
                config = Config(
                    retries={"mode": "adaptive", "max_attempts": self.attempts},
                    read_timeout=self.read_timeout,
                    connect_timeout=self.read_timeout,
                    max_pool_connections=32,
                    user_agent_extra="readiness",
                )
                client = self.session.client(service, region_name=region, config=config, endpoint_url=self.endpoint_url)
                # Once for each call that botocore makes, each page of a list among them; not for its retries.
                client.meta.events.register("provide-client-params", self._pacer(service, region))
                client.meta.events.register("before-parse", _refuse_nonsense)
                self._clients[service, region] = client
            return self._clients[service, region]


def _without_frames(error: BaseException) -> BaseException:
    """The error for whoever asks the same again, without the frames it came through and the bodies that these hold."""
    try:
        return copy.copy(error)
    except Exception:  # noqa: BLE001 - an error of a kind that can't be copied is kept as it is
        return error


def _without_metadata(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer as it is kept: what HTTP said beside it would take more room than itself."""
    answer.pop("ResponseMetadata", None)
    return answer


def _refuse_nonsense(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    """Refuse an answer that should be JSON and is none: botocore would take it for an empty one, and nothing would be there.

    Raises:
        ResponseParserError: as botocore raises for XML.
    """
    from botocore.parsers import ResponseParserError

    body = response_dict["body"]
    if "json" in operation_model.metadata["protocol"] and response_dict["status_code"] == HTTP_OK and isinstance(body, bytes) and body:
        try:
            json.loads(body)
        except ValueError as error:
            raise ResponseParserError("the answer is not JSON") from error


TOKENS = ("nextToken", "NextToken", "Marker", "nextMarker", "NextMarker", "position", "NextPageToken")


def _follow(call: Callable[..., dict[str, Any]], key: str) -> list[Any]:
    """Pages of a call that botocore has no paginator for: the token's name in the answer is its name in the request."""
    items: list[Any] = []
    more: dict[str, Any] = {}
    while True:
        page = call(**more)
        items += page.get(key) or []
        token = next(((name, page[name]) for name in TOKENS if page.get(name)), None)
        if token is None or more == dict([token]):
            return items
        more = dict([token])
