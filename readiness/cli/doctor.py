"""`readiness doctor`: whether everything is there that a scan and its reports need."""

from __future__ import annotations

import platform
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.cli import options
from readiness.cli.options import verb
from readiness.cli.scan import Folder

if TYPE_CHECKING:
    from readiness.cli.context import Context
    from readiness.collectors import Place
    from readiness.reports.terminal import Page


@verb
def doctor(*, folder: Folder = None, config: options.Config = None, checks: options.Checks = None) -> None:
    """Tell what is installed, what is configured, and which checks can't be decided yet.

    It reads the configuration and the attestations, and nothing else.
    """
    from readiness import __version__, targets
    from readiness.cli import console, context
    from readiness.config import shown_path
    from readiness.reports.terminal import Page

    prepared = context.prepared(folder, config=config, checks=checks, only=None, skip=None)
    places = targets.places(prepared.configuration, folder)
    page = Page(colour=console.wants_colour(sys.stdout))
    _row(page, "readiness", f"{__version__}, Python {platform.python_version()} on {platform.system()} {platform.machine()}")
    _row(page, "PDF", _pdf() or "can be made", good=not _pdf())
    _row(page, "fonts", "shipped" if _fonts() else "none; reports fall back to the system's", good=_fonts())
    found = prepared.configuration.path
    _row(page, "configuration", shown_path(found) if found else "none; 'readiness init' writes one", good=found is not None)
    for place in places:
        told, good = _reach(place)
        _row(page, "target", f"{place.key}  {told}", good=good)
    _row(page, "checks", f"{len(prepared.checks)} will be asked")
    _row(page, "gate", "configured" if prepared.terms.gate.asked else "none configured", good=prepared.terms.gate.asked)
    page.line()
    _unanswered(page, prepared, places)
    console.result(page.text().encode())


def _row(page: Page, name: str, told: str, *, good: bool = True) -> None:
    from readiness.reports.terminal import GOOD, WAITING

    mark = ("✔", GOOD) if good else ("!", WAITING)
    page.wrapped([mark, f"  {name:<16}"], told)


def _reach(place: Place) -> tuple[str, bool]:
    """Where a target is, and whether what it tells is whole."""
    from readiness.config import shown_path

    if place.root is None:
        return "no file: every question to people stays open", False
    if place.kind == "folder" and not any((each / ".git").exists() for each in (place.root, *place.root.parents)):
        return f"{shown_path(place.root)}: no git checkout, so which files git tracks stays unknown", False
    return shown_path(place.root), True


def _fonts() -> bool:
    return any(each.name.endswith(".woff2") for each in (files("readiness.report_templates") / "fonts").iterdir())


def _pdf() -> str | None:
    from readiness.reports import pdf

    return pdf.pdf_problem()


def _unanswered(page: Page, prepared: Context, places: list[Place]) -> None:
    """Questions to people that stand open: their checks will be unknown until somebody answers."""
    from readiness.api import Status
    from readiness.engine import judge
    from readiness.planner import plan
    from readiness.runner import collect

    asked = {id: check for id, check in prepared.checks.items() if check.question}
    snapshot = collect(plan([each for each in places if each.kind == "attestations"], asked.values()))
    open_ones = [each for each in judge(snapshot, asked.values(), prepared.terms.settings) if each.status is Status.UNKNOWN]
    if not asked:
        return
    page.line(
        (f"{len(open_ones)} of {len(asked)} questions to people stand open; their checks will be unknown:", "bold" if open_ones else "")
    )
    for each in open_ones:
        page.wrapped([f"  {each.check:<38}  "], f"{asked[each.check].question} ({each.message})")
    if open_ones:
        page.line()
        page.line("Answer them in an attestations file: ", (str(_answers_file(places)), "bold"))


def _answers_file(places: list[Place]) -> Path:
    from readiness.config import shown_path
    from readiness.targets import ATTESTATION_NAMES

    named = next((each.root for each in places if each.kind == "attestations" and each.root), None)
    return Path(shown_path(named)) if named else Path(ATTESTATION_NAMES[0])
