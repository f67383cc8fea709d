"""Long-lived keys that ask models of AWS."""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.iam import AwsBedrockKey, AwsUserAccessKey

MODEL_SERVICES = ("bedrock", "sagemaker")


@check(
    "aws-models-without-access-keys",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC01-BP01", "aws-agentic-ai-lens:AGENTSEC03-BP01", "azure-waf-core:SE:09"],
)
def models_without_access_keys(key: AwsUserAccessKey) -> Verdict:
    """Bedrock and SageMaker are not called with users' keys.

    Why: A leaked key spends our model budget until somebody notices. Access keys of users do not expire. IAM tells
    the last use of a key only: one that was last used with another service passes.

    Fix: Give the caller a role and delete the key

        aws iam get-access-key-last-used --access-key-id <id>   # ends with <ending>, of user <user>
        aws iam update-access-key --user-name <user> --status Inactive --access-key-id <id>
    """
    if key.last_used is None:
        return not_applicable("the key was never used")
    models = key.last_service.startswith(MODEL_SERVICES)
    evidence: dict[str, Any] = {
        "user": key.user,
        "ending": key.ending,
        "last_used_with": key.last_service,
        "last_used": key.last_used.date(),
    }
    if models and key.active:
        return failed("Models are called with a user's access key", id=f"…{key.ending}", **evidence)
    return passed(active=key.active, **evidence)


@check(
    "aws-no-long-term-bedrock-key",
    severity="high",
    effort="hours",
    maps=["aws-genai-lens:GENSEC01-BP01", "aws-agentic-ai-lens:AGENTSEC03-BP01", "azure-waf-core:SE:09"],
)
def no_long_term_bedrock_key(key: AwsBedrockKey, today: date, max_days: int = 90) -> Verdict:
    r"""API keys of Bedrock expire soon.

    Why: A leaked key spends our model budget until somebody notices. Keys that live long are made for trying things
    out; software takes a role, or keys of twelve hours.

    Fix: Give the caller a role and delete the key

        aws iam list-service-specific-credentials --user-name <user> --service-name bedrock.amazonaws.com
        aws iam update-service-specific-credential --user-name <user> --status Inactive \
          --service-specific-credential-id <id>
    """
    evidence: dict[str, Any] = {"user": key.user, "id": f"…{key.ending}", "created": key.created.date()}
    if not key.active:
        return passed(active=False, **evidence)
    if key.expires is None:
        return failed("A Bedrock key never expires", **evidence)
    if key.expires.date() < today:
        return passed(expired=key.expires.date(), **evidence)
    if (key.expires - key.created).days > max_days:
        return failed("A Bedrock key lives too long", expires=key.expires.date(), max_days=max_days, **evidence)
    return passed(expires=key.expires.date(), **evidence)
