"""Which IAM action a boto3 call needs."""

from __future__ import annotations

from collections.abc import Iterable

PREFIXES: dict[str, str] = {
    "bedrock-agent": "bedrock",
    "bedrock-agentcore-control": "bedrock-agentcore",
    "elbv2": "elasticloadbalancing",
    "efs": "elasticfilesystem",
    "opensearch": "es",
    "opensearchserverless": "aoss",
    "service-quotas": "servicequotas",
    "stepfunctions": "states",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "ssm-incidents": "ssm-incidents",
    "apigatewayv2": "apigateway",
    "application-autoscaling": "application-autoscaling",
}
"""Service prefix of IAM actions, where it is not the client's name (Service Authorization Reference)."""

EXCEPTIONS: dict[str, str] = {
    "s3.list_buckets": "s3:ListAllMyBuckets",
    "s3.head_bucket": "s3:ListBucket",
    "s3.get_public_access_block": "s3:GetBucketPublicAccessBlock",
    "s3control.get_public_access_block": "s3:GetAccountPublicAccessBlock",
    "s3.get_bucket_encryption": "s3:GetEncryptionConfiguration",
    "s3.get_bucket_lifecycle_configuration": "s3:GetLifecycleConfiguration",
    "s3.get_bucket_replication": "s3:GetReplicationConfiguration",
    "s3.get_object_lock_configuration": "s3:GetBucketObjectLockConfiguration",
    "lambda.list_versions_by_function": "lambda:ListVersionsByFunction",
    "budgets.describe_budgets": "budgets:ViewBudget",
    "budgets.describe_notifications_for_budget": "budgets:ViewBudget",
    "budgets.describe_subscribers_for_notification": "budgets:ViewBudget",
    "wafv2.get_web_acl_for_resource": "wafv2:GetWebACLForResource",
    "account.get_alternate_contact": "account:GetAlternateContact",
}
"""Actions that are not named after their call."""

BESIDES: dict[str, str] = {"wafv2.get_web_acl_for_resource": "wafv2:GetWebACL"}
"""Actions that AWS checks within a call, beside the call's own."""


def action_of(call: str) -> str:
    """The IAM action of a call such as `bedrock.list_guardrails`."""
    if call in EXCEPTIONS:
        return EXCEPTIONS[call]
    client, _, operation = call.partition(".")
    if client in ("apigateway", "apigatewayv2"):
        return "apigateway:GET"
    return f"{PREFIXES.get(client, client)}:{''.join(part.capitalize() for part in operation.split('_'))}"


def actions_of(calls: Iterable[str]) -> tuple[str, ...]:
    """The IAM actions of some calls, each once, sorted."""
    wanted = set(calls)
    return tuple(sorted({action_of(call) for call in wanted} | {BESIDES[call] for call in wanted & BESIDES.keys()}))
