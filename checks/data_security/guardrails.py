"""Guardrails: where they run, what they look for, and what happens when they can't be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import Gateway, Guardrail, ProviderUse
from readiness.facts.serving import before_production, without_samples

INPUT_STAGES = frozenset({"pre_call", "during_call"})
BEFORE_MODEL = "pre_call"
"""The stage whose changes reach the model; `during_call` runs beside it: https://docs.litellm.ai/docs/proxy/guardrails/quick_start ."""
OUTPUT_STAGES = frozenset({"post_call"})


@dataclass(frozen=True)
class Side:
    """One side of a model call, and how its findings are worded."""

    stages: frozenset[str]
    missing: str
    idle: str


INPUT = Side(INPUT_STAGES, "No guardrail screens what users send", "A guardrail is defined but never attached")
OUTPUT = Side(OUTPUT_STAGES, "No guardrail screens what the model answers", "An output guardrail is defined but never attached")


GUARDED_ELSEWHERE = frozenset({"envoy ai gateway", "tensorzero", "azure api management", "portkey", "traceloop hub"})
"""Gateways that screen nothing themselves, or that are told to in other files as well."""


def screened(side: Side, uses: list[ProviderUse], gateways: list[Gateway], guardrails: list[Guardrail]) -> Verdict | list[Verdict]:
    """Whether each gateway, or where there is none the system, has a guardrail attached on this side."""
    judged = without_samples(gateways)
    apart = outside(judged, guardrails, side)
    if judged:
        return [_of_gateway(side, each, guardrails, apart) for each in judged]
    if attached := [each for each in apart if each.attached]:
        return passed(at=attached[0].origin, attached=sorted({each.name for each in attached}))
    if apart:
        return failed(side.idle, at=apart[0].origin, defined=sorted({each.name for each in apart}))
    if not without_samples(uses):
        return not_applicable("no model is used")
    return unknown("no gateway was found, and a guardrail in code can't be seen")


def outside(gateways: Iterable[Gateway], guardrails: Iterable[Guardrail], side: Side) -> list[Guardrail]:
    """Guardrails of production that no gateway runs: rails of the application, or of a configuration of their own."""
    own = {each.resource for each in gateways}
    return [
        each
        for each in without_samples(guardrails)
        if each.gateway not in own and side.stages & set(each.stages) and not before_production(each)
    ]


def on_side(side: Side, gateway: Gateway, guardrails: Iterable[Guardrail]) -> list[Guardrail]:
    """Guardrails of this gateway on one side of the call."""
    return [each for each in guardrails if each.gateway == gateway.resource and side.stages & set(each.stages)]


def _of_gateway(side: Side, gateway: Gateway, guardrails: list[Guardrail], apart: list[Guardrail]) -> Verdict:
    if before_production(gateway):
        return not_applicable("it lives before production", about=gateway)
    defined = on_side(side, gateway, guardrails)
    attached = [each.name for each in defined if each.attached]
    names = [each.name for each in defined]
    if attached and (passed_by := sorted({route for each in defined if each.attached for route in each.passed_by})):
        return failed("Some routes pass by the guardrail", about=gateway, attached=attached, passed_by=passed_by)
    if attached:
        return passed(about=gateway, attached=attached)
    if gateway.stored_in_database:
        return unknown("guardrails may be attached in the gateway's database", about=gateway, defined=names)
    if beside := sorted({each.name for each in apart if each.attached}):
        return unknown("whether every call passes the rails outside the gateway can't be told", about=gateway, outside=beside)
    if defined:
        return failed(side.idle, about=gateway, defined=names)
    if gateway.product in GUARDED_ELSEWHERE:
        return unknown("a guardrail would stand before or behind this gateway", about=gateway, product=gateway.product)
    return failed(side.missing, about=gateway, defined=[])


@check(
    "ai-output-guardrail-attached",
    severity="high",
    effort="hours",
    maps=[
        "owasp-llm-top10-2025:LLM05:2025",
        "owasp-llm-top10-2025:LLM09:2025",
        "owasp-aisvs-1.0:AISVS-C7.3",
        "mitre-atlas-mitigations:AML.M0020",
        "nist-ai-600-1:MG-3.2-005",
    ],
)
def output_guardrail(uses: list[ProviderUse], gateways: list[Gateway], guardrails: list[Guardrail]) -> Verdict | list[Verdict]:
    """A guardrail screens what the model answers.

    Why: A harmful or leaking answer reaches customers as our word. Input filters do not see what a document or the model itself
    brings in; only a check of the answer does.

    Fix: Attach an output guardrail to every answer

        guardrails:
          - guardrail_name: answer-check
            litellm_params:
              guardrail: bedrock
              mode: post_call
              default_on: true   # without it: <defined> run only when a caller asks
        # NeMo Guardrails: rails: {output: {flows: ["self check output"]}}
    """
    return screened(OUTPUT, uses, gateways, guardrails)


