"""The typer application: verbs, help, and what becomes of every way a run can end."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from readiness.cli import console
from readiness.cli.assess import assess
from readiness.cli.checks import checks
from readiness.cli.collect import collect
from readiness.cli.compare import compare
from readiness.cli.doctor import doctor
from readiness.cli.gate import gate
from readiness.cli.init import init
from readiness.cli.interview import interview
from readiness.cli.merge import merge
from readiness.cli.permissions import permissions
from readiness.cli.report import report
from readiness.cli.scan import scan
from readiness.cli.schema import schema
from readiness.cli.waive import waive
from readiness.errors import EXIT_CODES, ExitCode, UserError

# "\b" keeps the lines of a paragraph apart.
EPILOG = "\b\nExit codes:\n" + "\n".join(f"{code:>5}  {meaning}" for code, meaning in EXIT_CODES.items())

app = typer.Typer(
    name="readiness",
    help="Finds out whether an AI system is ready for production, and says what to do first.\n\nStart with: readiness scan FOLDER",
    epilog=EPILOG,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for verb, short in (
    (scan, "Read a system, judge it, and report"),
    (collect, "Read a system, and keep what was seen"),
    (merge, "Make one snapshot of several"),
    (assess, "Judge a snapshot that was taken before, or elsewhere"),
    (report, "Write reports of an assessment, in any format"),
    (gate, "Tell whether an assessment passes its gate"),
    (compare, "Tell what changed between two assessments"),
    (interview, "Ask what no scan can know"),
    (waive, "Accept the risk of a finding, until a day"),
):
    app.command(short_help=short)(verb)
app.add_typer(checks, name="checks", short_help="List the checks, or explain one")
for verb, short in (
    (permissions, "Print the least rights that the checks need"),
    (doctor, "Tell what is missing before a scan"),
    (init, "Write a readiness.yaml to start from, or a CronJob"),
    (schema, "Print the JSON Schema of a document"),
):
    app.command(short_help=short)(verb)


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it
    if wanted:
        from readiness import __version__

        console.result(f"readiness {__version__}\n".encode())
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and end.")] = False,  # noqa: FBT002
) -> None:
    """Hold the option that belongs to no verb."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: instead of those of the process.

    Returns:
        The exit code.
    """
    # What is read makes no cycles: looking for them at Python's usual pace takes a tenth of a large run.
    gc.set_threshold(100_000, 20, 100)
    try:
        code = _ended(arguments)
    except KeyboardInterrupt:
        code = _interrupted()
    except UserError as error:
        console.tell(error)
        code = error.code
    except Exception as error:  # noqa: BLE001 - the last net: a bug of ours ends in one line and an exit code of its own
        code = _bug(error)
    console.ignoring_closed_pipe(sys.stdout.flush)
    return code


def _ended(arguments: Sequence[str] | None) -> int:
    """Run the application; it ends with SystemExit whatever happens, unless it raises."""
    try:
        app(args=arguments, prog_name="readiness")
    except SystemExit as end:
        if end.code == ExitCode.INTERRUPTED:
            return _interrupted()
        return end.code if isinstance(end.code, int) else ExitCode.OK
    return ExitCode.OK


def _interrupted() -> int:
    console.tell(UserError("interrupted", code=ExitCode.INTERRUPTED))
    return ExitCode.INTERRUPTED


def _bug(error: Exception) -> int:
    if console.CONSOLE.debug:
        import traceback

        traceback.print_exception(error)
    kept = "".join(f"; {note}" for note in getattr(error, "__notes__", ()))
    # The message of a foreign exception may quote what was read, so only its type is told.
    console.tell(UserError(f"unexpected {type(error).__name__}{kept}", "this is a bug in readiness; --debug shows where", ExitCode.BUG))
    return ExitCode.BUG
