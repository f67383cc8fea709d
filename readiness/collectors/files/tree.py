"""Parses YAML, JSON, TOML, protocol buffer text and XML into trees of plain values whose collections know their lines."""

from __future__ import annotations

import bisect
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Literal, Self

from readiness.facts import GapReason

MAX_DEPTH = 100
MAX_NODES = 1_000_000
"""Values of one file, those behind aliases counted each time they are used."""

Syntax = Literal["yaml", "json", "toml", "pbtxt", "xml"]


class Unparseable(Exception):  # noqa: N818 - a state of the file, and read as one
    """Text that can't be read as what it claims to be.

    Attributes:
        line: 1-based, None when the parser can't tell.
        message: short, lower case; never a part of the text.
        reason: how a gap names it.
    """

    def __init__(self, line: int | None, message: str, reason: GapReason = GapReason.UNPARSEABLE) -> None:
        super().__init__(message)
        self.line, self.message, self.reason = line, message, reason


class Mapping(dict[str, Any]):
    """A mapping that knows where it and its keys stand."""

    __slots__ = ("key_lines", "line", "tag")

    def __init__(self, line: int, tag: str = "") -> None:
        super().__init__()
        self.line = line
        self.tag = tag
        self.key_lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """Line of a key; the mapping's own when it has no such key."""
        return self.key_lines.get(key, self.line)


class Sequence(list[Any]):
    """A list that knows where it and its items stand."""

    __slots__ = ("item_lines", "line", "tag")

    def __init__(self, line: int, tag: str = "") -> None:
        super().__init__()
        self.line = line
        self.tag = tag
        self.item_lines: list[int] = []

    def line_of(self, index: int) -> int:
        """Line of an item; the list's own when it has no such item."""
        return self.item_lines[index] if -len(self.item_lines) <= index < len(self.item_lines) else self.line


class Tagged(str):
    """A scalar with a tag of an application (`!Ref`, `!vault`): its text, never what the tag would make of it."""

    __slots__ = ("tag",)
    tag: str

    def __new__(cls, text: str, tag: str) -> Self:
        """A str takes its text before it exists."""
        self = super().__new__(cls, text)
        self.tag = tag
        return self


@dataclass
class Parsed:
    """What a text held.

    Attributes:
        documents: in order; empty documents are left out.
        errors: what ended the reading early; documents before it are kept.
        duplicates: keys written twice in one mapping, with line; the last one counts.
    """

    documents: list[Any] = field(default_factory=list)
    errors: list[Unparseable] = field(default_factory=list)
    duplicates: list[tuple[str, int]] = field(default_factory=list)


def read(text: str, syntax: str) -> Parsed:
    """Everything that can be read of a text; it never raises for what stands in it."""
    parsed = Parsed()
    try:
        _PARSERS[syntax](text, parsed)
    except Unparseable as error:
        if error.reason is GapReason.UNPARSEABLE and _DIRECTIVES.search(text):
            error = Unparseable(error.line, "holds template directives", GapReason.TEMPLATED)
        parsed.errors.append(error)
    return parsed


def parse(text: str, syntax: str) -> list[Any]:
    """The documents of a text.

    Raises:
        Unparseable: some part of it can't be read.
    """
    parsed = read(text, syntax)
    if parsed.errors:
        raise parsed.errors[0]
    return parsed.documents


# Lines that only a template engine understands (Helm, Go, Jinja). Asked only of text that is no YAML or JSON as it
# stands: `{{ $labels.instance }}` in an annotation and GitHub's `${{ }}` parse well and are no template of ours.
_DIRECTIVES = re.compile(r"^[ \t]*(?:- +)?(?:\{\{|\{%)|[:=,\[][ \t]*\{\{|\{\{-|-\}\}|\{%-?[ \t]*(?:if|for|set|include)\b", re.MULTILINE)
# What only Helm fills in; a plain scalar with it parses, but says nothing before it is rendered.
_HELM = re.compile(
    r"(?<!\$)\{\{-?\s*(?:\$?\.(?:Values|Release|Chart|Capabilities|Template|Files)\b|(?:include|template|tpl|toYaml|required)\s)"
)


