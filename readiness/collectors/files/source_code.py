"""Source code as readers of facts see it, whatever its language: imports, calls with their arguments, strings, handlers."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tree_sitter import Node

ScopeKind = Literal["function", "class", "try", "loop"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a node stands inside of, from within to without.

    Attributes:
        node: the function, the class, the try statement or the loop.
    """

    kind: ScopeKind
    node: Node
    above: Scope | None

    def out(self) -> Iterator[Scope]:
        """This scope and those around it, the nearest first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.above


def within(scope: Scope | None, kind: ScopeKind) -> Node | None:
    """The nearest try statement or loop around a node in its own function, or the nearest function or class.

    A function without a name that is written inside of a `try` mostly runs there, too.
    """
    for each in scope.out() if scope is not None else ():
        if each.kind == kind:
            return each.node
        if each.kind == "function" and (kind == "loop" or (kind == "try" and each.node.type not in _NAMELESS)):
            return None
    return None


_NAMELESS = frozenset({"arrow_function", "function_expression", "lambda"})


@dataclass(frozen=True)
class Arguments:
    """Arguments of a call. `open`: more come through `*args`, a spread or a variable.

    Names are written in snake case in every language, and an object literal's keys count as names, so that
    `{maxOutputTokens: 9}` and `max_output_tokens=9` are one.
    """

    positional: tuple[Node, ...]
    named: dict[str, Node]
    open: bool


@dataclass(frozen=True)
class Call:
    """A call or construction.

    Attributes:
        name: full name of what is called, through the imports; empty for anything but names.
        scope: what it stands inside of.
    """

    name: str
    node: Node
    arguments: Arguments
    scope: Scope | None
    line: int


@dataclass(frozen=True)
class Grammar:
    """How a language's syntax tree is read.

    Attributes:
        language: as facts name it.
        literal: the value of a plain string; None for anything else, strings with values in them included.
        interpolated: the expressions that are put into a string.
        arguments: the arguments of a call.
        callee: what a call calls.
        step: one step from an expression towards the name it starts with: the part of the name that this step adds, and what
            is left; None at the end.
        uses: kind of the node around a model id to how the id is used there (see `model_literals`).
        passed: kinds of nodes that change nothing about how a string is used.
        pairs, keywords, argument_lists, assignments: kinds of nodes by their role.
    """

    language: str
    literal: Callable[[Node | None], str | None]
    interpolated: Callable[[Node], list[Node]]
    arguments: Callable[[Node], Arguments]
    callee: Callable[[Node], Node | None]
    step: Callable[[Node], tuple[str, Node | None] | None]
    calls: frozenset[str]
    strings: frozenset[str]
    uses: dict[str, str | None]
    passed: frozenset[str]
    pairs: frozenset[str]
    keywords: frozenset[str]
    argument_lists: frozenset[str]
    assignments: frozenset[str]
    functions: frozenset[str]
    classes: frozenset[str]
    loops: frozenset[str]


@dataclass
class SourceCode:
    """A parsed file.

    Attributes:
        names: local name to what it was imported as (`OpenAI` → `openai.OpenAI`).
        imports: dotted names imported, in order, with the member for `from x import y`.
        decorators: decorators, each with the function or class it adorns.
        assignments: target and value.
    """

    root: Node
    grammar: Grammar
    text: str
    names: dict[str, str] = field(default_factory=dict)
    imports: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    strings: list[tuple[Node, Scope | None]] = field(default_factory=list)
    decorators: list[tuple[Node, Node | None]] = field(default_factory=list)
    assignments: list[tuple[Node, Node]] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether a part of the file could not be understood."""
        return self.root.has_error

    def dotted(self, node: Node | None) -> str:
        """The full name of what an expression names, through the imports; empty for anything but names.

        A call in the chain is passed through, so that `Instrumentor().instrument` still tells whose it is.
        """
        parts: list[str] = []
        while node is not None:
            step = self.grammar.step(node)
            if step is None:
                return ""
            part, node = step
            if part and node is None:
                part = self.names.get(part, part)
            if part:
                parts.append(part)
        return ".".join(reversed(parts))

    @cached_property
    def variables(self) -> dict[str, str]:
        """What was called to make a variable (`client`, `self.client`) → `openai.OpenAI`."""
        made: dict[str, str] = {}
        for target, value in self.assignments:
            call = value
            while call.type in ("await", "await_expression", "parenthesized_expression", "as_expression") and call.named_children:
                call = call.named_children[0]
            if call.type in self.grammar.calls and (name := self.dotted(self.grammar.callee(call))):
                made.setdefault(self.dotted(target), name)
        made.pop("", None)
        return made

    @cached_property
    def assigned(self) -> dict[str, list[Node]]:
        """What each name is set to, in order."""
        values: dict[str, list[Node]] = {}
        for target, value in self.assignments:
            if name := self.dotted(target):
                values.setdefault(name, []).append(value)
        return values

    @cached_property
    def _breaks(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]

    def line_at(self, position: int) -> int:
        """1-based line of a position in the text."""
        return bisect.bisect_left(self._breaks, position) + 1

    @cached_property
    def library_calls(self) -> list[Call]:
        """Calls of what was imported: the few that can be of a known library."""
        roots = {full.split(".")[0] for full in self.names.values()}
        return [call for call in self.calls if call.name.split(".")[0] in roots]

    def resolved(self, name: str) -> str:
        """A dotted name with the variable it starts with replaced by what made it: `client.chat` → `openai.OpenAI.chat`."""
        parts = name.split(".")
        for start, end in ((0, 2), (0, 1), (1, 2)) if parts[0] in ("self", "this") else ((0, 1),):
            head = ".".join(parts[start:end])
            if head in self.variables and self.variables[head] != head:
                return ".".join((self.variables[head], *parts[end:]))
        return name


