"""What a check must be, refused where it is written when it is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from strategies import MadeUpAlarm, MadeUpPump, a_snapshot, alarm, pump

from readiness.api import CheckDefinitionError, Effort, Severity, Status, Verdict, attested, check, failed, not_applicable, passed, unknown
from readiness.engine import judge
from readiness.facts import Origin
from readiness.facts.attestation import Attestation
from readiness.testing import fact

TODAY = date(2026, 6, 1)


def declared(function, id="test-declared", severity="low", effort="hours", pillar="quality", **rest):
    return check(id, severity=severity, effort=effort, pillar=pillar, **rest)(function).__readiness_check__


def whole(pump: MadeUpPump, alarms: list[MadeUpAlarm], today: date, most: int = 3, words: str = "x") -> Verdict:
    """Pumps are whole.

    Why: A leak costs money. It also
    costs time.

    Fix: Mend the pump

        pump mend <name>
    """
    return passed()


def test_a_check_is_read_from_docstring_and_signature():
    found = declared(whole, maps=["A:1"], aliases=["test-old"], aggregate="any", question="Is it?", since="0.2")
    assert (found.id, found.pillar, found.severity, found.effort) == ("test-declared", "quality", Severity.LOW, Effort.HOURS)
    assert (found.title, found.action) == ("Pumps are whole", "Mend the pump")
    assert found.consequence == "A leak costs money."
    assert found.fix == "Mend the pump\n\npump mend <name>"
    assert (found.subject_name, found.subject, found.context) == ("pump", MadeUpPump, {"alarms": (MadeUpAlarm,)})
    assert (found.wants_today, found.settings) == ("today", {"most": 3, "words": "x"})
    assert found.needs == {MadeUpPump, MadeUpAlarm}
    assert (found.maps, found.aliases, found.aggregate, found.question, found.since) == (("A:1",), ("test-old",), "any", "Is it?", "0.2")


@pytest.mark.parametrize(
    ("certainty", "severity", "fine"),
    [
        ("certain", "critical", True),
        ("likely", "critical", True),
        ("heuristic", "critical", False),
        ("heuristic", "high", False),
        ("heuristic", "medium", True),
        ("heuristic", "low", True),
    ],
)
def test_a_guess_is_medium_at_most(certainty, severity, fine):
    if fine:
        assert declared(whole, severity=severity, certainty=certainty).certainty == certainty
    else:
        with pytest.raises(CheckDefinitionError, match=f"a heuristic check is medium at most, not {severity}"):
            declared(whole, severity=severity, certainty=certainty)


def test_a_check_is_certain_unless_it_says_otherwise():
    assert declared(whole).certainty == "certain"
    with pytest.raises(CheckDefinitionError, match="certainty is one of certain, likely, heuristic"):
        declared(whole, certainty="sure")


def test_the_decorated_thing_stays_a_plain_function():
    assert check("test-plain", severity="low", effort="hours", pillar="quality")(whole) is whole
    assert whole(pump(), [], TODAY).status is Status.PASS


def test_a_check_of_the_system_has_context_and_no_subject():
    def system(alarms: list[MadeUpAlarm]) -> Verdict:
        """Alarms ring.

        Why: So.

        Fix: So
        """
        return passed()

    found = declared(system)
    assert (found.subject, found.context, found.many) == (None, {"alarms": (MadeUpAlarm,)}, False)


def test_context_may_be_of_several_types():
    def system(everything: list[MadeUpAlarm | MadeUpPump]) -> Verdict:
        """Alarms ring.

        Why: So.

        Fix: So
        """
        return passed(seen=len(everything))

    found = declared(system)
    assert found.context == {"everything": (MadeUpAlarm, MadeUpPump)}
    assert found.needs == found.beside == {MadeUpAlarm, MadeUpPump}
    (told,) = judge(a_snapshot(pump(), alarm()), [found])
    assert told.evidence == {"seen": 2}


def test_a_check_that_may_answer_more_than_once_says_so():
    def several(pump: MadeUpPump) -> list[Verdict]:
        """Pumps are whole.

        Why: So.

        Fix: So
        """
        return []

    assert declared(several).many


DOCUMENTED = "It holds.\n\nWhy: So.\n\nFix: So"


@pytest.mark.parametrize(
    "page",
    [
        None,
        "",
        "It holds.",
        "It holds.\n\nWhy: It hurts.",
        "It holds.\n\nFix: Mend it",
        "It holds.\n\nFix: Mend it\n\nWhy: It hurts.",
        "It holds.\n\nWhy:\n\nFix:",
        "It holds.\n\nwhy: It hurts.\n\nfix: Mend it",
    ],
)
def test_a_manual_page_without_title_why_and_fix_is_refused(page):
    def bare(pump: MadeUpPump) -> Verdict:
        return passed()

    bare.__doc__ = page
    with pytest.raises(CheckDefinitionError, match="test-declared: the docstring needs a title line, 'Why:' and 'Fix:'"):
        declared(bare)


def _no_facts(most: int = 3) -> Verdict: ...
def _unannotated(pump) -> Verdict: ...
def _two_subjects(pump: MadeUpPump, other: MadeUpPump) -> Verdict: ...
def _list_of_words(pump: MadeUpPump, words: list[str]) -> Verdict: ...
def _bare_list(pump: MadeUpPump, alarms: list) -> Verdict: ...
def _a_number(pump: MadeUpPump, most: int) -> Verdict: ...
def _anything(pump: MadeUpPump, thing: Any) -> Verdict: ...
def _stars(pump: MadeUpPump, *args: int, **kwargs: int) -> Verdict: ...
def _optional(pump: MadeUpPump | None) -> Verdict: ...
def _context_with_default(pump: MadeUpPump, alarms: list[MadeUpAlarm] = []) -> Verdict: ...  # noqa: B006
def _subject_with_default(alarms: list[MadeUpAlarm], pump: MadeUpPump = None) -> Verdict: ...


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (_no_facts, "it reads no fact"),
        (_unannotated, "parameter 'pump'"),
        (_two_subjects, "parameter 'other'"),
        (_list_of_words, "parameter 'words'"),
        (_bare_list, "parameter 'alarms'"),
        (_a_number, "parameter 'most'"),
        (_anything, "parameter 'thing'"),
        (_stars, "parameter 'args'"),
        (_optional, "parameter 'pump'"),
        (_context_with_default, "parameter 'alarms'"),
        (_subject_with_default, "parameter 'pump'"),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_a_signature_that_cannot_be_understood_is_refused(function, says):
    function.__doc__ = DOCUMENTED
    with pytest.raises(CheckDefinitionError, match=says):
        declared(function)


@pytest.mark.parametrize("id", ["", "one", "Upper-case", "under_score-x", "-a-b", "a-b-", "a--b", "a b-c", "1-a"])
def test_an_id_is_words_joined_by_hyphens(id):
    with pytest.raises(CheckDefinitionError, match="lower-case words"):
        declared(whole, id=id)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"severity": "urgent"}, "test-declared: severity is one of critical, high, medium, low"),
        ({"effort": "weeks"}, "test-declared: effort is one of minutes, hours, days"),
        ({"aggregate": "all"}, "test-declared: aggregate is 'any' or nothing"),
    ],
)
def test_a_word_that_means_nothing_is_refused(wrong, says):
    with pytest.raises(CheckDefinitionError, match=says):
        declared(whole, **wrong)


# Verdicts


def test_verdicts_carry_evidence_as_plain_data():
    verdict = failed("bad", n=1, f=0.5, yes=True, none=None, words=("a", "b"), on=TODAY, some={"x": 1}, endless=float("inf"))
    assert verdict.evidence == {
        "n": 1,
        "f": 0.5,
        "yes": True,
        "none": None,
        "words": ["a", "b"],
        "on": "2026-06-01",
        "some": ["x"],
        "endless": "inf",
    }


def test_each_verdict_has_its_status():
    assert [each.status for each in (passed(), failed("x"), unknown("x"), not_applicable("x"))] == [
        Status.PASS,
        Status.FAIL,
        Status.UNKNOWN,
        Status.NOT_APPLICABLE,
    ]
    assert failed("x", about=pump(), at=pump().origin.at(9)).at == Origin(place="folder:a", file="p.yaml", line=9)


# Statements


def statement(answered=TODAY, **more):
    values = {"check": "org-a", "question": "Is it?", "answer": True, "owner": "jane", "answered": answered}
    return fact(Attestation, **values | more)


@pytest.mark.parametrize(
    ("answers", "outdated", "status", "message"),
    [
        ([], "", Status.UNKNOWN, "nobody attested"),
        ([statement(check="org-b")], "", Status.UNKNOWN, "nobody attested"),
        ([statement()], "", Status.PASS, ""),
        ([statement(date(2026, 3, 3))], "", Status.PASS, ""),
        ([statement(date(2026, 3, 2))], "", Status.UNKNOWN, "the attestation is outdated"),
        ([statement(date(2026, 3, 2))], "It was tested too long ago", Status.FAIL, "It was tested too long ago"),
        ([statement(expires=TODAY)], "", Status.PASS, ""),
        ([statement(expires=date(2026, 5, 31))], "", Status.UNKNOWN, "the attestation is outdated"),
        ([statement(date(2026, 6, 2))], "too old", Status.UNKNOWN, "the attestation is dated in the future"),
        ([statement(evidence="x.pdf", evidence_found=False)], "too old", Status.UNKNOWN, "the attestation is without its evidence"),
        ([statement(evidence="https://example.com", evidence_found=None)], "", Status.PASS, ""),
        ([statement(answer=False)], "", Status.FAIL, "It is not so"),
        ([statement(date(2020, 1, 1), answer=False)], "", Status.FAIL, "It is not so"),
        ([statement(date(2026, 5, 1), answer=False), statement(date(2026, 5, 2))], "", Status.PASS, ""),
        ([statement(date(2026, 5, 3), answer=False), statement(date(2026, 5, 2))], "", Status.FAIL, "It is not so"),
    ],
)
def test_what_a_statement_is_worth(answers, outdated, status, message):
    verdict = attested(answers, "org-a", TODAY, 90, denied="It is not so", outdated=outdated)
    assert (verdict.status, verdict.message) == (status, message)


def test_a_statement_names_owner_day_and_evidence():
    verdict = attested([statement(evidence="x.pdf", values={"rto": "4h"})], "org-a", TODAY, 90, denied="no")
    assert verdict.evidence == {"owner": "jane", "answered": "2026-06-01", "evidence": "x.pdf", "values": ["rto: 4h"]}
    assert verdict.at == Origin(place="table:.", file="config.yaml", line=1)
