"""Plans as `terraform show -json` writes them: values that are known, and references where they are known only after the apply.

The format is that of Terraform 1 (`format_version` 1.x): https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.collectors.files.infrastructure.stacks import Resource, Stack
from readiness.collectors.files.infrastructure.values import Ref, Unresolved
from readiness.collectors.files.shapes import at, items, line_of, mapping, mappings

MOST_LINKS = 20
"""How many variables and outputs in a row are followed."""
AFTER = "known after it is applied"


def is_plan(data: Any) -> bool:
    """Whether a document is a plan, rather than a state."""
    return isinstance(data, dict) and isinstance(data.get("planned_values"), dict) and "resource_changes" in data


@dataclass(frozen=True)
class _Module:
    """A module of the plan's configuration, and how it was called."""

    prefix: str
    configuration: dict[str, Any]
    call: dict[str, Any]
    parent: _Module | None = None


def stack_of(data: dict[str, Any], path: str) -> Stack:
    """The resources that a plan will leave behind."""
    stack = Stack(path=path, language="plan")
    unknown = {str(each.get("address")): at(each, "change", "after_unknown") for each in mappings(data.get("resource_changes"))}
    modules = {each.prefix: each for each in _modules(_Module("", mapping(at(data, "configuration", "root_module")), {}))}
    roots = (at(data, "prior_state", "values", "root_module"), at(data, "planned_values", "root_module"))
    for number, root in enumerate(roots):
        for prefix, resource in _planned(mapping(root), ""):
            data_source = resource.get("mode") == "data"
            if number == 0 and not data_source:
                continue
            address, kind = str(resource.get("address", "")), str(resource.get("type", ""))
            module = modules.get(_unkeyed(prefix))
            values = _values(resource, mapping(unknown.get(address)), module)
            stack.resources[address] = Resource(f"data.{kind}" if data_source else kind, address, values, path, line_of(resource))
    stack.region = _region(data)
    return stack


def _modules(module: _Module) -> Iterator[_Module]:
    yield module
    for name, call in mapping(module.configuration.get("module_calls")).items():
        yield from _modules(
            _Module(f"{module.prefix}module.{name}.", mapping(at(call, "module")), mapping(at(call, "expressions")), module)
        )


def _unkeyed(prefix: str) -> str:
    """A module's address without the keys of its instances."""
    return re.sub(r"\[[^\[\]]*\]", "", prefix)


def _planned(module: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for resource in mappings(module.get("resources")):
        yield prefix, resource
    for child in mappings(module.get("child_modules")):
        yield from _planned(child, f"{child.get('address', '')}.")


def _values(resource: dict[str, Any], unknown: dict[str, Any], module: _Module | None) -> dict[str, Any]:
    configured: dict[str, Any] | None = None
    if module is not None:
        name = _unkeyed(str(resource.get("address", ""))).removeprefix(module.prefix)
        configured = next((each for each in mappings(module.configuration.get("resources")) if each.get("address") == name), None)
    written = mapping(mapping(configured).get("expressions"))
    values = {key: value for key, value in mapping(resource.get("values")).items() if value is not None}
    for key, told in unknown.items():
        # What the configuration leaves to AWS (ids, ARNs) is as little there as it is in the files: others refer to it by its name.
        if configured is None or key in written or key in values:
            values[key] = _filled(values.get(key), told, written.get(key), module)
    if isinstance(values.get("tags_all"), dict):
        values["tags"] = values["tags_all"]
    return {key: value for key, value in values.items() if value is not None}


def _filled(value: Any, unknown: Any, expression: Any, module: _Module | None) -> Any:
    """A value with what is not known yet put in: a reference where its expression names one resource."""
    if unknown is True:
        return _named(expression, module)
    if isinstance(unknown, dict) and isinstance(value, dict):
        # Of a map the configuration tells only what all its values name together.
        written = {key: at(expression, key) or expression for key in unknown}
        return {**value, **{key: _filled(value.get(key), told, written[key], module) for key, told in unknown.items() if told}}
    if isinstance(unknown, list) and isinstance(value, list):
        blocks = expression if isinstance(expression, list) else [expression]
        return [
            _filled(each, told, blocks[number] if number < len(blocks) else expression, module) if told else each
            for number, (each, told) in enumerate(zip(value, [*unknown, *([False] * len(value))], strict=False))
        ]
    return value


def _named(expression: Any, module: _Module | None) -> Any:
    """What an expression comes to that is not known yet: a resource's attribute, or a list of the same one of several."""
    found = list(_references(expression, module, 0))
    refs = [each for each in found if each is not None]
    longest: dict[str, Ref] = {}
    for each in refs:
        longest[each.address] = max(each, longest.get(each.address, each), key=lambda one: len(one.attribute))
    if len(longest) == 1:
        return next(iter(longest.values()))
    alike = {(_type_of(each.address), each.attribute) for each in longest.values()}
    if len(alike) == 1 and None not in found:
        return list(longest.values())
    return Unresolved(AFTER, tuple(refs))


def _type_of(address: str) -> str:
    return address.rpartition(".")[0].rpartition(".")[2]


def _references(expression: Any, module: _Module | None, depth: int) -> Iterator[Ref | None]:
    """Resources that an expression of the configuration names, through variables and outputs of modules; None for all else."""
    if module is None or depth > MOST_LINKS:
        yield None
        return
    for name in items(at(expression, "references")):
        parts = re.sub(r"\[[^\[\]]*\]", "", str(name)).split(".")
        match parts:
            case ["var", variable, *_] if module.parent is not None:
                yield from _references(module.call.get(variable), module.parent, depth + 1)
            case ["module", child, output, *_]:
                call = mapping(at(module.configuration, "module_calls", child))
                inner = _Module(f"{module.prefix}module.{child}.", mapping(call.get("module")), mapping(call.get("expressions")), module)
                yield from _references(at(call, "module", "outputs", output, "expression"), inner, depth + 1)
            case [("var" | "local" | "each" | "count" | "path"), *_]:
                yield None
            case ["module", *_]:
                continue  # Terraform names the whole module beside its output
            case ["data", kind, label, *rest]:
                yield Ref(f"{module.prefix}data.{kind}.{label}", ".".join(rest))
            case [kind, label, *rest]:
                yield Ref(f"{module.prefix}{kind}.{label}", ".".join(rest))


def _region(data: dict[str, Any]) -> str:
    region = at(data, "configuration", "provider_config", "aws", "expressions", "region")
    constant = at(region, "constant_value")
    if isinstance(constant, str):
        return constant
    for name in items(at(region, "references")):
        value = at(data, "variables", str(name).removeprefix("var."), "value")
        if isinstance(value, str):
            return value
    return ""
