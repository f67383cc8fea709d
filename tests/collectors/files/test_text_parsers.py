"""Whatever stands in protocol buffer text or XML, its reader ends, and says so in its own words."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from effort import ends
from hypothesis import given
from hypothesis import strategies as st

from readiness.collectors.files import pbtxt, tree, xml_elements
from readiness.collectors.files.tree import Unparseable

PARSERS: list[Callable[[str], object]] = [pbtxt.parse, xml_elements.parse]
PIECES = [
    "a", ":", "{", "}", "<", ">", "[", "]", '"', "'", "\\", ",", "#", "\n", " ", "1", "@(", "@{", ")", '="@(', "<a>", "</a>", "<a b=", "/>",
    "&", "&amp;", "<!--", "-->", "<![CDATA[", "]]>", "<?x ?>", "<!DOCTYPE a>", "\x00", "\ufeff", "é", "name: 'x'",
]  # fmt: skip


@pytest.mark.parametrize("parse", PARSERS)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40))
def test_pieces_of_syntax_never_surprise(parse: Callable[[str], object], pieces: list[str]) -> None:
    with contextlib.suppress(Unparseable):
        parse("".join(pieces))


@pytest.mark.parametrize("parse", PARSERS)
@given(text=st.text(max_size=200))
def test_any_text_never_surprises(parse: Callable[[str], object], text: str) -> None:
    with contextlib.suppress(Unparseable):
        parse(text)


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        ("pbtxt", "a: 1\n" * 100_000),
        ("pbtxt", "a { b: [" + "1, " * 200_000 + "1] }"),
        ("pbtxt", '"' + "\\" * 500_000),
        ("xml", "<policies>" + '<a b="@(f(("/>' * 60_000 + "</policies>"),
        ("xml", "<policies>" + "<v>@{ x }</v>" * 60_000 + "</policies>"),
        ("xml", "<p>" + ">   " * 200_000 + "</p>"),
        ("xml", '<p a="@(' + '"' * 500_000),
    ],
    ids=range(7),
)
def test_a_mebibyte_comes_to_an_end(syntax: str, text: str) -> None:
    with ends():
        tree.read(text, syntax)
