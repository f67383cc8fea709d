"""Long-lived keys that ask models: situations and verdicts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from readiness.facts import GapReason
from readiness.facts.aws.iam import AwsBedrockKey, AwsUserAccessKey
from readiness.testing import fact, row, table

MAY = datetime(2026, 5, 1, tzinfo=UTC)


def access_key(service: str, **more: Any) -> Any:
    values = {"user": "bot", "ending": "MPLE", "active": True, "created": MAY, "last_service": service, "last_used": MAY, **more}
    return fact(AwsUserAccessKey, **values)


test_models_without_access_keys = table(
    "aws-models-without-access-keys",
    passes=[access_key("s3"), access_key("bedrock", active=False)],
    fails=[row(access_key("bedrock"), says="MPLE"), access_key("sagemaker"), access_key("bedrock-runtime")],
    unknown=[access_key("bedrock").unknown("last_used", GapReason.DENIED).unknown("last_service", GapReason.DENIED)],
    not_applicable=[access_key("", last_used=None)],
)


def bedrock_key(days: int | None, **more: Any) -> Any:
    expires = None if days is None else MAY + timedelta(days=days)
    return fact(AwsBedrockKey, **{"user": "bot", "ending": "1234", "active": True, "created": MAY, "expires": expires, **more})


test_no_long_term_bedrock_key = table(
    "aws-no-long-term-bedrock-key",
    passes=[
        bedrock_key(40),
        bedrock_key(90),
        bedrock_key(None, active=False),
        bedrock_key(365, created=MAY + timedelta(days=300)),
        bedrock_key(1, created=MAY - timedelta(days=300)),
    ],
    fails=[row(bedrock_key(None), says="never expires"), bedrock_key(91), row(bedrock_key(40), max_days=14)],
    unknown=[bedrock_key(30).unknown("expires", GapReason.DENIED)],
)