@check(
    "ai-answers-checked-before-sent",
    severity="medium",
    effort="minutes",
    maps=["owasp-llm-top10-2025:LLM05:2025", "owasp-aisvs-1.0:AISVS-C7.3"],
)
def checked_before_sent(guardrail: Guardrail) -> Verdict:
    """Streamed answers are checked before they are sent.

    Why: What a guardrail would have stopped has already been read. A streaming answer whose parts go out first is only cut off
    after the harm.

    Fix: Let each part wait for its check

        rails:
          output:
            flows: [<name>]
            streaming: {enabled: true, stream_first: false}
    """
    if not OUTPUT_STAGES & set(guardrail.stages):
        return not_applicable("it does not look at answers")
    if before_production(guardrail):
        return not_applicable("it lives before production")
    if not guardrail.attached:
        return not_applicable("it is not attached")
    if guardrail.hands_out_first:
        return failed("Answers are sent before they are checked", name=guardrail.name, gateway=guardrail.gateway)
    return passed(name=guardrail.name)


DRAFT = frozenset({"draft", "latest", "$latest"})


@check(
    "ai-guardrail-fails-closed",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENSEC02-BP01", "aws-agentic-ai-lens:AGENTOPS02-BP03"],
)
def fails_closed(guardrail: Guardrail) -> Verdict:
    """Attached guardrails fail closed and have a fixed version.

    Why: An attacker only has to make the guardrail fail. One that lets requests pass when it can't be asked, or whose draft
    anybody may edit, protects on good days only.

    Fix: Block when the guardrail can't be asked, name a version

        litellm_params:
          guardrail: <engine>
          mode: pre_call
          default_on: true
          unreachable_fallback: fail_closed
          fail_on_error: true
          guardrailVersion: "3"   # Bedrock: was <version>
    """
    if before_production(guardrail):
        return not_applicable("it lives before production")
    if not guardrail.attached:
        return not_applicable("it is not attached")
    evidence: dict[str, Any] = {"name": guardrail.name, "engine": guardrail.engine, "version": guardrail.version}
    if guardrail.fails_open:
        return failed("A guardrail lets requests pass when it fails", **evidence)
    if guardrail.version.lower() in DRAFT:
        return failed("Production runs the draft of a guardrail", **evidence)
    if guardrail.fails_open is None and not guardrail.version:
        return not_applicable("its settings say nothing of failures")
    return passed(fails_open=guardrail.fails_open, **evidence)


MASKS_PERSONAL_DATA = frozenset({"ai-sanitizer", "presidio", "pii", "gliner", "private_ai", "pangea", "skyflow"})
"""Engines made to find personal data, besides rails whose names say so."""


def masks_personal_data(guardrail: Guardrail) -> bool:
    """Whether a guardrail's subject is personal data."""
    words = guardrail.engine.lower()
    return guardrail.engine in MASKS_PERSONAL_DATA or "sensitive data" in words or " pii" in words


MAY_MASK = frozenset(
    {"portkey", "bedrock", "model_armor", "lasso", "noma", "aporia", "guardrails_ai", "generic_guardrail_api", "custom_code"}
)
"""Engines whose policy, kept elsewhere, may hold a filter for personal data."""


@check(
    "ai-personal-data-masked",
    severity="medium",
    effort="days",
    certainty="likely",
    maps=[
        "owasp-llm-top10-2025:LLM02:2025",
        "aws-ai-security-framework:AISF-AI-03",
        "owasp-aisvs-1.0:AISVS-C7.3",
        "eu-ai-act:AIA-Art10",
    ],
)
def personal_data_masked(gateway: Gateway, guardrails: list[Guardrail]) -> Verdict:
    """Personal data is masked before the model sees it.

    Why: Customers' data ends up at a provider and in logs that nobody meant. Masking on the way in covers both: what the model
    does not get can't be answered, stored or traced. If the data is known to be harmless, accept this with a waiver.

    Fix: Mask personal data in requests and logs

        guardrails:
          - guardrail_name: pii
            litellm_params:
              guardrail: presidio
              mode: [pre_call, logging_only]   # now: <engines>
              default_on: true
    """
    if before_production(gateway):
        return not_applicable("it lives before production")
    own = [each for each in guardrails if each.gateway == gateway.resource]
    running = [each for each in own if each.attached]
    engines = sorted({each.engine for each in running})
    masking = [each for each in running if masks_personal_data(each)]
    before = sorted({each.name for each in masking if BEFORE_MODEL in each.stages})
    if before:
        return passed(masks=before)
    if gateway.stored_in_database:
        return unknown("guardrails may be attached in the gateway's database", engines=engines)
    if any(each.engine in MAY_MASK for each in running):
        return unknown("whether its policy masks personal data is set elsewhere", engines=engines)
    apart = [each for each in outside([gateway], guardrails, INPUT) if each.attached and masks_personal_data(each)]
    if apart:
        return unknown(
            "whether every call passes the rails outside the gateway can't be told", outside=sorted({each.name for each in apart})
        )
    if gateway.product in GUARDED_ELSEWHERE:
        return unknown("a guardrail would stand before or behind this gateway", product=gateway.product)
    if any("during_call" in each.stages for each in masking):
        return failed("Personal data is masked while the model already reads it", engines=engines, masks_messages=gateway.masks_messages)
    if masking or gateway.masks_messages:
        return failed("Personal data is masked in logs only", engines=engines, masks_messages=gateway.masks_messages)
    return failed("Nothing masks personal data", engines=engines, masks_messages=gateway.masks_messages)
