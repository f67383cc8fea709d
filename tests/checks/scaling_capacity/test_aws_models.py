"""Room for more calls of Bedrock: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.facts import Environment, Gap, GapReason
from readiness.facts.aws.models import (
    CROSS_REGION,
    PROVISIONED,
    AwsModelLoad,
    AwsProvisionedModel,
    AwsQuotaRequests,
    ModelQuota,
    QuotaRequest,
)
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.testing import PLACE, fact, row, table

MODEL = "anthropic.claude-sonnet-4-20250514-v1:0"


def quota(value: float = 200_000, *, adjustable: bool = True) -> ModelQuota:
    """A quota of tokens per minute."""
    return ModelQuota(name="tokens per minute", code="L-1", value=value, adjustable=adjustable)


def load(**more: Any) -> Any:
    """A model with calls."""
    values = {
        "region": "eu-west-1",
        "model": MODEL,
        "reach": CROSS_REGION,
        "written": (f"eu.{MODEL}",),
        "quota": quota(),
        "default": 200_000,
    }
    return fact(AwsModelLoad, **{**values, "peak": 1000.0, "invocations": 100, **more})


SILENT = GapReason.UNSUPPORTED
MANTLE = load(reach="bedrock-mantle").unknown("quota", SILENT).unknown("peak", SILENT).unknown("throttled", SILENT)
DEVELOPMENT = load(environment=Environment.DEVELOPMENT, throttled=5, peak=199_000.0)

test_headroom = table(
    "aws-model-quota-headroom",
    passes=[load(), load(peak=160_000.0), row(load(peak=190_000.0), most_percent=95.0)],
    fails=[
        row(load(peak=160_001.0), says="L-1"),
        load(peak=300_000.0),
        row(load(peak=130_000.0), most_percent=60.0),
        load(quota=quota(0), peak=1.0),
    ],
    unknown=[
        row(load(quota=None), says="no quota of Service Quotas could be matched"),
        row(load(peak=None), says="no estimate"),
        load(quota=None, peak=None, reach=""),
        load().unknown("peak", GapReason.DENIED),
        load().unknown("quota", GapReason.DENIED),
        load(quota=None).unknown("reach", GapReason.DENIED),
        MANTLE,
    ],
    not_applicable=[(), DEVELOPMENT, load(reach=PROVISIONED, quota=None, peak=None)],
)

test_throttling = table(
    "aws-model-not-throttled",
    passes=[load(), row(load(throttled=1, invocations=10_000), most_percent=0.1), load(quota=None, peak=None)],
    fails=[row(load(throttled=1, invocations=99), says="1.0"), load(throttled=3, invocations=0), load(reach=PROVISIONED, throttled=1)],
    unknown=[MANTLE, load().unknown("throttled", GapReason.DENIED), load(throttled=1).unknown("invocations", GapReason.DENIED)],
    not_applicable=[(), DEVELOPMENT, load(invocations=0)],
)

test_raised = table(
    "aws-model-quota-raised",
    passes=[load(quota=quota(400_000), peak=399_000.0), load(quota=quota(400_000), peak=None), load(peak=120_000.0)],
    fails=[row(load(peak=120_001.0), says="200000"), row(load(quota=quota(100_000)), says="below AWS's default")],
    unknown=[
        load(quota=None),
        MANTLE,
        load(default=None),
        load(peak=None),
        load().unknown("default", GapReason.DENIED),
        load().unknown("quota", GapReason.DENIED),
    ],
    not_applicable=[(), DEVELOPMENT, load(quota=quota(adjustable=False), peak=199_000.0), load(reach=PROVISIONED, quota=None)],
)


def asked(*requests: tuple[str, date]) -> Any:
    """Requests of a region."""
    made = tuple(QuotaRequest(service="bedrock", quota=f"quota {status}", status=status, changed=day) for status, day in requests)
    return fact(AwsQuotaRequests, region="eu-west-1", requests=made)


LATELY, LONG_AGO = date(2026, 5, 20), date(2026, 4, 1)
USED = fact(AwsBedrockTraffic, region="eu-west-1", model=MODEL)

test_requests = table(
    "aws-quota-requests-settled",
    passes=[
        [asked(), USED],
        asked(("APPROVED", LATELY)),
        asked(("CASE_CLOSED", LATELY), ("DENIED", LONG_AGO)),
        row(asked(("DENIED", LATELY)), recent_days=5),
    ],
    fails=[
        row(asked(("CASE_OPENED", LONG_AGO)), says="still open"),
        asked(("PENDING", LATELY), ("APPROVED", LATELY)),
        row(asked(("DENIED", LATELY)), says="was refused"),
        row(asked(("DENIED", LATELY)), says=": DENIED, 2026-05-20"),
        asked(("NOT_APPROVED", LATELY)),
    ],
    unknown=[
        [USED, asked().unknown("requests", GapReason.DENIED)],
        [asked(), Gap(place=PLACE, facts=("AwsBedrockTraffic",), reason=GapReason.DENIED)],
    ],
    not_applicable=[(), asked(), [asked(), USED.model_copy(update={"region": "us-east-1"})]],
)


def throughput(status: str = "InService", units: int = 2, until: date | None = None) -> Any:
    """Provisioned throughput of two units."""
    return fact(AwsProvisionedModel, name="assistant", model=MODEL, status=status, units=units, desired_units=2, committed_until=until)


test_provisioned = table(
    "aws-provisioned-throughput-secured",
    passes=[throughput(), throughput(until=date(2026, 7, 1)), row(throughput(until=date(2026, 6, 10)), least_days=7)],
    fails=[
        row(throughput("Failed"), says="not in service"),
        row(throughput("Updating", units=1), says="smaller than asked for"),
        row(throughput(until=date(2026, 6, 30)), says="29"),
        throughput(until=date(2026, 5, 1)),
    ],
    unknown=[throughput().unknown("committed_until", GapReason.DENIED)],
    not_applicable=[(), throughput("Creating", units=0)],
)
