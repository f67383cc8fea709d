"""One entry more, or another one, in a list of YAML, and not a byte else."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from readiness.errors import UserError
from readiness.yaml_lists import with_entry

ENTRY = {"check": "ai-x", "owner": "jane", "expires": date(2027, 1, 31)}
WRITTEN = "- check: ai-x\n  owner: jane\n  expires: 2027-01-31\n"
INDENTED = "  - check: ai-x\n    owner: jane\n    expires: 2027-01-31\n"

CASES = [
    ("", "waivers:\n" + INDENTED),
    ("# only words\n", "# only words\nwaivers:\n" + INDENTED),
    ("waivers:\n", "waivers:\n" + INDENTED),
    ("waivers: []\n", "waivers:\n" + INDENTED),
    ("waivers: []  # none yet\n", "waivers:  # none yet\n" + INDENTED),
    ("waivers: null\n", "waivers:\n" + INDENTED),
    ("waivers:\nsystem: x\n", "waivers:\n" + INDENTED + "system: x\n"),
    ("system: x\n", "system: x\nwaivers:\n" + INDENTED),
    ("system: x", "system: x\nwaivers:\n" + INDENTED),
    ("- check: a\n", "- check: a\n" + WRITTEN),
    ("- check: a", "- check: a\n" + WRITTEN),
    ("waivers:\n- check: a  # why\n\n# the end\n", "waivers:\n- check: a  # why\n" + WRITTEN + "\n# the end\n"),
    ("waivers:\n    - check: a\n", "waivers:\n    - check: a\n" + "".join(f"  {line}\n" for line in INDENTED.splitlines())),
    ("waivers:\n  - {check: a}\nsystem: x\n", "waivers:\n  - {check: a}\n" + INDENTED + "system: x\n"),
    (
        "waivers:\n  - check: a\n    reason: |\n      two\n      lines\n\nsystem: x\n",
        "waivers:\n  - check: a\n    reason: |\n      two\n      lines\n\n" + INDENTED + "system: x\n",
    ),
    ("---\nwaivers:\n  - check: a\n...\n", "---\nwaivers:\n  - check: a\n" + INDENTED + "...\n"),
    ("waivers:\r\n  - check: a\r\n", "waivers:\r\n  - check: a\r\n" + INDENTED.replace("\n", "\r\n")),
    ("\ufeffwaivers:\n  - check: a\n", "\ufeffwaivers:\n  - check: a\n" + INDENTED),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_an_entry_is_added_and_nothing_else_changes(text, expected):
    assert with_entry(text, "waivers", ENTRY) == expected


def test_a_comment_stands_above_and_can_not_escape_its_line():
    text = with_entry("waivers:\n  - check: a\n", "waivers", ENTRY, comment="the gateway\nwaivers: []\x1b[1m")
    assert text == "waivers:\n  - check: a\n  # the gateway waivers: []\ufffd[1m\n" + INDENTED


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "answers:\n" + INDENTED + "  # two\n  - check: b\n    note: >\n      long\n  -   check: c\n"),
        (1, "answers:\n  - check: a  # one\n  # two\n" + INDENTED + "  -   check: c\n"),
        (2, "answers:\n  - check: a  # one\n  # two\n  - check: b\n    note: >\n      long\n" + INDENTED),
    ],
)
def test_an_entry_is_replaced_and_nothing_else_changes(number, expected):
    text = "answers:\n  - check: a  # one\n  # two\n  - check: b\n    note: >\n      long\n  -   check: c\n"
    assert with_entry(text, "answers", ENTRY, instead_of=number) == expected


@pytest.mark.parametrize(
    "text", ["waivers: [{check: a}]\n", "waivers: x\n", "{waivers: []}\n", "waivers: [\n", "x: &a [1]\nwaivers: *a\n", "a: 1\n---\nb: 2\n"]
)
def test_what_can_not_be_edited_is_refused(text):
    with pytest.raises(UserError):
        with_entry(text, "waivers", ENTRY)


ITEMS = st.lists(
    st.dictionaries(
        st.sampled_from(["check", "reason", "note"]), st.text(st.characters(exclude_characters="\x85"), max_size=40), min_size=1
    ),
    max_size=4,
)


@given(ITEMS, st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=60), min_size=1), st.integers(0, 3))
def test_any_text_survives(items, entry, indent):
    listed = yaml.safe_dump({"waivers": items, "last": 1}, sort_keys=False, allow_unicode=True, indent=2 + indent)
    text = with_entry(listed, "waivers", entry)
    assert yaml.safe_load(text) == {"waivers": [*items, entry], "last": 1}
    assert [line for line in listed.splitlines() if line in text.splitlines()] == listed.splitlines() or not items
    for number in range(len(items)):
        again = yaml.safe_load(with_entry(text, "waivers", {"x": 1}, instead_of=number))["waivers"]
        assert again == [*items[:number], {"x": 1}, *items[number + 1 :], entry]
