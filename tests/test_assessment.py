"""The assessment: one pure function from snapshot to document, and the document survives its file."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MADE_UP, TAKEN, a_check, a_gap, a_snapshot, alarm, facts, full_snapshots, pump, snapshots

from readiness.api import Certainty, Severity, Status
from readiness.assessment import Assessment, Deviation, Terms, assess, dump, load, remedy, save
from readiness.errors import ExitCode, UserError
from readiness.facts import Environment, GapReason
from readiness.facts.attestation import Attestation
from readiness.facts.files import FolderRead
from readiness.gate import GateRules
from readiness.loader import load_checks
from readiness.score import Rubric
from readiness.testing import fact
from readiness.waivers import Waiver

TERMS = Terms(
    rubric=Rubric(severities={"test-alarms-ring": Severity.HIGH}, preview=frozenset({"test-every-pump"})),
    gate=GateRules(min_score=75, no_failing=(Severity.CRITICAL,), max_unknown={Severity.CRITICAL: 0}),
    waivers=(Waiver(check="test-pump-*", owner="jane", reason="planned", expires=TAKEN.date(), record="R-1"),),
    deviations=(Deviation(what="severity of test-alarms-ring", standard="low", used="high", reason="noise"),),
    settings={"test-pump-alarmed": {"least": 2}},
    system="assistant",
    client="ACME",
    author="jane",
)
FULL = assess(a_snapshot(pump(good=False), pump("q"), alarm(), a_gap(type(alarm()), place="folder:b")), MADE_UP, TERMS)


@given(snapshots(), st.sampled_from([Terms(), TERMS]))
def test_loading_gives_back_what_was_saved(snapshot, terms):
    assessment = assess(snapshot, MADE_UP, terms)
    assert load(io.StringIO(dump(assessment))) == assessment
    assert dump(load(io.StringIO(dump(assessment)))) == dump(assessment)


@given(snapshots(), st.randoms(use_true_random=False))
def test_the_same_facts_give_the_same_bytes(snapshot, random):
    shuffled = list(snapshot.facts)
    random.shuffle(shuffled)
    one, other = assess(snapshot, MADE_UP, TERMS), assess(snapshot.model_copy(update={"facts": tuple(shuffled)}), MADE_UP, TERMS)
    assert dump(one) == dump(other)


@given(full_snapshots())
def test_no_fact_however_little_of_it_was_read_breaks_the_assessment(snapshot):
    dump(assess(snapshot, MADE_UP))


@given(facts([FolderRead]))
def test_folders_are_counted_where_they_were_read(folder):
    counted = assess(a_snapshot(folder), MADE_UP).folders
    hidden = {"files_read", "formats", "skipped", "skipped_folders"} & folder.unread.keys()
    assert [each.target for each in counted] == ([] if hidden else [folder.origin.place])


def test_a_file_is_written_whole(tmp_path):
    save(FULL, tmp_path / "deep" / "a.json")
    assert load(tmp_path / "deep" / "a.json") == FULL


def test_time_is_the_snapshots_time():
    tomorrow = a_snapshot(pump(good=False)).model_copy(update={"taken": TAKEN + timedelta(days=1)})
    today = assess(a_snapshot(pump(good=False)), MADE_UP, TERMS)
    assert [each.waiver for each in today.findings if each.check == "test-pump-good"] == ["R-1"]
    assert [each.waiver for each in assess(tomorrow, MADE_UP, TERMS).findings if each.check == "test-pump-good"] == [""]


def test_terms_reach_the_document():
    assert (FULL.system, FULL.client, FULL.author, FULL.taken) == ("assistant", "ACME", "jane", TAKEN)
    assert FULL.checks["test-alarms-ring"].severity is Severity.HIGH
    assert FULL.checks["test-every-pump"].preview
    assert [each.waiver.record for each in FULL.accepted] == ["R-1"]
    assert FULL.deviations == TERMS.deviations
    assert {each.check for each in FULL.findings if each.status is Status.FAIL} >= {"test-pump-alarmed"}
    assert [each.rule for each in FULL.gate.conditions] == ["min_score", "no_failing.critical", "max_unknown.critical"]


def test_a_preview_check_is_listed_and_neither_scored_nor_counted_nor_gated():
    found = [each for each in FULL.findings if each.check == "test-every-pump"]
    assert [each.status for each in found] == [Status.FAIL, Status.PASS]
    assert not [each for each in FULL.counted() if each.check == "test-every-pump"]
    assert not [each for each in FULL.score.standing.checks if each.check == "test-every-pump"]


def test_counted_findings_are_those_of_the_environment_that_is_shown():
    seen = a_snapshot(pump(), pump("s", environment=Environment.STAGING), pump("x", environment=Environment.SHARED))
    counted = assess(seen, MADE_UP).counted()
    assert {each.resource for each in counted if each.check == "test-pump-good"} == {"pump:p", "pump:x"}


def test_nothing_seen_is_no_score_and_nothing_counted():
    empty = assess(a_snapshot(), {"test-pump-good": MADE_UP["test-pump-good"]})
    assert (empty.score.standing, empty.plan.start) == (None, None)
    assert [each.check for each in empty.counted()] == []
    assert empty.baseline().standing is None


def test_an_assessment_is_the_baseline_of_the_next():
    baseline = FULL.baseline()
    assert baseline.standing == FULL.score.standing
    assert baseline.asked == MADE_UP.keys() - {"test-every-pump"}
    assert baseline.failing == {each.fingerprint for each in FULL.findings if each.status is Status.FAIL}
    again = assess(
        a_snapshot(pump(good=False), pump("q"), alarm()),
        MADE_UP,
        TERMS.model_copy(update={"gate": GateRules(no_regressions=True)}),
        baseline,
    )
    assert again.gate.passed


def test_resources_are_counted_by_environment():
    seen = a_snapshot(pump(), pump("q"), pump("s", environment=Environment.STAGING), pump("x", environment=Environment.SAMPLE))
    assert assess(seen, {"test-pump-good": MADE_UP["test-pump-good"]}).environments == {"production": 2, "staging": 1, "sample": 1}


def test_texts_stand_once_and_whole():
    text = FULL.checks["test-pump-good"]
    assert (text.title, text.why, text.consequence, text.action) == ("Pumps are good", "Bad pumps leak.", "Bad pumps leak.", "Mend <name>")
    assert [each.id for each in FULL.pillars] == sorted(each.id for each in FULL.pillars)
    assert len(FULL.pillars) == 13


def test_remedies_are_filled_from_the_evidence():
    (found,) = (each for each in FULL.findings if each.check == "test-pump-good" and each.status is Status.FAIL)
    assert remedy(FULL.text(found), found) == "Mend p"
    assert remedy(FULL.text(found), found.model_copy(update={"evidence": {}})) == "Mend <name>"
    assert remedy(FULL.text(found), found.model_copy(update={"evidence": {"name": ["a", "b"]}})) == "Mend a, b"
    assert remedy(FULL.text(found), found.model_copy(update={"evidence": {"name": []}})) == "Mend <name>"


def test_gaps_of_the_snapshot_stay_visible():
    assert [each.reason for each in FULL.gaps] == [GapReason.DENIED]


def test_checks_that_no_target_could_answer_are_left_out():
    every = load_checks()
    folder = a_snapshot(pump()).model_copy(update={"collected": frozenset()})
    asked = assess(folder, every).checks
    assert {each.split("-")[0] for each in asked} == {"ai", "k8s", "org"}
    answered_by_files = {
        id for id, check in every.items() if id.startswith("org-") and {check.subject, *check.beside} - {Attestation, None}
    }
    assert {id for id in asked if id.startswith("org-")} == answered_by_files
    assert "org-exit-plan" not in answered_by_files
    assert {each.split("-")[0] for each in every} == {"ai", "k8s", "org", "aws"}


def test_text_that_is_no_utf_8_is_kept_as_an_escape():
    odd = FULL.model_copy(update={"system": "caf\udce9"})
    assert json.loads(dump(odd).encode())["system"] == "caf\udce9"


# Files that are no assessment

DOCUMENT = json.loads(dump(FULL))


def refused(text: str) -> UserError:
    with pytest.raises(UserError) as caught:
        load(io.StringIO(text))
    assert caught.value.help
    assert caught.value.code is ExitCode.USAGE
    assert "\n" not in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (json.dumps({**DOCUMENT, "version": 2}), "assessment version 2 is newer than this release reads (1)"),
        (json.dumps({"version": 1, "facts": []}), "not an assessment"),
        (dump(FULL)[:-30], "not valid JSON; the file may be truncated"),
        ('{"version": ' + "9" * 5000 + "}", "not valid JSON; the file may be truncated"),
        ("", "not valid JSON; the file may be truncated"),
    ],
    ids=["future", "snapshot", "truncated", "huge", "empty"],
)
def test_what_is_no_assessment_is_refused(text, says):
    assert refused(text).message.endswith(says)


def test_what_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "a.json").write_bytes(dump(FULL).encode("utf-16"))
    with pytest.raises(UserError, match="not UTF-8 text") as caught:
        load(tmp_path / "a.json")
    assert caught.value.help == "is this an assessment?"


@pytest.mark.parametrize("points", ["1/0", "1e999999999", "x", "0x10", "", "9" * 5000, None, [], "nan", "1/-2"])
def test_points_that_are_no_fraction_are_refused(points):
    score = {**DOCUMENT["score"], "statements": points}
    assert "score.statements" in refused(json.dumps({**DOCUMENT, "score": score})).message


@pytest.mark.parametrize(
    "update", [{"findings": 1}, {"findings": [{}]}, {"checks": []}, {"surprise": 1}, {"taken": "never"}, {"score": None}], ids=str
)
def test_a_damaged_assessment_is_refused(update):
    assert "not a readable assessment: " in refused(json.dumps({**DOCUMENT, **update})).message


def test_points_are_exact_in_the_file():
    texts = {each["points"] for environment in DOCUMENT["score"]["environments"] for each in environment["ledger"]}
    assert texts
    assert all(str(Fraction(each)) == each for each in texts)
    assert isinstance(FULL, Assessment)


def test_a_folder_row_says_what_was_left_out():
    folder = fact(FolderRead, files_read=3, formats={"compose": 1}, skipped={"binary": 2}, skipped_folders=("node_modules",))
    (row,) = assess(a_snapshot(folder), MADE_UP).folders
    assert (row.files_read, row.formats, row.skipped, row.skipped_folders) == (3, {"compose": 1}, {"binary": 2}, ("node_modules",))


def test_certainty_stands_in_the_texts_and_on_each_finding():
    guessing = {id: replace(each, certainty=Certainty.HEURISTIC) for id, each in MADE_UP.items()}
    judged = assess(a_snapshot(pump(good=False), pump("q"), alarm(), a_gap(type(alarm()), place="folder:b")), guessing)
    assert {each.certainty for each in judged.findings} == {each.certainty for each in judged.checks.values()} == {Certainty.HEURISTIC}
    assert {each.certainty for each in FULL.findings} == {Certainty.CERTAIN}


@pytest.mark.parametrize("wanted", list(Severity))
def test_no_rubric_makes_a_guess_more_than_medium(wanted):
    guess = a_check("test-guess", "low")
    rubric = Rubric(severities={"test-guess": wanted})
    assert rubric.severity(guess) is wanted
    assert rubric.severity(replace(guess, certainty=Certainty.HEURISTIC)) is (Severity.LOW if wanted is Severity.LOW else Severity.MEDIUM)


def test_an_assessment_of_before_there_was_certainty_is_read():
    document = FULL.to_json()
    for each in (*document["findings"], *document["checks"].values()):
        del each["certainty"]
    assert load(io.StringIO(json.dumps(document))) == FULL
