"""Bicep files and ARM templates as stacks, in the words of Terraform's provider azurerm."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from readiness.collectors.files.infrastructure.azure_modules import made_by
from readiness.collectors.files.infrastructure.copied_keys import KeyCopy, copies_in_bicep
from readiness.collectors.files.infrastructure.hcl import refuse_endless, text_of
from readiness.collectors.files.infrastructure.stacks import Resource, Stack, written
from readiness.collectors.files.infrastructure.values import Ref, Unresolved, is_known, joined, refs_in
from readiness.collectors.files.shapes import at, line_of, mapping, mappings
from readiness.facts import Environment

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

    from readiness.environments import Classifier

MOST_INSTANCES = 50
MOST_MODULES = 200
MOST_DEPTH = 8
MOST_VARIANTS = 20
"""Files of parameters for one file."""
_PARAMETER = re.compile(r"^([ \t]*)param(?=[ \t]+\w+[ \t]*=)", re.MULTILINE)
"""What gives a parameter its value is no declaration of one, and reads like a variable."""


def _negated(value: Any) -> Any:
    return not value if isinstance(value, bool) else value


def _enabled(value: Any) -> Any:
    return value.lower() != "disabled" if isinstance(value, str) else value


def _same(value: Any) -> Any:
    return value


Turn = Callable[[Any], Any]

TYPES: dict[str, tuple[str, dict[str, tuple[str, Turn]]]] = {
    "microsoft.cognitiveservices/accounts": (
        "azurerm_cognitive_account",
        {
            "name": ("name", _same),
            "kind": ("kind", _same),
            "tags": ("tags", _same),
            "properties.disableLocalAuth": ("local_auth_enabled", _negated),
            "properties.publicNetworkAccess": ("public_network_access_enabled", _enabled),
            "properties.networkAcls.defaultAction": ("network_acls.default_action", _same),
        },
    ),
    "microsoft.cognitiveservices/accounts/deployments": (
        "azurerm_cognitive_deployment",
        {
            "name": ("name", _same),
            "parent": ("cognitive_account_id", _same),
            "properties.model.name": ("model.name", _same),
            "properties.model.version": ("model.version", _same),
            "properties.versionUpgradeOption": ("version_upgrade_option", _same),
            "properties.scaleSettings.capacity": ("sku.capacity", _same),
            "sku.name": ("sku.name", _same),
            "sku.capacity": ("sku.capacity", _same),
        },
    ),
    "microsoft.search/searchservices": (
        "azurerm_search_service",
        {
            "name": ("name", _same),
            "tags": ("tags", _same),
            "properties.disableLocalAuth": ("local_authentication_enabled", _negated),
            "properties.publicNetworkAccess": ("public_network_access_enabled", _enabled),
            "properties.networkRuleSet.ipRules": ("allowed_ips", _same),
        },
    ),
    "microsoft.apimanagement/service/policies": ("azurerm_api_management_policy", {"properties.value": ("xml_content", _same)}),
    "microsoft.apimanagement/service/apis/policies": ("azurerm_api_management_api_policy", {"properties.value": ("xml_content", _same)}),
    "microsoft.apimanagement/service/apis/operations/policies": (
        "azurerm_api_management_api_operation_policy",
        {"properties.value": ("xml_content", _same)},
    ),
    "microsoft.apimanagement/service/products/policies": (
        "azurerm_api_management_product_policy",
        {"properties.value": ("xml_content", _same)},
    ),
    "microsoft.network/privateendpoints": (
        "azurerm_private_endpoint",
        {
            "name": ("name", _same),
            "properties.privateLinkServiceConnections.properties.privateLinkServiceId": (
                "private_service_connection.private_connection_resource_id",
                _same,
            ),
        },
    ),
}
"""Type of Azure's API, in small letters, to the one of azurerm; path of a property to that of the attribute."""


def _resource(kind: str, address: str, content: Any, path: str, line: int | None) -> Resource | None:
    known = TYPES.get(kind.partition("@")[0].lower())
    if known is None:
        return None
    values: dict[str, Any] = {}
    for source, (target, turn) in known[1].items():
        found = written(content, source)
        if found is not None:
            *folders, last = target.split(".")
            inner = values
            for each in folders:
                inner = inner.setdefault(each, {})
            inner[last] = turn(found)
    return Resource(known[0], address, values, path, line)


# ARM templates


def is_arm(data: Any) -> bool:
    """Whether a document is an ARM template."""
    return isinstance(data, dict) and "deploymentTemplate.json" in str(data.get("$schema", "")) and "resources" in data


_CALL = re.compile(r"\[(parameters|variables)\('([\w-]+)'\)\]")


