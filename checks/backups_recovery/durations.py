"""Durations as people write them."""

from __future__ import annotations

import re

UNITS = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)[a-z]*")


def minutes(text: str) -> float | None:
    """Minutes of a duration such as `90 min`, `4h`, `1h30m` or `2 days`; None when it can't be read."""
    parts = _PART.findall(text.lower())
    if not parts or _PART.sub("", text.lower()).strip(" ,"):
        return None
    return sum(float(number) * UNITS[unit] for number, unit in parts)
