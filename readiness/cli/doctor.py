"""`readiness doctor`: whether everything is there that a scan and its reports need."""

from __future__ import annotations

import json
import platform
import sys
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from readiness.cli import options
from readiness.cli.options import verb
from readiness.cli.scan import Folder

if TYPE_CHECKING:
    from readiness.aws_simulation import Right, Rights
    from readiness.cli.context import Context
    from readiness.collectors import Place
    from readiness.reports.terminal import Page

Aws = Annotated[
    bool,
    typer.Option(
        "--aws",
        envvar="READINESS_AWS",
        help="Ask AWS which rights are missing: in the configured accounts, else in that of boto3's ordinary credentials.",
    ),
]
Profiles = Annotated[
    list[str] | None,
    typer.Option("--profile", envvar="READINESS_PROFILE", metavar="NAME", help="Ask AWS which rights this profile lacks. Repeatable."),
]
DoctorFormat = Annotated[
    Literal["text", "json"], typer.Option("--format", "-f", envvar="READINESS_DOCTOR_FORMAT", help="Format of the result.")
]

SHOWN = 12
"""Checks named beside one missing right; `--verbose` and JSON name all."""


@verb
def doctor(
    *,
    folder: Folder = None,
    format: DoctorFormat = "text",
    aws: Aws = False,
    profile: Profiles = None,
    region: options.Regions = None,
    only: options.Only = None,
    skip: options.Skip = None,
    config: options.Config = None,
    checks: options.Checks = None,
) -> None:
    """Tell what is installed, what is configured, and which checks can't be decided yet.

    It reads the configuration and the attestations, and nothing else. With --aws it asks IAM's policy simulator which
    rights the identity lacks; then it ends with 3 when a right is missing or can't be told.

    For instance:

      readiness doctor .

      readiness doctor --profile production --region eu-west-1
    """
    from readiness import targets
    from readiness.cli import console, context
    from readiness.errors import ExitCode

    prepared = context.prepared(folder, config=config, checks=checks, only=only, skip=skip)
    accounts_alone = aws or bool(profile) or any(each.aws for each in prepared.configuration.config.targets)
    places = targets.places(prepared.configuration, folder, elsewhere=accounts_alone)
    accounts = _rights(context.account_places_asked(prepared.configuration, aws=aws, profiles=profile, regions=region), prepared)
    found = [*_found(prepared, places), *(_told_of(each) for each in accounts)]
    questions, asked = _open_questions(prepared, places)
    if format == "json":
        document = {
            "found": [asdict(each) for each in found],
            "questions": [asdict(each) for each in questions],
            "accounts": [{**each.model_dump(mode="json"), "undecided": each.undecided, "unscoped": each.unscoped} for each in accounts],
        }
        console.result((json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode())
    else:
        console.result(_page(found, questions, asked, accounts, _answers_file(places)).text().encode())
    if not all(each.complete for each in accounts):
        raise typer.Exit(ExitCode.INCOMPLETE)


@dataclass(frozen=True)
class Found:
    """One thing that was looked at."""

    name: str
    told: str
    good: bool = True


@dataclass(frozen=True)
class Question:
    """A question to people that stands open."""

    check: str
    question: str
    message: str


def _found(prepared: Context, places: list[Place]) -> list[Found]:
    from readiness import __version__
    from readiness.config import shown_path

    path, asked = prepared.configuration.path, prepared.terms.gate.asked
    return [
        Found("readiness", f"{__version__}, Python {platform.python_version()} on {platform.system()} {platform.machine()}"),
        Found("PDF", _pdf() or "can be made", good=not _pdf()),
        Found("fonts", "shipped" if _fonts() else "none; reports fall back to the system's", good=_fonts()),
        Found("configuration", shown_path(path) if path else "none; 'readiness init' writes one", good=path is not None),
        *(_reach(place) for place in places),
        Found("checks", f"{len(prepared.checks)} chosen; asked are those that these targets can answer"),
        Found("gate", "configured" if asked else "none configured", good=asked),
    ]


def _reach(place: Place) -> Found:
    """Where a target is, and whether what it tells is whole."""
    from readiness.config import shown_path

    if place.root is None:
        return Found("target", f"{place.key}  no file: every question to people stays open", good=False)
    path = shown_path(place.root)
    if place.kind == "folder" and not any((each / ".git").exists() for each in (place.root, *place.root.parents)):
        return Found("target", f"{place.key}  {path}: no git checkout, so which files git tracks stays unknown", good=False)
    return Found("target", f"{place.key}  {path}")


def _fonts() -> bool:
    return any(each.name.endswith(".woff2") for each in (files("readiness.report_templates") / "fonts").iterdir())


def _pdf() -> str | None:
    from readiness.reports import pdf

    return pdf.pdf_problem()


def _open_questions(prepared: Context, places: list[Place]) -> tuple[list[Question], int]:
    """Questions to people that stand open, of how many: their checks will be unknown until somebody answers."""
    from readiness.api import Status
    from readiness.engine import judge
    from readiness.planner import plan
    from readiness.runner import collect

    asked = {id: check for id, check in prepared.checks.items() if check.question}
    snapshot = collect(plan([each for each in places if each.kind == "attestations"], asked.values()))
    judged = judge(snapshot, asked.values(), prepared.terms.settings)
    open_ones = [Question(each.check, asked[each.check].question, each.message) for each in judged if each.status is Status.UNKNOWN]
    return open_ones, len(asked)


def _answers_file(places: list[Place]) -> Path:
    from readiness.config import shown_path
    from readiness.targets import ATTESTATION_NAMES

    named = next((each.root for each in places if each.kind == "attestations" and each.root), None)
    return Path(shown_path(named)) if named else Path(ATTESTATION_NAMES[0])


# AWS


def _rights(places: list[Place], prepared: Context) -> list[Rights]:
    """What is known of each account's rights."""
    from readiness.aws_simulation import rights_of

    return [rights_of(each, prepared.checks.values()) for each in places if each.kind == "aws-account"]


def _told_of(rights: Rights) -> Found:
    name = f"{rights.account}  {rights.identity}: "
    if not rights.identity:
        return Found("AWS account", f"{rights.account}: {rights.detail}; every check of AWS stays undecided there", good=False)
    if not rights.simulated:
        return Found("AWS account", f"{name}which rights are missing can't be told before a scan ({rights.detail})", good=False)
    if rights.complete:
        return Found("AWS account", f"{name}has the {rights.needed} rights that the checks need")
    untold = f", {len(rights.untold)} can't be told" if rights.untold else ""
    scope = f", and the scope of {len(rights.unscoped)} more" if rights.unscoped else ""
    undecided = f"; {len(rights.undecided)} checks may stay undecided{scope}" if rights.missing else ""
    return Found("AWS account", f"{name}{len(rights.missing)} of {rights.needed} rights are missing{untold}{undecided}", good=False)


# The page


def _page(found: list[Found], questions: list[Question], asked: int, accounts: list[Rights], answers: Path) -> Page:
    from readiness.cli import console
    from readiness.reports.terminal import GOOD, WAITING, Page

    page = Page(colour=console.wants_colour(sys.stdout))
    for each in found:
        mark = ("✔", GOOD) if each.good else ("!", WAITING)
        page.wrapped([mark, f"  {each.name:<16}"], each.told)
    for rights in accounts:
        _lacking(page, rights)
    if any(each.missing or each.untold for each in accounts):
        page.line()
        page.line("What grants them: ", ("readiness permissions aws", "bold"))
    if any(each.right for each in accounts):
        page.line()
        page.line("What lets IAM be asked: ", ("readiness permissions aws --with doctor", "bold"))
    if asked:
        page.line()
        told = f"{len(questions)} of {asked} questions to people stand open; their checks will be unknown:"
        page.line((told, "bold" if questions else ""))
        for question in questions:
            page.wrapped([f"  {question.check:<38}  "], f"{question.question} ({question.message})")
        if questions:
            page.line()
            page.line("Answer them in an attestations file: ", (str(answers), "bold"))
    return page


def _lacking(page: Page, rights: Rights) -> None:
    told = (("Missing", rights.missing), ("Can't be told before a scan", rights.untold))
    for title, lacking in told:
        if not lacking:
            continue
        page.line()
        page.line((f"{title} in {rights.account}, and the checks that may stay undecided:", "bold"))
        for each in lacking:
            page.wrapped([("  " + each.right, "bold"), "  "], each.why)
            page.wrapped(["      "], _checks_of(each), "dim")
    if any(lacking for _, lacking in told):
        page.line()
        page.wrapped([("Simulated:  ", "dim")], rights.detail, "dim")


def _checks_of(right: Right) -> str:
    from readiness.cli import console

    shown = right.checks if console.CONSOLE.verbose else right.checks[:SHOWN]
    more = len(right.checks) - len(shown)
    told = ", ".join(shown) + (f" and {more} more (--verbose names them)" if more else "")
    scope = f"it also helps to tell what belongs to the workload, for {len(right.scope)} more" if right.scope else ""
    return "; ".join(each for each in (told, scope) if each)
