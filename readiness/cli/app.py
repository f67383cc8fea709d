"""The typer application: verbs, help, and what becomes of every way a run can end."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from readiness.cli import console
from readiness.errors import EXIT_CODES, ExitCode, UserError

# "\b" keeps the lines of a paragraph apart.
EPILOG = "\b\nExit codes:\n" + "\n".join(f"{code:>5}  {meaning}" for code, meaning in EXIT_CODES.items())

VERBS = {
    "scan": "Read a system, judge it, and report",
    "collect": "Read a system, and keep what was seen",
    "merge": "Make one snapshot of several",
    "assess": "Judge a snapshot that was taken before, or elsewhere",
    "report": "Write reports of an assessment, in any format",
    "gate": "Tell whether an assessment passes its gate",
    "compare": "Tell what changed between two assessments",
    "interview": "Ask what no scan can know",
    "waive": "Accept the risk of a finding, until a day",
    "checks": "List the checks, or explain one",
    "permissions": "Print the least rights that the checks need",
    "doctor": "Tell what is missing before a scan",
    "init": "Write a readiness.yaml to start from, or a CronJob",
    "schema": "Print the JSON Schema of a document",
}
"""What help says of each verb; the verb itself is what its file calls by its name."""


class Verb(TyperCommand):
    """A verb of which its name and line are known; its file is imported when it is called, so that no verb waits for another."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """What the command line says to the verb, read by the options in its file."""
        return _read(str(self.name)).make_context(info_name, args, parent, **extra)


def _read(name: str) -> Any:
    """The command of a verb, or the group of commands that it is."""
    found = getattr(import_module(f"readiness.cli.{name}"), name)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    alone = typer.Typer(rich_markup_mode=None, add_completion=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)


def _in_its_file() -> None:
    """What typer is told that a verb calls, before its file is read."""


app = typer.Typer(
    name="readiness",
    help="Finds out whether an AI system is ready for production, and says what to do first.\n\nStart with: readiness scan FOLDER",
    epilog=EPILOG,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for name, line in VERBS.items():
    app.command(name, cls=Verb, short_help=line)(_in_its_file)


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
