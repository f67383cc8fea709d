"""Errors a user can mend: a message, a help line, and the exit code that goes with them."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to CI when it ends."""

    OK = 0
    GATE_FAILED = 1
    USAGE = 2
    INCOMPLETE = 3
    UNREACHABLE = 4
    BUG = 5
    INTERRUPTED = 130


EXIT_CODES: dict[ExitCode, str] = {
    ExitCode.OK: "passed, or no gate was asked for",
    ExitCode.GATE_FAILED: "the gate failed",
    ExitCode.USAGE: "wrong arguments, configuration or input",
    ExitCode.INCOMPLETE: "incomplete: only coverage or unknown rules are broken, or one of several targets could not be reached",
    ExitCode.UNREACHABLE: "no target could be reached or authenticated",
    ExitCode.BUG: "a bug in readiness; run again with --debug",
    ExitCode.INTERRUPTED: "interrupted",
}
"""Printed in `--help` and in the README, from here."""


class UserError(Exception):
    """Something the user can mend.

    Args:
        message: one line, lower case, naming the file and place.
        help: one line that says how to go on.
        code: the exit code; usage unless said otherwise.
    """

    def __init__(self, message: str, help: str = "", code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.code = code
