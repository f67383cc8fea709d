"""Where guardrails run and what they miss: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import Gateway, Guardrail, ProviderUse
from readiness.testing import fact, row, table

USE = fact(ProviderUse, provider="openai", via="source")


def gateway(**values: Any) -> Any:
    """A gateway."""
    return fact(Gateway, **{"product": "litellm", "resource": "gateway:main"} | values)


def guardrail(engine: str = "bedrock", *stages: str, of: str = "gateway:main", **values: Any) -> Any:
    """An attached guardrail, of the gateway unless told otherwise."""
    known = {"name": f"{engine} guard", "engine": engine, "stages": stages or ("post_call",), "attached": True, "gateway": of} | values
    return fact(Guardrail, **known)


NEMO = "nemo-guardrails:config.yml"

test_output_guardrail = table(
    "ai-output-guardrail-attached",
    passes=[
        [gateway(), guardrail()],
        row(USE, guardrail("nemo/self check output", of=NEMO), says="self check output"),
    ],
    fails=[
        row(USE, gateway(), says="No guardrail screens what the model answers"),
        row(gateway(), guardrail(passed_by=("summary",)), says="pass by"),
        row(gateway(), guardrail("bedrock", "pre_call", "during_call"), says="No guardrail"),
        row(gateway(), guardrail(attached=False), says="never attached"),
        row(gateway(), guardrail("presidio", "logging_only"), says="No guardrail"),
        row(USE, guardrail("nemo/self check output", of=NEMO, attached=False), says="never attached"),
    ],
    unknown=[
        USE,
        gateway(stored_in_database=True),
        row(gateway(product="tensorzero"), says="before or behind"),
        row(gateway(), guardrail("nemo/self check output", of=NEMO), says="outside the gateway"),
        [USE, guardrail("nemo/own flow", of=NEMO).unknown("attached", GapReason.UNSUPPORTED)],
        [USE, guardrail(of=NEMO, environment=Environment.STAGING)],
    ],
    not_applicable=[[], gateway(environment=Environment.DEVELOPMENT)],
)

test_checked_before_sent = table(
    "ai-answers-checked-before-sent",
    passes=[guardrail("nemo/self check output", of=NEMO)],
    fails=[row(guardrail("nemo/self check output", of=NEMO, hands_out_first=True), says="before they are checked")],
    unknown=[guardrail(hands_out_first=True).unknown("attached", GapReason.UNSUPPORTED)],
    not_applicable=[
        guardrail("presidio", "pre_call"),
        guardrail(attached=False, hands_out_first=True),
        guardrail(hands_out_first=True, environment=Environment.STAGING),
    ],
)

test_fails_closed = table(
    "ai-guardrail-fails-closed",
    passes=[guardrail(fails_open=False), guardrail(version="3"), guardrail(version="3", fails_open=False)],
    fails=[
        row(guardrail(fails_open=True), says="lets requests pass"),
        row(guardrail(version="DRAFT"), says="draft"),
        guardrail(version="DRAFT", fails_open=False),
    ],
    unknown=[guardrail(fails_open=True).unknown("attached", GapReason.UNSUPPORTED)],
    not_applicable=[
        guardrail(),
        guardrail(attached=False, fails_open=True),
        guardrail(fails_open=True, environment=Environment.DEVELOPMENT),
    ],
)

test_personal_data_masked = table(
    "ai-personal-data-masked",
    passes=[
        row(gateway(), guardrail("presidio", "pre_call"), says="presidio guard"),
        [gateway(), guardrail("presidio", "pre_call", "logging_only")],
    ],
    fails=[
        row(gateway(), says="Nothing masks"),
        row(gateway(masks_messages=True), says="in logs only"),
        row(gateway(), guardrail("presidio", "logging_only"), says="in logs only"),
        row(gateway(), guardrail("presidio", "during_call"), says="already reads"),
        [gateway(), guardrail("presidio", "pre_call", attached=False)],
        [gateway(), guardrail("lakera_v2", "pre_call")],
    ],
    unknown=[
        gateway(stored_in_database=True),
        gateway(product="tensorzero"),
        row(gateway(), guardrail("bedrock", "pre_call"), says="set elsewhere"),
        row(gateway(), guardrail("nemo/mask sensitive data on input", "pre_call", of=NEMO), says="outside the gateway"),
        gateway().unknown("masks_messages", GapReason.UNSUPPORTED),
    ],
    not_applicable=[[], gateway(environment=Environment.STAGING)],
)