def walk(root: Node, grammar: Grammar) -> Iterator[tuple[Node, Scope | None]]:
    """Every node that holds others, in the order of its place, with what it stands inside of; no nesting exhausts the stack."""
    waiting: list[tuple[Node, Scope | None]] = [(root, None)]
    while waiting:
        node, scope = waiting.pop()
        yield node, scope
        kind = node.type
        inner = scope
        if kind in grammar.functions:
            inner = Scope("function", node, scope)
        elif kind in grammar.classes:
            inner = Scope("class", node, scope)
        elif kind in grammar.loops:
            inner = Scope("loop", node, scope)
        if kind == "try_statement":
            body = node.child_by_field_name("body")
            guarded = Scope("try", node, scope) if _is_handled(node) else scope
            waiting.extend((child, guarded if child == body else scope) for child in reversed(node.named_children))
        else:
            waiting.extend([(child, inner) for child in reversed(node.named_children) if child.named_child_count])


HANDLING = frozenset({"except_clause", "except_group_clause", "catch_clause"})
"""Clauses of a try statement that catch something."""


def _is_handled(node: Node) -> bool:
    return any(child.type in HANDLING for child in node.named_children)


def text_of(node: Node | None) -> str:
    """The source text of a node."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text is not None else ""


def line_of(node: Node) -> int:
    """1-based line of a node."""
    return int(node.start_point[0]) + 1


_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake(name: str) -> str:
    """`maxOutputTokens` and `baseURL` as Python writes them."""
    return _HUMP.sub("_", name).lower()


_INTEGER = re.compile(r"\d[\d_]{0,12}")


def integer_of(node: Node | None) -> int | None:
    """A whole number that is written out."""
    text = text_of(node)
    return int(text.replace("_", "")) if _INTEGER.fullmatch(text) else None


def below(node: Node | None, *kinds: str) -> Iterator[Node]:
    """The node and what it holds, those of some kinds only where kinds are given."""
    waiting = [node] if node is not None else []
    while waiting:
        each = waiting.pop()
        if not kinds or each.type in kinds:
            yield each
        waiting.extend(reversed(each.named_children))
