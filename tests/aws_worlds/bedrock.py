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
        "cloudWatchConfig": {
            "logGroupName": "/aws/bedrock/calls",
            "roleArn": f"arn:aws:iam::{ACCOUNT}:role/bedrock-logs",
            "largeDataDeliveryS3Config": {"bucketName": "claims-large-calls"},
        },
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
    "contextualGroundingPolicy": {
        "filters": [{"type": "GROUNDING", "threshold": 0.75}, {"type": "RELEVANCE", "threshold": 0.5, "action": "NONE", "enabled": True}]
    },
    "sensitiveInformationPolicy": {
        "piiEntities": [
            {"type": "EMAIL", "action": "ANONYMIZE"},
            {"type": "NAME", "action": "NONE"},
            {"type": "PHONE", "action": "BLOCK", "inputAction": "NONE", "outputAction": "ANONYMIZE"},
            {"type": "AGE", "action": "BLOCK", "outputEnabled": False},
            {"type": "PIN", "action": "NONE", "inputAction": "BLOCK", "outputAction": "BLOCK"},
            {"type": "URL", "action": "BLOCK", "inputEnabled": False, "outputEnabled": False},
        ],
        "regexes": [{"name": "policy number", "pattern": "P-[0-9]+", "action": "BLOCK"}],
    },
}

ENFORCED: dict[str, Any] = {
    "guardrailsConfig": [
        {"guardrailArn": ARN, "guardrailVersion": "2"},
        {"guardrailArn": f"{ARN}x", "modelEnforcement": {"includedModels": ["amazon.nova-lite-v1:0"], "excludedModels": []}},
    ]
}

PROFILE = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:application-inference-profile/p1q2r3s4t5u6"
HAIKU = "anthropic.claude-3-haiku-20240307-v1:0"
EVALUATION = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:evaluation-job/e1f2g3h4i5j6"

PROFILES: dict[str, Any] = {
    "inferenceProfileSummaries": [
        {
            "inferenceProfileName": "claims",
            "inferenceProfileArn": PROFILE,
            "inferenceProfileId": "p1q2r3s4t5u6",
            "status": "ACTIVE",
            "type": "APPLICATION",
            "models": [
                {"modelArn": f"arn:aws:bedrock:{REGION}::foundation-model/{HAIKU}"},
                {"modelArn": f"arn:aws:bedrock:eu-central-1::foundation-model/{HAIKU}"},
            ],
        }
    ]
}

EVALUATIONS: dict[str, Any] = {
    "jobSummaries": [
        {
            "jobArn": EVALUATION,
            "jobName": "claims-may",
            "status": "Completed",
            "creationTime": WHEN,
            "jobType": "Automated",
            "evaluationTaskTypes": ["QuestionAndAnswer"],
            "applicationType": "ModelEvaluation",
            "inferenceConfigSummary": {"modelConfigSummary": {"bedrockModelIdentifiers": [f"eu.{HAIKU}"]}},
            "evaluatorModelIdentifiers": ["amazon.nova-pro-v1:0"],
        },
        {
            "jobArn": f"{EVALUATION}0",
            "jobName": "claims-old",
            "status": "Completed",
            "creationTime": WHEN,
            "jobType": "Human",
            "evaluationTaskTypes": ["Custom"],
            "modelIdentifiers": [PROFILE],
        },
    ]
}

ANSWERS: dict[str, Answer] = {
    "bedrock.get_model_invocation_logging_configuration": LOGGING,
    "logs.describe_log_groups": {
        "logGroups": [{"logGroupName": "/aws/bedrock/calls", "arn": "arn:aws:logs:…:log-group:/aws/bedrock/calls:*"}]
    },
    "bedrock.list_enforced_guardrails_configuration": ENFORCED,
    "s3.head_bucket": {"BucketRegion": REGION},
    "cloudwatch.list_metrics": {"Metrics": [{"Namespace": "AWS/BedrockMantle", "MetricName": "Inferences"}]},
    "bedrock.list_guardrails": {"guardrails": [listed("DRAFT"), listed("2")]},
    "bedrock.get_guardrail": GUARDRAIL,
    "bedrock.list_inference_profiles": PROFILES,
    "bedrock.list_tags_for_resource": {"tags": [{"key": "project", "value": "claims"}]},
    "bedrock.list_evaluation_jobs": EVALUATIONS,
}
