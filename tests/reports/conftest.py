"""Assessments at the sizes that reports must show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from reports.cases import GATE, PILLARS, Case, assessed, many_cases

from readiness.assessment import Assessment
from readiness.facts import Environment
from readiness.waivers import Waiver


@pytest.fixture(scope="session")
def sample() -> Assessment:
    """About what a first assessment finds: 25 failing checks of 60, an accepted risk, open questions, a gap."""
    cases = [
        *many_cases(60, 25),
        Case("sample-open", states=("unknown", "pass"), pillar="quality"),
        Case("sample-asked", states=("unknown",), pillar="quality", question="Who is on call on Sundays?"),
        Case("sample-accepted", states=("fail",), pillar="governance"),
        Case("sample-staging", states=("fail", "pass"), environment=Environment.STAGING),
        Case("sample-unused", states=()),
    ]
    waiver = Waiver(
        owner="M. Okafor",
        reason="The pool moves with the platform.",
        expires=date(2026, 9, 30),
        check="sample-accepted",
        control="Output is filtered.",
        record="RISK-218",
    )
    return assessed(cases, gate=GATE, waivers=(waiver,))


@pytest.fixture(scope="session")
def nothing() -> Assessment:
    """Nothing applies: no score."""
    return assessed([Case("sample-unused", states=())], gate=GATE)


@pytest.fixture(scope="session")
def perfect() -> Assessment:
    """Everything holds."""
    return assessed(many_cases(26, 0), gate=GATE)


@pytest.fixture(scope="session")
def large() -> Assessment:
    """5,000 failing resources."""
    return assessed([Case(f"sample-check-{at:03}", pillar=PILLARS[at % 13], states=["fail"] * 100) for at in range(50)])


@pytest.fixture(scope="session")
def make() -> Callable[..., Assessment]:
    """Makes an assessment of given cases."""
    return assessed