@dataclass(slots=True)
class _Open:
    """A collection whose end is still to come."""

    node: Mapping | Sequence
    anchor: str | None
    key: str | None = None
    key_line: int = 0
    size: int = 1
    height: int = 1
    merges: list[tuple[Any, int]] = field(default_factory=list)


_MERGE = "<<"


class _Builder:
    """Puts values together without recursion, so that no nesting can exhaust the stack."""

    def __init__(self, duplicates: list[tuple[str, int]]) -> None:
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int, int] | None] = {}
        self.duplicates = duplicates
        self.done: list[Any] = []
        self.merging = False

    @property
    def wants_key(self) -> bool:
        return bool(self.stack) and self.stack[-1].key is None and isinstance(self.stack[-1].node, Mapping)

    def key(self, name: str, line: int, *, merge: bool = False) -> None:
        top = self.stack[-1]
        top.key, top.key_line = name, line
        self.merging = merge

    def open(self, node: Mapping | Sequence, anchor: str | None = None) -> None:
        if self.wants_key:
            raise Unparseable(node.line, "a collection is used as a key")
        if len(self.stack) >= MAX_DEPTH:
            raise Unparseable(node.line, f"nested deeper than {MAX_DEPTH} levels", GapReason.TOO_LARGE)
        if self.merging:
            self.stack[-1].merges.append((None, 0))
            self.merging = False
        if anchor:
            self.anchors[anchor] = None
        self.stack.append(_Open(node, anchor))

    def close(self) -> None:
        closed = self.stack.pop()
        if closed.merges:
            _merge(closed)
        if closed.anchor:
            self.anchors[closed.anchor] = (closed.node, closed.size, closed.height)
        if self.stack and self.stack[-1].merges and self.stack[-1].merges[-1][0] is None:
            self._merge_in(closed.node, closed.size, closed.height, closed.node.line)
        else:
            self.add(closed.node, closed.node.line, closed.size, closed.height)

    def alias(self, name: str, line: int) -> None:
        if name not in self.anchors:
            raise Unparseable(line, "an alias has no anchor")
        found = self.anchors[name]
        if found is None:
            raise Unparseable(line, "an alias contains itself", GapReason.TOO_LARGE)
        node, size, height = found
        if self.wants_key:
            if isinstance(node, Mapping | Sequence):
                raise Unparseable(line, "a collection is used as a key")
            self.key(str(node), line)
        elif self.merging:
            self.merging = False
            self.stack[-1].merges.append((None, 0))
            self._merge_in(node, size, height, line)
        else:
            self.add(node, line, size, height)

    def scalar(self, value: Any, line: int, anchor: str | None = None) -> None:
        if anchor:
            self.anchors[anchor] = (value, 1, 0)
        self.merging = False
        self.add(value, line, 1, 0)

    def add(self, value: Any, line: int, size: int, height: int) -> None:
        if not self.stack:
            self.done.append(value)
            return
        top = self.stack[-1]
        self._grow(top, size, height, line)
        if isinstance(top.node, Sequence):
            top.node.append(value)
            top.node.item_lines.append(line)
            return
        key = top.key or ""
        if key in top.node:
            self.duplicates.append((key, top.key_line))
        top.node[key] = value
        top.node.key_lines[key] = top.key_line
        top.key = None

    def _merge_in(self, node: Any, size: int, height: int, line: int) -> None:
        top = self.stack[-1]
        self._grow(top, size, height, line)
        top.merges[-1] = (node, line)
        top.key = None

    def _grow(self, top: _Open, size: int, height: int, line: int) -> None:
        top.size += size
        top.height = max(top.height, height + 1)
        if top.size > MAX_NODES:
            raise Unparseable(line, f"its aliases expand to more than {MAX_NODES:,} values", GapReason.TOO_LARGE)
        if len(self.stack) + height > MAX_DEPTH:
            raise Unparseable(line, f"nested deeper than {MAX_DEPTH} levels", GapReason.TOO_LARGE)


