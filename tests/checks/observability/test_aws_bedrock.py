"""Recording of model calls on AWS: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Gap, GapReason
from readiness.facts.aws.bedrock import AwsBedrockRegion, AwsGuardrail
from readiness.facts.aws.watching import AwsBedrockTraffic
from readiness.testing import fact, row, table


def region(log_group: str | None = None, log_bucket: str | None = None, *, text: bool = True, name: str = "eu-west-1") -> Any:
    return fact(AwsBedrockRegion, region=name, log_group=log_group, log_bucket=log_bucket, text_recorded=text, resource=f"1/{name}/bedrock")


def traffic(name: str = "eu-west-1") -> Any:
    return fact(AwsBedrockTraffic, region=name, model="anthropic.claude-sonnet", resource=f"{name}/claude")


def guardrail(name: str = "eu-west-1") -> Any:
    return fact(AwsGuardrail, name="claims", region=name, status="READY", version="1")


test_recorded = table(
    "aws-bedrock-invocation-logging",
    passes=[[region("/bedrock/calls"), traffic()], [region(None, "calls"), traffic()], region("/bedrock/calls")],
    fails=[
        row(region(text=False), traffic(), says="anthropic.claude-sonnet"),
        [region(text=False), guardrail()],
        row(region("/bedrock/calls", text=False), traffic(), says="lack what was asked"),
        [region("/bedrock/calls"), region(name="us-east-1", text=False), traffic(), traffic("us-east-1")],
    ],
    unknown=[
        [region(text=False).unknown("log_group", GapReason.DENIED), traffic()],
        [region(text=False), Gap(place="folder:.", facts=("AwsBedrockTraffic",), reason=GapReason.DENIED)],
    ],
    not_applicable=[(), region(text=False), [region(text=False), traffic("us-east-1")]],
)
