"""Parsing into located trees: what is read, what is refused, and that nothing hostile gets further."""

from __future__ import annotations

import pytest
from effort import ends
from hypothesis import given
from hypothesis import strategies as st

from readiness.collectors.files.tree import Mapping, Sequence, Tagged, Unparseable, parse, read
from readiness.facts import GapReason


def yaml_of(text: str):
    (document,) = parse(text, "yaml")
    return document


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("~", None),
        ("", None),
        ("null", None),
        ("'null'", "null"),
        ("true", True),
        ("Yes", True),
        ("off", False),
        ('"off"', "off"),
        ("12", 12),
        ("-1_000", -1000),
        ("0x1F", 31),
        ("0644", 420),
        ("0o17", 15),
        ("089", 89.0),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.2.3", "1.2.3"),
        ("22:30", "22:30"),
        ("2026-04-02", "2026-04-02"),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ('!!int "1"', 1),
        ("! 1", "1"),
        ("9" * 5000, "9" * 5000),
        ("-", [None]),
        ("+", "+"),
        ("0x", "0x"),
    ],
)
def test_a_yaml_value_is_what_its_form_says(written, value):
    found = yaml_of(f"a: {written}" if written != "-" else "a:\n- ")["a"]
    assert found == value
    assert type(found) is type(value) or isinstance(value, list)


def test_keys_stay_text():
    assert list(yaml_of("on: push\n1: a\nnull: b\nyes: c")) == ["on", "1", "null", "yes"]


def test_collections_know_their_lines():
    tree = yaml_of("# head\na:\n  b: 1\n\n  c:\n    - x\n    - y: 2\n")
    assert isinstance(tree, Mapping)
    assert (tree.line, tree.line_of("a"), tree["a"].line_of("c"), tree.line_of("absent")) == (2, 2, 5, 2)
    assert isinstance(tree["a"]["c"], Sequence)
    assert (tree["a"]["c"].line, tree["a"]["c"].line_of(1), tree["a"]["c"].line_of(9)) == (6, 7, 6)


def test_aliases_share_and_merge_keys_apply():
    tree = yaml_of("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\nc:\n  <<: [*a, {y: 8, z: 9}]\nd: *a\ne:\n  '<<': kept\nf:\n  <<: {q: 1}")
    assert tree["b"] == {"y": 3, "x": 1}
    assert tree["c"] == {"x": 1, "y": 2, "z": 9}
    assert tree["d"] is tree["a"]
    assert tree["e"] == {"<<": "kept"}
    assert tree["f"] == {"q": 1}
    assert tree["b"].line_of("x") == 1


def test_unknown_tags_keep_their_value():
    tree = yaml_of("a: !Ref Bucket\nb: !reference [x, y]\nc: !Sub {k: v}\nd: !vault |\n  secret\n")
    assert isinstance(tree["a"], Tagged)
    assert (tree["a"], tree["a"].tag) == ("Bucket", "!Ref")
    assert (tree["b"], tree["b"].tag) == (["x", "y"], "!reference")
    assert (tree["c"], tree["c"].tag) == ({"k": "v"}, "!Sub")
    assert tree["d"] == "secret\n"


def test_no_tag_constructs_an_object():
    assert yaml_of("a: !!python/object/apply:os.getcwd []")["a"] == []


def test_a_broken_document_leaves_the_earlier_ones():
    parsed = read("a: 1\n---\nb: 2\n---\nc: [", "yaml")
    assert parsed.documents == [{"a": 1}, {"b": 2}]
    assert [error.reason for error in parsed.errors] == [GapReason.UNPARSEABLE]
    assert parsed.errors[0].line in (5, 6)


def test_duplicate_keys_are_told_and_the_last_one_counts():
    parsed = read("a: 1\nb:\n  c: 1\n  c: 2\na: 3", "yaml")
    assert parsed.documents == [{"a": 3, "b": {"c": 2}}]
    assert parsed.duplicates == [("c", 4), ("a", 5)]


@pytest.mark.parametrize(
    "text",
    [
        "summary: 'Instance {{ $labels.instance }} is down'",
        "summary: Instance {{ $labels.instance }} is down",
        "run: echo ${{ secrets.TOKEN }}",
        "run: |\n  {{ anything }}\n  {% if x %}\n",
        "args: ['{{ .Values.inside_quotes }}']",
    ],
)
def test_braces_that_parse_are_parsed(text):
    assert parse(text, "yaml")


