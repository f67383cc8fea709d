"""A model called through two profiles, its quotas and requests for more, paid capacity, and models that were tuned."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aws_world import ACCOUNT, REGION, Answer

from aws_worlds.hosting import ENDPOINT_QUOTA

ARN = f"arn:aws:bedrock:{REGION}:{ACCOUNT}"
WHEN = datetime(2026, 5, 1, tzinfo=UTC)
SONNET = "anthropic.claude-sonnet-4-20250514-v1:0"
NOVA = "amazon.nova-pro-v1:0"
THROUGHPUT = f"{ARN}:provisioned-model/abcdef123456"
PROFILE = f"{ARN}:application-inference-profile/qwertyuiop12"
TUNED = f"{ARN}:custom-model/amazon.nova-lite-v1:0:300k/abcdef123456"
IMPORTED = f"{ARN}:imported-model/abcdef123456"


def foundation(model: str, name: str, provider: str, status: str = "ACTIVE", **lifecycle: Any) -> dict[str, Any]:
    """A foundation model as listed."""
    return {
        "modelArn": f"arn:aws:bedrock:{REGION}::foundation-model/{model}",
        "modelId": model,
        "modelName": name,
        "providerName": provider,
        "outputModalities": ["TEXT"],
        "modelLifecycle": {"status": status, **lifecycle},
    }


def profile(id: str, kind: str, *regions: str, model: str = SONNET) -> dict[str, Any]:
    """An inference profile over a model in some regions."""
    path = "application-inference-profile" if kind == "APPLICATION" else "inference-profile"
    return {
        "inferenceProfileName": id,
        "inferenceProfileArn": f"{ARN}:{path}/{id}",
        "inferenceProfileId": id,
        "models": [{"modelArn": f"arn:aws:bedrock:{region}::foundation-model/{model}"} for region in regions],
        "status": "ACTIVE",
        "type": kind,
    }


def quota(name: str, code: str, value: float, *, adjustable: bool = True) -> dict[str, Any]:
    """A quota of Bedrock."""
    return {"ServiceCode": "bedrock", "QuotaName": name, "QuotaCode": code, "Value": value, "Adjustable": adjustable}


def request(status: str, created: datetime, service: str = "bedrock", code: str = "L-59759B4A") -> dict[str, Any]:
    """A request to raise a quota."""
    return {
        "Id": "1",
        "ServiceCode": service,
        "QuotaCode": code,
        "QuotaName": f"quota {code}",
        "DesiredValue": 1.0,
        "Status": status,
        "Created": created,
        "LastUpdated": created,
    }


def figures(*values: float, id: str = "q0", minute: int = 0) -> dict[str, Any]:
    """Figures of consecutive minutes."""
    return {
        "Id": id,
        "StatusCode": "Complete",
        "Timestamps": [datetime(2026, 5, 20, 8, minute + number, tzinfo=UTC) for number in range(len(values))],
        "Values": list(values),
    }


def throughput(**more: Any) -> dict[str, Any]:
    """Provisioned throughput as listed."""
    return {
        "provisionedModelName": "assistant",
        "provisionedModelArn": THROUGHPUT,
        "modelArn": f"arn:aws:bedrock:{REGION}::foundation-model/{SONNET}",
        "desiredModelArn": f"arn:aws:bedrock:{REGION}::foundation-model/{SONNET}",
        "foundationModelArn": f"arn:aws:bedrock:{REGION}::foundation-model/{SONNET}",
        "modelUnits": 1,
        "desiredModelUnits": 2,
        "status": "InService",
        "commitmentDuration": "OneMonth",
        "commitmentExpirationTime": datetime(2026, 6, 20, tzinfo=UTC),
        "creationTime": WHEN,
        "lastModifiedTime": WHEN,
        **more,
    }


CROSS = "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4 V1"

ANSWERS: dict[str, Answer] = {
    "bedrock.list_foundation_models": {
        "modelSummaries": [
            foundation(SONNET, "Claude Sonnet 4", "Anthropic", "LEGACY", endOfLifeTime=datetime(2026, 10, 14, tzinfo=UTC)),
            foundation(NOVA, "Nova Pro", "Amazon"),
        ]
    },
    "bedrock.list_inference_profiles": {
        "inferenceProfileSummaries": [
            profile(f"eu.{SONNET}", "SYSTEM_DEFINED", "eu-west-1", "eu-central-1"),
            profile("qwertyuiop12", "APPLICATION", "eu-west-1", "eu-central-1"),
        ]
    },
    "bedrock.list_provisioned_model_throughputs": {"provisionedModelSummaries": [throughput()]},
    "service-quotas.list_service_quotas": {"Quotas": [quota(CROSS, "L-59759B4A", 200000), ENDPOINT_QUOTA]},
    "service-quotas.list_aws_default_service_quotas": {"Quotas": [quota(CROSS, "L-59759B4A", 400000)]},
    "service-quotas.list_requested_service_quota_change_history": {"RequestedQuotas": [request("CASE_OPENED", WHEN)]},
    "cloudwatch.get_metric_data": {"MetricDataResults": [figures(1000, 5000, 2000)]},
    "bedrock.list_custom_models": {
        "modelSummaries": [
            {
                "modelArn": TUNED,
                "modelName": "claims-tuned",
                "creationTime": WHEN,
                "baseModelArn": f"arn:aws:bedrock:{REGION}::foundation-model/amazon.nova-lite-v1:0:300k",
                "baseModelName": "Nova Lite",
                "customizationType": "FINE_TUNING",
            }
        ]
    },
    "bedrock.get_custom_model": {
        "modelArn": TUNED,
        "modelName": "claims-tuned",
        "creationTime": WHEN,
        "trainingDataConfig": {"s3Uri": "s3://claims-training/2026/train.jsonl"},
        "validationDataConfig": {"validators": [{"s3Uri": "s3://claims-training/2026/check.jsonl"}]},
        "outputDataConfig": {"s3Uri": "s3://claims-training-output/"},
    },
    "bedrock.list_imported_models": {"modelSummaries": [{"modelArn": IMPORTED, "modelName": "claims-llama", "creationTime": WHEN}]},
    "bedrock.get_imported_model": {"modelDataSource": {"s3DataSource": {"s3Uri": "s3://claims-weights/llama/"}}},
    "s3.list_buckets": {"Buckets": [{"Name": "claims-training"}]},
    "bedrock.get_foundation_model_availability": {
        "modelId": NOVA,
        "agreementAvailability": {"status": "AVAILABLE"},
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": "AVAILABLE",
        "regionAvailability": "AVAILABLE",
    },
}
