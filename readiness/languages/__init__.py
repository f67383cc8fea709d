"""The languages that reports are written in: which one is spoken, its catalogue, and how a message is told in it.

English is the language of the source: a message is its own key, and needs no catalogue. Another language is a file of
messages beside this module (`es.po`), read when it is first spoken. What programs read, and the terminal, stay English.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

Language = Literal["en", "es"]

SOURCE: Language = "en"

GLUE = "\N{NO-BREAK SPACE}"
"""Between a figure and what it counts, so that neither wraps alone."""

_spoken: ContextVar[Language] = ContextVar("spoken", default=SOURCE)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """While it lasts, messages are told in this language."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Language:
    """The language that messages are told in now."""
    return _spoken.get()


def N_(text: str) -> str:  # noqa: N802 - what gettext's tools know it by
    """Mark a message that stands in a table; it is told by `known` where it is shown."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - like N_
    """Mark a message in both its numbers that stands in a table; it is told by `ngettext`."""
    return one, many


SPELT = N_("no, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve")
"""Numbers that running text writes out."""


def known(text: str) -> str:
    """A text of ours that stands in a table or a document, told again; any other text as it is."""
    return _translations(spoken()).gettext(text) if text else text


def gettext(text: str, **values: object) -> str:
    """A message with its values.

    Args:
        text: the message in English, with named places: `%(score)s`; a percent sign is doubled.
        values: what stands in the places.
    """
    return _translations(spoken()).gettext(text) % values


_ = gettext


def ngettext(one: str, many: str, quantity: int, **values: object) -> str:
    """A message that speaks of a number of things.

    Args:
        one: the message in English for a single thing.
        many: the message for any other number.
        quantity: how many things.
        values: what stands in the other places. Filled in are `%(number)s`, which does not part from the word behind it, and
            `%(spelt)s` and `%(Spelt)s`, written out up to twelve.
    """
    text = _translations(spoken()).ngettext(one, many, quantity).replace("%(number)s ", f"%(number)s{GLUE}")
    word = spelt(quantity)
    return text % {"number": number(quantity), "spelt": word, "Spelt": word[:1].upper() + word[1:], **values}


def pgettext(context: str, text: str, **values: object) -> str:
    """A message that would mean something else elsewhere; `context` tells it apart."""
    return _translations(spoken()).pgettext(context, text) % values


def spelt(quantity: int) -> str:
    """A number in running text: written out up to twelve."""
    words = known(SPELT).split(", ")
    return words[quantity] if 0 <= quantity < len(words) else number(quantity)


def number(quantity: int) -> str:
    """A whole number in figures: "1,204"."""
    return punctuated(f"{quantity:,}")


def punctuated(figure: str) -> str:
    """A figure that is written the English way, with the marks that this language puts in it."""
    if spoken() == SOURCE:
        return figure
    return figure.translate(_marks(spoken()))


@cache
def _marks(language: Language) -> dict[int, str]:
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return {ord(","): get_group_symbol(language), ord("."): get_decimal_symbol(language)}


def catalogue(language: Language) -> Catalog:
    """All messages of a language but English, with the files they stand in."""
    from babel.messages.pofile import read_po

    return read_po(io.BytesIO(files(__name__).joinpath(f"{language}.po").read_bytes()), locale=language)


@cache
def messages_of(file: str, language: Language) -> dict[str, str]:
    """The messages of one file that are told in the reader's browser."""
    if language == SOURCE:
        return {}
    return {str(each.id): str(each.string) for each in catalogue(language) if any(name == file for name, _line in each.locations)}


@cache
def _translations(language: Language) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    from babel.messages.mofile import write_mo

    written = io.BytesIO()
    write_mo(written, catalogue(language))
    written.seek(0)
    return GNUTranslations(written)
