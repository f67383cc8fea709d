"""What KServe records of its requests, and the graphs by which it sends them through several models.

Fields as KServe 0.16 defines them: a logger sends requests and answers (`mode: all` unless written) to a sink; `tracing` of an
LLMInferenceService is on as soon as it is there and holds no content; a graph's router runs once unless `minReplicas` says more.
"""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.files.shapes import flag, line_of, mapping, text, whole
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts import GapReason
from readiness.facts.ai import AiService, TraceSink
from readiness.facts.containers import Container
from readiness.facts.kubernetes.scaling import Autoscaler

_PARTS = ("predictor", "transformer", "explainer")


@reads("InferenceService.serving.kserve.io", gives=(TraceSink,), hides=())
def payload_logger(raw: RawObject) -> Iterator[TraceSink]:
    """The logger of each part; one that takes only one half of the calls records no conversation."""
    for part in _PARTS:
        held = mapping(raw.spec.get(part))
        if isinstance(held.get("logger"), dict):
            yield TraceSink(
                resource=f"{raw.id()}#{part}/logger",
                origin=raw.document.origin(line_of(held, "logger")),
                environment=raw.environment,
                product="kserve logger",
                via="container",
                captures_content=(text(held["logger"].get("mode")) or "all") == "all",
            )


@reads("LLMInferenceService.serving.kserve.io", gives=(TraceSink,), hides=())
def tracing(raw: RawObject) -> Iterator[TraceSink]:
    """Traces of an LLMInferenceService and of its scheduler."""
    if isinstance(raw.spec.get("tracing"), dict) and flag(raw.spec["tracing"].get("enabled")) is not False:
        yield TraceSink(
            resource=f"{raw.id()}#tracing",
            origin=raw.document.origin(line_of(raw.spec, "tracing")),
            environment=raw.environment,
            product="otel",
            via="container",
            captures_content=False,
        )


@reads("InferenceGraph.serving.kserve.io", gives=(AiService, Autoscaler))
def inference_graph(raw: RawObject) -> Iterator[Observation]:
    """A graph's router, through which each request to its models goes."""
    minimum, maximum = whole(raw.spec.get("minReplicas")), whole(raw.spec.get("maxReplicas"))
    least = 1 if minimum is None else minimum
    yield AiService(
        resource=f"{raw.id()}#router",
        origin=raw.document.origin(line_of(raw.data, "spec")),
        environment=raw.environment,
        role="gateway",
        product="kserve router",
        platform="kubernetes",
        workload=raw.id(),
        container=Container(name=raw.name, line=line_of(raw.data, "spec")),
        namespace=raw.namespace,
        replicas=least,
        authentication=False,
    ).unknown("authentication", GapReason.UNSUPPORTED, "the gateway in front of it decides who may call it")
    if maximum is not None:
        yield Autoscaler(
            **{**raw.values(), "resource": f"{raw.id()}#autoscaler", "origin": raw.document.origin(line_of(raw.spec, "maxReplicas"))},
            kind=raw.kind,
            target_kind=raw.kind,
            target_name=raw.name,
            minimum=least,
            maximum=maximum,
        )
