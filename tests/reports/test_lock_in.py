"""Lock-in in reports: numbers, places and steps, or why there are none."""

from __future__ import annotations

from datetime import date

from reports.cases import assessed

from readiness.api import Status
from readiness.engine import Finding
from readiness.facts import Environment, Gap, GapReason, Origin
from readiness.facts.ai import ModelClient, SourceModule
from readiness.lock_in import lock_in
from readiness.reports.lock_in import headline, lock_view
from readiness.testing import PLACE, fact

TODAY = date(2026, 6, 1)
CLIENT = ModelClient(provider="bedrock", coupling="native", timeout=True, line=3)


def module(file: str) -> SourceModule:
    return fact(SourceModule, language="python", resource=file, origin=Origin(place=PLACE, file=file, line=3), clients=(CLIENT,))


def test_the_section_names_places_and_steps() -> None:
    lock = lock_in(modules=[module(f"{name}/chat.py") for name in "abcdef"], today=TODAY)
    shown = lock_view(assessed([]).model_copy(update={"lock_in": lock}))
    assert shown is not None
    assert [name for name, _ in shown.numbers] == ["Leaving the provider", "Changing the model"]
    assert shown.title == f"Provider lock-in: {lock.total} of 100, grade {lock.grade}" if lock else ""
    path = shown.components[0]
    assert path[0] == "Call path"
    assert path[3].startswith("calls a vendor's own interface (a/chat.py:3); ")
    assert path[3].endswith("and 2 more")
    assert shown.steps[0][0] == "Send all calls through one client with a free address"
    assert "6 of 6 files" in shown.note


def test_too_little_read_is_said_and_no_number_is_given() -> None:
    gap = Gap(place=PLACE, facts=("SourceModule",), reason=GapReason.UNSUPPORTED, file="main.go")
    lock = lock_in(modules=[], gaps=[gap], today=TODAY)
    assert lock is not None
    assert headline(lock) == "How tight the lock is can't be told: 1 of 1 files that touch a model could not be read."
    shown = lock_view(assessed([]).model_copy(update={"lock_in": lock}))
    assert shown is not None
    assert shown.numbers == ()


def test_without_code_there_is_no_section() -> None:
    assert lock_view(assessed([]).model_copy(update={"lock_in": None})) is None


def test_a_waiver_says_that_the_lock_was_decided_on() -> None:
    assessment = assessed([])
    accepted = Finding(
        check="ai-provider-features-few",
        status=Status.FAIL,
        resource="system",
        environment=Environment.SHARED,
        fingerprint="f",
        waiver="waivers.yaml#3",
    )
    told = assessment.model_copy(update={"lock_in": lock_in(modules=[module("a.py")], today=TODAY), "findings": (accepted,)})
    shown = lock_view(told)
    assert shown is not None
    assert shown.accepted == ("waivers.yaml#3",)
