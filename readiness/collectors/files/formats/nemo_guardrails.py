"""NeMo Guardrails configurations: the rails that are listed, and whether they can stop an answer (NeMo Guardrails 0.24).

A rail runs when `rails.<stage>.flows` lists it; nothing else attaches it. A flow that neither the library nor a Colang file beside
the configuration defines keeps the server from starting, so that it is unread here rather than attached. Defaults that matter:
`rails.output.streaming.stream_first` is true (tokens are handed out before output rails have seen them), `tracing.enabled` and
`tracing.enable_content_capture` are false. With Colang 2, flows named `input rails` and `output rails` attach them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, flag, items, line_of, mapping, mappings, text
from readiness.collectors.files.walk import decoded, read_bytes
from readiness.facts import GapReason
from readiness.facts.ai import Guardrail, ProviderUse, TraceSink

_STAGES = {
    "input": "pre_call",
    "output": "post_call",
    "retrieval": "retrieval",
    "tool_input": "tool_input",
    "tool_output": "tool_output",
}
"""Sections of `rails` with flows, as `Guardrail.stages` names them."""

_FLOWS = frozenset(
    " ".join(each.split())
    for each in """
    activefence moderation on input;activefence moderation on input detailed;activefence moderation on output;ai defense inspect prompt;
    ai defense inspect response;alignscore check facts;autoalign check input;autoalign check output;autoalign factcheck output;
    autoalign groundedness output;clavata check input;clavata check output;cleanlab trustworthiness;content safety check input;
    content safety check output;context bloat detection on input;context bloat detection on retrieval;crowdstrike aidr guard input;
    crowdstrike aidr guard output;detect pii on input;detect pii on output;detect pii on retrieval;detect sensitive data on input;
    detect sensitive data on output;detect sensitive data on retrieval;f5 guardrails scan input;f5 guardrails scan output;
    fiddler bot faithfulness;fiddler bot safety;fiddler user safety;gcpnlp moderation;gcpnlp moderation detailed;
    gliner detect pii on input;gliner detect pii on output;gliner detect pii on retrieval;gliner mask pii on input;
    gliner mask pii on output;gliner mask pii on retrieval;guardrailsai check input;guardrailsai check output;hallucination warning;
    hf classifier check input;hf classifier check output;hf classifier check retrieval;injection detection;
    jailbreak detection heuristics;jailbreak detection model;llama guard check input;llama guard check output;mask pii on input;
    mask pii on output;mask pii on retrieval;mask sensitive data on input;mask sensitive data on output;
    mask sensitive data on retrieval;pangea ai guard input;pangea ai guard output;patronus api check output;
    patronus lynx check output hallucination;policyai moderation on input;policyai moderation on output;polygraf detect pii on input;
    polygraf detect pii on output;polygraf detect pii on retrieval;polygraf mask pii on input;polygraf mask pii on output;
    polygraf mask pii on retrieval;protect prompt;protect response;regex check input;regex check output;regex check retrieval;
    self check facts;self check hallucination;self check input;self check output;topic safety check input;trend ai guard input;
    trend ai guard output
    """.split(";")  # noqa: SIM905 - a list of a hundred lines says no more
)
"""Flows of the library that comes with the product."""

_PROVIDERS = {
    "openai": "openai",
    "azure": "azure",
    "azure_openai": "azure",
    "anthropic": "anthropic",
    "vertexai": "vertex",
    "google_genai": "gemini",
    "bedrock": "bedrock",
    "amazon_bedrock": "bedrock",
    "cohere": "cohere",
    "mistralai": "mistral",
    "groq": "groq",
    "nim": "nvidia",
    "nvidia_ai_endpoints": "nvidia",
    "vllm_openai": "self-hosted",
    "ollama": "self-hosted",
    "hf_pipeline_llama2": "self-hosted",
}


def _models(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in mappings(data.get("models")) if text(each.get("type")) and text(each.get("engine"))]


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    rails = mapping(data.get("rails"))
    flows = any("flows" in mapping(rails.get(stage)) for stage in _STAGES)
    own = {"rails", "instructions", "sample_conversation", "colang_version", "prompts"} & data.keys()
    return document.syntax == "yaml" and "apiVersion" not in data and (flows or bool(_models(data) and own))


@format("nemo guardrails", gives=(Guardrail, ProviderUse, TraceSink), matches=_matches, hint=r"^(rails|colang_version):")
def nemo_guardrails(document: Document) -> Iterator[Observation]:
    """Rails, models and tracing of one configuration."""
    data = mapping(document.data)
    yield from _rails(document, data)
    yield from _colang_rails(document, data)
    yield from _providers(document, data)
    if flag(at(data, "tracing", "enabled")) is True:
        yield _sink(document, mapping(data["tracing"]))


def _resource(document: Document) -> str:
    return f"nemo-guardrails:{document.id}"


# Rails


def _rails(document: Document, data: dict[str, Any]) -> Iterator[Guardrail]:
    rails = mapping(data.get("rails"))
    defined = _FLOWS | _defined_beside(document)
    hands_out_first = _streams_first(mapping(at(rails, "output", "streaming")))
    for section, stage in _STAGES.items():
        flows = items(at(rails, section, "flows"))
        for number, flow in enumerate(flows):
            if name := _name(text(flow)):
                rail = Guardrail(
                    resource=f"{_resource(document)}#{section}/{text(flow)}",
                    origin=document.origin(line_of(flows, number)),
                    environment=document.environment,
                    gateway=_resource(document),
                    name=name,
                    engine=f"nemo/{name}" if name in _FLOWS else "nemo/own flow",
                    stages=(stage,),
                    attached=True,
                    hands_out_first=section == "output" and hands_out_first,
                )
                yield rail if name in defined else rail.unknown("attached", GapReason.UNSUPPORTED, _UNDEFINED, _DEFINE)


_UNDEFINED = "a listed flow is defined neither by the library nor beside the configuration; the server would not start with it"
_DEFINE = "scan the folder that defines the flow"


def _streams_first(streaming: dict[str, Any]) -> bool:
    return flag(streaming.get("enabled")) is True and flag(streaming.get("stream_first")) is not False


def _name(flow: str) -> str:
    """The flow's name without parameters: `content safety check input $model=content_safety`."""
    return " ".join(flow.split("$", maxsplit=1)[0].split("(", maxsplit=1)[0].split())


