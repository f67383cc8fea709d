"""Provider lock-in as reports show it: two numbers, five components with their places, and what each step takes off."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.assessment import Assessment
from readiness.lock_in import LockIn, Part

PLACES = 4
"""Places named for a component; the assessment has them all."""
STEPS = 5
CHECKS = frozenset({"ai-provider-calls-isolated", "ai-model-ids-configured", "ai-endpoint-configurable", "ai-provider-features-few"})
"""Checks whose waivers say that the lock was decided on."""


@dataclass(frozen=True)
class LockView:
    """The section's contents.

    Attributes:
        title: with the total and its grade, where there is one.
        headline: both numbers in a sentence, or why there are none.
        numbers: what is hard, and how hard, 0 to 100.
        components: title, points, most, and what gives them.
        steps: action, and what it takes off the total, off provider lock and off model lock.
        note: how sure it is.
        accepted: waivers that say it was decided on.
    """

    title: str
    headline: str
    numbers: tuple[tuple[str, int], ...]
    components: tuple[tuple[str, float, int, str], ...]
    steps: tuple[tuple[str, float, float, float], ...]
    note: str
    accepted: tuple[str, ...]


def lock_view(assessment: Assessment) -> LockView | None:
    """What the section shows; None where no code touches a model."""
    lock = assessment.lock_in
    if lock is None:
        return None
    numbers = (
        (("Leaving the provider", lock.provider), ("Changing the model", lock.model))
        if lock.provider is not None and lock.model is not None
        else ()
    )
    return LockView(
        title="Provider lock-in" if lock.total is None else f"Provider lock-in: {lock.total} of 100, grade {lock.grade}",
        headline=headline(lock),
        numbers=numbers,
        components=tuple((part.title, part.points, part.most, _places(part)) for part in lock.components),
        steps=tuple((each.action, each.total, each.provider, each.model) for each in lock.remedies[:STEPS]),
        note=_note(lock),
        accepted=tuple(sorted({each.waiver for each in assessment.findings if each.check in CHECKS and each.waiver})),
    )


def headline(lock: LockIn) -> str:
    """Both numbers in words."""
    if lock.provider is None or lock.model is None:
        unread = f"{lock.unread} of {lock.parsed + lock.unread} files that touch a model"
        return f"How tight the lock is can't be told: {unread} could not be read."
    leaving = f"Leaving the provider would be {_hard(lock.provider)} ({lock.provider} of 100)"
    return f"{leaving}, changing the model {_hard(lock.model)} ({lock.model})."


def _hard(number: int) -> str:
    return next(word for least, word in ((60, "expensive"), (40, "laborious"), (20, "moderate"), (0, "easy")) if number >= least)


def _places(part: Part) -> str:
    told = sorted(part.reasons, key=lambda each: (-each.points, each.file or "", each.line or 0))
    named = [f"{each.what} ({each.file}:{each.line})" if each.file else each.what for each in told[:PLACES]]
    more = [f"and {len(told) - PLACES} more"] if len(told) > PLACES else []
    return "; ".join((*named, *more))


def _note(lock: LockIn) -> str:
    read = f"{lock.parsed} of {lock.parsed + lock.unread} files that touch a model were read"
    return f"Confidence {lock.confidence}: {read}. Gains are recomputed for each step alone and do not simply add up."
