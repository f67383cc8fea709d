"""JavaScript and TypeScript as tree-sitter sees them, told in the same words as Python."""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from readiness.collectors.files.script_packages import package_named
from readiness.collectors.files.source_code import Arguments, Call, Grammar, SourceCode, line_of, snake, text_of, walk

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

SUFFIXES = {
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
}
"""Grammar of a file by its name's end."""


@cache
def _parser(grammar: str) -> Parser:
    import tree_sitter

    if grammar == "javascript":
        import tree_sitter_javascript

        return tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))
    import tree_sitter_typescript

    language = tree_sitter_typescript.language_tsx() if grammar == "tsx" else tree_sitter_typescript.language_typescript()
    return tree_sitter.Parser(tree_sitter.Language(language))


def parse_script(text: str, path: str) -> SourceCode:
    """The module's imports, calls, strings and assignments, in order of their places."""
    parser = _parser(SUFFIXES[PurePosixPath(path).suffix.lower()])
    module = SourceCode(parser.parse(text.encode("utf-8", "replace")).root_node, SCRIPT, text)
    nodes = list(walk(module.root, SCRIPT))
    for node, _ in nodes:
        if node.type == "import_statement":
            _note_import(module, node)
        elif node.type == "call_expression":
            _note_require(module, node)
    for node, scope in nodes:
        match node.type:
            case "call_expression" | "new_expression":
                module.calls.append(Call(module.dotted(_callee(node)), node, _arguments(node), scope, line_of(node)))
            case "string" | "template_string":
                module.strings.append((node, scope))
            case "variable_declarator":
                _assign(module, node.child_by_field_name("name"), node.child_by_field_name("value"))
            case "assignment_expression":
                _assign(module, node.child_by_field_name("left"), node.child_by_field_name("right"))
            case "public_field_definition" | "field_definition":
                name = node.child_by_field_name("name") or node.child_by_field_name("property")
                _assign(module, name, node.child_by_field_name("value"))
    return module


def _assign(module: SourceCode, target: Node | None, value: Node | None) -> None:
    if target is not None and value is not None:
        module.assignments.append((target, value))


def _note_import(module: SourceCode, node: Node) -> None:
    """An import of values; one of types alone leaves no trace in the program that runs."""
    if any(child.type == "type" for child in node.children):
        return
    package = package_named(literal(node.child_by_field_name("source")) or "")
    clause = next((child for child in node.named_children if child.type == "import_clause"), None)
    if package is None:
        return
    if clause is None:
        module.imports.append(package.name)
        return
    for child in clause.named_children:
        match child.type:
            case "identifier":
                module.names.setdefault(text_of(child), package.default)
                module.imports.append(package.default)
            case "namespace_import":
                module.names.setdefault(text_of(child.named_children[-1]), package.name)
                module.imports.append(package.name)
            case "named_imports":
                for each in child.named_children:
                    if each.type == "import_specifier" and not any(word.type == "type" for word in each.children):
                        _note_member(module, package.name, each, package.default)


def _note_member(module: SourceCode, package: str, node: Node, default: str) -> None:
    member, alias = text_of(node.child_by_field_name("name")), text_of(node.child_by_field_name("alias"))
    full = default if member == "default" else f"{package}.{member}"
    module.names.setdefault(alias or member, full)
    module.imports.append(full)


def _note_require(module: SourceCode, node: Node) -> None:
    """`require("x")` and `import("x")`, with what they are bound to."""
    called = node.child_by_field_name("function")
    if called is None or (called.type != "import" and text_of(called) != "require"):
        return
    arguments = node.child_by_field_name("arguments")
    named = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    package = package_named(literal(named) or "")
    if package is None:
        return
    holder = node.parent
    while holder is not None and holder.type in ("await_expression", "parenthesized_expression", "member_expression"):
        holder = holder.parent
    target = holder.child_by_field_name("name") if holder is not None and holder.type == "variable_declarator" else None
    if target is None:
        module.imports.append(package.name)
    elif target.type == "identifier":
        module.names.setdefault(text_of(target), package.default)
        module.imports.append(package.default)
    else:
        for child in target.named_children:
            member = text_of(child.child_by_field_name("key")) if child.type == "pair_pattern" else text_of(child)
            local = text_of(child.child_by_field_name("value")) if child.type == "pair_pattern" else member
            full = package.default if member == "default" else f"{package.name}.{member}"
            module.names.setdefault(local, full)
            module.imports.append(full)