@pytest.mark.parametrize(
    "text",
    [
        "{{- if .Values.enabled }}\nkind: Deployment\n{{- end }}",
        "name: {{ .Release.Name }}",
        "name: chat-{{ .Values.name }}",
        'metadata:\n  labels:\n    {{- include "x.labels" . | nindent 4 }}',
        "{% if debug %}\na: 1\n{% endif %}",
        "a: {{ jinja }}",
    ],
)
def test_templates_are_told_apart_from_broken_files(text):
    parsed = read(text, "yaml")
    assert parsed.documents == []
    assert [error.reason for error in parsed.errors] == [GapReason.TEMPLATED]


def test_a_json_template_is_told_apart():
    assert read('{"a": {{ value }}}', "json").errors[0].reason is GapReason.TEMPLATED


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, -2.5, true, null, "x\\u00e9\\n"]}', {"a": [1, -2.5, True, None, "xé\n"]}),
        ('// head\n{"a": 1, /* in\nside */ "b": [1, 2,],}', {"a": 1, "b": [1, 2]}),
        ('\ufeff{"a": "http://x/*y*/"}', {"a": "http://x/*y*/"}),
        ("[]", []),
        ("{}", {}),
        ('"text"', "text"),
        ("7", 7),
        ('"\\ud800"', "?"),
    ],
)
def test_json_with_comments_and_trailing_commas(text, value):
    assert parse(text, "json") == [value]


@pytest.mark.parametrize(
    "text", ["", "{", '{"a" 1}', '{"a": 1 "b": 2}', "[1,,2]", "[,]", "{]", "[}", "1 2", "{1: 2}", "nul", "01", '"a\nb"', '{"a":}']
)
def test_broken_json_is_refused(text):
    with pytest.raises(Unparseable):
        parse(text, "json")


def test_json_lines():
    (tree,) = parse('{\n  "a": {\n    "b": [\n      1,\n      2]}}', "json")
    assert (tree.line_of("a"), tree["a"].line_of("b"), tree["a"]["b"].line_of(1)) == (2, 3, 5)


def test_toml_lines():
    text = (
        'title = "x"\n[a.b]\nlong = """\nc = 1\n"""\nd = 2026-01-02\n[[m]]\nn = 1\n[[m]]\nn = 2\n[m.q]\nr = [\n  1,\n]\n"quoted.key" = 1\n'
    )
    (tree,) = parse(text, "toml")
    assert tree["a"]["b"] == {"long": "c = 1\n", "d": "2026-01-02"}
    assert tree["a"]["b"].line_of("d") == 6
    assert tree["a"]["b"].line_of("c") == tree["a"]["b"].line == 2
    assert [each.line_of("n") for each in tree["m"]] == [8, 10]
    assert (tree["m"][1]["q"].line, tree["m"][1]["q"].line_of("quoted.key")) == (11, 15)


def test_broken_toml_tells_its_line():
    (error,) = read("a = 1\nb = = 2\n", "toml").errors
    assert (error.line, error.message) == (2, "not TOML")


LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12))
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 500))
MERGES = "a0: &a0 {x: 1}\n" + "".join(f"a{i}: &a{i}\n  <<: [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12))


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        ("yaml", "[" * 100_000),
        ("yaml", "- " * 100_000),
        ("yaml", "{a: " * 100_000),
        ("yaml", LAUGHS),
        ("yaml", CHAIN),
        ("yaml", MERGES),
        ("yaml", "a: &a [*a]"),
        ("yaml", "a: &a\n  <<: *a"),
        ("json", "[" * 100_000),
        ("json", '{"a":' * 100_000),
        ("toml", "a = " + "[" * 100_000),
        ("toml", "a." * 100_000 + "b = 1"),
    ],
)
def test_bombs_are_refused_at_once(syntax, text):
    with ends():
        parsed = read(text, syntax)
    assert parsed.documents == []
    assert [error.reason for error in parsed.errors] == [GapReason.TOO_LARGE]


@pytest.mark.parametrize(
    "text", ["a: *nowhere", "? [a]\n: b", "a: \x00", "a: \ud800", "a: b: c", "\tx: 1", "a: 'open", "%", "a: {b", "<<: [1]\n<<: 2\n<<: {"]
)
def test_broken_yaml_is_refused_without_a_word_of_it(text):
    (error,) = read(text, "yaml").errors
    assert error.message == error.message.lower().replace("yaml", "YAML")
    assert "nowhere" not in error.message


@pytest.mark.parametrize("syntax", ["yaml", "json", "toml"])
@given(text=st.one_of(st.text(), st.text(alphabet="{}[]\"':,-&*a0\n #<!|>=.\\/%~?")))
def test_no_text_breaks_a_parser(syntax, text):
    parsed = read(text, syntax)
    assert all(error.message for error in parsed.errors)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_reads_what_json_writes(value):
    import json

    assert parse(json.dumps(value, ensure_ascii=False), "json") == [value]
