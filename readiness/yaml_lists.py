"""Adds an entry to a list in a YAML file, or replaces one, and leaves every other byte as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from readiness.errors import UserError
from readiness.printable import printable

WIDTH = 110


def with_entry(text: str, key: str, entry: Mapping[str, Any], *, comment: str = "", instead_of: int | None = None) -> str:
    """The text of a YAML file with one more entry in the list under a key, or in the list that the file is.

    Args:
        text: of the file; it may be empty.
        key: of the list.
        entry: keys to values, in the order in which they are written.
        comment: a line above the entry.
        instead_of: number of the entry that it replaces.

    Raises:
        UserError: the list is written so that no line can be added to it.
    """
    before = _entries(text, key)
    expected = [*before]
    if instead_of is None:
        expected.append(dict(entry))
    else:
        expected[instead_of] = dict(entry)
    written = _edited(text, key, entry, comment, instead_of)
    if _entries(written, key) != expected:
        raise _refusal(key)
    return written


def _refusal(key: str) -> UserError:
    return UserError(
        f"the list of {key} is written so that no line can be added to it", help="write each entry on lines of its own that begin with '- '"
    )


def _entries(text: str, key: str) -> list[Any]:
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _refusal(key) from error
    found = document.get(key) if isinstance(document, dict) else document
    if found is not None and not isinstance(found, list):
        raise UserError(f"{key} is no list", help=f"write '{key}:' and below it lines that begin with '- '")
    return found or []


def _edited(text: str, key: str, entry: Mapping[str, Any], comment: str, instead_of: int | None) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    node = _list_under(root, key)
    if node is None:
        head = [] if isinstance(root, yaml.SequenceNode) else [f"{key}:{end}"]
        return "".join([*lines, *head, *_item(entry, comment, 2, end)])
    if isinstance(node, yaml.SequenceNode) and node.value:
        if node.flow_style:
            raise _refusal(key)
        dash = node.start_mark.column
        if instead_of is None:
            first = after = _last_line(node) + 1
        else:
            first, after = _dash_line(lines, node.value[instead_of], dash), _last_line(node.value[instead_of]) + 1
        return "".join([*lines[:first], *_item(entry, comment, dash, end), *lines[after:]])
    # Nothing yet: `key:`, `key: []` or `key: null`
    line = node.start_mark.line
    start, stop = node.start_mark.column, node.end_mark.column
    lines[line] = (lines[line][:start].rstrip() + lines[line][stop:].rstrip("\r\n")).rstrip() + end
    return "".join([*lines[: line + 1], *_item(entry, comment, 2, end), *lines[line + 1 :]])


def _list_under(root: yaml.Node | None, key: str) -> yaml.Node | None:
    if isinstance(root, yaml.MappingNode):
        return next((value for name, value in root.value if name.value == key), None)
    return root


def _last_line(node: yaml.Node) -> int:
    """The number of the last line that the node's own text takes."""
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return _last_line(node.value[-1])
    line: int = node.end_mark.line
    return line if node.end_mark.column else max(line - 1, node.start_mark.line)


def _dash_line(lines: list[str], item: yaml.Node, dash: int) -> int:
    line: int = item.start_mark.line
    while line and lines[line][dash : dash + 1] != "-":
        line -= 1
    return line


def _item(entry: Mapping[str, Any], comment: str, dash: int, end: str) -> list[str]:
    dumped = _dumped(entry, plain=True)
    if "\x85" in dumped:  # a next line: printable to the writer, and a line's end to every reader
        dumped = _dumped(entry, plain=False)
    told = [f"# {printable(comment)}"] if comment else []
    return [
        f"{' ' * dash}{line}{end}"
        for line in (*told, *(("- " if not number else "  ") + each for number, each in enumerate(dumped.splitlines())))
    ]


def _dumped(entry: Mapping[str, Any], *, plain: bool) -> str:
    dumped: str = yaml.safe_dump(dict(entry), sort_keys=False, allow_unicode=plain, width=WIDTH, default_flow_style=False)
    return dumped
