"""Assignments of Azure's own policies that switch off keys of AI services, in the words of the provider azurerm 4."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from readiness.collectors.files.infrastructure.mapping import View, maps, unread
from readiness.collectors.files.infrastructure.values import Unresolved
from readiness.facts import Fact, Unread
from readiness.facts.azure import AzureKeyPolicy

DEFINITIONS = {
    "71ef260a-8f18-47b7-abcb-62d0673d94dc": "Audit",
    "14de9e63-1b31-492e-a5a3-c3f7fd57f555": "Modify",
    "d45520cb-31ca-44ba-8da2-fcf914608544": "DeployIfNotExists",
}
"""Ids of the built-in definitions that audit, deny or switch off local authentication, with the effect each has by default."""


def _assignment(view: View) -> Iterator[Fact]:
    named = view.text("policy_definition_id")
    match = re.search(r"/policyDefinitions/([0-9a-f-]{36})$", named) if isinstance(named, str) else None
    if match is None or match[1] not in DEFINITIONS:
        return
    yield view.fact(
        AzureKeyPolicy,
        name=view.name,
        effect=_effect(view.raw("parameters"), DEFINITIONS[match[1]]),
        enforced=view.flag("enforce", default=True),
    )


def _effect(parameters: Any, default: str) -> str | Unread:
    if isinstance(parameters, Unresolved):
        return unread(parameters)
    if isinstance(parameters, str):
        with suppress(ValueError, RecursionError):
            parameters = json.loads(parameters)
    chosen = parameters.get("effect") if isinstance(parameters, dict) else None
    value = chosen.get("value") if isinstance(chosen, dict) else None
    return value if isinstance(value, str) else default if value is None else unread(value)


for scope in ("resource", "resource_group", "subscription", "management_group"):
    kind = f"azurerm_{scope}_policy_assignment"
    maps(kind, gives=(AzureKeyPolicy,), name="name", arn=f"azure:policy/{scope}/{{name}}")(_assignment)
