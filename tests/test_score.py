"""The laws of scoring, and worked examples that can be checked on paper."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import PILLARS, World, a_check, a_finding, many, worlds, worlds_and_some

from readiness.api import Severity, Status
from readiness.facts import Environment
from readiness.score import PILLAR_WEIGHTS, Column, Rubric, Score, level_of, score, shown

PRODUCTION = Environment.PRODUCTION


def overall(result: Score) -> Fraction | None:
    return result.standing.score if result.standing else None


def never_higher(less: World, more: World) -> None:
    """No score of `less`, of any environment, pillar or target that both have, is above that of `more`."""
    before, after = more.environments, less.environments
    for name in before.keys() & after.keys():
        assert_not_above(after[name].score, before[name].score)
        pillars = {each.pillar: each.score for each in before[name].pillars}
        for each in after[name].pillars:
            assert_not_above(each.score, pillars[each.pillar])
    for key, points in less.score.targets.items():
        if key in more.score.targets:
            assert_not_above(points, more.score.targets[key])
    assert_not_above(overall(less.score), overall(more.score))


def assert_not_above(low: Fraction | None, high: Fraction | None) -> None:
    assert low is None or high is None or low <= high


# Laws


@given(worlds())
def test_the_ledger_and_the_score_are_exactly_one_hundred(world):
    for each in world.score.environments:
        if each.score is None:
            assert not each.checks
            continue
        assert each.score + sum(entry.points for entry in each.ledger) == 100
        assert sum(check.worth for check in each.checks) == 100
        assert sum(pillar.worth for pillar in each.pillars) == 100
        for check in each.checks:
            assert check.earned + check.lost + check.accepted + check.unproven == check.worth
            assert min(check.earned, check.lost, check.accepted, check.unproven) >= 0


@given(worlds())
def test_every_point_has_an_address(world):
    for each in world.score.environments:
        for entry in each.ledger:
            assert entry.points > 0
            assert entry.resources
            assert entry.check in world.checks


@given(worlds_and_some(Status.FAIL, Status.UNKNOWN, Status.ERROR, waived=True))
def test_fixing_never_lowers(given_):
    world, chosen = given_
    never_higher(world, world.but(chosen, status=Status.PASS, waiver="", discovery=False))


@given(worlds_and_some(Status.PASS))
def test_breaking_never_raises(given_):
    world, chosen = given_
    never_higher(world.but(chosen, status=Status.FAIL), world)


@given(worlds_and_some(Status.PASS, Status.FAIL, Status.NOT_APPLICABLE), st.booleans())
def test_seeing_less_of_a_resource_never_raises_score_or_coverage(given_, hidden):
    world, chosen = given_
    less = world.but(chosen, status=Status.UNKNOWN, discovery=hidden)
    never_higher(less, world)
    before = world.environments
    for name, each in less.environments.items():
        if name in before:
            assert_not_above(each.coverage, before[name].coverage)


@given(worlds_and_some(*Status, waived=True), st.booleans())
def test_a_failed_discovery_in_place_of_what_it_hides_never_raises_the_score(given_, told):
    """Whether or not the gap can say which environment the hidden resources live in."""
    world, chosen = given_
    hidden = [world.findings[n] for n in chosen]
    places = {(each.check, each.environment if told else Environment.UNCLASSIFIED, each.target) for each in hidden}
    unknowns = [
        a_finding(check, Status.UNKNOWN, f"{target}#denied:{environment}", environment=environment, target=target, discovery=True)
        for check, environment, target in sorted(places)
    ]
    less = world.having([each for n, each in enumerate(world.findings) if n not in chosen] + unknowns)
    never_higher(less, world)
    before = world.environments
    for name, each in less.environments.items():
        if name in before:
            assert_not_above(each.coverage, before[name].coverage)


def test_hiding_production_does_not_let_staging_stand_for_it():
    checks = {"test-a": a_check("test-a", "high"), "test-b": a_check("test-b", "high")}
    staging = a_finding("test-b", Status.PASS, "s", environment=Environment.STAGING)
    seen = World(checks, (a_finding("test-a", Status.FAIL, "p"), staging))
    gap = a_finding("test-a", Status.UNKNOWN, "folder:a#denied", environment=Environment.UNCLASSIFIED, discovery=True)
    unseen = seen.having([gap, staging])
    assert (overall(seen.score), overall(unseen.score)) == (0, 0)
    assert unseen.score.overall == "unclassified"
    assert unseen.score.basis == "nothing was classified as production; the lowest score counts"


def test_a_target_environment_where_nothing_applies_is_there_all_the_same():
    """Else an unknown in place of the not applicable would bring it into being, and raise the score."""
    checks = {"test-a": a_check("test-a", "high"), "test-b": a_check("test-b", "high")}
    none = a_finding("test-a", Status.NOT_APPLICABLE, "p")
    shared = a_finding("test-b", Status.PASS, "s", environment=Environment.SHARED)
    staging = many("test-a", start=5, fail=2, environment=Environment.STAGING)
    seen = World(checks, (none, shared, *staging))
    assert (seen.score.overall, overall(seen.score)) == ("production", 100)
    assert overall(seen.but([0], status=Status.UNKNOWN).score) == 50
    assert seen.having([none, *staging]).score.overall == "staging"


@given(worlds_and_some(Status.FAIL))
def test_removing_a_failing_resource_never_lowers(given_):
    world, chosen = given_
    fewer = world.having([each for n, each in enumerate(world.findings) if n not in chosen])
    before = world.environments
    for name, each in fewer.environments.items():
        if name in before:
            assert_not_above(before[name].score, each.score)


@given(worlds(), st.integers(1, 60))
def test_good_resources_cannot_dilute_a_failing_critical(world, extra):
    critical = a_check("test-critical", "critical")
    known = {**world.checks, critical.id: critical}
    broken = (*world.findings, a_finding(critical.id, Status.FAIL, "bad"))

    def cost(findings):
        (found,) = (each for each in World(known, tuple(findings)).environments[PRODUCTION].checks if each.check == critical.id)
        return found.lost, found.worth

    padded = [*broken, *many(critical.id, start=100, passed=extra)]
    assert cost(broken) == cost(padded)
    assert cost(broken)[0] == cost(broken)[1]


@given(worlds(), st.randoms(use_true_random=False))
def test_order_does_not_matter(world, random):
    shuffled = list(world.findings)
    random.shuffle(shuffled)
    one, other = world.score, world.having(shuffled).score
    assert one.overall == other.overall
    assert one.targets == other.targets
    for a, b in zip(one.environments, other.environments, strict=True):
        assert (a.score, a.ceiling, a.coverage, a.checks, a.pillars) == (b.score, b.ceiling, b.coverage, b.checks, b.pillars)
        assert [(e.column, e.check, e.points, sorted(e.resources)) for e in a.ledger] == [
            (e.column, e.check, e.points, sorted(e.resources)) for e in b.ledger
        ]


@given(worlds_and_some(Status.FAIL, Status.UNKNOWN))
def test_a_waiver_lies_between_broken_and_fixed(given_):
    world, chosen = given_
    waived, fixed = world.but(chosen, waiver="R-1"), world.but(chosen, status=Status.PASS, discovery=False)
    never_higher(world, waived)
    never_higher(waived, fixed)


@given(worlds_and_some(Status.FAIL, Status.UNKNOWN))
def test_points_never_move_with_a_waiver(given_):
    world, chosen = given_
    waived = world.but(chosen, waiver="R-1").environments
    for name, each in world.environments.items():
        assert waived[name].before_cap == each.before_cap
        assert waived[name].cap >= each.cap
        assert waived[name].coverage == each.coverage
        assert {c.check: c.earned for c in waived[name].checks} == {c.check: c.earned for c in each.checks}


@given(worlds())
def test_the_ceiling_is_not_below_the_score(world):
    for each in world.score.environments:
        if each.score is not None:
            assert each.score <= each.ceiling <= 100
            assert each.score >= 0
            assert 0 <= each.coverage <= 100


@given(worlds_and_some(Status.UNKNOWN, Status.ERROR))
def test_the_ceiling_is_the_score_when_everything_unknown_turned_out_good(given_):
    world, _ = given_
    unknown = [n for n, each in enumerate(world.findings) if each.status in (Status.UNKNOWN, Status.ERROR) and not each.waiver]
    good = world.but(unknown, status=Status.PASS, discovery=False)
    for name, each in world.environments.items():
        assert each.ceiling == good.environments[name].score


@given(worlds(), worlds())
def test_adding_a_target_never_changes_another_targets_score(world, other):
    known = {**world.checks, **{f"{id}-more": check for id, check in other.checks.items()}}
    added = [
        each.model_copy(update={"check": f"{each.check}-more", "target": "folder:new", "resource": f"new-{each.resource}"})
        for each in other.findings
    ]
    before = score(world.findings, known).targets
    after = score([*world.findings, *added], known).targets
    assert {key: points for key, points in after.items() if key != "folder:new"} == before


@given(worlds(), worlds(), PILLARS, st.sampled_from(list(Severity)))
def test_a_preview_check_changes_nothing(world, other, pillar, severity):
    preview = a_check("test-preview", severity, pillar)
    listed = [each.model_copy(update={"check": preview.id}) for each in other.findings]
    rubric = Rubric(preview=frozenset({preview.id}))
    assert score([*world.findings, *listed], {**world.checks, preview.id: preview}, rubric) == world.score


@given(worlds())
def test_samples_and_what_does_not_apply_weigh_nothing(world):
    extra = [a_finding(id, status, f"sample:{id}:{status}", environment=Environment.SAMPLE) for id in world.checks for status in Status] + [
        a_finding(id, Status.NOT_APPLICABLE, f"none:{id}", environment=Environment.SHARED) for id in world.checks
    ]
    assert world.having([*world.findings, *extra]).score.environments == world.score.environments


@given(worlds(environments=st.just(PRODUCTION)), worlds(environments=st.just(Environment.STAGING)))
def test_staging_never_touches_the_score_of_production(production, staging):
    moved = [each.model_copy(update={"check": min(production.checks)}) for each in staging.findings]
    both = production.having([*production.findings, *moved])
    assert both.environments.get(PRODUCTION) == production.environments.get(PRODUCTION)
    if PRODUCTION in production.environments:
        assert overall(both.score) == overall(production.score)


# Nothing is no score


@pytest.mark.parametrize("status", [None, Status.NOT_APPLICABLE])
def test_nothing_applicable_is_no_score(status):
    found = [a_finding(status=status)] if status else []
    result = score(found, {"test-a": a_check()})
    assert (result.overall, result.standing, result.basis) == (None, None, "nothing could be assessed")
    assert not any(result.targets.values())


def test_a_pillar_that_weighs_nothing_is_no_score():
    result = score([a_finding()], {"test-a": a_check()}, Rubric(pillar_weights={"quality": 0}))
    assert [each.score for each in result.environments] == [None]
    assert result.overall is None


def test_pillars_without_anything_to_assess_have_no_score():
    standing = score([a_finding(status=Status.PASS)], {"test-a": a_check()}).standing
    assert {each.pillar for each in standing.pillars} == set(PILLAR_WEIGHTS)
    assert {each.pillar: each.score for each in standing.pillars if each.score is not None} == {"quality": 100}


# Caps


@pytest.mark.parametrize(("criticals", "cap"), [(0, 100), (1, 59), (2, 49), (3, 39), (4, 39), (7, 39)])
@pytest.mark.parametrize("status", [Status.FAIL, Status.UNKNOWN, Status.ERROR])
def test_open_criticals_cap_the_score(criticals, cap, status):
    checks = {f"test-{n}": a_check(f"test-{n}", "critical", "portability") for n in range(7)}
    many_good = {f"good-{n}": a_check(f"good-{n}", "critical", pillar) for n, pillar in enumerate(PILLAR_WEIGHTS)}
    found = [a_finding(id, status if n < criticals else Status.PASS, id) for n, id in enumerate(checks)]
    found += [a_finding(id, Status.PASS, id) for id in many_good]
    standing = score(found, checks | many_good).standing
    assert standing.cap == cap
    assert standing.score == min(Fraction(cap), standing.before_cap)
    assert standing.held_by == tuple(checks)[:criticals]
    if criticals:
        (entry,) = (each for each in standing.ledger if each.column is Column.CAP)
        assert entry.points == standing.before_cap - cap
        assert entry.resources == standing.held_by


def test_a_high_check_caps_at_89_and_medium_and_low_do_not():
    def capped(severity):
        checks = {"test-a": a_check("test-a", severity, "portability")} | {
            f"good-{n}": a_check(f"good-{n}", "critical", pillar) for n, pillar in enumerate(PILLAR_WEIGHTS)
        }
        return score([a_finding(), *(a_finding(id, Status.PASS, id) for id in checks if id != "test-a")], checks).standing

    assert [(capped(each).cap, capped(each).score) for each in ("high", "medium", "low")] == [
        (89, 89),
        (100, 100 - Fraction(5) * 2 / 12),
        (100, 100 - Fraction(5) / 11),
    ]


def test_a_waived_critical_lifts_the_cap_and_its_points_stay_lost_as_accepted():
    checks = {"test-a": a_check("test-a", "critical", "portability"), "test-b": a_check("test-b", "low", "data_security")}
    good = a_finding("test-b", Status.PASS, "b")
    broken, waived = (score([a_finding(waiver=waiver), good], checks).standing for waiver in ("", "R-1"))
    assert (broken.score, broken.cap, broken.held_by) == (59, 59, ("test-a",))
    assert (waived.score, waived.cap, waived.held_by) == (Fraction(1100, 16), 100, ())
    assert [(e.column, e.points) for e in waived.ledger] == [(Column.ACCEPTED, Fraction(500, 16))]
    assert [(e.column, e.points) for e in broken.ledger] == [(Column.LOST, Fraction(500, 16)), (Column.CAP, Fraction(1100, 16) - 59)]


# Levels and figures


@pytest.mark.parametrize(
    ("points", "level"),
    [
        ("100", ("A", "production-ready")),
        ("90", ("A", "production-ready")),
        ("899/10", ("B", "ready with conditions")),
        ("75", ("B", "ready with conditions")),
        ("7499/100", ("C", "limited release")),
        ("60", ("C", "limited release")),
        ("59", ("D", "pilot only")),
        ("40", ("D", "pilot only")),
        ("3999/100", ("E", "not ready")),
        ("0", ("E", "not ready")),
    ],
)
def test_levels_at_their_borders(points, level):
    assert level_of(Fraction(points)) == level


@pytest.mark.parametrize(
    ("points", "figure"), [("7499/100", 74.9), ("75", 75.0), ("299/3", 99.6), ("1/100", 0.0), ("-1/100", -0.1), ("99999/1000", 99.9)]
)
def test_figures_are_rounded_down(points, figure):
    assert shown(Fraction(points)) == figure


@given(st.fractions(0, 100))
def test_a_figure_never_promises_more_than_there_is(points):
    assert 0 <= points - Fraction(str(shown(points))) < Fraction(1, 10)


# Worked examples


def test_iam_006_as_the_report_prints_it():
    """Pillar weight 10 of 100, checks 10+5+5+2+2+1; the low check, 5 of 22 fail: 0.40 points, 30.5 % of them lost."""
    weights = dict.fromkeys(PILLAR_WEIGHTS, 0) | {"identity_access": 10, "quality": 90}
    severities = ["critical", "high", "high", "medium", "medium", "low"]
    checks = {f"iam-00{n}": a_check(f"iam-00{n}", severity, "identity_access") for n, severity in enumerate(severities, 1)}
    checks["test-rest"] = a_check("test-rest", "low", "quality")
    found = many("iam-006", fail=5, passed=17) + [a_finding(id, Status.PASS, id) for id in checks if id != "iam-006"]
    standing = score(found, checks, Rubric(pillar_weights=weights)).standing
    (low,) = (each for each in standing.checks if each.check == "iam-006")
    share = Fraction(1, 10) + Fraction(9, 10) * Fraction(5, 22)
    assert low.worth == Fraction(40, 100)
    assert share == Fraction(67, 220)
    assert shown(100 * share) == 30.4
    assert round(float(100 * share), 1) == 30.5
    assert low.lost == Fraction(2, 5) * share == Fraction(67, 550)
    assert standing.score == 100 - Fraction(67, 550)


@pytest.mark.parametrize(
    ("severity", "failing", "of", "share"),
    [
        ("critical", 1, 100, "1"),
        ("high", 1, 100, "151/250"),
        ("high", 2, 4, "4/5"),
        ("medium", 1, 10, "37/100"),
        ("low", 1, 2, "11/20"),
        ("low", 3, 3, "1"),
    ],
)
def test_what_the_first_bad_resource_costs(severity, failing, of, share):
    standing = score(many("test-a", fail=failing, passed=of - failing), {"test-a": a_check(severity=severity)}).standing
    assert standing.checks[0].lost == 100 * Fraction(share)


def test_an_existence_control_is_all_or_nothing():
    standing = score(many("test-a", fail=1, passed=9), {"test-a": a_check(severity="low", aggregate="any")}).standing
    assert standing.score == 0


def test_buckets_are_filled_in_order():
    """High check, ten resources: 2 fail, 1 accepted, 1 unknown: phi(2), phi(3) - phi(2), phi(4) - phi(3)."""
    found = many("test-a", fail=2, unknown=1, passed=6)
    found.append(a_finding("test-a", Status.FAIL, "waived", waiver="R-1"))
    (only,) = score(found, {"test-a": a_check(severity="high")}).standing.checks
    assert (only.lost, only.accepted, only.unproven, only.earned) == (68, 4, 4, 24)
    assert (only.judged, only.failed, only.waived, only.unknown) == (10, 2, 1, 1)


def test_worth_is_shared_by_pillar_weight_and_check_weight():
    checks = {
        "test-a": a_check("test-a", "critical", "data_security"),
        "test-b": a_check("test-b", "high", "data_security"),
        "test-c": a_check("test-c", "low", "identity_access"),
        "test-absent": a_check("test-absent", "critical", "quality"),
    }
    found = [a_finding(id, Status.PASS, id) for id in ("test-a", "test-b", "test-c")]
    found.append(a_finding("test-absent", Status.NOT_APPLICABLE, "none"))
    worths = {each.check: each.worth for each in score(found, checks).standing.checks}
    assert worths == {"test-a": Fraction(100 * 11 * 10, 20 * 15), "test-b": Fraction(100 * 11 * 5, 20 * 15), "test-c": 45}


def test_weights_are_those_of_scoring_version_1():
    assert sum(PILLAR_WEIGHTS.values()) == 100
    assert len(PILLAR_WEIGHTS) == 13
    assert score([], {}).scoring == 1


# Which environment counts


def test_without_the_target_environment_the_lowest_counts():
    found = many("test-a", passed=2, environment=Environment.STAGING) + many("test-a", start=5, fail=1, environment=Environment.DEVELOPMENT)
    result = score(found, {"test-a": a_check()})
    assert (result.overall, overall(result)) == ("development", 0)
    assert result.basis == "nothing was classified as production; the lowest score counts"


def test_the_target_environment_can_be_another():
    found = many("test-a", passed=2, environment=Environment.STAGING) + many("test-a", start=5, fail=1)
    result = score(found, {"test-a": a_check()}, Rubric(target_environment=Environment.STAGING))
    assert (result.overall, overall(result), result.basis) == ("staging", 100, "staging is the target environment")


@pytest.mark.parametrize("environment", [Environment.SHARED, Environment.UNCLASSIFIED])
def test_shared_and_unclassified_count_in_each_environment(environment):
    found = many("test-a", passed=1) + many("test-a", start=5, passed=1, environment=Environment.STAGING)
    found.append(a_finding("test-a", Status.FAIL, "everywhere", environment=environment))
    assert [each.score for each in score(found, {"test-a": a_check()}).environments[:2]] == [35, 35]


def test_one_environment_alone_is_named():
    result = score([a_finding(environment=Environment.STAGING)], {"test-a": a_check()})
    assert result.basis == "nothing was classified as production; staging is all there is"


def test_a_configured_severity_counts():
    result = score([a_finding()], {"test-a": a_check()}, Rubric(severities={"test-a": Severity.CRITICAL}))
    assert result.standing.cap == 59


def test_points_that_rest_on_statements_are_summed():
    checks = {"test-a": a_check("test-a", "high"), "org-b": a_check("org-b", "high", question="Is it?")}
    result = score([a_finding("test-a", Status.PASS, "a"), a_finding("org-b", Status.PASS, "b")], checks)
    assert result.statements == 50
