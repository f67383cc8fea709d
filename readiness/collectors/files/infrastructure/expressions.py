"""What HCL expressions come to, as far as the files tell. Nothing is executed but arithmetic and joining of values."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from readiness.collectors.files.infrastructure.hcl import text_of
from readiness.collectors.files.infrastructure.values import Ref, Text, Unresolved, is_known, joined, refs_in, size_of

if TYPE_CHECKING:
    from tree_sitter import Node

LARGEST = 20_000
"""Values of one collection, or hundreds of characters of one text; what grows beyond is not followed."""
MOST_STEPS = 5_000_000


@dataclass
class Budget:
    """How much is still worked out for one folder, so that no file can keep us busy."""

    left: int = MOST_STEPS

    def spend(self, steps: int = 1) -> bool:
        """Whether there was enough left."""
        self.left -= steps
        return self.left > 0


class Scope(Protocol):
    """What names mean in a module."""

    budget: Budget

    def lookup(self, names: tuple[str, ...]) -> tuple[Any, int]:
        """The value of the longest beginning of a dotted name that means something, and its number of parts."""


@dataclass(frozen=True)
class Names:
    """A scope, and what `each`, `count` and loops bind in it."""

    scope: Scope
    bound: Mapping[str, Any] = field(default_factory=dict)

    def having(self, **more: Any) -> Names:
        """The same with more names."""
        return Names(self.scope, {**self.bound, **more})


def evaluate(expression: Any, names: Names) -> Any:
    """The value of an expression: plain data, with `Ref`, `Text` and `Unresolved` where that is not all.

    Args:
        expression: a node of an HCL file, or a value of Terraform's JSON syntax.
        names: what names mean.
    """
    if not names.scope.budget.spend():
        return Unresolved("too much to work out")
    if expression is None or isinstance(expression, str | dict | list | bool | int | float):
        return _json(expression, names)
    reader: Callable[[Any, Names], Any] = _READERS.get(str(expression.type), _other)
    value = reader(expression, names)
    if isinstance(value, dict | list | str | Text) and size_of(value, LARGEST) > LARGEST:
        return Unresolved("too large to work out")
    return value


def _json(value: Any, names: Names) -> Any:
    """A value of JSON syntax."""
    if isinstance(value, dict):
        return {key: evaluate(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [evaluate(each, names) for each in value]
    return _json_text(value, names) if isinstance(value, str) else value


def _json_text(text: str, names: Names) -> Any:
    """A text of JSON syntax, in which `${…}` is an expression."""
    if "${" not in text:
        return text
    from readiness.collectors.files.infrastructure.hcl import parse_hcl
    from readiness.collectors.files.tree import Unparseable

    try:
        parsed = parse_hcl(f"x = {json.dumps(text, ensure_ascii=False)}\n")
    except Unparseable:
        return Unresolved("an expression could not be read")
    found = parsed.body.attributes.get("x")
    return evaluate(found, names) if found is not None else Unresolved("an expression could not be read")


def _expression(node: Node, names: Names) -> Any:
    """An operand with what is taken from it: `local.a["b"].c[0]`."""
    parts = [each for each in node.named_children if each.type != "comment"]
    if not parts:
        return Unresolved("an expression could not be read")
    return _taken_from(parts, names)


def _taken_from(parts: list[Node], names: Names) -> Any:
    """The value of an operand and the accesses that follow it."""
    first, rest = parts[0], parts[1:]
    if first.type != "variable_expr":
        return _steps(evaluate(first, names), rest, names)
    root = text_of(first)
    if root in names.bound:
        return _steps(names.bound[root], rest, names)
    dotted = [root]
    for each in rest:
        if each.type == "get_attr":
            dotted.append(text_of(each.named_children[0]))
        elif each.type == "index" and len(dotted) >= 2 and (key := _index_key(each, names)) is not None:
            dotted.append(f"[{key}]")
        else:
            break
    value, told = names.scope.lookup(tuple(dotted))
    return _steps(value, rest[told - 1 :], names)


def _index_key(node: Node, names: Names) -> str | None:
    """How an address writes a known index: `0`, `"docs"`."""
    key = _index(node, names)
    if isinstance(key, bool) or not isinstance(key, str | int | float):
        return "?"
    return json.dumps(key, ensure_ascii=False) if isinstance(key, str) else str(int(key))


def _index(node: Node, names: Names) -> Any:
    inner = node.named_children[0]
    if inner.type == "legacy_index":
        return int(text_of(inner).lstrip(".")) if text_of(inner).lstrip(".").isdigit() else None
    return evaluate(inner.named_children[0], names) if inner.named_children else None


def _steps(value: Any, rest: list[Node], names: Names) -> Any:
    for number, each in enumerate(rest):
        if each.type == "get_attr":
            value = take(value, text_of(each.named_children[0]))
        elif each.type == "index":
            value = take(value, _index(each, names))
        elif each.type == "splat":
            following = [*each.named_children[0].named_children, *rest[number + 1 :]]
            return _splat(value, following, names)
        else:
            return Unresolved("an expression could not be read", tuple(refs_in(value)))
    return value


def _splat(value: Any, following: list[Node], names: Names) -> Any:
    if isinstance(value, list):
        return [_steps(each, following, names) for each in value]
    if isinstance(value, Ref | Unresolved):
        return _steps(value, following, names)
    return [_steps(value, following, names)] if value is not None else []


def take(value: Any, key: Any) -> Any:
    """A part of a value."""
    match value:
        case Ref() if isinstance(key, str):
            return Ref(value.address, f"{value.attribute}.{key}" if value.attribute else key)
        case Ref():
            return value
        case dict() if isinstance(key, str) and key in value:
            return value[key]
        case list() if isinstance(key, int | float) and not isinstance(key, bool) and 0 <= int(key) < len(value):
            return value[int(key)]
        case list() if isinstance(key, str) and len(value) == 1:
            return take(value[0], key)
    return value if isinstance(value, Unresolved) else Unresolved("a part is taken that is not written", tuple(refs_in(value)))


def _literal(node: Node, names: Names) -> Any:
    inner = node.named_children[0]
    if inner.type == "string_lit":
        return _pieces(inner, names)
    text = text_of(inner)
    if inner.type == "numeric_lit":
        return _number(text)
    return {"true": True, "false": False}.get(text)


def _number(text: str) -> Any:
    try:
        return int(text) if text.isdigit() and len(text) < 40 else float(text)
    except ValueError:
        return Unresolved("a number could not be read")


_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r'\\([nrt"\\])|\$\$\{|%%\{')


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPES[found[1]] if found[1] else found[0][1:], text)


def _pieces(node: Node, names: Names) -> Any:
    """A quoted text or heredoc with its interpolations."""
    heredoc = node.type == "heredoc_template"
    parts: list[Any] = []
    for each in node.named_children:
        if each.type == "template_literal":
            parts.append(text_of(each) if heredoc else _plain(text_of(each)))
        elif each.type == "template_interpolation":
            inner = next((one for one in each.named_children if one.type == "expression"), None)
            parts.append(evaluate(inner, names) if inner is not None else "")
        elif each.type == "template_directive":
            parts.append(Unresolved("a template decides"))
    if not heredoc and len(parts) == 1 and not isinstance(parts[0], str | Text):
        return parts[0]  # "${var.list}" is the list itself
    return joined(parts)


def _template(node: Node, names: Names) -> Any:
    return _pieces(node.named_children[0], names)


def _collection(node: Node, names: Names) -> Any:
    return evaluate(node.named_children[0], names)


def _tuple(node: Node, names: Names) -> Any:
    return [evaluate(each, names) for each in node.named_children if each.type == "expression"]


def _object(node: Node, names: Names) -> Any:
    found: dict[str, Any] = {}
    for element in node.named_children:
        if element.type != "object_elem":
            continue
        key, value = element.child_by_field_name("key"), element.child_by_field_name("val")
        name = _key(key, names)
        if not isinstance(name, str):
            return Unresolved("a key is worked out", tuple(refs_in(evaluate(value, names))))
        found[name] = evaluate(value, names)
    return found


def _key(node: Node | None, names: Names) -> Any:
    """A key: a bare word stands for itself."""
    inner = [each for each in node.named_children if each.type != "comment"] if node is not None else []
    if len(inner) == 1 and inner[0].type == "variable_expr":
        return text_of(inner[0])
    value = evaluate(node, names) if node is not None else None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _conditional(node: Node, names: Names) -> Any:
    parts = [each for each in node.named_children if each.type == "expression"]
    if len(parts) != 3:
        return Unresolved("an expression could not be read")
    told = evaluate(parts[0], names)
    if isinstance(told, bool):
        return evaluate(parts[1 if told else 2], names)
    yes, no = evaluate(parts[1], names), evaluate(parts[2], names)
    return yes if yes == no else Unresolved("a condition is not told by the files", (*refs_in(yes), *refs_in(no)))


def _operation(node: Node, names: Names) -> Any:
    return evaluate(node.named_children[0], names)


def _operands(node: Node, names: Names) -> list[tuple[str, Any]]:
    """Signs and values of an operation; an operand may be followed by accesses."""
    found: list[tuple[str, Any]] = []
    parts: list[Node] = []
    sign = ""
    for each in node.children:
        if each.type in ("get_attr", "index", "splat"):
            parts.append(each)
        elif each.is_named and each.type != "comment":
            parts = [each]
            found.append((sign, None))
        else:
            sign = each.type
            continue
        found[-1] = (found[-1][0], _taken_from(parts, names))
    return found


def _unary(node: Node, names: Names) -> Any:
    operands = _operands(node, names)
    if len(operands) == 1:
        sign, value = operands[0]
        if sign == "!" and isinstance(value, bool):
            return not value
        if sign == "-" and isinstance(value, int | float) and not isinstance(value, bool):
            return -value
    return Unresolved("an expression is not told by the files")


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
MOST_DIGITS = 10**15


def _binary(node: Node, names: Names) -> Any:
    operands = _operands(node, names)
    if len(operands) != 2:
        return Unresolved("an expression could not be read")
    (_, left), (sign, right) = operands
    if sign in ("&&", "||"):
        decides = sign == "||"
        if left is decides or right is decides:
            return decides
        if isinstance(left, bool) and isinstance(right, bool):
            return not decides
    elif sign in ("==", "!=") and is_known(left) and is_known(right):
        return (left == right) is (sign == "==")
    elif sign in _ARITHMETIC and all(isinstance(each, int | float) and not isinstance(each, bool) for each in (left, right)):
        result = _ARITHMETIC[sign](left, right)
        return result if isinstance(result, bool) or abs(result) < MOST_DIGITS else Unresolved("a number is too large")
    return Unresolved("an expression is not told by the files", (*refs_in(left), *refs_in(right)))


def _call(node: Node, names: Names) -> Any:
    name = text_of(node.named_children[0])
    given = next((each for each in node.named_children if each.type == "function_arguments"), None)
    arguments = [evaluate(each, names) for each in given.named_children if each.type == "expression"] if given is not None else []
    if (
        given is not None
        and any(each.type == "ellipsis" for each in given.named_children)
        and arguments
        and isinstance(arguments[-1], list)
    ):
        arguments = [*arguments[:-1], *arguments[-1]]
    function = _FUNCTIONS.get(name)
    value = function(*arguments) if function is not None and _fits(name, arguments) else None
    if value is None:
        return Unresolved(f"{name}() is not worked out", tuple(refs_in(arguments)))
    return value


def _fits(name: str, arguments: list[Any]) -> bool:
    least, most = _ARITY.get(name, (1, 1))
    return least <= len(arguments) <= most


def _merge(*maps: Any) -> Any:
    if not all(isinstance(each, dict) or each is None for each in maps):
        # What is written in the others stands, unless the unknown one overwrites it.
        return None
    return {key: value for each in maps if each for key, value in each.items()}


def _concat(*lists: Any) -> Any:
    return [item for each in lists for item in each] if all(isinstance(each, list) for each in lists) else None


def _coalesce(*values: Any) -> Any:
    for each in values:
        if not is_known(each) and not isinstance(each, Ref | Text):
            return None
        if each not in (None, ""):
            return each
    return None


def _try(*values: Any) -> Any:
    """The first that is told: what fails to be read here may fail there, too."""
    return next((each for each in values if not isinstance(each, Unresolved)), None)


def _lookup(values: Any, key: Any, default: Any = None) -> Any:
    if isinstance(values, dict) and isinstance(key, str):
        return values.get(key, default)
    return None


def _format(template: Any, *values: Any) -> Any:
    if not isinstance(template, str) or re.search(r"%[^sdv%]", template):
        return None
    pieces = re.split(r"%[sdv]", template)
    if len(pieces) != len(values) + 1:
        return None
    parts: list[Any] = []
    for number, piece in enumerate(pieces):
        parts += [piece.replace("%%", "%"), *values[number : number + 1]]
    return joined(parts)


def _join(separator: Any, values: Any) -> Any:
    if not isinstance(separator, str) or not isinstance(values, list):
        return None
    return joined([part for number, each in enumerate(values) for part in ([separator, each] if number else [each])])


def _flatten(values: Any) -> Any:
    if not isinstance(values, list):
        return None
    return [item for each in values for item in (each if isinstance(each, list) else [each])]


def _of_text(change: Callable[[str], Any]) -> Callable[[Any], Any]:
    return lambda value: change(value) if isinstance(value, str) else None


def _same(value: Any) -> Any:
    return value


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | Ref) else None


def _contains(values: Any, wanted: Any) -> Any:
    return wanted in values if isinstance(values, list) and is_known(values) and is_known(wanted) else None


def _length(value: Any) -> Any:
    return len(value) if isinstance(value, list | dict | str) else None


def _decoded(text: Any) -> Any:
    """JSON as data; a text with references in it is not followed."""
    if not isinstance(text, str):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _from_json(value: Any) -> Any:
    return value if isinstance(value, dict | list) else _decoded(value)


def _as_number(value: Any) -> Any:
    return _number(value) if isinstance(value, str) else value


def _as_bool(value: Any) -> Any:
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else value


def _compact(value: Any) -> Any:
    return [each for each in value if each not in (None, "")] if isinstance(value, list) else None


def _keys(value: Any) -> Any:
    return sorted(value) if isinstance(value, dict) else None


def _values(value: Any) -> Any:
    return [value[key] for key in sorted(value)] if isinstance(value, dict) else None


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value if isinstance(value, Ref) else None


def _replace(text: Any, old: Any, new: Any) -> Any:
    """A pattern between slashes is a regular expression, and is not followed."""
    plain = all(isinstance(each, str) for each in (text, old, new)) and not old.startswith("/")
    return text.replace(old, new) if plain and old else None


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "jsonencode": _same,
    "jsondecode": _from_json,
    "yamlencode": _same,
    "merge": _merge,
    "concat": _concat,
    "coalesce": _coalesce,
    "try": _try,
    "lookup": _lookup,
    "format": _format,
    "join": _join,
    "flatten": _flatten,
    "lower": _of_text(str.lower),
    "upper": _of_text(str.upper),
    "title": _of_text(str.title),
    "trimspace": _of_text(str.strip),
    "tostring": lambda value: joined([value]),
    "tonumber": _as_number,
    "tobool": _as_bool,
    "toset": _as_list,
    "tolist": _as_list,
    "tomap": _same,
    "sensitive": _same,
    "nonsensitive": _same,
    "sort": _as_list,
    "distinct": _as_list,
    "compact": _compact,
    "keys": _keys,
    "values": _values,
    "one": _one,
    "contains": _contains,
    "length": _length,
    "element": take,
    "replace": _replace,
}
_MANY = (0, 1000)
_ARITY = {
    **dict.fromkeys(("merge", "concat", "coalesce", "try", "format"), _MANY),
    **dict.fromkeys(("join", "contains", "element"), (2, 2)),
    "lookup": (2, 3),
    "replace": (3, 3),
}


def _loop(node: Node, names: Names) -> Any:
    inner = node.named_children[0]
    intro = next((each for each in inner.named_children if each.type == "for_intro"), None)
    if intro is None:
        return Unresolved("a loop could not be read")
    bound = [text_of(each) for each in intro.named_children if each.type == "identifier"]
    over = next((evaluate(each, names) for each in intro.named_children if each.type == "expression"), None)
    if not isinstance(over, list | dict):
        return Unresolved("a loop runs over what the files don't tell", tuple(refs_in(over)))
    condition = next((each for each in inner.named_children if each.type == "for_cond"), None)
    bodies = [each for each in inner.named_children if each.type == "expression"]
    pairs = list(over.items()) if isinstance(over, dict) else list(enumerate(over))
    results: list[tuple[Any, Any]] = []
    for key, value in pairs:
        here = names.having(**dict(zip(bound, (key, value) if len(bound) == 2 else (value,), strict=False)))
        kept = evaluate(condition.named_children[-1], here) if condition is not None else True
        if not isinstance(kept, bool):
            return Unresolved("a condition is not told by the files", tuple(refs_in(over)))
        if kept:
            results.append((evaluate(bodies[0], here), evaluate(bodies[-1], here)))
    if inner.type == "for_tuple_expr":
        return [value for _, value in results]
    if not all(isinstance(key, str) for key, _ in results):
        return Unresolved("a key is worked out", tuple(refs_in([value for _, value in results])))
    return dict(results)


def _variable(node: Node, names: Names) -> Any:
    return _taken_from([node], names)


def _other(node: Node, names: Names) -> Any:  # noqa: ARG001 - one of the readers
    return Unresolved("an expression could not be read")


_READERS: dict[str, Callable[[Any, Names], Any]] = {
    "expression": _expression,
    "literal_value": _literal,
    "string_lit": _pieces,
    "template_expr": _template,
    "collection_value": _collection,
    "tuple": _tuple,
    "object": _object,
    "conditional": _conditional,
    "operation": _operation,
    "unary_operation": _unary,
    "binary_operation": _binary,
    "function_call": _call,
    "for_expr": _loop,
    "variable_expr": _variable,
}
