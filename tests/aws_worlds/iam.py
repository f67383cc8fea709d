"""IAM: a role of a function, one of AWS's own, a user with an access key and a key of Bedrock."""

import copy
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from aws_world import ACCOUNT, Answer

DAY = datetime(2026, 1, 2, tzinfo=UTC)
MANAGED = f"arn:aws:iam::{ACCOUNT}:policy/invoke"


def document(*statements: dict[str, Any]) -> str:
    """A policy as IAM sends it: JSON, URL-encoded."""
    return quote(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


TRUST = document({"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"})
INVOKE = document(
    {"Effect": "Allow", "Action": "bedrock:InvokeModel", "Resource": ["*"], "Condition": {"Bool": {"aws:SecureTransport": True}}}
)
LOGS = document({"Effect": "Deny", "NotAction": ["logs:*"], "NotResource": "arn:aws:logs:*:*:*"})


def role(name: str, path: str = "/") -> dict[str, Any]:
    """A role with an inline and an attached policy."""
    return {
        "Path": path,
        "RoleName": name,
        "RoleId": "AROAAAAAAAAAAAAAAAAAA",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role{path}{name}",
        "CreateDate": DAY,
        "AssumeRolePolicyDocument": TRUST,
        "RolePolicyList": [{"PolicyName": "logs", "PolicyDocument": LOGS}],
        "AttachedManagedPolicies": [{"PolicyName": "invoke", "PolicyArn": MANAGED}],
        "PermissionsBoundary": {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": MANAGED},
        "Tags": [{"Key": "environment", "Value": "production"}],
        "RoleLastUsed": {"LastUsedDate": DAY, "Region": "eu-west-1"},
    }


DETAILS: dict[str, Any] = {
    "RoleDetailList": [role("assistant"), role("AWSServiceRoleForSupport", "/aws-service-role/support.amazonaws.com/")],
    "Policies": [
        {
            "PolicyName": "invoke",
            "Arn": MANAGED,
            "PolicyVersionList": [
                {"Document": LOGS, "VersionId": "v1", "IsDefaultVersion": False},
                {"Document": INVOKE, "VersionId": "v2", "IsDefaultVersion": True},
            ],
        }
    ],
}


def details(asked: dict[str, Any]) -> dict[str, Any]:
    """The details, anew for each call: boto3 puts the decoded documents into the answer."""
    return copy.deepcopy(DETAILS)


ANSWERS: dict[str, Answer] = {
    "iam.get_account_authorization_details": details,
    "iam.list_users": {
        "Users": [
            {"Path": "/", "UserName": "bot", "UserId": "AIDAAAAAAAAAAAAAAAAA", "Arn": f"arn:aws:iam::{ACCOUNT}:user/bot", "CreateDate": DAY}
        ]
    },
    "iam.list_access_keys": {
        "AccessKeyMetadata": [{"UserName": "bot", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Active", "CreateDate": DAY}]
    },
    "iam.get_access_key_last_used": {
        "UserName": "bot",
        "AccessKeyLastUsed": {"LastUsedDate": DAY, "ServiceName": "bedrock", "Region": "eu-west-1"},
    },
    "iam.list_service_specific_credentials": {
        "ServiceSpecificCredentials": [
            {
                "UserName": "bot",
                "Status": "Active",
                "CreateDate": DAY,
                "ServiceSpecificCredentialId": "ACCAAAAAAAAAAAAA1234",
                "ServiceName": "bedrock.amazonaws.com",
            }
        ]
    },
    "iam.get_account_summary": {"SummaryMap": {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1}},
}
