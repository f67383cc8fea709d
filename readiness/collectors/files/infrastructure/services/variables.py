"""Environment variables of functions and containers: what they name, and which secrets they hold."""

from __future__ import annotations

import re
from typing import Any

from readiness.collectors.aws.serverless import secret_in
from readiness.collectors.files.infrastructure.mapping import View, unread
from readiness.collectors.files.infrastructure.values import Ref, Text, refs_in
from readiness.collectors.files.secret_names import is_secret_name
from readiness.facts import Unread
from readiness.facts.containers import Credential

SECRET_VALUES = re.compile(r"^data\.aws_(secretsmanager_secret_version\..*\.secret_(string|binary)|ssm_parameter\..*\.value)$")
"""References to what a store keeps: whoever writes them into a variable takes the secret out of the store."""
NAMES_PLACE = re.compile(r"_(ARN|NAME|ID|PATH|PARAM|PARAMETER|URL|URI|KEY_NAME)$")


def shown(view: View, values: Any) -> dict[str, str]:
    """Variables with their values as far as they are told; what is not told is written as `${…}`."""
    if not isinstance(values, dict):
        return {}
    found = {}
    for name, value in values.items():
        told = view.text_of(value)
        found[str(name)] = told if isinstance(told, str) else "${unresolved}"
    return found


def credentials(view: View, values: Any) -> tuple[Credential, ...] | Unread:
    """Secrets among the variables; unread when a variable with a secret's name gets a value that is not told."""
    if values is not None and not isinstance(values, dict):
        return unread(values)
    found: list[Credential] = []
    for name, value in sorted((values or {}).items(), key=lambda each: str(each[0])):
        held = _credential(view, str(name), value)
        if isinstance(held, Unread):
            return held
        if held is not None:
            found.append(held)
    return tuple(found)


def _credential(view: View, name: str, value: Any) -> Credential | Unread | None:
    refs = list(refs_in(value))
    if any(SECRET_VALUES.match(str(each)) for each in refs) and is_secret_name(name):
        return Credential(name=name, state="literal")
    told = view.text_of(value)
    if isinstance(told, str) and "{{resolve:" in told and is_secret_name(name):
        return Credential(name=name, state="literal")  # CloudFormation writes the secret itself into the variable
    if isinstance(told, Unread):
        return told if is_secret_name(name) and not NAMES_PLACE.search(name.upper()) else None
    if isinstance(value, Ref | Text):
        return Credential(name=name, state="reference", reference=told) if is_secret_name(name) else None
    return secret_in(name, told)
