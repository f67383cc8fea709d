"""Where Bicep files and ARM templates hand on keys of AI services: `listKeys()` in an output, a setting or a secret.

Outputs are kept in the deployment's history, where whoever may read the resource group reads them, unless they are secure:
https://learn.microsoft.com/azure/azure-resource-manager/bicep/linter-rule-outputs-should-not-contain-secrets
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from readiness.collectors.files.infrastructure.hcl import text_of
from readiness.collectors.files.shapes import line_of, mapping, mappings

if TYPE_CHECKING:
    from tree_sitter import Node

Holder = Literal["output", "setting", "secret"]
LISTING = frozenset({"listkeys", "listadminkeys", "listquerykeys"})
ISSUERS = ("microsoft.cognitiveservices/accounts", "microsoft.search/searchservices")
_SITES = "microsoft.web/sites"
_APPS = "microsoft.app/"
_VAULT = "microsoft.keyvault/vaults/secrets"


@dataclass(frozen=True)
class KeyCopy:
    """A key that is handed on.

    Attributes:
        account: symbolic name of the account, or its type.
        search: it is a key of a search service.
        masked: the output is secure.
    """

    name: str
    holder: Holder
    account: str
    search: bool
    masked: bool
    line: int


def copies_in_bicep(nodes: Iterable[Node]) -> list[KeyCopy]:
    """Keys that a file's statements hand on; those of other services than AI are left out."""
    issuers: dict[str, str] = {}
    variables: dict[str, str] = {}
    found: list[KeyCopy] = []
    secure = False
    statements = [each for each in nodes if not each.has_error]
    for node in statements:
        if node.type == "resource_declaration" and (kind := _kind(node)) in ISSUERS:
            issuers[_name(node)] = kind
    for node in statements:
        if node.type == "variable_declaration" and (used := _issuer(node.named_children[-1], issuers, {})) is not None:
            variables[_name(node)] = used
    for node in statements:
        if node.type == "decorators":
            secure = any(text_of(each).startswith("@secure(") for each in node.named_children)
            continue
        if node.type == "output_declaration":
            account = _issuer(node.named_children[-1], issuers, variables)
            if account is not None:
                found.append(_copy(_name(node), "output", account, issuers, node, masked=secure))
        elif node.type == "resource_declaration":
            found += _in_resource(node, "", issuers, variables)
        secure = False
    return found


def _copy(name: str, holder: Holder, account: str, issuers: dict[str, str], node: Node, *, masked: bool = False) -> KeyCopy:
    return KeyCopy(name, holder, account, issuers.get(account, account) == ISSUERS[1], masked, node.start_point[0] + 1)


def _name(node: Node) -> str:
    return next((text_of(each) for each in node.named_children if each.type == "identifier"), "")


def _kind(node: Node) -> str:
    source = next((text_of(each) for each in node.named_children if each.type == "string"), "")
    return source.strip("'").partition("@")[0].lower()


def _in_resource(node: Node, above: str, issuers: dict[str, str], variables: dict[str, str]) -> Iterator[KeyCopy]:
    """Keys in the settings and secrets of a resource and of those that are declared in it."""
    kind = f"{above}/{_kind(node)}" if above else _kind(node)
    waiting: list[tuple[Node, tuple[str, ...]]] = [(node.named_children[-1], ())]
    while waiting:
        each, path = waiting.pop()
        if each.type == "resource_declaration":
            yield from _in_resource(each, kind, issuers, variables)
        elif each.type == "object_property" and len(each.named_children) == 2:
            waiting.append((each.named_children[1], (*path, text_of(each.named_children[0]).strip("'"))))
        elif each.type in ("object", "array", "if_statement", "for_statement", "object_property"):
            label = _label(each)
            waiting += [(inner, (*path, label) if label else path) for inner in reversed(each.named_children)]
        elif path and (account := _issuer(each, issuers, variables)) is not None and (holder := holder_in(kind, path)) is not None:
            label = path[-2] if path[-1] == "value" and len(path) > 1 else path[-1]
            yield _copy(_name(node) if kind == _VAULT else label, holder, account, issuers, each)


