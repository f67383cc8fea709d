"""HCL files as blocks and expressions, with their lines, by tree-sitter: broken parts are left out and told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from readiness.collectors.files.tree import MAX_DEPTH, Unparseable
from readiness.facts import GapReason

if TYPE_CHECKING:
    from tree_sitter import Node, Parser


@dataclass
class Block:
    """One block.

    Attributes:
        kind: `resource`, `variable`, or what a nested block is called.
        labels: as written, without quotes.
        line: 1-based.
        attributes: name to expression: a syntax node, or a value of JSON.
    """

    kind: str
    labels: tuple[str, ...]
    line: int
    attributes: dict[str, Any] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


@dataclass
class HclFile:
    """A parsed file: its attributes and blocks, and where it could not be understood."""

    body: Block
    broken: list[int] = field(default_factory=list)


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def parse_hcl(text: str) -> HclFile:
    """A file's blocks; those with a syntax error are left out.

    Raises:
        Unparseable: it is nested too deeply.
    """
    refuse_endless(text)
    root = _parser().parse(text.encode("utf-8", "replace")).root_node
    file = HclFile(Block("", (), 1))
    for node in root.named_children:
        if node.type == "body":
            _fill(file.body, node, file)
        elif node.type != "comment":
            _note(file, node)
    return file


# Grammars try what can't be right in ever more ways: 80,000 signs in a row, or as many empty lines, would take minutes.
_SIGNS = re.compile(rf"(?:[-!]\s{{0,8}}+){{{MAX_DEPTH}}}")
_ENDLESS = re.compile(r"(?:[ \t\r]{0,80}+\n){1000}|[^\n]{20000}")


def refuse_endless(text: str) -> None:
    """Let nothing through that a grammar can't read in linear time.

    Raises:
        Unparseable: brackets or signs are nested too deeply, or lines are too long or thousands of them empty.
    """
    if _depth(text) > MAX_DEPTH or any(_is_code(text, match.start()) for match in _SIGNS.finditer(text)):
        raise Unparseable(None, f"nested deeper than {MAX_DEPTH} levels", GapReason.TOO_LARGE)
    if _ENDLESS.search(text):
        raise Unparseable(None, "holds a line longer than 20,000 characters, or a thousand empty ones", GapReason.TOO_LARGE)


def _is_code(text: str, position: int) -> bool:
    """Whether no comment begins before this on its line; a comment may draw a line of dashes."""
    before = text[max(text.rfind("\n", 0, position) + 1, position - 200) : position]
    return not any(each in before for each in ("//", "/*", "#"))


def _depth(text: str) -> int:
    """Most brackets that are open at once; strings and comments count, which only errs on the careful side."""
    deepest = depth = 0
    for each in text:
        if each in "{[(":
            depth += 1
            deepest = max(deepest, depth)
        elif each in "}])":
            depth = max(0, depth - 1)
    return deepest


def _note(file: HclFile, node: Node) -> None:
    while (inner := next((each for each in node.children if each.has_error), None)) is not None:
        node = inner
    file.broken.append(node.start_point[0] + 1)


def _fill(block: Block, body: Node, file: HclFile) -> None:
    for node in body.named_children:
        if node.type == "comment":
            continue
        if node.has_error or node.type not in ("attribute", "block"):
            _note(file, node)
        elif node.type == "attribute":
            name, expression = node.named_children[0], node.named_children[-1]
            block.attributes[text_of(name)] = expression
        else:
            block.blocks.append(_block(node, file))


def _block(node: Node, file: HclFile) -> Block:
    words = [each for each in node.named_children if each.type in ("identifier", "string_lit")]
    block = Block(text_of(words[0]), tuple(text_of(each).strip('"') for each in words[1:]), node.start_point[0] + 1)
    for each in node.named_children:
        if each.type == "body":
            _fill(block, each, file)
    return block


def text_of(node: Node | None) -> str:
    """The source of a node."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def blocks_of_json(data: Any) -> HclFile:
    """The same of Terraform's JSON syntax: `{"resource": {"aws_s3_bucket": {"docs": {…}}}}`.

    Nested blocks can't be told from attributes there; both are kept as attributes.
    """
    body = Block("", (), 1)
    for kind, content in _pairs(data):
        depth = _LABELS.get(kind)
        if depth is None:
            continue
        for labels, inner in _labelled(content, depth):
            block = Block(kind, labels, getattr(inner, "line", 1))
            for name, value in _pairs(inner):
                block.attributes[name] = value
            body.blocks.append(block)
    return HclFile(body)


_LABELS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "provider": 1, "locals": 0, "terraform": 0}


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield from each.items()


def _labelled(content: Any, depth: int, labels: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if depth == 0:
        for each in content if isinstance(content, list) else [content]:
            if isinstance(each, dict):
                yield labels, each
        return
    for name, inner in _pairs(content):
        yield from _labelled(inner, depth - 1, (*labels, name))
