"""Words and figures as reports print them: dates, counts, points, efforts, and text made harmless."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from readiness.plan import HOURS
from readiness.score import shown

NARROW = "\N{NO-BREAK SPACE}"
"""Between a figure and its unit, so that neither wraps alone."""

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
"""Written out here: the machine's locale must not change a report."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

HOURS_PER_DAY = 8


def long_date(day: date) -> str:
    """A date in text: 21 August 2026."""
    return f"{day.day}{NARROW}{MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """A date in a chart: 21 Aug."""
    return f"{day.day}{NARROW}{MONTHS[day.month - 1][:3]}"


def plural(number: int, what: str) -> str:
    """The word in its number: "1 check" is about a check, "2 checks" about checks."""
    if number == 1:
        return what
    return what[:-1] + "ies" if what.endswith("y") and what[-2:-1] not in "aeou" else what + "s"


def count(number: int, what: str) -> str:
    """A number of things, in figures: "1,204 findings"."""
    return f"{number:,}{NARROW}{plural(number, what)}"


def spelt(number: int) -> str:
    """A number in running text: written out up to twelve."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def capital(text: str) -> str:
    """The text with its first letter as a sentence has it; the rest stays."""
    return text[:1].upper() + text[1:]


def points(value: Fraction) -> str:
    """Points rounded down to a tenth; what is too little to show says so."""
    return "<0.1" if 0 < value < Fraction(1, 10) else f"{shown(value):.1f}"


def percent(value: Fraction) -> str:
    """A share of a hundred, rounded down: "97.8 %"."""
    return f"{shown(value):g}{NARROW}%"


def whole(value: Fraction) -> int:
    """A score as one number, rounded down: 74.9 is 74, and fails a gate of 75."""
    return math.floor(value)


def work(hours: int) -> str:
    """Working time: hours below a day, whole days above."""
    if hours < HOURS_PER_DAY:
        return count(hours, "hour")
    return count(math.ceil(hours / HOURS_PER_DAY), "day")


def work_spelt(hours: int) -> str:
    """Working time in running text: "four days of work"."""
    number, unit = (hours, "hour") if hours < HOURS_PER_DAY else (math.ceil(hours / HOURS_PER_DAY), "day")
    return f"{spelt(number)} {plural(number, unit)} of work"


EFFORTS = {effort: work(hours) for effort, hours in HOURS.items()}
"""What an effort takes, in words."""


def listed(items: Sequence[str], word: str = "and") -> str:
    """Items as a sentence lists them: "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}" if items else ""


def some(items: Sequence[str], most: int) -> str:
    """The first items, and how many more there are."""
    kept = list(items[:most])
    return ", ".join(kept) + (f" and {len(items) - most:,} more" if len(items) > most else "")


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
    others = [number for number in range(1, len(parts)) if exact[number] > units_of[number]]
    others.sort(key=lambda number: (units_of[number] - exact[number], number))
    for number in range(units - sum(units_of)):
        units_of[others[number % len(others)] if others else 0] += 1
    return tuple(units_of)
