"""Python modules as tree-sitter sees them: also files with newer or broken syntax are read as far as they go."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from readiness.collectors.files.source_code import Arguments, Call, Grammar, SourceCode, line_of, snake, text_of, walk

if TYPE_CHECKING:
    from tree_sitter import Node, Parser


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_python

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))


def parse_python(text: str) -> SourceCode:
    """The module's imports, calls, strings, decorators and assignments, in order of their places."""
    module = SourceCode(_parser().parse(text.encode("utf-8", "replace")).root_node, PYTHON, text)
    nodes = list(walk(module.root, PYTHON))
    for node, _ in nodes:
        if node.type in ("import_statement", "import_from_statement"):
            _note_import(module, node)
    for node, scope in nodes:
        match node.type:
            case "call":
                name = module.dotted(node.child_by_field_name("function"))
                module.calls.append(Call(name, node, PYTHON.arguments(node), scope, line_of(node)))
            case "string":
                module.strings.append((node, scope))
            case "decorated_definition":
                adorned = node.child_by_field_name("definition")
                module.decorators += [(child, adorned) for child in node.named_children if child.type == "decorator"]
            case "assignment":
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                if left is not None and right is not None:
                    module.assignments.append((left, right))
            case "as_pattern" if len(node.named_children) > 1 and node.named_children[0].type == "call":
                target = node.named_children[1]
                module.assignments.append((target.named_children[0] if target.named_children else target, node.named_children[0]))
    return module


def _note_import(module: SourceCode, node: Node) -> None:
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


def literal(node: Node | None) -> str | None:
    """The value of a plain string; None for anything else, f-strings with values included."""
    if node is None or node.type != "string" or any(child.type == "interpolation" for child in node.named_children):
        return None
    return "".join(text_of(child) for child in node.named_children if child.type in ("string_content", "escape_sequence"))


_ADDED = ("binary_operator", "parenthesized_expression", "concatenated_string")


def _interpolated(node: Node) -> list[Node]:
    """Expressions that a string is made of: those inside of it, and those added to it."""
    found: list[Node] = []
    waiting, written = [node], False
    while waiting:
        each = waiting.pop()
        if each.type == "string":
            written = True
            found += [child.named_children[0] for child in each.named_children if child.type == "interpolation" and child.named_children]
        elif each.type in _ADDED:
            waiting.extend(reversed(each.named_children))
        elif each is not node:
            found.append(each)
    return found if written else []


def _arguments(call: Node) -> Arguments:
    positional: list[Node] = []
    named: dict[str, Node] = {}
    more = False
    written = call.child_by_field_name("arguments")
    for node in written.named_children if written is not None else ():
        if node.type == "keyword_argument":
            value = node.child_by_field_name("value")
            if value is not None:
                named[snake(text_of(node.child_by_field_name("name")))] = value
        elif node.type in ("dictionary_splat", "list_splat"):
            more = True
        elif node.type != "comment":
            positional.append(node)
    return Arguments(tuple(positional), named, more)


def _callee(call: Node) -> Node | None:
    return call.child_by_field_name("function")


def _step(node: Node) -> tuple[str, Node | None] | None:
    match node.type:
        case "attribute":
            return text_of(node.child_by_field_name("attribute")), node.child_by_field_name("object")
        case "call":
            return "", node.child_by_field_name("function")
        case "identifier":
            return text_of(node), None
        case "await" | "parenthesized_expression" if len(node.named_children) == 1:
            return "", node.named_children[0]
        case "subscript":
            return "", node.child_by_field_name("value")
        case _:
            return None


PYTHON = Grammar(
    language="python",
    literal=literal,
    interpolated=_interpolated,
    arguments=_arguments,
    callee=_callee,
    step=_step,
    calls=frozenset({"call"}),
    strings=frozenset({"string"}),
    uses={
        "boolean_operator": "default",
        "default_parameter": "default",
        "typed_default_parameter": "default",
        "return_statement": "argument",
        "lambda": "argument",
        "yield": "argument",
        "expression_statement": None,
    },
    passed=frozenset({"parenthesized_expression", "conditional_expression", "concatenated_string", "await", "named_expression", "type"}),
    pairs=frozenset({"pair"}),
    keywords=frozenset({"keyword_argument"}),
    argument_lists=frozenset({"argument_list"}),
    assignments=frozenset({"assignment"}),
    functions=frozenset({"function_definition", "lambda"}),
    classes=frozenset({"class_definition"}),
    loops=frozenset({"while_statement", "for_statement"}),
)
