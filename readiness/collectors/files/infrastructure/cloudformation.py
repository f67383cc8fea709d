"""CloudFormation templates, also those that CDK and SAM make, as stacks in the words of Terraform."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from readiness.collectors.files.infrastructure.cloudformation_types import snake, translated
from readiness.collectors.files.infrastructure.stacks import Resource, Stack
from readiness.collectors.files.infrastructure.values import Ref, Unresolved, is_known, joined, refs_in
from readiness.collectors.files.shapes import at, items, line_of, mapping
from readiness.collectors.files.tree import Tagged

_TYPE = re.compile(r"(AWS|Alexa|Custom)::[\w:]+")
PSEUDO = ("AWS::Region", "AWS::AccountId", "AWS::StackName", "AWS::StackId", "AWS::URLSuffix", "AWS::NotificationARNs")
ABSENT = Unresolved("AWS::NoValue")
_FIXED = {"AWS::NoValue": ABSENT, "AWS::Partition": "aws"}


def is_template(data: Any) -> bool:
    """Whether a document is a template: it says so, or its resources have types of AWS."""
    resources = mapping(mapping(data).get("Resources"))
    return any(isinstance(each, dict) and _TYPE.fullmatch(str(each.get("Type", ""))) for each in resources.values())


def stack_of(data: dict[str, Any], path: str) -> Stack:
    """The resources of a template."""
    stack = Stack(path=path, language="cloudformation")
    for name in PSEUDO:
        stack.resources[name] = Resource("data.pseudo", name, {}, path, None)
    reading = _Reading(mapping(data))
    serverless = mapping(at(data, "Globals", "Function"))
    for name, written in reading.resources.items():
        if not isinstance(written, dict):
            continue
        kind = str(written.get("Type", ""))
        properties = mapping(written.get("Properties"))
        if kind == "AWS::Serverless::Function":
            properties = {**serverless, **properties, "Environment": _merged(serverless, properties)}
        told = mapping(reading.value(properties))
        for resource in translated(kind, name, told, path, line_of(data.get("Resources"), name)):
            stack.resources[resource.address] = resource
        if kind == "AWS::Serverless::Function":
            stack.resources[name].values.setdefault("role", Ref(f"{name}/role", "arn"))
    outputs = mapping(mapping(data).get("Outputs"))
    for name, output in outputs.items():
        values = {"name": str(name), "shows": secret_shown(reading, at(output, "Value"))}
        stack.resources[f"output {name}"] = Resource(OUTPUT, f"output {name}", values, path, line_of(outputs, name))
    return stack


OUTPUT = "aws_stack_output"
"""Stands for an output of a template. Terraform refuses to show what is secret; CloudFormation does not."""


def secret_shown(reading: _Reading, node: Any) -> str:
    """What an output lays open: a parameter that is not to be echoed, or a user's secret key; empty for all else."""
    for name in _names_in(node):
        if str(at(reading.parameters, name, "NoEcho")).lower() == "true":
            return f"the parameter {name}"
        resource, _, attribute = name.partition(".")
        if attribute == "SecretAccessKey" and at(reading.resources, resource, "Type") == "AWS::IAM::AccessKey":
            return f"the secret key of {resource}"
    return ""


