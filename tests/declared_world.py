"""Resources in the three forms in which they are declared: Terraform's files, its plan, and CloudFormation.

A plan is made as `terraform show -json` makes one of resources that don't exist yet: what the configuration writes is known, what
AWS gives (ids, ARNs, versions) is not, and a set with something unknown in it is unknown as a whole.
https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Of:
    """An attribute of another resource (`aws_s3_bucket.docs`, `id`)."""

    address: str
    attribute: str


@dataclass(frozen=True)
class Written:
    """A text that is made of an attribute."""

    before: str
    of: Of


@dataclass(frozen=True)
class Json:
    """A document that `jsonencode` makes a text of."""

    data: Any


@dataclass(frozen=True)
class Declared:
    """A resource: attributes, of which lists of mappings are nested blocks."""

    type: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"{self.type}.{self.name}"


def is_block(value: Any) -> bool:
    """Whether a value is a nested block, repeated or not."""
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


# Terraform's files


def as_files(resources: Iterable[Declared], region: str) -> str:
    """What the files of a module say."""
    parts = [f'provider "aws" {{\n  region = "{region}"\n}}']
    parts += [f'resource "{each.type}" "{each.name}" {{\n{_body(each.values, 1)}}}' for each in resources]
    return "\n\n".join(parts) + "\n"


def _body(values: dict[str, Any], depth: int) -> str:
    pad, lines = "  " * depth, []
    for key, value in values.items():
        if is_block(value):
            lines += [f"{pad}{key} {{\n{_body(each, depth + 1)}{pad}}}\n" for each in value]
        else:
            lines.append(f"{pad}{key} = {_expression(value)}\n")
    return "".join(lines)


def _expression(value: Any) -> str:
    match value:
        case Of():
            return f"{value.address}.{value.attribute}"
        case Written():
            return f'"{value.before}${{{value.of.address}.{value.of.attribute}}}"'
        case Json():
            return f"jsonencode({json.dumps(value.data)})"
        case list():
            return f"[{', '.join(_expression(each) for each in value)}]"
        case dict():
            return "{ " + ", ".join(f"{key} = {_expression(each)}" for key, each in value.items()) + " }"
    return json.dumps(value)


# Terraform's plan

GIVEN = {"id": True, "arn": True, "tags_all": {}}
"""What AWS gives every resource."""


def as_plan(resources: Iterable[Declared], region: str) -> str:
    """What a plan says that creates all of them."""
    by_address = {each.address: each for each in resources}
    told = {address: _known(each.values, by_address) for address, each in by_address.items()}
    heads = {
        each.address: {"address": each.address, "mode": "managed", "type": each.type, "name": each.name} for each in by_address.values()
    }
    provider = "registry.terraform.io/hashicorp/aws"
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": {
                "root_module": {
                    "resources": [
                        {**heads[address], "provider_name": provider, "schema_version": 0, "values": known, "sensitive_values": {}}
                        for address, (known, _) in told.items()
                    ]
                }
            },
            "resource_changes": [
                {
                    **heads[address],
                    "provider_name": provider,
                    "change": {
                        "actions": ["create"],
                        "before": None,
                        "after": known,
                        "after_unknown": {**GIVEN, **unknown},
                        "before_sensitive": False,
                        "after_sensitive": {},
                    },
                }
                for address, (known, unknown) in told.items()
            ],
            "configuration": {
                "provider_config": {
                    "aws": {"name": "aws", "full_name": provider, "expressions": {"region": {"constant_value": region}}},
                },
                "root_module": {
                    "resources": [
                        {**heads[each.address], "provider_config_key": "aws", "expressions": _written(each.values), "schema_version": 0}
                        for each in by_address.values()
                    ]
                },
            },
            "relevant_attributes": [],
            "timestamp": "2026-01-01T00:00:00Z",
            "applyable": True,
            "complete": True,
            "errored": False,
        },
        indent=2,
    )


def _known(values: dict[str, Any], among: dict[str, Declared]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is known of attributes, and which are not."""
    known: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for key, value in values.items():
        if is_block(value):
            pairs = [_known(each, among) for each in value]
            known[key], unknown[key] = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        elif isinstance(value, dict):
            known[key], unknown[key] = _known(value, among)
        elif isinstance(value, list):
            parts = [_value(each, among) for each in value]
            if None in parts:
                unknown[key] = True
            else:
                known[key] = parts
        elif (told := _value(value, among)) is None:
            unknown[key] = True
        else:
            known[key] = told
    return known, unknown


def _value(value: Any, among: dict[str, Declared]) -> Any:
    """A value that is known before the apply; None when it is not."""
    match value:
        case Of():
            return _value(among[value.address].values.get(value.attribute), among)
        case Written():
            told = _value(value.of, among)
            return None if told is None else f"{value.before}{told}"
        case Json():
            return json.dumps(value.data)
    return value


def _written(values: dict[str, Any]) -> dict[str, Any]:
    """The configuration's expressions: constants, and what others refer to."""
    return {key: [_written(each) for each in value] if is_block(value) else _told(value) for key, value in values.items()}


def _told(value: Any) -> dict[str, Any]:
    refs = list(dict.fromkeys(_references(value)))
    if refs:
        return {"references": refs}
    return {} if isinstance(value, Json) else {"constant_value": value}


def _references(value: Any) -> Iterator[str]:
    match value:
        case Of():
            yield from (f"{value.address}.{value.attribute}", value.address)
        case Written():
            yield from _references(value.of)
        case list():
            for each in value:
                yield from _references(each)
        case dict():
            for each in value.values():
                yield from _references(each)
