"""Finds model ids in code and tells how each is used: as an argument, as a default, or in a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, cast

from readiness.collectors.files.llm_libraries import MODEL_ID
from readiness.collectors.files.source_code import Grammar, Scope, SourceCode, line_of, text_of
from readiness.facts.ai import ModelLiteral

if TYPE_CHECKING:
    from tree_sitter import Node

CATALOGUE = 5
"""Distinct ids from which on a module lists models rather than uses them."""

Use = Literal["argument", "default", "catalogue"]
_HOLDS_MODEL = re.compile(r"model|engine|deployment|llm", re.IGNORECASE)
_LOOKS_UP = re.compile(
    r"(?:.*\.)?(?:getenv|get|getattr|setdefault|Field|field|config|env|Option|Argument|add_argument|ConfigOption|pop|default)"
)
# Asking whether a name is this one is no use of it.
_COMPARES = re.compile(
    r"(?:.*\.)?(?:startswith|endswith|startsWith|endsWith|includes|indexOf|index|count|test|match|fullmatch|search|replace|removeprefix|split|has|add)"
)


def model_literals(module: SourceCode) -> tuple[ModelLiteral, ...]:
    """Every model id written in the module, with its use and line."""
    found = list(_literals(module))
    if len({each.model for each in found}) >= CATALOGUE:
        found = [each.model_copy(update={"use": "catalogue"}) for each in found]
    return tuple(found)


def _literals(module: SourceCode) -> Iterator[ModelLiteral]:
    for node, scope in module.strings:
        value = module.grammar.literal(node)
        if value and len(value) <= 120 and MODEL_ID.fullmatch(value) and (use := _use_of(node, module.grammar, scope)) is not None:
            yield ModelLiteral(model=value, use=use, line=line_of(node))


def _use_of(node: Node, grammar: Grammar, scope: Scope | None) -> Use | None:
    """Climb to what the string is part of; None for a docstring."""
    child, parent = node, node.parent
    while parent is not None and parent.type in grammar.passed:
        child, parent = parent, parent.parent
    if parent is None:
        return "catalogue"
    if parent.type in grammar.keywords or parent.type in grammar.argument_lists:
        return _use_in_call(parent, grammar, text_of(parent.child_by_field_name("name")) if parent.type in grammar.keywords else "")
    if parent.type in grammar.pairs:
        return _use_in_pair(parent, child, grammar)
    if parent.type in grammar.assignments:
        return _use_in_assignment(parent, scope)
    if parent.type == "binary_expression" and not any(child.type in ("||", "??") for child in parent.children):
        return "catalogue"
    return cast("Use | None", grammar.uses.get(parent.type, "catalogue"))


def _use_in_call(node: Node | None, grammar: Grammar, name: str) -> Use:
    while node is not None and node.type not in grammar.calls:
        node = node.parent
    callee = text_of(grammar.callee(node)) if node is not None else ""
    if _COMPARES.fullmatch(callee):
        return "catalogue"
    if name == "default" or _LOOKS_UP.fullmatch(callee):
        return "default"
    return "argument" if not name or _HOLDS_MODEL.search(name) else "catalogue"


def _use_in_pair(pair: Node, child: Node, grammar: Grammar) -> Use:
    """A key of an object that is passed to a call is an argument's name; any other key must say that it is a model."""
    if pair.child_by_field_name("value") != child:
        return "catalogue"
    written = pair.child_by_field_name("key")
    key = grammar.literal(written) or text_of(written)
    holder = pair.parent.parent if pair.parent is not None else None
    if not grammar.keywords and holder is not None and holder.type in grammar.argument_lists:
        return _use_in_call(holder, grammar, key)
    return "argument" if re.fullmatch(r"model|model_?(?:id|name)|modelId|engine", key, re.IGNORECASE) else "catalogue"


def _use_in_assignment(assignment: Node, scope: Scope | None) -> Use:
    """A constant counts as used; a typed field of a class is a setting; a member of an enumeration is an entry."""
    if scope is None:
        return "argument"
    around = next((each for each in scope.out() if each.kind in ("class", "function")), None)
    if around is None or around.kind == "function":
        return "argument"
    if "Enum" in text_of(around.node.child_by_field_name("superclasses")):
        return "catalogue"
    return "default" if assignment.child_by_field_name("type") is not None else "argument"
