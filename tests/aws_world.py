"""AWS in tests: a moto server where it is faithful, recorded answers held to botocore's service model elsewhere."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import boto3
import botocore.loaders
import botocore.session
from botocore import xform_name
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

from readiness.collectors import COLLECTORS, Collector, Observation, Place, load_collectors
from readiness.collectors.aws.access import AwsAccess
from readiness.facts import Fact, Gap

ACCOUNT = "123456789012"
REGION = "eu-west-1"

Answer = dict[str, Any] | list[dict[str, Any]] | Callable[[dict[str, Any]], dict[str, Any]] | str
"""What a call answers: always the same, one after another, by its parameters, or an error code."""


LOADER = botocore.loaders.create_loader()
"""botocore's service models, parsed once for all sessions."""


def session() -> Any:
    """A boto3 session that looks nowhere for credentials."""
    core = botocore.session.Session()
    core.register_component("data_loader", LOADER)
    core.set_credentials("testing", "testing")
    return boto3.Session(botocore_session=core, region_name=REGION)


def recorded(answers: dict[str, Answer]) -> AwsAccess:
    """Access to an account that gives these answers (`client.operation` to answer).

    Requests are checked by botocore, answers here against the operation's output shape: an unknown or
    mistyped member fails the test. A call without an answer fails it too.
    """
    return AwsAccess(session=_Recording(answers), account=ACCOUNT)


class _Recording:
    """Stands for a session. Its clients are botocore's, which are costly to make: all recordings share them, and each call asks its own."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self._answers = answers
        self._turns = {call: iter(answer) for call, answer in answers.items() if isinstance(answer, list)}

    def client(self, service: str, *, region_name: str, **_: Any) -> _Client:
        return _Client(self, _shared_client(service, region_name))

    def answer_of(self, call: str, params: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        answer = self._answers[call]
        if isinstance(answer, list):
            answer = next(self._turns[call])
        elif callable(answer):
            answer = answer(params)
        if isinstance(answer, str):
            return _Response(403), {"Error": {"Code": answer, "Message": "not for you"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
        validate(call, answer)
        return _Response(200), {**answer, "ResponseMetadata": {"HTTPStatusCode": 200, "RequestId": "recorded"}}


class _Client:
    """A client of one recording."""

    def __init__(self, recording: _Recording, shared: Any) -> None:
        self.recording, self.handlers, self._shared = recording, defaultdict(list), shared
        self.meta = SimpleNamespace(events=SimpleNamespace(register=lambda event, handler: self.handlers[event].append(handler)))

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._shared, name)
        if name not in self._shared.meta.method_to_api_mapping:
            return found

        def call(**parameters: Any) -> Any:
            _ASKING.client = self
            return found(**parameters)

        return call

    def get_paginator(self, operation: str) -> Any:
        paginator = self._shared.get_paginator(operation)
        paginator._method = getattr(self, operation)
        return paginator


_ASKING = threading.local()
"""The client whose call is under way in a thread."""


@cache
def _shared_client(service: str, region: str) -> Any:
    client = _shared_session().client(service, region_name=region)

    def before_parameters(**told: Any) -> None:
        for handler in _ASKING.client.handlers["provide-client-params"]:
            handler(**told)

    def instead_of_sending(model: Any, params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        return _ASKING.client.recording.answer_of(f"{model.service_model.service_name}.{xform_name(model.name)}", params)

    client.meta.events.register("provide-client-params", before_parameters)
    client.meta.events.register("before-call", instead_of_sending)
    return client


@cache
def _shared_session() -> Any:
    return session()


class _Response:
    def __init__(self, status_code: int) -> None:
        self.status_code = status_code
        self.headers: dict[str, str] = {}
        self.raw = None  # botocore would read the answer of GetBucketLocation from the body by itself


_VALID: dict[tuple[str, int], dict[str, Any]] = {}
"""Answers that were held to the model before, by their call and identity; kept, so that no other takes the identity."""


def validate(call: str, answer: dict[str, Any]) -> None:
    """Hold a recorded answer to botocore's service model."""
    if (call, id(answer)) in _VALID:
        return
    report = ParamValidator().validate(answer, _output_shape(call))
    assert not report.has_errors(), f"{call}: {report.generate_report()}"
    _VALID[call, id(answer)] = answer


@cache
def _output_shape(call: str) -> Any:
    service, _, operation = call.partition(".")
    model = ServiceModel(LOADER.load_service_model(service, "service-2"), service_name=service)
    return model.operation_model(next(each for each in model.operation_names if xform_name(each) == operation)).output_shape


def place_of(kind: str, access: AwsAccess, **settings: Any) -> Place:
    """The account, or its region, as targets would make it."""
    name = ACCOUNT if kind == "aws-account" else f"{ACCOUNT}/{REGION}"
    region = {"region": REGION} if kind == "aws-region" else {}
    return Place(kind=kind, name=name, target=f"aws:{ACCOUNT}", settings={**region, "regions": (REGION,), **settings}, access=access)


def collector_named(name: str) -> Collector:
    """A declared collector by its name (`aws.bedrock.guardrails`)."""
    load_collectors()
    return COLLECTORS[name]


def observe(name: str, access: AwsAccess, before: tuple[Fact, ...] = (), **settings: Any) -> list[Observation]:
    """What a collector gives at its place; what it raises becomes a gap, as in a run."""
    collector = collector_named(name)
    place = place_of(collector.kind, access, **settings)
    place = Place(**{**vars(place), "before": before})
    return list(_observed(collector, place))


def _observed(collector: Collector, place: Place) -> Iterator[Observation]:
    try:
        yield from collector.read(place, collector.gives)
    except Exception as error:  # noqa: BLE001 - as the runner does
        trouble = collector.explain(error)
        names = tuple(sorted(kind.__name__ for kind in collector.gives))
        yield Gap(place=place.key, facts=names, reason=trouble.reason, detail=trouble.detail, right=trouble.right)