def arm_stack(data: dict[str, Any], path: str) -> Stack:
    """The resources of a template, with the defaults of its parameters."""
    stack = Stack(path=path, language="arm")

    def value(node: Any, depth: int = 0) -> Any:
        if isinstance(node, str) and node.startswith("[") and not node.startswith("[["):
            call = _CALL.fullmatch(node)
            found = at(data, "parameters", call[2], "defaultValue") if call and call[1] == "parameters" else None
            found = at(data, "variables", call[2]) if call and call[1] == "variables" else found
            return value(found, depth + 1) if found is not None and depth < MOST_DEPTH else Unresolved("an expression of the template")
        if isinstance(node, dict):
            return {key: value(each, depth) for key, each in node.items()}
        return [value(each, depth) for each in node] if isinstance(node, list) else node

    listed = data["resources"]
    for number, (kind, node, parent) in enumerate(_arm_resources(listed if isinstance(listed, list) else list(mapping(listed).values()))):
        content = mapping(value(node))
        address = f"resources[{number}]"
        if parent:
            content["parent"] = Ref(parent)
        if (made := _resource(kind, address, content, path, line_of(node))) is not None:
            stack.resources[address] = made
    return stack


def _arm_resources(listed: list[Any], above: str = "") -> Iterator[tuple[str, dict[str, Any], str]]:
    for each in mappings(listed):
        kind = str(each.get("type", ""))
        yield (f"{above}/{kind}" if above else kind), each, ""
        yield from _arm_resources(each.get("resources") or [], f"{above}/{kind}" if above else kind)


# Bicep


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_bicep

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bicep.language()))


@dataclass
class BicepFile:
    """A parsed file: declarations by their symbolic names."""

    path: str
    parameters: dict[str, Node | None] = field(default_factory=dict)
    variables: dict[str, Node] = field(default_factory=dict)
    resources: list[Node] = field(default_factory=list)
    modules: list[Node] = field(default_factory=list)
    copies: list[KeyCopy] = field(default_factory=list)
    uses: str = ""
    broken: int | None = None


def parse_bicep(text: str, path: str) -> BicepFile:
    """A file's declarations; those with a syntax error are left out.

    Raises:
        Unparseable: it is nested too deeply.
    """
    refuse_endless(text)
    file = BicepFile(path)
    statements: list[Node] = []
    for line, nodes in _statements(text):
        if nodes is None:
            file.broken = file.broken or line
        else:
            statements += nodes
    for node in statements:
        if node.has_error:
            file.broken = file.broken or node.start_point[0] + 1
            continue
        names = [each for each in node.named_children if each.type == "identifier"]
        name = text_of(names[0]) if names else ""
        last = node.named_children[-1] if node.named_children else None
        match node.type:
            case "parameter_declaration":
                file.parameters[name] = last if last is not None and last.type not in ("type", "identifier") else None
            case "variable_declaration" if last is not None:
                file.variables[name] = last
            case "using_statement":
                file.uses = _source(node)
            case "resource_declaration":
                file.resources.append(node)
            case "module_declaration":
                file.modules.append(node)
    file.copies = copies_in_bicep(statements)
    return file


_BEGINS = re.compile(
    r"(?:^[ \t\r]*\n|^\}[ \t\r]*\n)(?=@|(?:resource|module|param|var|output|type|func|metadata|import|targetScope)\b)", re.MULTILINE
)
"""Where a statement begins, with its decorators, after an empty line or the end of another one."""
AT_ONCE = 8 << 10
MOST_AT_ONCE = 64 << 10
"""Bytes that are parsed together. On damaged text the grammar takes time in the square of that: 300 KB would take more than a minute."""


def _statements(text: str) -> Iterator[tuple[int, list[Node] | None]]:
    """Statements of a file, parsed some at a time, with the line where they begin; None for one that is too long."""
    import tree_sitter

    content = text.encode("utf-8", "replace")
    if len(content) <= 4 * AT_ONCE:
        yield 1, _parser().parse(content).root_node.named_children
        return
    parser = tree_sitter.Parser(_parser().language)
    row = begin = start = 0
    for end in _ends(text):
        size, rows = len(text[start:end].encode("utf-8", "replace")), text.count("\n", start, end)
        if size > MOST_AT_ONCE:
            yield row + 1, None
        else:
            parser.included_ranges = [tree_sitter.Range((row, 0), (row + rows, 0), begin, begin + size)]
            yield row + 1, parser.parse(content).root_node.named_children
        row, begin, start = row + rows, begin + size, end


def _ends(text: str) -> Iterator[int]:
    """Where to part a text: between statements, and never within a string of several lines."""
    start = strings = looked = 0
    for match in _BEGINS.finditer(text):
        at = match.end()
        strings += text.count("'''", looked, at)
        looked = at
        if at - start >= AT_ONCE and strings % 2 == 0:
            yield at
            start = at
    yield len(text)


