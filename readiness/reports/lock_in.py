"""Provider lock-in as reports show it: two numbers, five components with their places, and what each step takes off."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.assessment import Assessment
from readiness.languages import N_, known, ngettext
from readiness.languages import gettext as _
from readiness.lock_in import LockIn, Part
from readiness.reports.retold import retold

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
        ((_("Leaving the provider"), lock.provider), (_("Changing the model"), lock.model))
        if lock.provider is not None and lock.model is not None
        else ()
    )
    return LockView(
        title=_title(lock),
        headline=headline(lock),
        numbers=numbers,
        components=tuple((known(part.title), part.points, part.most, _places(part)) for part in lock.components),
        steps=tuple((retold(each.action), each.total, each.provider, each.model) for each in lock.remedies[:STEPS]),
        note=_note(lock),
        accepted=tuple(sorted({each.waiver for each in assessment.findings if each.check in CHECKS and each.waiver})),
    )


def _title(lock: LockIn) -> str:
    if lock.total is None:
        return _("Provider lock-in")
    return _("Provider lock-in: %(total)s of 100, grade %(grade)s", total=lock.total, grade=lock.grade)


def headline(lock: LockIn) -> str:
    """Both numbers in words."""
    if lock.provider is None or lock.model is None:
        return _(
            "How tight the lock is can't be told: %(unread)s of %(files)s files that touch a model could not be read.",
            unread=lock.unread,
            files=lock.parsed + lock.unread,
        )
    return _(
        "Leaving the provider would be %(hard)s (%(points)s of 100), changing the model %(model_hard)s (%(model_points)s).",
        hard=_hard(lock.provider),
        points=lock.provider,
        model_hard=_hard(lock.model),
        model_points=lock.model,
    )


HARD = ((60, N_("expensive")), (40, N_("laborious")), (20, N_("moderate")), (0, N_("easy")))
"""How hard something is, from so many points on."""


def _hard(points: int) -> str:
    return next(known(word) for least, word in HARD if points >= least)


def _places(part: Part) -> str:
    told = sorted(part.reasons, key=lambda each: (-each.points, each.file or "", each.line or 0))
    named = [f"{retold(each.what)} ({each.file}:{each.line})" if each.file else retold(each.what) for each in told[:PLACES]]
    left = len(told) - PLACES
    more = [ngettext("and %(more)s more", "and %(more)s more", left, more=left)] if left > 0 else []
    return "; ".join((*named, *more))


def _note(lock: LockIn) -> str:
    return _(
        "Confidence %(confidence)s: %(read)s of %(files)s files that touch a model were read. "
        "Gains are worked out for each step alone and do not add up.",
        confidence=known(lock.confidence),
        read=lock.parsed,
        files=lock.parsed + lock.unread,
    )
