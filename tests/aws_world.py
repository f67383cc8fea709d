"""AWS in tests: a moto server where it is faithful, recorded answers held to botocore's service model elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    told = session()
    turns = {call: iter(answer) for call, answer in answers.items() if isinstance(answer, list)}

    def answer_of(model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        call = f"{model.service_model.service_name}.{xform_name(model.name)}"
        answer = answers[call]
        if isinstance(answer, str):
            return _Response(403), {"Error": {"Code": answer, "Message": "not for you"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
        given = next(turns[call]) if call in turns else answer(_asked(params)) if callable(answer) else answer
        if isinstance(given, str):
            return _Response(403), {"Error": {"Code": given, "Message": "not for you"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
        validate(call, given)
        return _Response(200), {**given, "ResponseMetadata": {"HTTPStatusCode": 200, "RequestId": "recorded"}}

    told.events.register("before-call", answer_of)
    return AwsAccess(session=told, account=ACCOUNT)


def _asked(params: dict[str, Any]) -> dict[str, Any]:
    """What a callable answer may look at: the request as botocore serialised it (`url_path`, `query_string`, `body`)."""
    return params


class _Response:
    def __init__(self, status_code: int) -> None:
        self.status_code = status_code
        self.headers: dict[str, str] = {}
        self.raw = None  # botocore would read the answer of GetBucketLocation from the body by itself


def validate(call: str, answer: dict[str, Any]) -> None:
    """Hold a recorded answer to botocore's service model."""
    service, _, operation = call.partition(".")
    model = ServiceModel(LOADER.load_service_model(service, "service-2"), service_name=service)
    name = next(each for each in model.operation_names if xform_name(each) == operation)
    shape = model.operation_model(name).output_shape
    report = ParamValidator().validate(answer, shape)
    assert not report.has_errors(), f"{call}: {report.generate_report()}"


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
