"""Text made harmless for a terminal."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The text on one line, with everything that could steer a terminal replaced: control, format and surrogate characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if each in "\t\n\r" else "\ufffd" if unicodedata.category(each) in _STEERING else each for each in text)


_STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")
