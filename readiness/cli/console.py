"""What the process says: results to standard output, all else to standard error, never more than was asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.errors import UserError
from readiness.printable import printable


@dataclass
class Console:
    """How talkative this process is; set once, from the options every verb has."""

    quiet: bool = False
    verbose: bool = False
    colour: bool | None = None
    progress: bool = True
    debug: bool = False


CONSOLE = Console()


def configure(*, quiet: bool, verbose: bool, no_color: bool, no_progress: bool, debug: bool) -> None:
    """Take the options that every verb has."""
    CONSOLE.quiet = quiet
    CONSOLE.verbose = verbose and not quiet
    CONSOLE.colour = False if no_color else None
    CONSOLE.progress = not (no_progress or quiet)
    CONSOLE.debug = debug


def wants_colour(stream: Any, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether colour is welcome there: on a terminal, or forced; never with `NO_COLOR` or `--no-color`."""
    if CONSOLE.colour is False or environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return bool(environment.get("FORCE_COLOR")) or _is_terminal(stream)


def _is_terminal(stream: Any) -> bool:
    return bool(stream.isatty())


def watched() -> bool:
    """Whether somebody watches standard error, so that progress may move."""
    return CONSOLE.progress and not os.environ.get("CI") and _is_terminal(sys.stderr)


def say(line: str) -> None:
    """A message beside the result; `--quiet` leaves it out."""
    if not CONSOLE.quiet:
        _to_stderr(line)


def detail(line: str) -> None:
    """A message for `--verbose` only."""
    if CONSOLE.verbose:
        _to_stderr(line)


def warn(line: str) -> None:
    """Something the reader should know before trusting the result."""
    _to_stderr(f"warning: {line}")


def tell(error: UserError) -> None:
    """An error that the user can mend."""
    _to_stderr(f"error: {error.message}")
    if error.help:
        _to_stderr(f"help: {error.help}")


def _to_stderr(line: str) -> None:
    ignoring_closed_pipe(lambda: sys.stderr.write(printable(line) + "\n"))


def result(content: bytes) -> None:
    """The result, on standard output.

    A reader that went away (`| head`) is no error: what it asked for, it got.

    Raises:
        UserError: it can't be written (no space).
    """
    ignoring_closed_pipe(lambda: _write(content))


def _write(content: bytes) -> None:
    try:
        if hasattr(sys.stdout, "buffer"):
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content.decode())
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence(sys.stdout)
        raise UserError(
            f"standard output can't be written: {error.strerror or error}", help="free space there, or name a file with --output"
        ) from error


def ignoring_closed_pipe(write: Callable[[], object]) -> None:
    """Write, and stay quiet when nobody reads any more."""
    try:
        write()
    except BrokenPipeError:
        silence(sys.stdout)


def silence(stream: Any) -> None:
    """Point a stream at nothing, so that flushing it when Python ends can't fail again."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, number)
    os.close(nothing)