def _label(node: Node) -> str:
    """The `name` of an item of a list: a setting's, or a secret's."""
    if node.type != "object" or node.parent is None or node.parent.type != "array":
        return ""
    for each in node.named_children:
        if each.type == "object_property" and len(each.named_children) == 2 and text_of(each.named_children[0]) == "name":
            return text_of(each.named_children[1]).strip("'")
    return ""


def holder_in(kind: str, path: tuple[str, ...]) -> Holder | None:
    """What a resource of a type keeps under a path; None when that is nothing we know to hold keys."""
    lowered = [each.lower() for each in path]
    if kind == _VAULT or (kind.startswith(_APPS) and "secrets" in lowered):
        return "secret"
    if kind.startswith(_APPS):
        return "setting" if "env" in lowered else None
    if kind.startswith(_SITES):
        return "setting" if "appsettings" in lowered or kind.endswith("/config") else None
    return None


def _issuer(node: Node, issuers: dict[str, str], variables: dict[str, str]) -> str | None:
    """The account whose keys an expression lists; None when it lists none."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.type == "call_expression" and (found := _listed(each, issuers)) is not None:
            return found
        if each.type == "identifier" and text_of(each) in variables:
            return variables[text_of(each)]
        waiting += each.named_children
    return None


def _listed(call: Node, issuers: dict[str, str]) -> str | None:
    callee = call.named_children[0]
    if callee.type == "member_expression" and len(callee.named_children) == 2:
        symbol, method = (text_of(each) for each in callee.named_children)
        return symbol if method.lower() in LISTING and symbol in issuers else None
    if text_of(callee).lower() not in LISTING or len(call.named_children) < 2:
        return None
    arguments = text_of(call.named_children[1])
    named = next((each for each in re.findall(r"\w+", arguments) if each in issuers), None)
    return named or _issuing_type(arguments)


def _issuing_type(text: str) -> str | None:
    return next((each for each in ISSUERS if each in text.lower()), None)


_ARM_CALL = re.compile(r"\blist(?:admin|query)?keys\(", re.IGNORECASE)


def copies_in_arm(data: dict[str, Any]) -> Iterator[KeyCopy]:
    """The same of an ARM template, as Bicep's compiler writes it."""
    for name, output in mapping(data.get("outputs")).items():
        if (issuer := _issuer_in(mapping(output).get("value"))) is not None:
            masked = str(mapping(output).get("type", "")).lower().startswith("secure")
            yield KeyCopy(str(name), "output", issuer, issuer == ISSUERS[1], masked, line_of(data.get("outputs"), name) or 1)
    listed = data.get("resources")
    for resource in mappings(listed if isinstance(listed, list) else list(mapping(listed).values())):
        yield from _in_arm_resource(str(resource.get("type", "")).lower(), resource)


def _in_arm_resource(kind: str, resource: dict[str, Any]) -> Iterator[KeyCopy]:
    waiting: list[tuple[Any, tuple[str, ...]]] = [(resource.get("properties"), ("properties",))]
    while waiting:
        each, path = waiting.pop()
        if isinstance(each, dict):
            for key, value in each.items():
                if (issuer := _issuer_in(value)) is None:
                    waiting.append((value, (*path, str(key))))
                elif (holder := holder_in(kind, (*path, str(key)))) is not None:
                    name = str(each.get("name", resource.get("name"))) if key == "value" else str(key)
                    yield KeyCopy(name, holder, issuer, issuer == ISSUERS[1], masked=False, line=line_of(each, key) or 1)
        elif isinstance(each, list):
            waiting += [(one, path) for one in each]


def _issuer_in(value: Any) -> str | None:
    return _issuing_type(value) if isinstance(value, str) and _ARM_CALL.search(value) else None
