"""Reads where secrets are kept: what is there and how it is kept, never a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws, tags_of
from readiness.collectors.files.ai_variables import provider_of
from readiness.collectors.files.secrets import is_secret_name
from readiness.facts import Unread
from readiness.facts.aws.secret_stores import AwsKmsKey, AwsParameter, AwsSecret


def variable_name(name: str) -> str:
    """A name of a store as a variable would be written (`/app/openai-api-key` as `OPENAI_API_KEY`)."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name.rstrip("/").rpartition("/")[2]).upper()


@aws("aws-region", gives=(AwsParameter,), calls=("ssm.describe_parameters",))
def parameters(reading: Aws) -> Iterator[Observation]:
    """Parameters of Systems Manager."""
    for each in reading.pages("ssm.describe_parameters", "Parameters"):
        name = each["Name"]
        if name.startswith("/aws/"):
            continue
        path = name if name.startswith("/") else f"/{name}"
        yield reading.fact(
            AwsParameter,
            each.get("ARN") or f"arn:{reading.partition}:ssm:{reading.region}:{reading.account}:parameter{path}",
            "ssm.describe_parameters",
            names=(name,),
            name=name,
            form=each["Type"],
            secret_name=is_secret_name(variable_name(name)),
            provider=provider_of(variable_name(name)) or "",
        )


@aws("aws-region", gives=(AwsSecret,), calls=("secretsmanager.list_secrets",))
def secrets(reading: Aws) -> Iterator[Observation]:
    """Secrets, those marked for deletion too."""
    for each in reading.pages("secretsmanager.list_secrets", "SecretList", IncludePlannedDeletion=True):
        tags = tags_of(each.get("Tags"))
        yield reading.fact(
            AwsSecret,
            each["ARN"],
            "secretsmanager.list_secrets",
            names=(each["Name"],),
            tags=tags,
            name=each["Name"],
            owner=each.get("OwningService", ""),
            provider=provider_of(variable_name(each["Name"])) or "",
            rotates=each.get("RotationEnabled", False),
            created=each.get("CreatedDate"),
            changed=each.get("LastChangedDate") or each.get("CreatedDate"),
            accessed=each.get("LastAccessedDate"),
            deletion=each.get("DeletedDate"),
            key=each.get("KmsKeyId", ""),
            in_scope=tags.get("readiness:scope") == "ai",
        )


@aws("aws-region", gives=(AwsKmsKey,), calls=("kms.list_keys", "kms.describe_key"))
def kms_keys(reading: Aws) -> Iterator[Observation]:
    """Keys that the account manages; AWS's own can't be deleted."""

    def read(each: dict[str, Any]) -> Iterator[AwsKmsKey]:
        key = reading.optional(partial(reading.call, "kms.describe_key", KeyId=each["KeyId"]))
        unread = isinstance(key, Unread)
        details = {} if unread else key["KeyMetadata"]
        if details.get("KeyManager") == "AWS":
            return
        yield reading.fact(
            AwsKmsKey,
            each["KeyArn"],
            "kms.list_keys",
            key=each["KeyId"],
            state=key if unread else details["KeyState"],
            deletion=key if unread else details.get("DeletionDate"),
        )

    yield from reading.each(reading.pages("kms.list_keys", "Keys"), read)
