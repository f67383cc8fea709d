"""What ties a workload to single models of Bedrock: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.hosting import AwsContainerService
from readiness.facts.aws.models import AwsFallbackModel, AwsTunedModel, AwsUsedModel
from readiness.facts.aws.serverless import AwsFunction
from readiness.facts.aws.storage import AwsBucket
from readiness.testing import PLACE, fact, row, table

SONNET = "anthropic.claude-sonnet-4-20250514-v1:0"
HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0"
ARN = "arn:aws:bedrock:eu-west-1:123456789012"
IMPORTED = f"{ARN}:imported-model/abcdef123456"
OPAQUE = "qwertyuiop12"


def used(model: str = SONNET, **more: Any) -> Any:
    """A model with calls."""
    values = {
        "region": "eu-west-1",
        "model": model,
        "written": (model,),
        "called": True,
        "listed": bool(model),
        "status": "ACTIVE",
        "makes_text": bool(model),
    }
    return fact(AwsUsedModel, **{"resource": f"model:{model or more['written'][0]}", **values, **more})


UNRESOLVED = used("", written=(OPAQUE,), status="")
OWN_WEIGHTS = used("", written=(IMPORTED,), status="")

test_not_ending = table(
    "aws-models-not-ending",
    passes=[used(), used(end_of_life=date(2026, 11, 28)), row(used(end_of_life=date(2026, 8, 1)), least_days=30)],
    fails=[
        row(used(status="LEGACY"), says="legacy"),
        row(used(status="LEGACY", end_of_life=date(2028, 1, 1)), says="2028-01-01"),
        row(used(end_of_life=date(2026, 11, 27)), says="nears its end of life"),
        used(end_of_life=date(2026, 5, 1)),
        used(called=False, users=("model of agent",), status="LEGACY"),
    ],
    unknown=[
        row(UNRESOLVED, says=OPAQUE),
        row(used(listed=False, status=""), says="does not list"),
        used().unknown("model", GapReason.DENIED),
        used().unknown("status", GapReason.DENIED).unknown("listed", GapReason.DENIED),
    ],
    not_applicable=[(), OWN_WEIGHTS],
)

EMBEDDING = used("amazon.titan-embed-text-v2:0", makes_text=False)
KEYED = fact(AwsFunction, name="answers", ai_evidence=("variable OPENAI_API_KEY",))
SANDBOX = used("amazon.nova-pro-v1:0", environment=Environment.DEVELOPMENT)

test_second = table(
    "aws-second-model-in-use",
    passes=[
        row(used(), used(HAIKU), says="anthropic.claude-haiku"),
        [used(), used("amazon.nova-pro-v1:0", called=False)],
        [used(), used(HAIKU), UNRESOLVED],
    ],
    fails=[
        row(used(), says="anthropic.claude-sonnet"),
        [used(), used("anthropic.claude-sonnet-4-5-20250929-v1:0")],
        [used(), EMBEDDING],
        [used(), SANDBOX],
        [used(), OWN_WEIGHTS],
        [used(), KEYED.model_copy(update={"environment": Environment.DEVELOPMENT})],
        [used(), fact(AwsFunction, name="answers", ai_evidence=("variable AWS_BEARER_TOKEN_BEDROCK", "variable MODEL_ID: x"))],
    ],
    unknown=[
        [used(), UNRESOLVED],
        row(used(), KEYED, says="variable OPENAI_API_KEY of answers"),
        row(used(), fact(AwsContainerService, name="gateway", cluster="c", signs=("variable ANTHROPIC_API_KEY",)), says="of gateway"),
        row(used(), used(HAIKU, listed=False), says=HAIKU),
        [used(), used(HAIKU).unknown("makes_text", GapReason.DENIED)],
        [used(), used(HAIKU).unknown("model", GapReason.DENIED)],
        [used(), Gap(place=PLACE, facts=("AwsUsedModel",), reason=GapReason.DENIED)],
    ],
    not_applicable=[(), EMBEDDING, SANDBOX, OWN_WEIGHTS],
)

PROFILES = {"profiles": (f"eu.{SONNET}",)}

test_cross_region = table(
    "aws-cross-region-inference",
    passes=[used(written=(f"eu.{SONNET}",), **PROFILES), used(written=(f"global.{SONNET}",), **PROFILES)],
    fails=[
        row(used(called_in_region=(SONNET,), **PROFILES), says=f"eu.{SONNET}"),
        used(written=(SONNET, f"eu.{SONNET}"), called_in_region=(SONNET,), **PROFILES),
        used(at_mantle=(SONNET,), called_in_region=(SONNET,), **PROFILES),
    ],
    unknown=[
        UNRESOLVED,
        used(called_in_region=(SONNET,)).unknown("profiles", GapReason.DENIED),
        used("", written=(OPAQUE,)).unknown("model", GapReason.DENIED),
    ],
    not_applicable=[
        (),
        used(called_in_region=(SONNET,)),
        used(called_in_region=(SONNET,), environment=Environment.DEVELOPMENT, **PROFILES),
        OWN_WEIGHTS,
        used("", written=(f"{ARN}:provisioned-model/abcdef123456",)),
        used(written=(f"{ARN}:provisioned-model/abcdef123456",), **PROFILES),
        used(at_mantle=(SONNET,), **PROFILES),
    ],
)


def tuned(*buckets: str, foreign: tuple[str, ...] = ()) -> Any:
    """A tuned model."""
    return fact(AwsTunedModel, name="claims", customization="FINE_TUNING", base="amazon.nova-lite-v1:0", buckets=buckets, foreign=foreign)


def bucket(name: str, versioning: str = "Enabled") -> Any:
    """A bucket of the account."""
    return fact(AwsBucket, name=name, versioning=versioning)


test_data_kept = table(
    "aws-tuned-model-data-kept",
    passes=[[tuned("training"), bucket("training")], [tuned("a", "b"), bucket("a"), bucket("b"), bucket("c", "")]],
    fails=[
        row(tuned("training", foreign=("training",)), bucket("other"), says="in no bucket of this account"),
        row(tuned("training"), bucket("training", "Suspended"), says="without versions"),
        [tuned("a", "b"), bucket("a"), bucket("b", "")],
    ],
    unknown=[
        [tuned(), bucket("training")],
        row(tuned("training"), bucket("other"), says="was not read"),
        tuned("training").unknown("foreign", GapReason.DENIED),
        [tuned("training"), bucket("training").unknown("versioning", GapReason.DENIED)],
        tuned().unknown("buckets", GapReason.DENIED),
        [tuned("training"), Gap(place=PLACE, facts=("AwsBucket",), reason=GapReason.DENIED)],
    ],
    not_applicable=[()],
)


def fallback(authorization: str = "AUTHORIZED", entitlement: str = "AVAILABLE", in_region: str = "AVAILABLE") -> Any:
    """A declared fallback."""
    return fact(
        AwsFallbackModel,
        function="arn:aws:lambda:eu-west-1:123456789012:function:assistant",
        variable="FALLBACK_MODEL_ID",
        model=HAIKU,
        region="eu-west-1",
        authorization=authorization,
        entitlement=entitlement,
        in_region=in_region,
        agreement="AVAILABLE",
    )


test_fallback = table(
    "aws-fallback-model-granted",
    passes=[fallback()],
    fails=[
        row(fallback("NOT_AUTHORIZED"), says="NOT_AUTHORIZED"),
        fallback(entitlement="NOT_AVAILABLE"),
        row(fallback(in_region="NOT_AVAILABLE"), says="not offered"),
        fallback("", "", ""),
    ],
    unknown=[fallback().unknown("authorization", GapReason.NOT_COLLECTED)],
    not_applicable=[()],
)
