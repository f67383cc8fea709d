"""`readiness report`: write reports of an assessment."""

from __future__ import annotations

from typing import Annotated

import typer

from readiness.cli import options
from readiness.cli.options import verb

AssessmentFile = Annotated[
    str, typer.Argument(metavar="ASSESSMENT", help="What 'readiness scan -o assessment.json' wrote; '-' is standard input.")
]

Frameworks = Annotated[
    list[str] | None,
    typer.Option(
        "--framework",
        envvar="READINESS_FRAMEWORK",
        metavar="KEY",
        help="Show each control of a framework with its checks' verdicts, and those that no check covers. Repeatable.",
    ),
]


@verb
def report(
    *,
    assessment: AssessmentFile,
    format: options.Formats = None,
    output: options.Outputs = None,
    paper: options.Paper = None,
    theme: options.Theme = None,
    language: options.Language = None,
    previous: options.Previous = None,
    framework: Frameworks = None,
    config: options.Config = None,
) -> None:
    """Write reports of an assessment, in any format.

    For instance:

      readiness report assessment.json -o board.pdf -o markdown:summary.md

      readiness report assessment.json --framework aws-genai-lens
    """
    from readiness import assessment as assessments
    from readiness.cli import context, results
    from readiness.snapshot import stdin_or_path

    reports = results.wanted(format, output)
    dress = context.dressed(context.configuration_for(None, config), theme)
    results.write(
        assessments.load(stdin_or_path(assessment)),
        reports,
        paper=paper,
        previous=assessments.load(previous) if previous else None,
        frameworks=framework or (),
        theme=dress,
        language=language,
    )