def _names_in(node: Any) -> Iterator[str]:
    """Parameters, resources and their attributes that a value is made of."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        tag = getattr(each, "tag", "")
        written: Any = str(each) if isinstance(each, Tagged) else each
        if tag:
            yield from _used_by(tag.lstrip("!"), written)
        if isinstance(each, dict):
            for key, value in each.items():
                yield from _used_by(str(key).removeprefix("Fn::"), value)
                waiting.append(value)
        elif isinstance(each, list):
            waiting += each


def _used_by(function: str, argument: Any) -> Iterator[str]:
    text = argument[0] if isinstance(argument, list) and function == "Sub" and argument else argument
    if function == "Ref" and isinstance(text, str):
        yield text
    elif function == "GetAtt":
        yield text if isinstance(text, str) else ".".join(str(each) for each in items(text))
    elif function == "Sub" and isinstance(text, str):
        yield from re.findall(r"\$\{([^!}$][^}$]*)\}", text)


def _merged(defaults: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    return {"Variables": {**mapping(at(defaults, "Environment", "Variables")), **mapping(at(own, "Environment", "Variables"))}}


class _Reading:
    """A template's parameters, conditions and resources, by which its functions are worked out."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.parameters = mapping(data.get("Parameters"))
        self.conditions = mapping(data.get("Conditions"))
        self.mappings = mapping(data.get("Mappings"))
        self.resources = mapping(data.get("Resources"))

    def value(self, node: Any) -> Any:
        """What a node comes to."""
        tag = getattr(node, "tag", "")
        if tag:
            name = tag.lstrip("!")
            inner = str(node) if isinstance(node, Tagged) else node
            return self._function("Ref" if name == "Ref" else f"Fn::{name}", inner)
        if isinstance(node, dict):
            if len(node) == 1:
                name = next(iter(node))
                if name in ("Ref", "Condition") or name.startswith("Fn::"):
                    return self._function(name, node[name])
            told = {key: self.value(each) for key, each in node.items()}
            return {key: each for key, each in told.items() if each is not ABSENT}
        if isinstance(node, list):
            return [each for one in node if (each := self.value(one)) is not ABSENT]
        return node

    def _function(self, name: str, argument: Any) -> Any:
        read: Callable[[Any], Any] | None = {
            "Ref": self._ref,
            "Fn::GetAtt": self._attribute,
            "Fn::Sub": self._substituted,
            "Fn::Join": self._joined,
            "Fn::If": self._chosen,
            "Fn::FindInMap": self._found,
            "Fn::Select": self._selected,
        }.get(name)
        if read is not None:
            return read(argument)
        return Unresolved(f"{name} is not worked out", tuple(refs_in(self.value(argument)) if not isinstance(argument, str) else ()))

    def _ref(self, name: Any) -> Any:
        if not isinstance(name, str):
            return Unresolved("a reference could not be read")
        if name in _FIXED:
            return _FIXED[name]
        if name in self.parameters:
            declared = mapping(self.parameters[name])
            if "Default" in declared and not str(declared.get("Type", "")).startswith("AWS::SSM"):
                return declared["Default"]
            return Unresolved(f"the parameter {name} has no default")
        if name in self.resources or name in PSEUDO:
            return Ref(name, "id")
        return Unresolved(f"{name} is not declared")

    def _attribute(self, argument: Any) -> Any:
        parts = argument.split(".", 1) if isinstance(argument, str) else [str(each) for each in items(argument)]
        if len(parts) == 2 and parts[0] in self.resources:
            return Ref(parts[0], snake(parts[1]))
        return Unresolved("an attribute of what is not declared")

    def _substituted(self, argument: Any) -> Any:
        text, own = (argument, {}) if isinstance(argument, str) else (at_index(argument, 0), mapping(at_index(argument, 1)))
        if not isinstance(text, str):
            return Unresolved("a text could not be read")
        parts: list[Any] = []
        for literal, name in re.findall(r"([^$]+|\$(?!\{))|\$\{([^}$]*)\}", text):
            if not name:
                parts.append(literal)
            elif name.startswith("!"):
                parts.append(f"${{{name[1:]}}}")
            elif name in own:
                parts.append(self.value(own[name]))
            else:
                parts.append(self._attribute(name) if "." in name else self._ref(name))
        return joined(parts)

    def _joined(self, argument: Any) -> Any:
        separator, values = at_index(argument, 0), self.value(at_index(argument, 1))
        if not isinstance(separator, str) or not isinstance(values, list):
            return Unresolved("a list is not told", tuple(refs_in(values)))
        return joined([part for number, each in enumerate(values) for part in ([separator, each] if number else [each])])

    def _chosen(self, argument: Any) -> Any:
        told = self._holds(at_index(argument, 0), 0)
        yes, no = self.value(at_index(argument, 1)), self.value(at_index(argument, 2))
        if told is not None:
            return yes if told else no
        return yes if yes == no else Unresolved("a condition is not told by the template", (*refs_in(yes), *refs_in(no)))

    def _holds(self, condition: Any, depth: int) -> bool | None:
        """Whether a condition holds with the parameters' defaults; None when that is not told."""
        if isinstance(condition, str) and depth < 20:
            return self._holds(self.conditions.get(condition), depth + 1)
        if not isinstance(condition, dict) or len(condition) != 1 or depth >= 20:
            return self._tagged(condition, depth)
        name = next(iter(condition))
        return self._operator(name.removeprefix("Fn::"), condition[name], depth)

    def _tagged(self, condition: Any, depth: int) -> bool | None:
        tag = str(getattr(condition, "tag", "")).lstrip("!")
        return self._operator(tag, str(condition) if isinstance(condition, Tagged) else list(condition), depth) if tag else None

    def _operator(self, name: str, argument: Any, depth: int) -> bool | None:
        if name == "Condition":
            return self._holds(str(argument), depth + 1)
        if name == "Equals":
            one, other = self.value(at_index(argument, 0)), self.value(at_index(argument, 1))
            return str(one) == str(other) if is_known(one) and is_known(other) else None
        told = [self._holds(each, depth + 1) for each in items(argument)]
        if name == "Not" and len(told) == 1 and told[0] is not None:
            return not told[0]
        if name in ("And", "Or") and told:
            decides = name == "Or"
            return decides if decides in told else None if None in told else not decides
        return None

    def _found(self, argument: Any) -> Any:
        keys = [self.value(each) for each in items(argument)]
        if len(keys) == 3 and all(isinstance(each, str) for each in keys) and (found := at(self.mappings, *keys)) is not None:
            return found
        return Unresolved("a mapping is looked up by what is not told")

    def _selected(self, argument: Any) -> Any:
        index, values = at_index(argument, 0), self.value(at_index(argument, 1))
        if str(index).isdigit() and isinstance(values, list) and int(str(index)) < len(values):
            return values[int(str(index))]
        return Unresolved("a list is not told", tuple(refs_in(values)))


def at_index(value: Any, index: int) -> Any:
    """An item of a list; None when there is none."""
    return value[index] if isinstance(value, list) and index < len(value) else None