def _merge(closed: _Open) -> None:
    """Apply `<<`: keys of the mapping itself win, then those of earlier sources."""
    own = closed.node
    assert isinstance(own, Mapping)  # noqa: S101 - only mappings have keys
    for node, line in closed.merges:
        sources = node if isinstance(node, Sequence) else [node]
        for source in sources:
            if not isinstance(source, Mapping):
                raise Unparseable(line, "a merge key holds no mapping")
            for key, value in source.items():
                if key not in own:
                    own[key] = value
                    own.key_lines[key] = source.line_of(key)


def _parse_yaml(text: str, parsed: Parsed) -> None:
    import yaml

    builder = _Builder(parsed.duplicates)
    try:
        # Events only: nothing is ever constructed from a tag.
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            _build_yaml(builder, event)
            if builder.done:
                parsed.documents.extend(each for each in builder.done if each is not None)
                builder.done.clear()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unparseable(mark.line + 1 if mark else None, error.problem or "not YAML") from None
    except (yaml.YAMLError, UnicodeError):
        raise Unparseable(None, "holds characters that YAML forbids") from None


def _build_yaml(builder: _Builder, event: Any) -> None:
    import yaml

    line = event.start_mark.line + 1
    if isinstance(event, yaml.ScalarEvent):
        plain = event.implicit[0] and not event.tag
        if builder.wants_key:
            if event.anchor:
                builder.anchors[event.anchor] = (event.value, 1, 0)
            builder.key(event.value, line, merge=plain and event.value == _MERGE)
        else:
            builder.scalar(_yaml_scalar(event, plain=plain, line=line), line, event.anchor)
    elif isinstance(event, yaml.MappingStartEvent):
        builder.open(Mapping(line, _own_tag(event.tag)), event.anchor)
    elif isinstance(event, yaml.SequenceStartEvent):
        builder.open(Sequence(line, _own_tag(event.tag)), event.anchor)
    elif isinstance(event, yaml.CollectionEndEvent):
        builder.close()
    elif isinstance(event, yaml.AliasEvent):
        builder.alias(event.anchor or "", line)
    elif isinstance(event, yaml.DocumentStartEvent):
        builder.anchors.clear()


_CORE = "tag:yaml.org,2002:"


def _own_tag(tag: str | None) -> str:
    return tag if tag and tag != "!" and not tag.startswith(_CORE) else ""


def _yaml_scalar(event: Any, *, plain: bool, line: int) -> Any:
    if plain:
        if "{{" in event.value and _HELM.search(event.value):
            raise Unparseable(line, "holds template directives", GapReason.TEMPLATED)
        return resolved(event.value)
    if tag := _own_tag(event.tag):
        return Tagged(event.value, tag)
    if event.tag in (f"{_CORE}int", f"{_CORE}float", f"{_CORE}bool", f"{_CORE}null"):
        return resolved(event.value)
    return event.value


_WORDS: dict[str, bool | None] = {"": None, "~": None}
_WORDS |= {form: None for word in ("null",) for form in (word, word.title(), word.upper())}
_WORDS |= {form: True for word in ("true", "yes", "on") for form in (word, word.title(), word.upper())}
_WORDS |= {form: False for word in ("false", "no", "off") for form in (word, word.title(), word.upper())}
_INTEGER = re.compile(r"[-+]?(?:0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+|[1-9][0-9_]*|0)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = {".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}
_MAX_DIGITS = 40  # far beyond any figure in a configuration; Python refuses to convert thousands


def resolved(text: str) -> Any:
    """The value of a plain YAML scalar. Dates and `22:30` stay text, as YAML 1.2 has it."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > _MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if text.lower() in _SPECIAL:
        return _SPECIAL[text.lower()]
    return float(text.replace("_", "")) if _FLOAT.fullmatch(text) else text


def _integer(text: str) -> Any:
    digits = text.replace("_", "").lower()
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    base = {"0x": 16, "0o": 8, "0b": 2}.get(digits[:2])
    try:
        if base:
            return sign * int(digits[2:], base)
        return sign * int(digits, 8 if len(digits) > 1 and digits.startswith("0") else 10)
    except ValueError:
        return text


_JSON = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)
      | "(?P<string>(?:[^"\\\n]|\\[^\n])*+)"
      | (?P<mark>[{}\[\]:,])
      | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![\w.])
      | (?P<word>true|false|null)\b""",
    re.VERBOSE,
)
_JSON_WORDS = {"true": True, "false": False, "null": None}


