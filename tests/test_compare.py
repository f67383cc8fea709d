"""What changed between two assessments, and that the parts of a change are the change."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from strategies import MADE_UP, MadeUpAlarm, MadeUpPump, a_gap, a_snapshot, alarm, pump, snapshots

from readiness.api import Severity
from readiness.assessment import Assessment, Terms, assess
from readiness.compare import Change, Comparison, Part, compare
from readiness.facts import Environment, Fact, Gap, GapReason
from readiness.facts.ai import ModelClient, SourceModule
from readiness.lock_in import lock_in
from readiness.reports.comparison import as_markdown, as_text, parts_in_tenths, render_html, signed
from readiness.score import Rubric, shown
from readiness.testing import PLACE, fact
from readiness.waivers import Waiver


def judged(*seen: Fact | Gap, terms: Terms | None = None, checks: tuple[str, ...] = tuple(MADE_UP)) -> Assessment:
    return assess(a_snapshot(*seen), {id: MADE_UP[id] for id in checks}, terms)


def changes(comparison: Comparison) -> set[tuple[str, str, str]]:
    return {(each.change, each.check, each.resource) for each in comparison.findings}


@given(snapshots(), snapshots())
def test_the_parts_add_up_to_the_change_exactly(one, other):
    found = compare(assess(one, MADE_UP), assess(other, MADE_UP))
    if found.change is None:
        assert not found.parts
        return
    assert found.before is not None
    assert found.after is not None
    assert sum(found.parts.values()) == found.change == found.after - found.before
    assert found.parts[Part.FIXED] >= 0 >= found.parts[Part.BROKEN]
    assert found.parts[Part.ASSESSED] >= 0 >= found.parts[Part.UNKNOWN]


@given(snapshots(), snapshots())
def test_the_other_way_round_every_part_has_the_other_sign(one, other):
    old, new = assess(one, MADE_UP), assess(other, MADE_UP)
    there, back = compare(old, new), compare(new, old)
    mirror = {Part.FIXED: Part.BROKEN, Part.BROKEN: Part.FIXED, Part.ASSESSED: Part.UNKNOWN, Part.UNKNOWN: Part.ASSESSED}
    assert {part: -points for part, points in there.parts.items()} == {part: back.parts[mirror.get(part, part)] for part in back.parts}
    assert there.unchanged == back.unchanged
    assert len(there.of(Change.FIXED)) == sum(each.before == "pass" for each in back.of(Change.NEW))


@given(snapshots())
def test_nothing_changed_when_nothing_changed(one):
    found = compare(assess(one, MADE_UP), assess(one, MADE_UP))
    assert not found.findings
    assert not any(found.parts.values())
    assert all(each.change == 0 for each in found.pillars)


@given(snapshots(), snapshots())
def test_every_comparison_can_be_shown(one, other):
    found = compare(assess(one, MADE_UP), assess(other, MADE_UP))
    assert Comparison.model_validate(found.model_dump(mode="json")) == found
    if found.before is not None and found.after is not None:
        shown_change = round((shown(found.after) - shown(found.before)) * 10)
        assert sum(parts_in_tenths(found).values()) == shown_change
    text = as_text(found)
    assert text.endswith("failing before and now\n")
    assert max(len(line) for line in text.splitlines()) <= 96
    assert as_markdown(found).startswith("### Readiness ")


def test_a_mended_pump_is_fixed_and_a_broken_one_is_new():
    found = compare(
        judged(pump("a", good=False), pump("b"), checks=("test-pump-good",)),
        judged(pump("a"), pump("b", good=False), checks=("test-pump-good",)),
    )
    assert changes(found) == {("fixed", "test-pump-good", "pump:a"), ("new", "test-pump-good", "pump:b")}
    assert found.of(Change.NEW)[0].title == "A pump is bad"
    assert found.change == 0


def test_a_resource_that_went_away_is_gone_and_not_fixed():
    found = compare(
        judged(pump("a", good=False), pump("b"), checks=("test-pump-good",)),
        judged(pump("b"), checks=("test-pump-good",)),
    )
    assert changes(found) == {("gone", "test-pump-good", "pump:a")}
    assert found.of(Change.GONE)[0].after == "absent"


def test_what_a_failed_discovery_hides_is_not_called_gone():
    gap = a_gap(MadeUpPump, environment=Environment.PRODUCTION)
    found = compare(
        judged(pump("a", good=False), checks=("test-pump-good",)),
        judged(gap, checks=("test-pump-good",)),
    )
    assert changes(found) == {
        ("not seen any more", "test-pump-good", "pump:a"),
        ("newly unknown", "test-pump-good", "folder:a#denied"),
    }


def test_a_gap_makes_unknown_and_closing_it_assesses():
    seen = (pump("a"), alarm("a"))
    found = compare(judged(*seen), judged(*seen, a_gap(MadeUpAlarm)))
    assert {each.check for each in found.of(Change.NEWLY_UNKNOWN)} == {"test-pump-alarmed", "test-alarms-ring", "test-some-alarm"}
    assert found.parts[Part.UNKNOWN] < 0 == found.parts[Part.BROKEN]
    back = compare(judged(*seen, a_gap(MadeUpAlarm)), judged(*seen))
    assert back.parts[Part.ASSESSED] == -found.parts[Part.UNKNOWN]


def test_accepting_a_risk_moves_no_points_and_lifts_the_cap():
    waiver = Waiver(check="test-pump-good", owner="CISO", reason="pilot", expires=date(2030, 1, 1))
    before = judged(pump("a", good=False), alarm("a"))
    after = judged(pump("a", good=False), alarm("a"), terms=Terms(waivers=(waiver,)))
    found = compare(before, after)
    assert ("newly accepted", "test-pump-good", "pump:a") in changes(found)
    assert {part for part, points in found.parts.items() if points} <= {Part.CAP}
    assert compare(after, before).of(Change.NO_LONGER_ACCEPTED)


def test_what_breaks_and_is_accepted_at_once_is_not_called_new():
    waiver = Waiver(check="test-pump-good", owner="CISO", reason="pilot", expires=date(2030, 1, 1))
    found = compare(judged(pump("a")), judged(pump("a", good=False), terms=Terms(waivers=(waiver,))))
    assert ("newly accepted", "test-pump-good", "pump:a") in changes(found)
    assert "test-pump-good" not in {each.check for each in found.of(Change.NEW)}


def test_another_severity_is_other_weights():
    before = judged(pump("a"), pump("b", good=False), alarm("a"))
    heavier = Terms(rubric=Rubric(severities={"test-every-pump": Severity.LOW}))
    found = compare(before, judged(pump("a"), pump("b", good=False), alarm("a"), terms=heavier))
    assert found.parts[Part.SCOPE] != 0
    assert not found.findings


def test_another_choice_of_checks_is_said():
    found = compare(judged(pump("a"), checks=("test-pump-good",)), judged(pump("a"), checks=("test-every-pump",)))
    assert (found.checks_added, found.checks_removed) == (("test-every-pump",), ("test-pump-good",))
    assert "1 check was not asked before: test-every-pump." in as_text(found)


def test_scores_of_different_environments_are_called_so():
    found = compare(judged(pump("a")), judged(pump("a", environment=Environment.STAGING)))
    assert not found.same_environment
    assert "different environments: production and staging" in as_text(found)


def test_without_a_score_there_is_no_change_of_it():
    found = compare(judged(checks=("test-pump-good",)), judged(pump("a"), checks=("test-pump-good",)))
    assert (found.before, found.change, found.parts) == (None, None, {})
    assert as_text(found).startswith("Score none → 100.0")


@pytest.mark.parametrize(("tenths", "told"), [(25, "+2.5"), (-25, "−2.5"), (0, "<0.1")])
def test_points_carry_their_sign(tenths: int, told: str):
    assert signed(tenths) == told


def test_foreign_text_is_inert_in_markdown_and_on_a_terminal():
    name = "x\x1b[31m|<img src=x>`@team`[/red]"
    found = compare(judged(pump(name)), judged(pump(name, good=False)))
    assert "\x1b" not in as_text(found) + as_markdown(found)
    assert "[/red]" in as_text(found)
    table = [line for line in as_markdown(found).splitlines() if "test-pump-good" in line]
    assert all("<img" not in line and "@team" not in line for line in table)


def test_what_only_the_rubric_changed_is_told_apart():
    seen = (pump("a"), pump("b", good=False), alarm("a"))
    heavier = Terms(rubric=Rubric(severities={"test-every-pump": Severity.LOW}))
    found = compare(judged(*seen), judged(*seen, terms=heavier))
    assert found.like_for_like is not None
    assert found.like_for_like.before == found.like_for_like.after == found.after
    assert "Over the checks that both asked, in today's weights: " in as_text(found)
    assert compare(judged(*seen), judged(*seen)).like_for_like is None


@given(snapshots(), snapshots())
def test_like_for_like_has_no_part_of_a_new_check(one, other):
    few = {id: each for id, each in MADE_UP.items() if id != "test-pump-good"}
    found = compare(assess(one, few), assess(other, MADE_UP))
    both = compare(assess(one, few), assess(other, few))
    environments = (found.before_environment, found.after_environment) == (both.before_environment, both.after_environment)
    if found.like_for_like is not None and environments:  # what is judged decides whose score counts
        assert (found.like_for_like.before, found.like_for_like.after) == (both.before, both.after)
        assert found.like_for_like.after - found.like_for_like.before == both.change


def test_a_sheet_for_the_second_visit_shows_what_changed():
    found = compare(
        judged(pump("a", good=False), pump("b"), checks=("test-pump-good",)),
        judged(pump("a"), pump("<b>", good=False), checks=("test-pump-good",)),
    )
    html = render_html(found).decode()
    assert "pump:&lt;b&gt;" in html or "&lt;b&gt;.yaml:3" in html
    assert "<b>.yaml" not in html
    assert "<script" not in html
    for words in ("Fixed", "New", "A pump is bad", "fails now and did not before"):
        assert words in html
    assert render_html(found) == render_html(found)
    nothing = compare(judged(checks=("test-pump-good",)), judged(checks=("test-pump-good",)))
    assert "Nothing changed among the findings." in render_html(nothing).decode()


def test_how_the_locks_changed_is_told_everywhere():
    client = ModelClient(provider="bedrock", coupling="native", timeout=True, line=3)
    modules = [fact(SourceModule, language="python", resource=f"{name}/chat.py", clients=(client,)) for name in "abcdef"]
    tight = lock_in(modules=modules, today=date(2026, 6, 1))
    loose = lock_in(modules=modules[:1], today=date(2026, 6, 1))
    hidden = Gap(place=PLACE, facts=("SourceModule",), reason=GapReason.UNSUPPORTED, file="main.go")
    unread = lock_in(modules=[], gaps=[hidden], today=date(2026, 6, 1))
    assert tight is not None
    assert loose is not None

    def with_lock(lock):
        return judged(pump("a")).model_copy(update={"lock_in": lock})

    found = compare(with_lock(tight), with_lock(loose))
    provider, model = found.locks
    assert (provider.before, provider.after) == (tight.provider, loose.provider)
    assert provider.change < 0
    assert [each.name for each in found.lock_components if each.change] == ["Call path"]
    arrow = f"{tight.provider} → {loose.provider}"
    assert arrow in " ".join(as_text(found).split())
    assert f"| Provider lock | {arrow} |" in as_markdown(found)
    html = render_html(found).decode()
    assert "Provider lock-in" in html
    assert "looser" in html
    assert "menor" in render_html(found, language="es").decode()
    assert Comparison.model_validate(found.model_dump(mode="json")) == found

    untold = compare(with_lock(tight), with_lock(unread))
    assert [each.after for each in untold.locks] == [None, None]
    assert untold.lock_components == ()
    assert f"| Model lock | {model.before:g} → – |" in as_markdown(untold)
    assert compare(with_lock(None), with_lock(None)).locks == ()
