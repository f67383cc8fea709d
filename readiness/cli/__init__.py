"""The command line: `readiness VERB`, one file for each verb."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end the process with its exit code. Ctrl-C is answered even while Python still imports."""
    try:
        from readiness.cli.app import run

        code = run()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        code = 130
    sys.exit(code)
