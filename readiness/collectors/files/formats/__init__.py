"""Formats: each module recognises one kind of configuration and reads facts from it. Adding one is one file."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from readiness.collectors import Observation, Place
from readiness.facts import Environment, Fact, Origin


@dataclass(frozen=True)
class Document:
    """One parsed document of a file.

    Attributes:
        place: the folder.
        path: path relative to the folder, with forward slashes.
        syntax: `yaml`, `json`, `toml`, `pbtxt`, `xml`, `env` or `python`.
        data: tree of `Mapping`, `Sequence` and scalars that know their lines (see `tree`); for `env` and
            `python`, what their readers hand over.
        text: the whole file.
        environment: what the path tells.
        tracked: git tracks the file; None outside a checkout.
        offset: lines before this document in the file, when it is embedded in another one.
        part: which document of the file it is, when that needs saying (`ConfigMap/litellm/config.yaml`).
    """

    place: Place
    path: str
    syntax: str
    data: Any
    text: str
    environment: Environment
    tracked: bool | None = None
    offset: int = 0
    part: str = ""

    @property
    def id(self) -> str:
        """Path and part: what resource ids of its facts are made of."""
        return f"{self.path}#{self.part}" if self.part else self.path

    @property
    def name(self) -> str:
        """The file's name; of an embedded document the key it stands under."""
        return (self.part or self.path).rsplit("/", 1)[-1]

    def origin(self, line: int | None = None) -> Origin:
        """Where something in this document stands."""
        return Origin(place=self.place.key, file=self.path, line=line + self.offset if line else None)


Matches = Callable[[Document], bool]
Read = Callable[[Document], Iterator[Observation]]


@dataclass(frozen=True)
class Format:
    """A format: how it is recognised and what it gives.

    Attributes:
        hints: patterns in the raw text that tell this format even where the file can't be parsed, each with the
            fact types it speaks for, so that the gap names what it may hide and no more.
    """

    name: str
    gives: frozenset[type[Fact]]
    matches: Matches
    hints: tuple[tuple[re.Pattern[str], frozenset[type[Fact]]], ...]
    read: Read

    def hidden_in(self, text: str) -> frozenset[type[Fact]]:
        """Fact types that a text which can't be parsed may hold."""
        return frozenset(kind for pattern, kinds in self.hints if pattern.search(text) for kind in kinds)


FORMATS: dict[str, Format] = {}


def format(
    name: str, *, gives: tuple[type[Fact], ...], matches: Matches, hint: str | Mapping[str, tuple[type[Fact], ...]] = ""
) -> Callable[[Read], Read]:
    """Declare a format's reader.

    Args:
        name: as counted in `FolderRead.formats`.
        gives: fact types it can give.
        matches: whether a parsed document is of this format, by file name and content.
        hint: regular expression (multi-line) over the raw text of a file that can't be parsed; or several, each
            with the fact types that it speaks for, where a format gives many.
    """
    patterns = {hint: gives} if isinstance(hint, str) else hint
    hints = tuple((re.compile(pattern, re.MULTILINE), frozenset(kinds)) for pattern, kinds in patterns.items() if pattern)

    def declare(read: Read) -> Read:
        FORMATS[name] = Format(name, frozenset(gives), matches, hints, read)
        return read

    return declare


@cache
def load_formats() -> dict[str, Format]:
    """Every format, by name; importing a module of this package declares its formats."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(FORMATS.items()))
