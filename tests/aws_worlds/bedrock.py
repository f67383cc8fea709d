"""A region that records model calls to a log group and a bucket, with one guardrail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aws_world import ACCOUNT, REGION, Answer

ARN = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/abcdefghijkl"
WHEN = datetime(2026, 5, 1, tzinfo=UTC)


def listed(version: str) -> dict[str, Any]:
    return {
        "id": "abcdefghijkl",
        "arn": ARN,
        "status": "READY",
        "name": "claims",
        "version": version,
        "createdAt": WHEN,
        "updatedAt": WHEN,
    }


LOGGING: dict[str, Any] = {
    "loggingConfig": {
        "cloudWatchConfig": {"logGroupName": "/aws/bedrock/calls", "roleArn": f"arn:aws:iam::{ACCOUNT}:role/bedrock-logs"},
        "s3Config": {"bucketName": "claims-model-calls"},
        "textDataDeliveryEnabled": True,
    }
}

GUARDRAIL: dict[str, Any] = {
    "name": "claims",
    "guardrailId": "abcdefghijkl",
    "guardrailArn": ARN,
    "version": "2",
    "status": "READY",
    "createdAt": WHEN,
    "updatedAt": WHEN,
    "blockedInputMessaging": "no",
    "blockedOutputsMessaging": "no",
    "contentPolicy": {
        "filters": [
            {"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"},
            {"type": "HATE", "inputStrength": "HIGH", "outputStrength": "HIGH", "inputAction": "NONE"},
        ]
    },
    "sensitiveInformationPolicy": {
        "piiEntities": [{"type": "EMAIL", "action": "ANONYMIZE"}, {"type": "NAME", "action": "NONE"}],
        "regexes": [{"name": "policy number", "pattern": "P-[0-9]+", "action": "BLOCK"}],
    },
}

ANSWERS: dict[str, Answer] = {
    "bedrock.get_model_invocation_logging_configuration": LOGGING,
    "bedrock.list_guardrails": {"guardrails": [listed("DRAFT"), listed("2")]},
    "bedrock.get_guardrail": GUARDRAIL,
}
