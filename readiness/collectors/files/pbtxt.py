"""Parses protocol buffer text (https://protobuf.dev/reference/protobuf/textformat-spec/) into trees that know their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.collectors.files.tree import MAX_DEPTH, Mapping, Sequence, Unparseable, resolved
from readiness.facts import GapReason

_TOKEN = re.compile(
    r"""(?P<space>\s++|\#[^\n]*+)
      | "(?P<double>(?:[^"\\\n]|\\[^\n])*+)" | '(?P<single>(?:[^'\\\n]|\\[^\n])*+)'
      | (?P<mark>[{}<>\[\]:,;])
      | (?P<word>[\w.+/-]++)""",
    re.VERBOSE,
)


@dataclass(slots=True)
class _Open:
    """A message whose end is still to come, with the field that is being read."""

    node: Mapping
    key: str = ""
    key_line: int = 0
    listing: bool = False


def parse(text: str) -> Mapping:
    """The message of a text. A field that is written more than once, or as a list, holds a list.

    Raises:
        Unparseable: it is no protocol buffer text.
    """
    stack = [_Open(Mapping(1))]
    line = 1
    for kind, lexeme, line in _tokens(text):
        top = stack[-1]
        if kind == "mark":
            _mark(stack, top, lexeme, line)
        elif top.key:
            _add(top, resolved(lexeme) if kind == "word" else lexeme, line)
        elif kind == "word":
            top.key, top.key_line = lexeme, line
        else:
            raise Unparseable(line, "a value has no field")
    if len(stack) > 1 or stack[0].key:
        raise Unparseable(line, "ends early")
    return stack[0].node


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    position, line = 0, 1
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise Unparseable(line, "not protocol buffer text")
        kind = found.lastgroup or ""
        if kind == "space":
            line += text.count("\n", position, found.end())
        else:
            yield kind, found[kind], line
        position = found.end()


def _mark(stack: list[_Open], top: _Open, mark: str, line: int) -> None:
    if mark in "{<":
        if not top.key:
            raise Unparseable(line, "a message has no field")
        if len(stack) >= MAX_DEPTH:
            raise Unparseable(line, f"nested deeper than {MAX_DEPTH} levels", GapReason.TOO_LARGE)
        node = Mapping(line)
        _add(top, node, line)
        stack.append(_Open(node))
    elif mark in "}>":
        if len(stack) == 1 or top.key:
            raise Unparseable(line, "a message ends that did not begin")
        stack.pop()
    elif mark == "[":
        if not top.key or top.listing:
            raise Unparseable(line, "a list has no field")
        top.listing = True
        top.node.setdefault(top.key, Sequence(line))
        top.node.key_lines.setdefault(top.key, top.key_line)
    elif mark == "]":
        if not top.listing:
            raise Unparseable(line, "a list ends that did not begin")
        top.listing, top.key = False, ""


def _add(top: _Open, value: Any, line: int) -> None:
    node, key = top.node, top.key
    if key not in node:
        node[key] = value
        node.key_lines[key] = top.key_line
    else:
        if not isinstance(node[key], Sequence):
            first = Sequence(node.key_lines[key])
            first.append(node[key])
            first.item_lines.append(node.key_lines[key])
            node[key] = first
        node[key].append(value)
        node[key].item_lines.append(line)
    if not top.listing:
        top.key = ""
