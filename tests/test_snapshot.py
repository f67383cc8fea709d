"""A snapshot survives saving and loading, and whatever else is in the file is said clearly."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import a_gap, a_snapshot, alarm, full_snapshots, pump, snapshots

from readiness.errors import ExitCode, UserError
from readiness.facts import GapReason, Origin
from readiness.facts.ai import Gateway
from readiness.snapshot import Snapshot, in_order, load, save, stdin_or_path, write_whole


def text_of(snapshot: Snapshot) -> str:
    out = io.StringIO()
    save(snapshot, out)
    return out.getvalue()


@given(full_snapshots())
def test_loading_gives_back_what_was_saved(snapshot):
    text = text_of(snapshot)
    again = load(io.StringIO(text))
    assert again == snapshot
    assert text_of(again) == text


@given(full_snapshots())
def test_the_file_is_plain_json_in_utf_8(snapshot):
    def refuse(constant):
        raise AssertionError(constant)

    json.loads(text_of(snapshot).encode(), parse_constant=refuse)


@given(snapshots(), st.randoms(use_true_random=False))
def test_facts_have_one_order(snapshot, random):
    shuffled = list(snapshot.facts)
    random.shuffle(shuffled)
    assert in_order(shuffled) == in_order(snapshot.facts)


def test_facts_that_share_id_and_line_have_one_order():
    twins = [pump(good=True), pump(good=False), pump().model_copy(update={"origin": Origin(place="folder:a", file="z", line=3)})]
    assert in_order(twins) == in_order(reversed(twins))


def test_a_file_is_whole_or_absent(tmp_path):
    path = tmp_path / "deep" / "snapshot.json"
    save(a_snapshot(pump(), a_gap(type(pump()))), path)
    assert load(path) == a_snapshot(pump(), a_gap(type(pump())))
    assert [each.name for each in path.parent.iterdir()] == ["snapshot.json"]


def test_unread_fields_survive(tmp_path):
    hidden = pump().unknown("good", GapReason.DENIED, "AccessDenied", "pump:Look")
    save(a_snapshot(hidden), tmp_path / "s.json")
    (again,) = load(tmp_path / "s.json").facts
    assert again.unread == hidden.unread


def test_a_file_name_that_is_no_utf_8_survives(tmp_path):
    odd = pump().model_copy(update={"origin": Origin(place="folder:a", file=b"caf\xe9.yaml".decode("utf-8", "surrogateescape"))})
    save(a_snapshot(odd), tmp_path / "s.json")
    assert load(tmp_path / "s.json").facts == (odd,)


def test_a_fact_holds_no_number_that_json_lacks():
    with pytest.raises(ValidationError, match="finite"):
        Gateway(resource="g", origin=Origin(place="folder:a"), product="x", max_budget=float("inf"))


def test_facts_of_a_type_this_release_does_not_know_are_left_out_and_count_as_not_collected(tmp_path):
    document = a_snapshot(pump(), alarm()).to_json()
    document["facts"].append({"fact": "FromTheFuture", "resource": "x"})
    document["collected"].append("FromTheFuture")
    loaded = load(io.StringIO(json.dumps(document)))
    assert len(loaded.facts) == 2
    assert loaded.collected == {"MadeUpPump", "MadeUpAlarm"}


DOCUMENT = a_snapshot(pump(), a_gap(type(pump()))).to_json()


def changed(**update) -> str:
    return json.dumps({**DOCUMENT, **update})


BAD = {
    "future version": (changed(version=2), "snapshot version 2 is newer than this release reads (1)", "upgrade readiness"),
    "no version": (json.dumps({"facts": []}), "not a snapshot", "a snapshot is what 'readiness collect' writes"),
    "version zero": (changed(version=0), "not a snapshot", "a snapshot is what 'readiness collect' writes"),
    "version true": (changed(version=True), "not a snapshot", "a snapshot is what 'readiness collect' writes"),
    "version in words": (changed(version="1"), "not a snapshot", "a snapshot is what 'readiness collect' writes"),
    "an assessment": (json.dumps({"version": 1, "findings": []}), "not a snapshot", "a snapshot is what 'readiness collect' writes"),
    "a list": ("[]", "not a snapshot", "a snapshot is what 'readiness collect' writes"),
    "a number": ("7", "not a snapshot", "a snapshot is what 'readiness collect' writes"),
    "empty": ("", "not valid JSON; the file may be truncated", "write it again with 'readiness collect'"),
    "truncated": (json.dumps(DOCUMENT)[:-40], "not valid JSON; the file may be truncated", "write it again with 'readiness collect'"),
    "no JSON": ("facts: []\n", "not valid JSON; the file may be truncated", "write it again with 'readiness collect'"),
    "a huge number": (
        '{"version": 1, "facts": [], "x": ' + "9" * 5000 + "}",
        "not valid JSON; the file may be truncated",
        "write it again with 'readiness collect'",
    ),
    "too deep": ("[" * 100_000, "not valid JSON; the file may be truncated", "write it again with 'readiness collect'"),
}


@pytest.mark.parametrize(("text", "says", "help"), BAD.values(), ids=BAD)
def test_what_is_no_snapshot_is_refused_with_a_way_on(tmp_path, text, says, help):
    path = tmp_path / "s.json"
    path.write_text(text)
    for source, name in ((path, str(path)), (io.StringIO(text), "standard input")):
        with pytest.raises(UserError) as caught:
            load(source)
        assert caught.value.message.startswith(name)
        assert caught.value.message.endswith(says)
        assert caught.value.help == help
        assert caught.value.code is ExitCode.USAGE


@pytest.mark.parametrize(
    "update",
    [
        {"taken": "yesterday"},
        {"taken": None},
        {"taken": "2026-06-01T12:00:00"},
        {"facts": 7},
        {"facts": [7]},
        {"facts": None},
        {"facts": [{"fact": ["a"]}]},
        {"facts": [{"fact": "MadeUpPump"}]},
        {"facts": [{**DOCUMENT["facts"][0], "good": "perhaps"}]},
        {"facts": [{**DOCUMENT["facts"][0], "unread": "good"}]},
        {"facts": [{**DOCUMENT["facts"][0], "unread": ["good"]}]},
        {"facts": [{**DOCUMENT["facts"][0], "unread": {"good": "denied"}}]},
        {"facts": [{**DOCUMENT["facts"][0], "unread": {"resource": {"reason": "denied"}}}]},
        {"facts": [{**DOCUMENT["facts"][0], "more": 1}]},
        {"gaps": [{"place": "x"}]},
        {"gaps": 1},
        {"targets": [1]},
        {"targets": "abc"},
        {"collected": 5},
        {"nonsense": 1},
    ],
    ids=str,
)
def test_a_damaged_snapshot_is_refused(update):
    with pytest.raises(UserError, match="standard input: not a readable snapshot: ") as caught:
        load(io.StringIO(changed(**update)))
    assert caught.value.help == "collect again with 'readiness collect'"
    assert "\n" not in caught.value.message


def test_what_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "s.json"
    path.write_bytes(json.dumps(DOCUMENT).encode("utf-16"))
    with pytest.raises(UserError, match="not UTF-8 text") as caught:
        load(path)
    assert caught.value.help == "is this a snapshot?"


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(UserError, match="can't be read: No such file or directory") as caught:
        load(tmp_path / "none.json")
    assert caught.value.help == "name a snapshot file, or '-' for standard input"
    with pytest.raises(UserError, match="can't be read: Is a directory"):
        load(tmp_path)


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="can't be written"):
        write_whole(tmp_path / "file" / "s.json", "x")


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "s.json"
    path.mkdir()
    (path / "kept").write_text("x")
    with pytest.raises(UserError, match="can't be written"):
        write_whole(path, "x")
    assert [each.name for each in tmp_path.iterdir()] == ["s.json"]


def test_a_dash_is_standard_input(tmp_path):
    assert stdin_or_path("-") is sys.stdin
    assert stdin_or_path(str(tmp_path)) == tmp_path


def test_facts_are_found_by_type_in_order():
    snapshot = a_snapshot(pump("b"), alarm(), pump("a"))
    assert [each.resource for each in snapshot.of(type(pump()))] == ["pump:b", "pump:a"]
