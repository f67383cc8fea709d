"""Recording of model calls on AWS: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Gap, GapReason
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.bedrock import AwsBedrockRegion
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.testing import fact, row, table


def region(log_group: str | None = None, log_bucket: str | None = None, *, text: bool = True, name: str = "eu-west-1") -> Any:
    return fact(
        AwsBedrockRegion,
        region=name,
        log_group=log_group,
        log_bucket=log_bucket,
        log_group_exists=True if log_group else None,
        log_bucket_exists=True if log_bucket else None,
        text_recorded=text,
        resource=f"1/{name}/bedrock",
    )


def seen(here: Any, **otherwise: Any) -> Any:
    """The region, with some of it seen otherwise."""
    return here.model_copy(update=otherwise)


def names_model(used: str = "anthropic.claude-3-haiku-20240307-v1:0", where: str = "eu-west-1") -> Any:
    return fact(AwsReference, user=f"arn:aws:lambda:{where}:1:function:chat", used=used, role="environment variable MODEL", resource=where)


def traffic(name: str = "eu-west-1") -> Any:
    return fact(AwsBedrockTraffic, region=name, model="anthropic.claude-sonnet", resource=f"{name}/claude")


GROUP = region("/bedrock/calls")
BOTH = region("/bedrock/calls", "calls")

test_recorded = table(
    "aws-bedrock-invocation-logging",
    passes=[
        [GROUP, traffic()],
        [region(None, "calls"), traffic()],
        GROUP,
        [seen(BOTH, log_group_exists=False), traffic()],
        [BOTH.unknown("log_group_exists", GapReason.DENIED), traffic()],
        [GROUP.unknown("log_bucket_exists", GapReason.DENIED), traffic()],
    ],
    fails=[
        row(region(text=False), traffic(), says="anthropic.claude-sonnet"),
        row(region(text=False), names_model(), says="environment variable MODEL"),
        row(region("/bedrock/calls", text=False), traffic(), says="lack what was asked"),
        [GROUP, region(name="us-east-1", text=False), traffic(), traffic("us-east-1")],
        row(seen(GROUP, log_group_exists=False), traffic(), says="gone"),
        [seen(BOTH, log_group_exists=False, log_bucket_exists=False), traffic()],
        [seen(region(text=False), mantle_called=True), traffic()],
        [region(text=False), traffic(), Gap(place="table:.", facts=("AwsReference",), reason=GapReason.DENIED)],
    ],
    unknown=[
        [seen(GROUP, mantle_called=True), traffic()],
        seen(region(text=False), mantle_called=True),
        [GROUP.unknown("mantle_called", GapReason.DENIED), traffic()],
        [region(text=False).unknown("log_group", GapReason.DENIED), traffic()],
        [region(text=False), Gap(place="table:.", facts=("AwsBedrockTraffic",), reason=GapReason.DENIED)],
        [GROUP.unknown("log_group_exists", GapReason.DENIED), traffic()],
        [seen(BOTH, log_bucket_exists=False).unknown("log_group_exists", GapReason.DENIED), traffic()],
        [region(text=False), Gap(place="table:.", facts=("AwsReference",), reason=GapReason.DENIED)],
    ],
    not_applicable=[
        (),
        region(text=False),
        [region(text=False), traffic("us-east-1")],
        [region(text=False), names_model(where="us-east-1")],
        [region(text=False), names_model("claims-table")],
    ],
)
