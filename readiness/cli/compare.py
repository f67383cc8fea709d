"""`readiness compare`: what changed between two assessments."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli import options
from readiness.cli.options import verb

if TYPE_CHECKING:
    from readiness.compare import Comparison

ROWS = 20
"""Findings shown of each kind of change."""


class ComparisonFormat(StrEnum):
    """Formats of a comparison."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"


@verb
def compare(
    *,
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier assessment (JSON).")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later assessment (JSON).")],
    format: Annotated[
        ComparisonFormat | None,
        typer.Option("--format", "-f", envvar="READINESS_COMPARISON_FORMAT", help="Format of the result.  [default: by the file's ending]"),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", envvar="READINESS_COMPARISON", metavar="PATH", help="Where it goes; '-' is standard output.")
    ] = Path("-"),
    paper: options.Paper = None,
    language: options.Language = None,
) -> None:
    """Tell what changed between two assessments, and where the change of the score comes from."""
    from readiness import assessment as assessments
    from readiness.cli import console
    from readiness.cli.results import check_writable
    from readiness.compare import compare as compared
    from readiness.snapshot import write_whole

    to_stdout, wanted = str(output) == "-", _wanted(format, output)
    if not to_stdout:
        check_writable(output)
    comparison = compared(assessments.load(old), assessments.load(new))
    content = _written(comparison, wanted, paper, language, colour=to_stdout and console.wants_colour(sys.stdout))
    if to_stdout:
        console.result(content)
    else:
        write_whole(output, content)
        console.say(f"wrote {output}")


def _wanted(format: ComparisonFormat | None, output: Path) -> ComparisonFormat:
    """The format that was named, else that of the file's ending, else text.

    Raises:
        UserError: a PDF for a terminal, or no PDF can be made.
    """
    from readiness.errors import UserError

    endings = {".json": "json", ".md": "markdown", ".html": "html", ".htm": "html", ".pdf": "pdf"}
    wanted = format or ComparisonFormat(endings.get(output.suffix.lower(), "text"))
    if wanted is ComparisonFormat.PDF:
        from readiness.reports.pdf import pdf_problem

        if problem := pdf_problem():
            raise UserError(f"no PDF can be made: {problem}", help="install what is missing, or write HTML: -o comparison.html")
        if str(output) == "-" and sys.stdout.isatty():
            raise UserError("pdf is not for a terminal", help="give it a file: -o comparison.pdf")
    return wanted


def _written(comparison: Comparison, format: ComparisonFormat, paper: options.Paper, language: options.Language, *, colour: bool) -> bytes:
    import json

    from readiness.reports import comparison as sheets

    match format:
        case ComparisonFormat.JSON:
            return (json.dumps(comparison.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n").encode()
        case ComparisonFormat.MARKDOWN:
            return sheets.as_markdown(comparison).encode()
        case ComparisonFormat.HTML:
            return sheets.render_html(comparison, paper or "A4", language or "en")
        case ComparisonFormat.PDF:
            return sheets.render_pdf(comparison, paper or "A4", language or "en")
        case _:
            return sheets.as_text(comparison, colour=colour).encode()
