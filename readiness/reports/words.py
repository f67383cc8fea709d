"""Words and figures as reports print them: dates, counts, points, efforts, and text made harmless."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from readiness.api import Effort
from readiness.languages import SOURCE, gettext, ngettext, number, punctuated, spoken
from readiness.plan import HOURS
from readiness.score import shown

NARROW = "\N{NO-BREAK SPACE}"
"""Between a figure and its unit, so that neither wraps alone."""

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
"""Written out here: the machine's locale must not change a report."""

HOURS_PER_DAY = 8


def long_date(day: date) -> str:
    """A date in text: 21 August 2026."""
    if spoken() != SOURCE:
        return _localised(day, gettext("d MMMM y"))
    return f"{day.day}{NARROW}{MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """A date in a chart: 21 Aug."""
    if spoken() != SOURCE:
        return _localised(day, "d MMM")
    return f"{day.day}{NARROW}{MONTHS[day.month - 1][:3]}"


def _localised(day: date, pattern: str) -> str:
    """A date by a pattern of Unicode's LDML; the day does not part from the month."""
    from babel.dates import format_date

    return format_date(day, pattern, locale=spoken()).replace(" ", NARROW, 1)


def plural(number: int, what: str) -> str:
    """An English word in its number: "1 check" is about a check, "2 checks" about checks."""
    if number == 1:
        return what
    return what[:-1] + "ies" if what.endswith("y") and what[-2:-1] not in "aeou" else what + "s"


def count(number: int, what: str) -> str:
    """A number of things in English, in figures: "1,204 findings"."""
    return f"{number:,}{NARROW}{plural(number, what)}"


def capital(text: str) -> str:
    """The text with its first letter as a sentence has it; the rest stays."""
    return text[:1].upper() + text[1:]


def points(value: Fraction) -> str:
    """Points rounded down to a tenth; what is too little to show says so."""
    return punctuated("<0.1" if 0 < value < Fraction(1, 10) else f"{shown(value):.1f}")


def percent(value: Fraction) -> str:
    """A share of a hundred, rounded down: "97.8 %"."""
    return f"{plain(shown(value))}{NARROW}%"


def plain(value: float) -> str:
    """A figure without needless digits: "75", "97.8"."""
    return punctuated(f"{value:g}")


def whole(value: Fraction) -> int:
    """A score as one number, rounded down: 74.9 is 74, and fails a gate of 75."""
    return math.floor(value)


def units(hours: int) -> int:
    """Working time as it is told: hours below a day, whole days above."""
    return hours if hours < HOURS_PER_DAY else math.ceil(hours / HOURS_PER_DAY)


def work(hours: int) -> str:
    """Working time in figures: "4 days"."""
    if hours < HOURS_PER_DAY:
        return ngettext("%(number)s hour", "%(number)s hours", hours)
    return ngettext("%(number)s day", "%(number)s days", units(hours))


def work_spelt(hours: int) -> str:
    """Working time in running text: "four days of work"."""
    if hours < HOURS_PER_DAY:
        return ngettext("one hour of work", "%(spelt)s hours of work", hours)
    return ngettext("one day of work", "%(spelt)s days of work", units(hours))


def effort(taken: str) -> str:
    """What an effort takes, in words."""
    return work(HOURS[Effort(taken)])


def listed(items: Sequence[str]) -> str:
    """Items as a sentence lists them: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return gettext("%(items)s and %(last)s", items=", ".join(items[:-1]), last=items[-1])


def some(items: Sequence[str], most: int) -> str:
    """The first items, and how many more there are."""
    kept = ", ".join(items[:most])
    if len(items) <= most:
        return kept
    more = len(items) - most
    return ngettext("%(items)s and %(more)s more", "%(items)s and %(more)s more", more, items=kept, more=number(more))


def clipped(text: str, most: int) -> str:
    """The text cut at a word, so that it fits where room is bounded."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > most // 2 else cut).rstrip(" ,;:.-") + "…"


def ended(text: str) -> str:
    """The text with a full stop, unless it ends already."""
    return text if text.endswith((".", "…", "!", "?")) else f"{text}."


def apportioned(parts: Iterable[Fraction], units: int) -> tuple[int, ...]:
    """Whole units that add up: the first part rounded down, the rest by largest remainder.

    The first part is the score, which is never rounded up.

    Args:
        parts: shares of a whole; they may not all be zero.
        units: how many units the whole has.
    """
    parts = tuple(parts)
    total = sum(parts, Fraction(0))
    exact = [units * part / total for part in parts]
    units_of = [math.floor(each) for each in exact]
    others = [at for at in range(1, len(parts)) if exact[at] > units_of[at]]
    others.sort(key=lambda at: (units_of[at] - exact[at], at))
    for at in range(units - sum(units_of)):
        units_of[others[at % len(others)] if others else 0] += 1
    return tuple(units_of)