def _json_tokens(text: str) -> Iterator[tuple[str, str, int]]:
    position, line, end = 0, 1, len(text)
    match = _JSON.match
    if text.startswith("\ufeff"):
        position = 1
    while position < end:
        found = match(text, position)
        if found is None:
            raise Unparseable(line, "not JSON")
        kind = found.lastgroup or ""
        if kind == "space":
            line += text.count("\n", position, found.end())
        else:
            yield kind, found[kind], line
        position = found.end()


def _parse_json(text: str, parsed: Parsed) -> None:
    builder = _Builder(parsed.duplicates)
    state = "value"  # what may come next: value, value or end, key or end, colon, comma or end, nothing
    line = 1
    for kind, lexeme, line in _json_tokens(text):
        state = _build_json(builder, state, kind, lexeme, line)
    if state != "nothing":
        raise Unparseable(line, "ends early")
    parsed.documents.extend(builder.done)


def _build_json(builder: _Builder, state: str, kind: str, lexeme: str, line: int) -> str:
    """Feed one lexeme; a comma before the end of a collection is allowed, as JSONC has it."""
    values = state in ("value", "value or end")
    if kind == "mark":
        if lexeme in "{[" and values:
            builder.open(Mapping(line) if lexeme == "{" else Sequence(line))
            return "key or end" if lexeme == "{" else "value or end"
        if lexeme in "}]" and _may_close(builder, state, lexeme):
            builder.close()
            return _after_value(builder)
        if lexeme == ":" and state == "colon":
            return "value"
        if lexeme == "," and state == "comma or end":
            return "key or end" if isinstance(builder.stack[-1].node, Mapping) else "value or end"
    elif kind == "string" and state == "key or end":
        builder.key(_json_string(lexeme, line), line)
        return "colon"
    elif values:
        builder.scalar(_json_scalar(kind, lexeme, line), line)
        return _after_value(builder)
    raise Unparseable(line, "not JSON")


def _may_close(builder: _Builder, state: str, lexeme: str) -> bool:
    if not builder.stack or state not in ("comma or end", "key or end", "value or end"):
        return False
    return isinstance(builder.stack[-1].node, Mapping) is (lexeme == "}")


def _after_value(builder: _Builder) -> str:
    return "comma or end" if builder.stack else "nothing"


def _json_scalar(kind: str, lexeme: str, line: int) -> Any:
    if kind == "string":
        return _json_string(lexeme, line)
    if kind == "word":
        return _JSON_WORDS[lexeme]
    if len(lexeme) > _MAX_DIGITS:
        return lexeme
    return int(lexeme) if lexeme.lstrip("-").isdigit() else float(lexeme)


def _json_string(lexeme: str, line: int) -> str:
    if "\\" not in lexeme:
        return lexeme
    try:
        decoded: str = json.loads(f'"{lexeme}"', strict=False)
    except ValueError:
        raise Unparseable(line, "a string holds an unknown escape") from None
    # A lone half of a surrogate pair is no text and could never be written down again.
    return decoded.encode("utf-8", "replace").decode()


_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_TOML_DOTS = re.compile(r"^[^=\n#\"']*(?:\.[^=\n#\"'.]*){100}", re.MULTILINE)


def _parse_toml(text: str, parsed: Parsed) -> None:
    if _TOML_DOTS.search(text):
        raise Unparseable(None, f"nested deeper than {MAX_DEPTH} levels", GapReason.TOO_LARGE)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        raise Unparseable(int(found[1]) if found and found[1] else None, "not TOML") from None
    except RecursionError:
        raise Unparseable(None, f"nested deeper than {MAX_DEPTH} levels", GapReason.TOO_LARGE) from None
    except (ValueError, OverflowError):
        raise Unparseable(None, "holds a number that is too long") from None
    parsed.documents.append(_with_lines(values, _toml_lines(text)))


