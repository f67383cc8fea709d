"""Python modules as tree-sitter sees them: imports and calls, also of files with newer or broken syntax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_python

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))


@dataclass
class PythonModule:
    """A parsed module.

    Attributes:
        names: local name to what it was imported as (`OpenAI` → `openai.OpenAI`).
        imports: dotted names imported, in order, with the member for `from x import y`.
    """

    root: Node
    names: dict[str, str] = field(default_factory=dict)
    imports: list[str] = field(default_factory=list)
    calls: list[Node] = field(default_factory=list)
    strings: list[Node] = field(default_factory=list)
    decorators: list[Node] = field(default_factory=list)
    assignments: list[Node] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether a part of the module could not be understood."""
        return self.root.has_error

    def dotted(self, node: Node | None) -> str:
        """The full name of what an expression names, through the imports; empty for anything but names.

        A call in the chain is passed through, so that `Instrumentor().instrument` still tells whose it is.
        """
        parts: list[str] = []
        while node is not None:
            if node.type == "attribute":
                parts.append(text_of(node.child_by_field_name("attribute")))
                node = node.child_by_field_name("object")
            elif node.type == "call":
                node = node.child_by_field_name("function")
            elif node.type == "identifier":
                name = text_of(node)
                parts.append(self.names.get(name, name))
                return ".".join(reversed(parts))
            else:
                return ""
        return ""


def parse_python(text: str) -> PythonModule:
    """The module's imports, calls, strings, decorators and assignments, in order of their places."""
    module = PythonModule(_parser().parse(text.encode("utf-8", "replace")).root_node)
    for node in _walk(module.root):
        match node.type:
            case "import_statement" | "import_from_statement":
                _note_import(module, node)
            case "call":
                module.calls.append(node)
            case "string":
                module.strings.append(node)
            case "decorator":
                module.decorators.append(node)
            case "assignment":
                module.assignments.append(node)
    return module


def _walk(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.named_children))


def _note_import(module: PythonModule, node: Node) -> None:
    source = node.child_by_field_name("module_name")
    prefix = text_of(source)
    if prefix.startswith("."):
        return
    for name in node.children_by_field_name("name"):
        member = text_of(name.child_by_field_name("name") if name.type == "aliased_import" else name)
        full = f"{prefix}.{member}" if prefix else member
        alias = text_of(name.child_by_field_name("alias")) if name.type == "aliased_import" else ""
        if not prefix and not alias:
            module.names.setdefault(member.split(".")[0], member.split(".")[0])
        else:
            module.names.setdefault(alias or member, full)
        module.imports.append(full)
    if source is not None and not node.children_by_field_name("name"):
        module.imports.append(f"{prefix}.*")


def text_of(node: Node | None) -> str:
    """The source text of a node."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text is not None else ""


def line_of(node: Node) -> int:
    """1-based line of a node."""
    return node.start_point[0] + 1


def literal(node: Node | None) -> str | None:
    """The value of a plain string; None for anything else, f-strings with values included."""
    if node is None or node.type != "string" or any(child.type == "interpolation" for child in node.named_children):
        return None
    return "".join(text_of(child) for child in node.named_children if child.type in ("string_content", "escape_sequence"))


@dataclass(frozen=True)
class Arguments:
    """Arguments of a call. `open`: more come through `*args` or `**kwargs`."""

    positional: tuple[Node, ...]
    named: dict[str, Node]
    open: bool


def arguments_of(call: Node) -> Arguments:
    """The arguments of a call, told apart."""
    positional: list[Node] = []
    named: dict[str, Node] = {}
    more = False
    written = call.child_by_field_name("arguments")
    for node in written.named_children if written is not None else ():
        if node.type == "keyword_argument":
            value = node.child_by_field_name("value")
            if value is not None:
                named[text_of(node.child_by_field_name("name"))] = value
        elif node.type in ("dictionary_splat", "list_splat"):
            more = True
        elif node.type != "comment":
            positional.append(node)
    return Arguments(tuple(positional), named, more)