def literal(node: Node | None) -> str | None:
    """The value of a plain string; None for anything else, templates with values included."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.named_children):
        return None
    return "".join(text_of(child) for child in node.named_children if child.type in ("string_fragment", "escape_sequence"))


def _interpolated(node: Node) -> list[Node]:
    """Expressions that a string is made of: those inside of it, and those added to it."""
    found: list[Node] = []
    waiting, written = [node], False
    while waiting:
        each = waiting.pop()
        if each.type in ("string", "template_string"):
            written = True
            found += [
                child.named_children[0] for child in each.named_children if child.type == "template_substitution" and child.named_children
            ]
        elif each.type == "parenthesized_expression" or _is_sum(each):
            waiting.extend(reversed(each.named_children))
        elif each is not node:
            found.append(each)
    return found if written else []


def _is_sum(node: Node) -> bool:
    return node.type == "binary_expression" and any(child.type == "+" for child in node.children)


_WRAPPERS = frozenset({"as_expression", "satisfies_expression", "parenthesized_expression", "non_null_expression", "type_assertion"})
_WRITTEN = frozenset({"string", "template_string", "number", "arrow_function", "function_expression", "array", "true", "false", "null"})


def _bare(node: Node) -> Node:
    while node.type in _WRAPPERS and node.named_children:
        node = node.named_children[-1 if node.type == "type_assertion" else 0]
    return node


def _arguments(call: Node) -> Arguments:
    positional: list[Node] = []
    named: dict[str, Node] = {}
    more = False
    written = call.child_by_field_name("arguments")
    nodes = [_bare(node) for node in written.named_children if node.type != "comment"] if written is not None else []
    for node in nodes:
        if node.type == "object":
            for pair in node.named_children:
                match pair.type:
                    case "pair":
                        value = pair.child_by_field_name("value")
                        if value is not None:
                            named.setdefault(_key(pair), _bare(value))
                    case "shorthand_property_identifier":
                        named.setdefault(snake(text_of(pair)), pair)
                    case "spread_element":
                        more = True
        elif node.type == "spread_element":
            more = True
        else:
            more = more or node.type not in _WRITTEN
            positional.append(node)
    return Arguments(tuple(positional), named, more)


def _key(pair: Node) -> str:
    key = pair.child_by_field_name("key")
    return snake(literal(key) or text_of(key))


def _callee(call: Node) -> Node | None:
    return call.child_by_field_name("constructor" if call.type == "new_expression" else "function")


def _step(node: Node) -> tuple[str, Node | None] | None:
    match node.type:
        case "member_expression":
            return text_of(node.child_by_field_name("property")), node.child_by_field_name("object")
        case "call_expression" | "new_expression":
            return "", _callee(node)
        case "identifier" | "this" | "property_identifier" | "shorthand_property_identifier":
            return text_of(node), None
        case "subscript_expression":
            return "", node.child_by_field_name("object")
        case "await_expression" | "parenthesized_expression" | "non_null_expression" | "as_expression" if node.named_children:
            return "", node.named_children[0]
        case _:
            return None


SCRIPT = Grammar(
    language="javascript",
    literal=literal,
    interpolated=_interpolated,
    arguments=_arguments,
    callee=_callee,
    step=_step,
    calls=frozenset({"call_expression", "new_expression"}),
    strings=frozenset({"string", "template_string"}),
    uses={
        "binary_expression": "default",
        "assignment_pattern": "default",
        "object_assignment_pattern": "default",
        "required_parameter": "default",
        "optional_parameter": "default",
        "augmented_assignment_expression": "default",
        "public_field_definition": "default",
        "field_definition": "default",
        "return_statement": "argument",
        "arrow_function": "argument",
        "expression_statement": None,
    },
    passed=frozenset(
        {
            "parenthesized_expression",
            "ternary_expression",
            "as_expression",
            "satisfies_expression",
            "await_expression",
            "non_null_expression",
        }
    ),
    pairs=frozenset({"pair"}),
    keywords=frozenset(),
    argument_lists=frozenset({"arguments"}),
    assignments=frozenset({"variable_declarator", "assignment_expression"}),
    functions=frozenset(
        {
            "function_declaration",
            "function_expression",
            "arrow_function",
            "method_definition",
            "generator_function_declaration",
            "generator_function",
        }
    ),
    classes=frozenset({"class_declaration", "class"}),
    loops=frozenset({"while_statement", "for_statement", "for_in_statement", "do_statement"}),
)
