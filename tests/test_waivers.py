"""Accepted risks: what they cover, and until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from strategies import World, a_finding, many, worlds

from readiness.api import Status
from readiness.facts import Environment
from readiness.waivers import Waiver, apply

TODAY = date(2026, 6, 1)
FINDING = a_finding("ai-gateway-authenticated", resource="gateway:deploy/litellm.yaml")


def waiver(**values):
    return Waiver(**{"owner": "jane", "reason": "planned", "expires": TODAY, **values})


def applied(finding, *waivers, today=TODAY):
    (marked,), risks = apply([finding], waivers, today)
    return marked.waiver, risks


@pytest.mark.parametrize(
    ("values", "covers"),
    [
        ({"fingerprint": FINDING.fingerprint}, True),
        ({"fingerprint": FINDING.fingerprint[:12]}, True),
        ({"fingerprint": "0" * 12}, False),
        ({"check": "ai-gateway-authenticated"}, True),
        ({"check": "ai-gateway-*"}, True),
        ({"check": "*"}, True),
        ({"check": "ai-gateway"}, False),
        ({"check": "AI-GATEWAY-*"}, False),
        ({"check": "ai-*", "resource": "gateway:deploy/*"}, True),
        ({"check": "ai-*", "resource": "gateway:other/*"}, False),
        ({"check": "ai-*", "environment": Environment.PRODUCTION}, True),
        ({"check": "ai-*", "environment": Environment.STAGING}, False),
        ({"environment": Environment.PRODUCTION}, True),
        ({"environment": Environment.STAGING}, False),
        ({"resource": "gateway:*"}, True),
        ({"resource": "gateway:deploy/litellm.yaml"}, True),
        ({"resource": "server:*"}, False),
        ({"fingerprint": FINDING.fingerprint, "check": "ai-gateway-authenticated"}, True),
        ({"fingerprint": FINDING.fingerprint, "check": "k8s-*"}, False),
        ({"fingerprint": FINDING.fingerprint, "environment": Environment.STAGING}, False),
    ],
)
def test_what_a_waiver_covers(values, covers):
    marked, (risk,) = applied(FINDING, waiver(**values))
    assert bool(marked) is covers
    assert risk.findings == ((FINDING.fingerprint,) if covers else ())


@pytest.mark.parametrize(("days", "holds"), [(-400, False), (-1, False), (0, True), (1, True)])
def test_a_waiver_holds_through_its_day_of_expiry(days, holds):
    marked, (risk,) = applied(FINDING, waiver(check="ai-*", expires=TODAY + timedelta(days=days)))
    assert (bool(marked), risk.expired) == (holds, not holds)
    assert risk.findings == (FINDING.fingerprint,)


def test_a_waiver_nobody_needs_is_reported():
    _, (used, unused) = applied(FINDING, waiver(check="ai-*"), waiver(check="k8s-*", record="R-9"))
    assert used.findings
    assert (unused.waiver.reference, unused.findings, unused.expired) == ("R-9", (), False)
    assert (used.unused, used.asked, unused.unused, unused.asked) == (False, True, True, False)
    _, (mended,) = applied(a_finding("ai-gateway-authenticated", Status.PASS), waiver(check="ai-*"))
    assert (mended.unused, mended.asked) == (True, True)


def test_a_mended_finding_leaves_its_waiver_unused():
    marked, (risk,) = applied(a_finding("ai-gateway-authenticated", Status.PASS), waiver(check="ai-*"))
    assert (marked, risk.findings) == ("", ())


@pytest.mark.parametrize(
    ("status", "waivable"),
    [(Status.FAIL, True), (Status.UNKNOWN, True), (Status.PASS, False), (Status.NOT_APPLICABLE, False), (Status.ERROR, False)],
)
def test_only_failures_and_unknowns_can_be_accepted(status, waivable):
    assert bool(applied(a_finding(status=status), waiver(check="*"))[0]) is waivable


@pytest.mark.parametrize(
    ("values", "reference"),
    [
        ({"check": "ai-*", "record": "R-7", "fingerprint": FINDING.fingerprint}, "R-7"),
        ({"fingerprint": FINDING.fingerprint[:12]}, FINDING.fingerprint[:12]),
        ({"fingerprint": FINDING.fingerprint, "check": "ai-*"}, FINDING.fingerprint[:12]),
        ({"environment": Environment.PRODUCTION}, "production"),
        ({"environment": Environment.PRODUCTION, "resource": "gateway:*"}, "gateway:* production"),
        ({"check": "ai-*", "resource": "gateway:*"}, "ai-* gateway:*"),
    ],
)
def test_a_finding_points_to_its_waiver(values, reference):
    assert applied(FINDING, waiver(**values))[0] == reference


def test_the_first_waiver_in_force_is_the_one_that_counts():
    expired, first, second = (
        waiver(check="*", record="old", expires=TODAY - timedelta(days=1)),
        waiver(check="*", record="first"),
        waiver(check="*", record="second"),
    )
    marked, risks = applied(FINDING, expired, first, second)
    assert marked == "first"
    assert [each.findings for each in risks] == [(FINDING.fingerprint,)] * 3


def test_a_resource_whose_name_looks_like_a_pattern_can_be_named():
    odd = a_finding(resource="deployment:chat[blue]")
    assert applied(odd, waiver(resource="deployment:chat[blue]"))[0]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"resource": "*"},
        {"resource": "**"},
        {"check": ""},
        {"check": "a", "surprise": 1},
        {"check": "a", "owner": " "},
        {"check": "a", "reason": ""},
        {"fingerprint": ""},
        {"fingerprint": FINDING.fingerprint[:11]},
        {"fingerprint": FINDING.fingerprint.upper()},
        {"fingerprint": "z" * 12},
        {"fingerprint": FINDING.fingerprint + "0"},
    ],
)
def test_a_waiver_names_what_it_accepts(values):
    with pytest.raises(ValidationError):
        waiver(**values)


@given(worlds(waivers=False), st.booleans())
def test_an_expired_waiver_is_no_waiver(world, all_of_it):
    old = waiver(check="*" if all_of_it else "test-0", expires=TODAY - timedelta(days=1))
    marked, _ = apply(world.findings, [old], TODAY)
    assert marked == world.findings


@given(worlds(waivers=False), st.sampled_from(["*", "test-0", "test-[12]"]))
def test_a_waiver_in_force_never_lowers_and_moves_no_points(world, pattern):
    marked, (risk,) = apply(world.findings, [waiver(check=pattern)], TODAY)
    accepted = World(world.checks, marked).environments
    for name, each in world.environments.items():
        if each.score is not None:
            assert accepted[name].before_cap == each.before_cap
            assert each.score <= accepted[name].score
    assert set(risk.findings) == {each.fingerprint for each in marked if each.waiver}


def test_many_findings_keep_their_order():
    found = many("test-a", fail=3, passed=2)
    marked, _ = apply(found, [waiver(check="*")], TODAY)
    assert [each.resource for each in marked] == [each.resource for each in found]