_Path = tuple[str | int, ...]


def _with_lines(values: dict[str, Any], lines: dict[_Path, int]) -> Mapping:
    root = Mapping(1)
    waiting: list[tuple[_Path, Any, Mapping | Sequence]] = [((), values, root)]
    while waiting:
        path, plain, node = waiting.pop()
        if len(path) >= MAX_DEPTH:
            raise Unparseable(node.line, f"nested deeper than {MAX_DEPTH} levels", GapReason.TOO_LARGE)
        pairs: Iterable[tuple[str | int, Any]] = plain.items() if isinstance(plain, dict) else enumerate(plain)
        for key, value in pairs:
            line = lines.get((*path, key), node.line)
            located: Any = value
            if isinstance(value, dict | list):
                located = Mapping(line) if isinstance(value, dict) else Sequence(line)
                waiting.append(((*path, key), value, located))
            elif isinstance(value, date | time):
                located = value.isoformat()
            if isinstance(node, Mapping):
                node[str(key)] = located
                node.key_lines[str(key)] = line
            else:
                node.append(located)
                node.item_lines.append(line)
    return root


_TOML_HEAD = re.compile(r"[ \t]*+(?:\[\[(?P<array>[^\[\]\n]+)\]\]|\[(?P<table>[^\[\]\n]+)\]|(?P<key>[^\s=#\[\]{},][^=#\[\]{},\n]*+)=)")
_TOML_PART = re.compile(r'"([^"]*)"|\'([^\']*)\'|([\w-]+)')
_TOML_LONG = re.compile(r'"""[\s\S]*?(?:(?<!\\)"""|\Z)|\'\'\'[\s\S]*?(?:\'\'\'|\Z)')


def _toml_lines(text: str) -> dict[_Path, int]:
    """Where tables and keys stand; what a line alone can't tell falls back to the collection it is in."""
    breaks = [match.start() for match in re.finditer("\n", text)]
    inside = [(bisect.bisect_left(breaks, long.start()), bisect.bisect_left(breaks, long.end())) for long in _TOML_LONG.finditer(text)]
    hidden = {number for first, last in inside for number in range(first + 1, last + 1)}
    lines: dict[_Path, int] = {}
    counts: dict[_Path, int] = {}
    table: _Path = ()
    for number, line in enumerate(text.split("\n")):
        head = None if number in hidden else _TOML_HEAD.match(line)
        if head is None:
            continue
        path = _indexed(_toml_path(head[head.lastgroup or 0]), counts) if head.lastgroup != "key" else table + _toml_path(head["key"])
        if head.lastgroup == "array":
            counts[path] = counts.get(path, -1) + 1
            lines.setdefault(path, number + 1)
            path = (*path, counts[path])
        if head.lastgroup != "key":
            table = path
        for end in range(1, len(path) + 1):
            lines.setdefault(path[:end], number + 1)
    return lines


def _toml_path(written: str) -> _Path:
    return tuple(match[match.lastindex or 0] for match in _TOML_PART.finditer(written))


def _indexed(path: _Path, counts: dict[_Path, int]) -> _Path:
    """The path with the running number of each array of tables it passes through."""
    full: _Path = ()
    for position, key in enumerate(path, 1):
        full = (*full, key)
        if full in counts and position < len(path):
            full = (*full, counts[full])
    return full


def _parse_pbtxt(text: str, parsed: Parsed) -> None:
    from readiness.collectors.files import pbtxt

    parsed.documents.append(pbtxt.parse(text))


def _parse_xml(text: str, parsed: Parsed) -> None:
    from readiness.collectors.files import xml_elements

    parsed.documents.append(xml_elements.parse(text))


_PARSERS = {"yaml": _parse_yaml, "json": _parse_json, "toml": _parse_toml, "pbtxt": _parse_pbtxt, "xml": _parse_xml}
