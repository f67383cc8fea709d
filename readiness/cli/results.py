"""Where results go: `--format` and `--output` understood before anything is read, written when it is there."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from readiness.cli import console
from readiness.errors import UserError

if TYPE_CHECKING:
    from readiness.assessment import Assessment
    from readiness.languages import Language
    from readiness.reports import Options
    from readiness.theme import Theme

ALIASES = {".htm": "html", ".log": "text"}
"""Endings that tell a format, besides each format's own."""

STDOUT = "-"


Paper = Literal["A4", "letter"]


@dataclass(frozen=True)
class Output:
    """One report: its format, and the file it goes to; None is standard output."""

    format: str
    path: Path | None


def wanted(formats: Sequence[str] | None, outputs: Sequence[str] | None) -> list[Output]:
    """What is to be written, verified as far as can be before the work is done.

    An output takes its format from its prefix, else from its ending, else from the next `--format`. A format
    that no file took goes to standard output; when none does, the summary goes there.

    Raises:
        UserError: a format is unknown, a path tells none, two results want standard output, a place can't be
            written, or a library for PDF is missing.
    """
    left = [_known(name) for name in formats or ()]
    found = [_output(told, left) for told in outputs or ()]
    found += [Output(name, None) for name in left]
    if sum(each.path is None for each in found) > 1:
        raise UserError("two results can't both go to standard output", help="give each a file: -o FORMAT:PATH")
    for each in found:
        _verified(each)
    if all(each.path is not None for each in found) and not console.CONSOLE.quiet:
        found.insert(0, Output("text", None))
    return found


def _output(told: str, left: list[str]) -> Output:
    prefix, colon, rest = told.partition(":")
    if colon and (asked := _unversioned(prefix)) in _names() and rest:
        return Output(_variant(asked, rest) or asked, _path(rest))
    for name in left:
        if other := _variant(name, told):
            left.remove(name)
            return Output(other, _path(told))
    if told != STDOUT and (ending := _told_by(Path(told).suffix.lower())):
        if ending in left:
            left.remove(ending)
        return Output(ending, _path(told))
    if left:
        return Output(left.pop(0), _path(told))
    if told == STDOUT:
        return Output("text", None)
    raise UserError(f"{told}: its ending tells no format", help=f"say FORMAT:PATH, with one of: {', '.join(_names())}")


def _variant(name: str, path: str) -> str:
    """The format that a file's ending asks for in the stead of this one, such as a questionnaire as PDF."""
    from readiness import reports

    return reports.FORMATS[name].variants.get(Path(path).suffix.lower(), "")


def _path(told: str) -> Path | None:
    return None if told == STDOUT else Path(told)


def _names() -> list[str]:
    from readiness import reports

    return sorted(reports.FORMATS)


def _told_by(suffix: str) -> str | None:
    from readiness import reports

    own = {each.suffix: name for name, each in reports.FORMATS.items() if each.suffix}
    return {**ALIASES, **own}.get(suffix)


def _unversioned(name: str) -> str:
    from readiness import reports

    return reports.unversioned(name)


def _known(name: str) -> str:
    if (key := _unversioned(name)) in _names():
        return key
    from readiness.config import did_you_mean

    raise UserError(f"unknown format {name!r}", help=did_you_mean(name, _names()))


def _verified(output: Output) -> None:
    from readiness.reports import FORMATS

    if FORMATS[output.format].binary:
        from readiness.reports import pdf

        if problem := pdf.pdf_problem():
            raise UserError(
                f"no PDF can be made: {problem}",
                help="install what is missing ('readiness doctor' tells), or write HTML: -o html:report.html",
            )
    if output.path is None:
        if FORMATS[output.format].binary and sys.stdout.isatty():
            raise UserError(f"{output.format} is not for a terminal", help=f"give it a file: -o report.{output.format}")
        return
    check_writable(output.path)


def check_writable(path: Path) -> None:
    """Say before the work that its result can't be written there.

    Raises:
        UserError: it can't.
    """
    if path.is_dir():
        raise UserError(f"{path}: is a folder", help="name a file")
    around = next(each for each in path.absolute().parents if each.exists())
    if not around.is_dir() or not os.access(around, os.W_OK):
        raise UserError(f"{path}: can't be written there", help="name another place with --output")


def write(
    assessment: Assessment,
    outputs: Sequence[Output],
    *,
    paper: Paper | None = None,
    previous: Assessment | None = None,
    frameworks: Sequence[str] = (),
    theme: Theme | None = None,
    language: Language | None = None,
) -> None:
    """Write every report.

    Args:
        assessment: what they tell of.
        outputs: from `wanted`.
        paper: of the PDF; the theme's unless given.
        previous: an earlier assessment of the same system.
        frameworks: keys of frameworks that are shown control by control.
        theme: logo, colours, fonts, wording and sections.
        language: of what people read as HTML, PDF or questionnaire; the theme's unless given.

    Raises:
        UserError: there is no such framework, or a place can't be written after all.
    """
    from readiness import reports
    from readiness.snapshot import write_whole
    from readiness.theme import Theme

    options = reports.Options(paper=paper, previous=previous, frameworks=tuple(frameworks), theme=theme or Theme(), language=language)
    for output in outputs:
        if output.format == "text" and output.path is None:
            console.result(_summary(assessment, options))
        elif output.path is None:
            console.result(reports.render(output.format, assessment, options))
        else:
            write_whole(output.path, reports.render(output.format, assessment, options))
            console.say(f"wrote {output.path}")


def _summary(assessment: Assessment, options: Options) -> bytes:
    from readiness.reports.terminal import WIDTH, frameworks, summary

    width = shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
    colour = console.wants_colour(sys.stdout)
    told = summary(assessment, width=width, colour=colour, all_rows=console.CONSOLE.verbose)
    return (told + frameworks(assessment, options.frameworks, width=width, colour=colour)).encode()


def exit_code(assessment: Assessment, *, exit_zero: bool) -> int:
    """What CI is told of an assessment."""
    from readiness.errors import ExitCode

    if exit_zero:
        return ExitCode.OK
    if assessment.gate.asked and assessment.gate.exit_code is not ExitCode.OK:
        return assessment.gate.exit_code
    return ExitCode.OK if assessment.complete else ExitCode.INCOMPLETE
