"""Guardrails of Bedrock: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Gap, GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.agents import AwsKnowledgeBase
from readiness.facts.aws.bedrock import AwsBedrockRegion, AwsGuardrail, GroundingFilter, GuardrailFilter
from readiness.facts.aws.watching import AwsBedrockTraffic, AwsLogGroup
from readiness.testing import fact, row, table

REGION = fact(AwsBedrockRegion, region="eu-west-1", log_group=None, log_bucket=None, text_recorded=False)
AGENT = fact(AwsReference, user="arn:aws:bedrock:eu-west-1:1:agent/A1", used="anthropic.claude-3-haiku-20240307-v1:0", role="model")
EMBEDDING = fact(AwsBedrockTraffic, region="eu-west-1", model="amazon.titan-embed-text-v2:0", resource="embedding")
EMBEDS = fact(
    AwsReference,
    user="arn:aws:lambda:eu-west-1:1:function:index",
    used="arn:aws:bedrock:eu-west-1::foundation-model/cohere.embed-multilingual-v3",
    role="environment variable MODEL",
)
TRAFFIC = fact(AwsBedrockTraffic, region="eu-west-1", model="anthropic.claude-sonnet")


def guardrail(strength: str | None = "HIGH", *, blocks: bool = True, **values: Any) -> Any:
    attack = GuardrailFilter(type="PROMPT_ATTACK", input_strength=strength or "NONE", output_strength="NONE", blocks_input=blocks)
    known = {"name": "claims", "region": "eu-west-1", "status": "READY", "version": "2", "filters": (attack,) if strength else ()} | values
    return fact(AwsGuardrail, **known)


test_ready = table(
    "aws-bedrock-guardrail-ready",
    passes=[
        [REGION, TRAFFIC, guardrail()],
        [REGION, TRAFFIC, guardrail(), guardrail(name="old", status="FAILED")],
        [REGION, TRAFFIC, guardrail(), guardrail(name="new", version="DRAFT")],
        [REGION, TRAFFIC, guardrail(name="a").unknown("version", GapReason.DENIED), guardrail(name="b")],
    ],
    fails=[
        [REGION, TRAFFIC],
        [REGION, TRAFFIC, EMBEDDING, EMBEDS],
        row(REGION, AGENT, says="agent/A1"),
        row(REGION.model_copy(update={"mantle_called": True}), says="bedrock-mantle"),
        row(REGION, TRAFFIC, guardrail(status="FAILED"), says="FAILED"),
        [REGION, TRAFFIC, guardrail(region="us-east-1")],
        row(REGION, TRAFFIC, guardrail(version="DRAFT"), says="drafts only"),
        [REGION, TRAFFIC, guardrail(version="DRAFT"), guardrail(name="old", status="FAILED")],
    ],
    unknown=[
        [REGION, TRAFFIC, guardrail().unknown("status", GapReason.DENIED)],
        [REGION, TRAFFIC, guardrail().unknown("version", GapReason.DENIED)],
        [REGION, TRAFFIC, guardrail(name="a", version="DRAFT"), guardrail(name="b").unknown("version", GapReason.DENIED)],
        [REGION, TRAFFIC, Gap(place="table:.", facts=("AwsGuardrail",), reason=GapReason.DENIED)],
    ],
    not_applicable=[(), REGION, [REGION, guardrail()], [REGION, EMBEDDING, EMBEDS]],
)

test_prompt_attacks = table(
    "aws-guardrail-blocks-prompt-attacks",
    passes=[guardrail(), guardrail(version="DRAFT")],
    fails=[guardrail(None), guardrail("NONE"), row(guardrail("LOW"), says="LOW"), row(guardrail(blocks=False), says="only reports")],
    unknown=[guardrail().unknown("filters", GapReason.DENIED)],
    not_applicable=[()],
)

EMAIL = {"personal_data": ("EMAIL",)}

test_personal_data = table(
    "aws-guardrail-protects-personal-data",
    passes=[
        [REGION, TRAFFIC, guardrail(**EMAIL)],
        [REGION, guardrail(), guardrail(name="pii", **EMAIL)],
        [REGION, guardrail(name="a").unknown("personal_data", GapReason.DENIED), guardrail(name="b", **EMAIL)],
    ],
    fails=[
        [REGION, TRAFFIC],
        [REGION, TRAFFIC, guardrail()],
        [REGION, AGENT],
        [REGION, TRAFFIC, guardrail(region="us-east-1", **EMAIL)],
        [REGION, TRAFFIC, guardrail(status="FAILED", **EMAIL)],
        row(REGION, TRAFFIC, guardrail(personal_data_one_way=("NAME",)), says="NAME"),
    ],
    unknown=[
        [REGION, TRAFFIC, guardrail().unknown("personal_data", GapReason.DENIED).unknown("personal_data_one_way", GapReason.DENIED)],
        [REGION, TRAFFIC, Gap(place="table:.", facts=("AwsGuardrail",), reason=GapReason.DENIED)],
    ],
    not_applicable=[(), REGION, [REGION, guardrail(region="us-east-1", **EMAIL)], [REGION, EMBEDDING]],
)


def content(output: str = "HIGH", *, blocks: bool = True, without: str = "") -> Any:
    kinds = ("HATE", "INSULTS", "MISCONDUCT", "SEXUAL", "VIOLENCE")
    return tuple(
        GuardrailFilter(type=kind, input_strength="HIGH", output_strength=output, blocks_output=blocks) for kind in kinds if kind != without
    )


test_answers_filtered = table(
    "aws-guardrail-filters-answers",
    passes=[guardrail(filters=content()), guardrail(filters=content("LOW"))],
    fails=[
        row(guardrail(), says="does not look at answers"),
        row(guardrail(filters=content("NONE")), says="does not look at answers"),
        guardrail(filters=content(blocks=False)),
        row(guardrail(filters=content(without="HATE")), says="HATE"),
        guardrail(filters=()),
    ],
    unknown=[guardrail().unknown("filters", GapReason.DENIED)],
    not_applicable=[()],
)


def base(region: str = "eu-west-1") -> Any:
    arn = f"arn:aws:bedrock:{region}:1:knowledge-base/K1"
    return fact(AwsKnowledgeBase, name="handbook", id="K1", status="ACTIVE", resource=arn)


def grounded(threshold: float = 0.7, *, kinds: Any = ("GROUNDING", "RELEVANCE"), blocks: bool = True, **more: Any) -> Any:
    return guardrail(grounding=tuple(GroundingFilter(type=each, threshold=threshold, blocks=blocks) for each in kinds), **more)


test_answers_grounded = table(
    "aws-guardrail-grounds-answers",
    passes=[
        [REGION, base(), grounded()],
        [REGION, base(), guardrail(name="other"), grounded()],
        [REGION, base(), grounded(name="a"), grounded(name="b").unknown("grounding", GapReason.DENIED)],
    ],
    fails=[
        [REGION, base()],
        row(REGION, base(), guardrail(), says="not checked against"),
        row(REGION, base(), grounded(kinds=("GROUNDING",)), says="in part"),
        row(REGION, base(), grounded(blocks=False), says="only reported"),
        [REGION, base(), grounded(0)],
        [REGION, base(), grounded(region="us-east-1")],
        [REGION, base(), grounded(status="FAILED")],
        [REGION, base(), grounded(name="a", kinds=("GROUNDING",)), grounded(name="b", kinds=("RELEVANCE",))],
    ],
    unknown=[
        [REGION, base(), grounded().unknown("grounding", GapReason.DENIED)],
        [REGION, Gap(place="table:.", facts=("AwsKnowledgeBase",), reason=GapReason.DENIED)],
    ],
    not_applicable=[(), [REGION, TRAFFIC], [REGION, base("us-east-1"), grounded()]],
)


def group(key: str = "", *, name: str = "/bedrock/calls", region: str = "eu-west-1") -> Any:
    return fact(AwsLogGroup, name=name, kms_key=key, resource=f"arn:aws:logs:{region}:1:log-group:{name}")


def recording(used: str = "/bedrock/calls", role: str = "invocation log") -> Any:
    return fact(AwsReference, user="1/eu-west-1/bedrock", used=used, role=role)


KEY = "arn:aws:kms:eu-west-1:1:key/k1"

test_log_group_encrypted = table(
    "aws-invocation-log-group-encrypted",
    passes=[[group(KEY), recording()]],
    fails=[
        [group(), recording()],
        [group(), group(KEY, name="/other"), recording()],
        [group(), recording(), Gap(place="table:.", facts=("AwsReference",), reason=GapReason.DENIED)],
    ],
    unknown=[
        [group().unknown("kms_key", GapReason.DENIED), recording()],
        [group(), Gap(place="table:.", facts=("AwsReference",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        (),
        group(),
        [group(), recording("/other")],
        [group(region="us-east-1"), recording()],
        [
            group(),
            fact(AwsReference, user="arn:aws:lambda:eu-west-1:1:function:chat", used="/bedrock/calls", role="environment variable LOGS"),
        ],
    ],
)
