"""Reports of an assessment: the formats there are, each in a module that is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol, cast

from readiness.errors import UserError

if TYPE_CHECKING:
    from readiness.assessment import Assessment
    from readiness.languages import Language
    from readiness.theme import Theme


def _undressed() -> Theme:
    from readiness.theme import Theme

    return Theme()


@dataclass(frozen=True)
class Options:
    """What a reader may choose.

    Attributes:
        paper: of the PDF; the theme's unless given.
        previous: an earlier assessment of the same system, to compare with.
        theme: logo, colours, fonts, wording and sections.
        language: of what people read as HTML, PDF or questionnaire; the theme's unless given.
        frameworks: keys of frameworks whose controls are shown with their checks' verdicts.
    """

    paper: Literal["A4", "letter"] | None = None
    previous: Assessment | None = None
    frameworks: tuple[str, ...] = ()
    theme: Theme = field(default_factory=_undressed)
    language: Language | None = None

    @property
    def speaks(self) -> Language:
        """The language that was chosen."""
        return self.language or self.theme.settings.language


class Writer(Protocol):
    """What writes a format."""

    def __call__(self, assessment: Assessment, options: Options) -> bytes:
        """The whole report."""
        ...


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        module: what writes it.
        suffix: ending of its files that tells this format; empty where the ending tells another one.
        binary: it is anything but text.
        function: of the module, that writes it.
        variants: endings of files that ask for another format in its stead.
        version: of what programs read: `NAME-vVERSION` asks for just this one. None for what people read.
    """

    module: str
    suffix: str
    binary: bool = False
    version: int | None = None
    function: str = "render"
    variants: Mapping[str, str] = field(default_factory=dict)

    def writer(self) -> Writer:
        """What writes it, imported."""
        return cast("Writer", getattr(import_module(self.module), self.function))


QUESTIONS = "readiness.reports.questionnaire"

FORMATS: dict[str, Format] = {
    "text": Format("readiness.reports.terminal", ".txt"),
    "json": Format("readiness.reports.json", ".json", version=1),
    "html": Format("readiness.reports.html", ".html"),
    "pdf": Format("readiness.reports.pdf", ".pdf", binary=True),
    "markdown": Format("readiness.reports.markdown", ".md"),
    "sarif": Format("readiness.reports.sarif", ".sarif", version=1),
    "junit": Format("readiness.reports.junit", ".xml", version=1),
    "github": Format("readiness.reports.github", "", version=1),
    "gitlab": Format("readiness.reports.gitlab", "", version=1),
    "csv": Format("readiness.reports.backlog", ".csv", version=1),
    "ocsf": Format("readiness.reports.ocsf", ".jsonl", version=1),
    "openmetrics": Format("readiness.reports.openmetrics", ".prom", version=1),
    "cyclonedx": Format("readiness.reports.cyclonedx", ".cdx", version=1),
    "badge": Format("readiness.reports.badge", ".svg"),
    "questionnaire": Format(
        QUESTIONS,
        "",
        variants={
            ".html": "questionnaire",
            ".htm": "questionnaire",
            ".pdf": "questionnaire-pdf",
            ".md": "questionnaire-markdown",
            ".csv": "questionnaire-csv",
            ".yaml": "questionnaire-yaml",
            ".yml": "questionnaire-yaml",
        },
    ),
    "questionnaire-pdf": Format(QUESTIONS, "", binary=True, function="render_pdf"),
    "questionnaire-markdown": Format(QUESTIONS, "", function="render_markdown"),
    "questionnaire-csv": Format(QUESTIONS, "", function="render_csv"),
    "questionnaire-yaml": Format(QUESTIONS, "", function="render_yaml"),
}


def unversioned(name: str) -> str:
    """The key of `FORMATS` for a name that a user gave: `json-v1` is `json` as long as its version is 1."""
    for key, each in FORMATS.items():
        if each.version is not None and name == f"{key}-v{each.version}":
            return key
    return name


def render(name: str, assessment: Assessment, options: Options | None = None) -> bytes:
    """An assessment in one format.

    Args:
        name: key of `FORMATS`, with or without its version.
        assessment: what the report is about; nothing else is read.
        options: what the reader chose.

    Raises:
        UserError: there is no such format, or a library that it needs is missing.
    """
    name = unversioned(name)
    if name not in FORMATS:
        raise UserError(f"unknown format {name!r}", help=f"formats are: {', '.join(FORMATS)}")
    return FORMATS[name].writer()(assessment, options or Options())