@dataclass
class _Scope:
    """A file as it is called."""

    file: BicepFile
    given: Mapping[str, Any]
    prefix: str
    known: dict[str, Any] = field(default_factory=dict)

    def look_up(self, name: str) -> Any:
        """What a name means."""
        if name not in self.known:
            self.known[name] = Unresolved(f"{name} stands for itself")
            self.known[name] = self._found(name)
        return self.known[name]

    def _found(self, name: str) -> Any:
        if name in self.given:
            return self.given[name]
        if name in self.file.parameters:
            default = self.file.parameters[name]
            return self.value(default, {}) if default is not None else Unresolved(f"the parameter {name} has no value in the files")
        if name in self.file.variables:
            return self.value(self.file.variables[name], {})
        return Ref(f"{self.prefix}{name}")

    def value(self, node: Node, bound: Mapping[str, Any]) -> Any:
        """What an expression comes to."""
        try:
            return _value(self, node, bound)
        except RecursionError:
            return Unresolved("nested too deeply")


def _value(scope: _Scope, node: Node, bound: Mapping[str, Any]) -> Any:  # noqa: PLR0911, PLR0912 - a table of syntax nodes
    def inner(each: Node) -> Any:
        return _value(scope, each, bound)

    children = [each for each in node.named_children if each.type != "comment"]
    match node.type:
        case "string":
            return joined([text_of(each) if each.type != "interpolation" else inner(each.named_children[0]) for each in children])
        case "number":
            return int(text_of(node)) if text_of(node).isdigit() and len(text_of(node)) < 20 else Unresolved("a number")
        case "boolean":
            return text_of(node) == "true"
        case "null":
            return None
        case "object":
            return {_property(each): inner(each.named_children[-1]) for each in children if len(each.named_children) == 2}
        case "array":
            return [inner(each) for each in children]
        case "identifier":
            name = text_of(node)
            return bound[name] if name in bound else scope.look_up(name)
        case "parenthesized_expression" if children:
            return inner(children[0])
        case "member_expression" if len(children) == 2:
            return _member(inner(children[0]), text_of(children[1]))
        case "ternary_expression" if len(children) == 3:
            told = inner(children[0])
            if isinstance(told, bool):
                return inner(children[1 if told else 2])
            yes, no = inner(children[1]), inner(children[2])
            return yes if yes == no else Unresolved("a condition is not told by the files", (*refs_in(yes), *refs_in(no)))
        case "unary_expression" if children and text_of(node).startswith("!"):
            told = inner(children[0])
            return not told if isinstance(told, bool) else Unresolved("an expression is not told by the files")
        case "binary_expression" if len(children) == 2:
            return _binary(text_of(node.children[1]), inner(children[0]), inner(children[1]))
        case "call_expression":
            return _call(text_of(children[0]), [inner(each) for each in children[1].named_children] if len(children) > 1 else [])
    return Unresolved("an expression is not told by the files")


def _property(node: Node) -> str:
    return text_of(node.named_children[0]).strip("'")


def _member(value: Any, name: str) -> Any:
    if isinstance(value, Ref):
        return Ref(value.address, name)
    if isinstance(value, dict):
        return value.get(name)
    return value if isinstance(value, Unresolved) else Unresolved("a part is taken that is not written")


def _binary(sign: str, left: Any, right: Any) -> Any:
    if sign == "??":
        return right if left is None else left
    if sign in ("==", "!=") and is_known(left) and is_known(right):
        return (left == right) is (sign == "==")
    if sign in ("&&", "||") and isinstance(left, bool) and isinstance(right, bool):
        return left and right if sign == "&&" else left or right
    return Unresolved("an expression is not told by the files", (*refs_in(left), *refs_in(right)))


def _call(name: str, arguments: list[Any]) -> Any:
    match name, arguments:
        case "contains", [dict() as values, str() as key]:
            return key in values
        case "empty", [value] if is_known(value):
            return value in (None, "", [], {})
        case "union", [*maps] if maps and all(isinstance(each, dict) for each in maps):
            return {key: value for each in maps for key, value in each.items()}
        case (("toLower" | "tolower"), [str() as text]):
            return text.lower()
    return Unresolved(f"{name}() is not worked out", tuple(refs_in(arguments)))


@dataclass(frozen=True)
class BicepModule:
    """A module of a registry."""

    source: str
    path: str
    line: int


