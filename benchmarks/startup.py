"""Prints what a start costs: help of the whole and of a verb, the version, and the list of checks. Run it where `readiness` is installed.

python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import compileall
import os
import platform
import sys

from folder import COMMAND, ROOT, measured, tell

LINES = {
    "--help": "0.15 s CPU",
    "--version": "0.15 s CPU",
    "scan --help": "–",
    "checks list": "–",
    "checks explain ai-gateway-authenticated": "–",
}


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    for folder in ("readiness", "checks"):
        compileall.compile_dir(ROOT / folder, quiet=1)  # as an installed package is, whatever the environment says of bytecode
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}; the least of {runs} runs")
    print(f"{'':<46}{'asked':>22}{'CPU':>11}{'wall':>11}{'memory':>12}")
    for line, asked in LINES.items():
        tell(f"readiness {line}", asked, measured(COMMAND, *line.split(), repeat=runs))


if __name__ == "__main__":
    main()
