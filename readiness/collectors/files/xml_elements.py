"""Parses XML into trees that know their lines: nothing outside the text is fetched, and entities are refused.

Policies of Azure API Management hold C# expressions in attributes and content, with quotes and signs that XML forbids
there; the service takes them all the same, and so does this reader.
"""

from __future__ import annotations

import re

from readiness.collectors.files.tree import MAX_DEPTH, Mapping, Sequence, Unparseable
from readiness.facts import GapReason


def parse(text: str) -> Mapping:
    """The root element: `tag`, `attributes`, `children` (elements) and `text` (what stands in it before its first child).

    Raises:
        Unparseable: it is no XML, declares a document type, or is nested too deep.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate()
    parser.buffer_text = True
    top = Mapping(1)
    top["children"] = Sequence(1)
    stack = [top]

    def begin(name: str, attributes: dict[str, str]) -> None:
        line = parser.CurrentLineNumber
        if len(stack) > MAX_DEPTH:
            raise Unparseable(line, f"nested deeper than {MAX_DEPTH} levels", GapReason.TOO_LARGE)
        element = _element(name, attributes, line)
        stack[-1]["children"].append(element)
        stack[-1]["children"].item_lines.append(line)
        stack.append(element)

    def end(_name: str) -> None:
        stack.pop()

    def content(written: str) -> None:
        if len(stack) > 1 and not stack[-1]["children"]:
            stack[-1]["text"] += written

    def refuse(*_: object) -> None:
        raise Unparseable(parser.CurrentLineNumber, "declares a document type")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, content
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(_with_expressions_escaped(text.removeprefix("\ufeff")).encode(), True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        raise Unparseable(error.lineno, "not XML") from None
    root: Mapping = top["children"][0]
    return root


def _element(name: str, attributes: dict[str, str], line: int) -> Mapping:
    element, held = Mapping(line), Mapping(line)
    held.update(attributes)
    held.key_lines = dict.fromkeys(attributes, line)
    element.update(tag=name, attributes=held, children=Sequence(line), text="")
    return element


_EXPRESSION = re.compile(r'(?P<before>="|>)\s*@(?P<bracket>[({])')
_CLOSING = {"(": ")", "{": "}"}
_STEP = re.compile(r'"(?:[^"\\\n]|\\.)*+"?|[(){}]')
_UNSAFE = re.compile(r'[<>"]|&(?!(?:amp|lt|gt|quot|apos|#\w{1,8});)')
_SAFE = {"<": "&lt;", ">": "&gt;", '"': "&quot;", "&": "&amp;"}


def _with_expressions_escaped(text: str) -> str:
    """The text with what XML forbids inside `@(…)` and `@{…}` escaped. One that does not end leaves the rest as it is."""
    parts, position = [], 0
    while found := _EXPRESSION.search(text, position):
        start = found.start("bracket")
        end = _end_of(text, start)
        if end is None:
            break
        parts.append(text[position:start])
        parts.append(_UNSAFE.sub(lambda match: _SAFE[match[0]], text[start:end]))
        position = end
    return "".join(parts) + text[position:]


def _end_of(text: str, start: int) -> int | None:
    """Where the bracket at `start` closes; brackets in C# strings do not count."""
    opening, closing, depth = text[start], _CLOSING[text[start]], 0
    for step in _STEP.finditer(text, start):
        if step[0] == opening:
            depth += 1
        elif step[0] == closing:
            depth -= 1
            if not depth:
                return step.end()
    return None
