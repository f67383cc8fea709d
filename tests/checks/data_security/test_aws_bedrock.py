"""Guardrails of Bedrock: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.bedrock import AwsBedrockRegion, AwsGuardrail, GuardrailFilter
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.testing import fact, row, table

REGION = fact(AwsBedrockRegion, region="eu-west-1", log_group=None, log_bucket=None, text_recorded=False)
TRAFFIC = fact(AwsBedrockTraffic, region="eu-west-1", model="anthropic.claude-sonnet")


def guardrail(strength: str | None = "HIGH", *, blocks: bool = True, **values: Any) -> Any:
    attack = GuardrailFilter(type="PROMPT_ATTACK", input_strength=strength or "NONE", output_strength="NONE", blocks_input=blocks)
    known = {"name": "claims", "region": "eu-west-1", "status": "READY", "version": "2", "filters": (attack,) if strength else ()} | values
    return fact(AwsGuardrail, **known)


test_ready = table(
    "aws-bedrock-guardrail-ready",
    passes=[[REGION, TRAFFIC, guardrail()], [REGION, TRAFFIC, guardrail(), guardrail(name="old", status="FAILED")]],
    fails=[
        [REGION, TRAFFIC],
        row(REGION, TRAFFIC, guardrail(status="FAILED"), says="FAILED"),
        [REGION, TRAFFIC, guardrail(region="us-east-1")],
    ],
    unknown=[[REGION, TRAFFIC, guardrail().unknown("status", GapReason.DENIED)]],
    not_applicable=[(), REGION, [REGION, guardrail()]],
)

test_prompt_attacks = table(
    "aws-guardrail-blocks-prompt-attacks",
    passes=[guardrail(), guardrail(version="DRAFT")],
    fails=[guardrail(None), guardrail("NONE"), row(guardrail("LOW"), says="LOW"), row(guardrail(blocks=False), says="only reports")],
    unknown=[guardrail().unknown("filters", GapReason.DENIED)],
    not_applicable=[()],
)

test_personal_data = table(
    "aws-guardrail-protects-personal-data",
    passes=[[TRAFFIC, guardrail(personal_data=("EMAIL",))], [guardrail(), guardrail(name="pii", personal_data=("NAME",))]],
    fails=[TRAFFIC, [TRAFFIC, guardrail()]],
    unknown=[[TRAFFIC, guardrail().unknown("personal_data", GapReason.DENIED)]],
    not_applicable=[()],
)
