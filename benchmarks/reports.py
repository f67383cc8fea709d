"""Prints what reports cost: PDFs of 22, 500 and 5,000 failing checks' resources, and an HTML of 100,000 in a browser.

python benchmarks/reports.py
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

from folder import COMMAND, ROOT, measured
from pypdf import PdfReader

sys.path[0] = str(ROOT / "tests")  # in place of this folder, whose `reports` is this file
from browser import browsing, chromium  # noqa: E402 - found there
from reports.cases import PILLARS, Case, assessed  # noqa: E402 - found there

from readiness.assessment import save  # noqa: E402 - found there

SIZES = {22: "4 s", 500: "12 s", 5000: "30 s, 400 MiB"}
MANY = 100_000
LOADED = "(() => { const told = performance.getEntriesByType('navigation')[0]; return [told.domInteractive, told.loadEventEnd]; })()"


def findings(number: int, path: Path) -> Path:
    """An assessment with so many failing resources, under as many checks as there can be cards, or fifty."""
    checks = min(number, 50)
    share = [number // checks + (at < number % checks) for at in range(checks)]
    cases = [Case(f"sample-check-{at:03}", pillar=PILLARS[at % 13], states=["fail"] * each) for at, each in enumerate(share)]
    save(assessed(cases), path)
    return path


def checks(number: int, path: Path) -> Path:
    """An assessment with so many failing checks of one resource each: as many cards and rows as that makes."""
    save(assessed([Case(f"sample-check-{at:05}", pillar=PILLARS[at % 13], states=["fail"]) for at in range(number)]), path)
    return path


def main() -> None:
    """Measure and print."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    print(f"{'':<44}{'asked':>16}{'CPU':>11}{'wall':>11}{'memory':>12}{'size':>11}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        out = Path(temporary)
        for kind, make in (("resources under 50 checks", findings), ("checks", checks)):
            for number, asked in SIZES.items():
                report = out / "report.pdf"
                figures = measured(COMMAND, "report", make(number, out / "assessment.json"), "-o", report)
                tell(f"PDF, {number:,} failing {kind}", asked, figures, f"{len(PdfReader(report).pages)} pages")
        report = out / "informe.pdf"
        figures = measured(COMMAND, "report", checks(22, out / "assessment.json"), "-o", report, "--language", "es")
        tell("PDF, 22 failing checks, in Spanish", SIZES[22], figures, f"{len(PdfReader(report).pages)} pages")
        page = out / "report.html"
        figures = measured(COMMAND, "report", findings(MANY, out / "assessment.json"), "-o", page)
        tell(f"HTML, {MANY:,} failing resources", "–", figures, f"{page.stat().st_size / 1e6:.1f} MB")
        if chromium() is not None:
            with browsing(out / "profile") as browser:
                browser.open(page)
                interactive, loaded = browser.run(LOADED)
                print(f"{'  opened in Chromium: interactive, loaded':<44}{'2 s':>16}{interactive / 1000:>9.2f} s{loaded / 1000:>9.2f} s")


def tell(what: str, asked: str, figures: tuple[float, float, int], size: str) -> None:
    """One line of the table."""
    cpu, wall, memory = figures
    print(f"{what:<44}{asked:>16}{cpu:>9.2f} s{wall:>9.2f} s{memory:>8} MiB{size:>11}")


if __name__ == "__main__":
    main()