# Colang

MAX_FILES = 100
MAX_BYTES = 256 << 10
_DEFINES = re.compile(r"^(?:define\s+(?:sub)?flow|flow)\s+(?P<name>[^$\n(]+)", re.MULTILINE)
_ATTACHES = re.compile(r"^flow (?P<stage>input|output|retrieval) rails\b[^\n]*\n(?P<body>(?:[ \t]+[^\n]*\n?|\n)+)", re.MULTILINE)
_EMPTY = re.compile(r'^\s*+(?:#.*|"""[^"]*"""|pass)?\s*+$')


def _beside(document: Document) -> Iterator[tuple[str, str]]:
    """Colang files in the folder of the configuration and below it, by path."""
    root = document.place.root
    if root is None:
        return
    folder = root / PurePosixPath(document.path).parent
    try:
        found = sorted(folder.rglob("*.co"))[:MAX_FILES]
    except OSError:
        return
    for path in found:
        content = _content(path)
        if content is not None:
            yield path.relative_to(root).as_posix(), content


def _content(path: Path) -> str | None:
    try:
        content = read_bytes(str(path), MAX_BYTES + 1)
    except OSError:
        return None
    return decoded(content) if len(content) <= MAX_BYTES else None


def _defined_beside(document: Document) -> frozenset[str]:
    return frozenset(" ".join(match["name"].split()) for _, content in _beside(document) for match in _DEFINES.finditer(content))


def _colang_rails(document: Document, data: dict[str, Any]) -> Iterator[Guardrail]:
    """Rails that Colang 2 attaches by the names of flows."""
    if not text(data.get("colang_version")).startswith("2"):
        return
    for path, content in _beside(document):
        for match in _ATTACHES.finditer(content):
            steps = [line.strip() for line in match["body"].splitlines() if not _EMPTY.match(line)]
            if steps:
                line = content.count("\n", 0, match.start()) + 1
                yield Guardrail(
                    resource=f"{_resource(document)}#{path}/{match['stage']} rails",
                    origin=document.origin().model_copy(update={"file": path, "line": line}),
                    environment=document.environment,
                    gateway=_resource(document),
                    name=f"{match['stage']} rails",
                    engine="nemo/own flow",
                    stages=(_STAGES[match["stage"]],),
                    attached=True,
                )


# Models and traces


def _providers(document: Document, data: dict[str, Any]) -> Iterator[ProviderUse]:
    seen: set[str] = set()
    for model in _models(data):
        provider = _PROVIDERS.get(text(model.get("engine")).lower())
        if provider and provider not in seen:
            seen.add(provider)
            yield ProviderUse(
                resource=f"{_resource(document)}#provider/{provider}",
                origin=document.origin(line_of(model, "engine")),
                environment=document.environment,
                provider=provider,
                via="gateway",
            )


def _sink(document: Document, tracing: dict[str, Any]) -> TraceSink:
    adapters = [text(each.get("name")) for each in mappings(tracing.get("adapters"))] or ["FileSystem"]
    return TraceSink(
        resource=f"{_resource(document)}#tracing",
        origin=document.origin(line_of(tracing, "enabled")),
        environment=document.environment,
        product="otel" if "OpenTelemetry" in adapters else "nemo-guardrails",
        via="gateway",
        captures_content=flag(tracing.get("enable_content_capture")),
        content_by_default=False,
    )
