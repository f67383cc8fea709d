"""Reads IAM: roles with all their policies in one call, access keys and when they were used, keys of Bedrock, the root user."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, tags_of
from readiness.facts.aws.iam import AwsBedrockKey, AwsRole, AwsRootUser, AwsStatement, AwsUserAccessKey

DETAILS = "iam.get_account_authorization_details"
OWNED_BY_AWS = ("/aws-service-role/", "/aws-reserved/")
"""Paths of roles that only AWS can change."""


@aws("aws-account", gives=(AwsRole,), calls=(DETAILS,))
def roles(reading: Aws) -> Iterator[Observation]:
    """Roles with their policies."""
    details = reading.pages(DETAILS, "RoleDetailList", Filter=["Role"])
    policies = reading.pages(DETAILS, "Policies", Filter=["LocalManagedPolicy", "AWSManagedPolicy"])
    managed = {each["Arn"]: _managed(each) for each in policies}
    for role in details:
        if role.get("Path", "/").startswith(OWNED_BY_AWS):
            continue
        attached = role.get("AttachedManagedPolicies") or []
        tags = tags_of(role.get("Tags"))
        inline = [
            statement
            for policy in role.get("RolePolicyList") or []
            for statement in statements_of(policy["PolicyDocument"], policy["PolicyName"])
        ]
        yield reading.fact(
            AwsRole,
            role["Arn"],
            DETAILS,
            names=(role["RoleName"],),
            tags=tags,
            name=role["RoleName"],
            account=reading.account,
            trust=statements_of(role.get("AssumeRolePolicyDocument") or {}, "trust policy"),
            statements=(*inline, *(each for policy in attached for each in managed.get(policy["PolicyArn"], ()))),
            policies=tuple(policy["PolicyName"] for policy in attached),
            boundary=(role.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn", ""),
            last_used=(role.get("RoleLastUsed") or {}).get("LastUsedDate"),
            in_scope=tags.get("readiness:scope") == "ai",
        )


def _managed(policy: dict[str, Any]) -> tuple[AwsStatement, ...]:
    current = next((each for each in policy.get("PolicyVersionList") or [] if each.get("IsDefaultVersion")), None)
    return statements_of(current["Document"], policy["Arn"].rpartition("/")[2]) if current else ()


def statements_of(document: Any, policy: str) -> tuple[AwsStatement, ...]:
    """The statements of a policy document, a mapping or JSON (URL-encoded or not)."""
    if isinstance(document, str):
        document = json.loads(unquote(document) if document.lstrip().startswith("%7B") else document)
    return tuple(_statement(each, policy) for each in _listed(document.get("Statement")))


def _statement(written: dict[str, Any], policy: str) -> AwsStatement:
    return AwsStatement(
        policy=policy,
        effect=written["Effect"],
        actions=_texts(written.get("Action")),
        not_actions=_texts(written.get("NotAction")),
        resources=_texts(written.get("Resource")),
        not_resources=_texts(written.get("NotResource")),
        conditions={
            operator: {key: _texts(values) for key, values in wanted.items()}
            for operator, wanted in (written.get("Condition") or {}).items()
        },
        principals=_principals(written.get("Principal")),
        not_principals=_principals(written.get("NotPrincipal")),
    )


def _principals(written: Any) -> dict[str, tuple[str, ...]]:
    if not written:
        return {}
    if isinstance(written, str):
        return {"*": (written,)}
    return {kind: _texts(who) for kind, who in written.items()}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _texts(value: Any) -> tuple[str, ...]:
    # JSON's booleans are written `true` in policies.
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in _listed(value))


@aws(
    "aws-account",
    gives=(AwsUserAccessKey,),
    calls=("iam.list_users", "iam.list_access_keys", "iam.get_access_key_last_used"),
)
def access_keys(reading: Aws) -> Iterator[Observation]:
    """Access keys of IAM users, and what each was last used with."""
    for user in reading.pages("iam.list_users", "Users"):
        for key in reading.pages("iam.list_access_keys", "AccessKeyMetadata", UserName=user["UserName"]):
            used = reading.optional(partial(_last_use, reading, key["AccessKeyId"]))
            service, when = used if isinstance(used, tuple) else (used, used)
            yield reading.fact(
                AwsUserAccessKey,
                f"{user['Arn']}/access-key/{key['AccessKeyId'][-4:]}",
                "iam.list_access_keys",
                names=(user["UserName"],),
                user=user["UserName"],
                ending=key["AccessKeyId"][-4:],
                active=key["Status"] == "Active",
                created=key["CreateDate"],
                last_service=service,
                last_used=when,
            )


def _last_use(reading: Aws, key: str) -> tuple[str, Any]:
    used = reading.call("iam.get_access_key_last_used", AccessKeyId=key).get("AccessKeyLastUsed") or {}
    when = used.get("LastUsedDate")
    # A key that was never used has the service "N/A".
    return (used.get("ServiceName", ""), when) if when else ("", None)


@aws("aws-account", gives=(AwsBedrockKey,), calls=("iam.list_service_specific_credentials",))
def bedrock_keys(reading: Aws) -> Iterator[Observation]:
    """Long-term API keys of Bedrock, of all users."""
    call = "iam.list_service_specific_credentials"
    for key in reading.pages(call, "ServiceSpecificCredentials", ServiceName="bedrock.amazonaws.com", AllUsers=True):
        ending = key["ServiceSpecificCredentialId"][-4:]
        yield reading.fact(
            AwsBedrockKey,
            f"arn:{reading.partition}:iam::{reading.account}:user/{key['UserName']}/bedrock-key/{ending}",
            call,
            names=(key["UserName"],),
            user=key["UserName"],
            ending=ending,
            active=key["Status"] == "Active",
            created=key["CreateDate"],
            expires=key.get("ExpirationDate"),
        )


@aws("aws-account", gives=(AwsRootUser,), calls=("iam.get_account_summary",))
def root_user(reading: Aws) -> Iterator[Observation]:
    """The root user."""
    summary = reading.call("iam.get_account_summary")["SummaryMap"]
    password = summary.get("AccountPasswordPresent")
    yield reading.fact(
        AwsRootUser,
        f"arn:{reading.partition}:iam::{reading.account}:root/credentials",
        "iam.get_account_summary",
        mfa=bool(summary["AccountMFAEnabled"]),
        access_keys=summary["AccountAccessKeysPresent"],
        password=None if password is None else bool(password),
    )