class Bicep:
    """The Bicep files of one folder that is scanned."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._files: dict[str, BicepFile] = {}
        self._given: dict[str, dict[str, Any]] = {}
        self._variants: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self._calls = 0
        self.remote: list[BicepModule] = []

    def add(self, path: str, text: str) -> int | None:
        """Take in a file; the line of what could not be understood."""
        self._files[path] = file = parse_bicep(text, path)
        return file.broken

    def copies(self) -> Iterator[tuple[str, KeyCopy]]:
        """Keys of AI services that the files hand on, each with its file."""
        for path, file in sorted(self._files.items()):
            for each in file.copies:
                yield path, each

    def add_parameters(self, path: str, data: Any) -> None:
        """Take in a file of parameters; what azd fills in stays open."""
        values = {name: mapping(each).get("value") for name, each in mapping(at(data, "parameters")).items()}
        known = {name: Unresolved("azd fills it in") if "${" in str(each) else each for name, each in values.items() if each is not None}
        self._given[path.removesuffix(".parameters.json")] = known

    def add_parameter_file(self, path: str, text: str) -> int | None:
        """Take in a `.bicepparam` file; the line of what could not be understood."""
        file = parse_bicep(_PARAMETER.sub(r"\1var  ", text), path)
        if file.uses:
            scope = _Scope(file, {}, "")
            values = {name: scope.look_up(name) for name in file.variables}
            self._variants[posixpath.normpath(posixpath.join(posixpath.dirname(path), file.uses))][path] = values
        return file.broken

    def stacks(self) -> Iterator[Stack]:
        """Every file that no other one calls, once for each file of parameters that is made for it."""
        called = {
            posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
            for path, file in self._files.items()
            if self._classifier.of_path(path) is not Environment.SAMPLE
            for node in file.modules
            if (source := _source(node)) and ":" not in source
        }
        for path, file in sorted(self._files.items()):
            if path in called and path not in self._variants:
                continue
            given = {path: self._given.get(path.removesuffix(".bicep"), {})}
            for told, values in sorted((self._variants.get(path) or given).items())[:MOST_VARIANTS]:
                stack = Stack(path=told, language="bicep", folder=path)
                self._put(_Scope(file, values, ""), stack, 0)
                yield stack

    def _put(self, scope: _Scope, stack: Stack, depth: int) -> None:
        for node in scope.file.resources:
            if any(each.type == "existing" for each in node.children):
                continue
            for key, content in _contents(scope, node):
                name = f"{scope.prefix}{text_of(node.named_children[0])}{key}"
                made = _resource(_source(node), name, content, scope.file.path, node.start_point[0] + 1)
                if made is not None:
                    stack.resources[name] = made
        for node in scope.file.modules:
            source = _source(node)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(scope.file.path), source))
            self._calls += 1
            if ":" in source or target not in self._files:
                if not self._put_published(scope, node, source, stack):
                    self.remote.append(BicepModule(source, scope.file.path, node.start_point[0] + 1))
                continue
            for key, content in _contents(scope, node):
                if depth < MOST_DEPTH and self._calls < MOST_MODULES:
                    prefix = f"{scope.prefix}{text_of(node.named_children[0])}{key}."
                    self._put(_Scope(self._files[target], mapping(mapping(content).get("params")), prefix), stack, depth + 1)

    def _put_published(self, scope: _Scope, node: Node, source: str, stack: Stack) -> bool:
        """What a known module of the public registry makes; whether it is told."""
        told = False
        for key, content in _contents(scope, node):
            address = f"{scope.prefix}{text_of(node.named_children[0])}{key}"
            for kind, inner, made in made_by(source, mapping(content).get("params"), address):
                resource = _resource(kind, inner, made, scope.file.path, node.start_point[0] + 1)
                if resource is not None:
                    stack.resources[inner] = resource
                    told = True
        return told


def _source(node: Node) -> str:
    found = next((each for each in node.named_children if each.type == "string"), None)
    return text_of(found).strip("'")


def _contents(scope: _Scope, node: Node) -> Iterator[tuple[str, Any]]:
    """What a declaration holds for each of its instances; nothing when a condition leaves it out."""
    yield from _instances(scope, node.named_children[-1], {})


def _instances(scope: _Scope, body: Node, bound: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if body.type == "if_statement":
        if scope.value(body.named_children[0], bound) is not False:
            yield from _instances(scope, body.named_children[-1], bound)
    elif body.type == "for_statement":
        *head, inner = body.named_children
        first = head[0]
        name = text_of(first.named_children[0]) if first.type == "for_loop_parameters" else text_of(first)
        over = scope.value(head[-1], bound)
        if isinstance(over, list) and len(over) <= MOST_INSTANCES:
            for number, each in enumerate(over):
                for _, content in _instances(scope, inner, {**bound, name: each}):
                    yield f"[{number}]", content
        else:
            yield from _instances(
                scope, inner, {**bound, name: Unresolved("a loop runs over what the files don't tell", tuple(refs_in(over)))}
            )
    else:
        yield "", scope.value(body, bound)
