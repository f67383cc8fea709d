"""Reports of an assessment: the formats there are, each in a module that is imported when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol, cast

from readiness.errors import UserError

if TYPE_CHECKING:
    from readiness.assessment import Assessment


@dataclass(frozen=True)
class Options:
    """What a reader may choose.

    Attributes:
        paper: of the PDF.
        previous: an earlier assessment of the same system, to compare with.
    """

    paper: Literal["A4", "letter"] = "A4"
    previous: Assessment | None = None


class Writer(Protocol):
    """What the module of a format offers."""

    def render(self, assessment: Assessment, options: Options) -> bytes:
        """The whole report."""
        ...


@dataclass(frozen=True)
class Format:
    """One format: the module that writes it, the ending of its files, and whether it is anything but text."""

    module: str
    suffix: str
    binary: bool = False

    def writer(self) -> Writer:
        """The module, imported."""
        return cast("Writer", import_module(self.module))


FORMATS: dict[str, Format] = {
    "text": Format("readiness.reports.terminal", ".txt"),
    "json": Format("readiness.reports.json", ".json"),
    "html": Format("readiness.reports.html", ".html"),
    "pdf": Format("readiness.reports.pdf", ".pdf", binary=True),
}


def render(name: str, assessment: Assessment, options: Options | None = None) -> bytes:
    """An assessment in one format.

    Args:
        name: key of `FORMATS`.
        assessment: what the report is about; nothing else is read.
        options: what the reader chose.

    Raises:
        UserError: there is no such format, or a library that it needs is missing.
    """
    if name not in FORMATS:
        raise UserError(f"unknown format {name!r}", help=f"formats are: {', '.join(FORMATS)}")
    return FORMATS[name].writer().render(assessment, options or Options())
