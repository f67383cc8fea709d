"""Finds model ids in code and tells how each is used: as an argument, as a default, or in a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from readiness.collectors.files.llm_libraries import MODEL_ID
from readiness.collectors.files.python_syntax import PythonModule, line_of, literal, text_of
from readiness.facts.ai import ModelLiteral

if TYPE_CHECKING:
    from tree_sitter import Node

CATALOGUE = 5
"""Distinct ids from which on a module lists models rather than uses them."""

Use = Literal["argument", "default", "catalogue"]
_HOLDS_MODEL = re.compile(r"model|engine|deployment|llm", re.IGNORECASE)
_LOOKS_UP = re.compile(r"(?:.*\.)?(?:getenv|get|getattr|setdefault|Field|field|config|env|Option|Argument|add_argument|ConfigOption|pop)")
_USES: dict[str, Use | None] = {
    "boolean_operator": "default",
    "default_parameter": "default",
    "typed_default_parameter": "default",
    "return_statement": "argument",
    "lambda": "argument",
    "yield": "argument",
    "expression_statement": None,
}
_PASSED = frozenset({"parenthesized_expression", "conditional_expression", "concatenated_string", "await", "named_expression", "type"})


def model_literals(module: PythonModule) -> tuple[ModelLiteral, ...]:
    """Every model id written in the module, with its use and line."""
    found = list(_literals(module))
    if len({each.model for each in found}) >= CATALOGUE:
        found = [each.model_copy(update={"use": "catalogue"}) for each in found]
    return tuple(found)


def _literals(module: PythonModule) -> Iterator[ModelLiteral]:
    for node in module.strings:
        value = literal(node)
        if value and len(value) <= 120 and MODEL_ID.fullmatch(value) and (use := _use_of(node)) is not None:
            yield ModelLiteral(model=value, use=use, line=line_of(node))


def _use_of(node: Node) -> Use | None:
    """Climb to what the string is part of; None for a docstring."""
    child, parent = node, node.parent
    while parent is not None and parent.type in _PASSED:
        child, parent = parent, parent.parent
    kind = parent.type if parent is not None else ""
    if kind in ("keyword_argument", "argument_list"):
        return _use_in_call(parent)
    if kind == "pair":
        return _use_in_pair(parent, child)
    if kind == "assignment":
        return _use_in_assignment(parent)
    return _USES.get(kind, "catalogue")


def _use_in_call(node: Node | None) -> Use:
    name = text_of(node.child_by_field_name("name")) if node is not None and node.type == "keyword_argument" else ""
    while node is not None and node.type != "call":
        node = node.parent
    callee = text_of(node.child_by_field_name("function")) if node is not None else ""
    if name == "default" or _LOOKS_UP.fullmatch(callee):
        return "default"
    return "argument" if not name or _HOLDS_MODEL.search(name) else "catalogue"


def _use_in_pair(pair: Node | None, child: Node) -> Use:
    if pair is None or pair.child_by_field_name("value") != child:
        return "catalogue"
    key = literal(pair.child_by_field_name("key")) or ""
    return "argument" if re.fullmatch(r"model|model_?(?:id|name)|modelId|engine", key, re.IGNORECASE) else "catalogue"


def _use_in_assignment(assignment: Node | None) -> Use:
    """A constant counts as used; a typed field of a class is a setting; a member of an enumeration is an entry."""
    typed = assignment is not None and assignment.child_by_field_name("type") is not None
    node = assignment
    while node is not None and node.type not in ("class_definition", "function_definition"):
        node = node.parent
    if node is None or node.type == "function_definition":
        return "argument"
    if "Enum" in text_of(node.child_by_field_name("superclasses")):
        return "catalogue"
    return "default" if typed else "argument"
