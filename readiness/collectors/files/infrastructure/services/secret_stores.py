"""Secrets, parameters, keys of KMS and log groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors.aws.secret_stores import variable_name
from readiness.collectors.files.ai_variables import provider_of
from readiness.collectors.files.infrastructure.mapping import RUNNING_ONLY, View, maps
from readiness.collectors.files.secrets import is_secret_name
from readiness.facts import Fact, Unread
from readiness.facts.aws.secret_stores import AwsKmsKey, AwsParameter, AwsSecret
from readiness.facts.aws.watching import AwsLogGroup


@maps("aws_secretsmanager_secret", gives=(AwsSecret,), name="name", arn="arn:aws:secretsmanager:{region}::secret:{name}")
def secret(view: View) -> Iterator[Fact]:
    """A secret; when it was read and changed only the account tells."""
    rotations = view.linked("aws_secretsmanager_secret_rotation", "secret_id")
    rotates: Any = rotations if isinstance(rotations, Unread) else bool(rotations) or view.has("rotation_rules")
    yield view.fact(
        AwsSecret,
        name=view.name,
        provider=provider_of(variable_name(view.name)) or "",
        rotates=rotates,
        created=RUNNING_ONLY,
        changed=RUNNING_ONLY,
        accessed=RUNNING_ONLY,
        key=view.text("kms_key_id"),
        in_scope=view.tags.get("readiness:scope") == "ai",
    )


@maps("aws_ssm_parameter", gives=(AwsParameter,), name="name", arn="arn:aws:ssm:{region}::parameter{name}")
def parameter(view: View) -> Iterator[Fact]:
    """A parameter of Systems Manager."""
    yield view.fact(
        AwsParameter,
        name=view.name,
        form=view.text("type"),
        secret_name=is_secret_name(variable_name(view.name)),
        provider=provider_of(variable_name(view.name)) or "",
    )


@maps("aws_kms_key", gives=(AwsKmsKey,), arn="arn:aws:kms:{region}::key/{name}")
def kms_key(view: View) -> Iterator[Fact]:
    """A key that the files make; nothing in them deletes it."""
    enabled = view.flag("is_enabled", default=True)
    state = enabled if isinstance(enabled, Unread) else "Enabled" if enabled else "Disabled"
    yield view.fact(AwsKmsKey, key=view.name, state=state)


@maps("aws_cloudwatch_log_group", gives=(AwsLogGroup,), name="name", arn="arn:aws:logs:{region}::log-group:{name}")
def log_group(view: View) -> Iterator[Fact]:
    """A log group; no retention is for ever."""
    days = view.number("retention_in_days", 0)
    yield view.fact(
        AwsLogGroup,
        name=view.name,
        retention_days=days if isinstance(days, Unread) else days or None,
        log_class=view.text("log_group_class", "STANDARD"),
        kms_key=view.text("kms_key_id"),
    )
