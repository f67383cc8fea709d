"""`readiness interview`: ask people what no scan can know, and write down what they answer."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli import console, options
from readiness.cli.options import verb

if TYPE_CHECKING:
    from readiness.answers import Question
    from readiness.api import Check
    from readiness.cli.context import Context
    from readiness.config import Configuration
    from readiness.facts.attestation import Attestation

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[FOLDER]", help="Of the system; answers go to its attestations file.  [default: the working folder]"),
]
Section = Annotated[
    list[str] | None, typer.Option("--section", envvar="READINESS_SECTION", metavar="PILLAR", help="Ask of this pillar alone. Repeatable.")
]
Filled = Annotated[
    Path | None,
    typer.Option("--import", envvar="READINESS_IMPORT", metavar="FILE", help="Take the answers from a filled questionnaire, YAML or CSV."),
]
Owner = Annotated[str, typer.Option("--owner", envvar="READINESS_OWNER", metavar="WHO", help="Who stands by the answers, unless told.")]

WIDTH = 88


class EndedError(Exception):
    """Whoever answers wants to go on another day."""


@verb
def interview(
    *,
    folder: Folder = None,
    section: Section = None,
    filled: Filled = None,
    owner: Owner = "",
    assess_as: options.AssessAs = None,
    config: options.Config = None,
    checks: options.Checks = None,
) -> None:
    """Ask, in the terminal, what no scan can know, and write each answer down at once.

    Only questions without an answer that counts are asked: what was answered stays, what expired is asked again. End it
    whenever you like; it goes on where it was. For people without a terminal, print a questionnaire:
    readiness report assessment.json -f questionnaire -o questions.pdf

    For instance:

      readiness interview --section backups_recovery

      readiness interview --import filled.csv
    """
    from readiness.cli import context
    from readiness.config import shown_path

    prepared = context.prepared(folder, config=config, checks=checks, only=None, skip=None, assess_as=assess_as)
    path = _answers_path(folder, prepared.configuration)
    questions = {id: check for id, check in prepared.checks.items() if check.question}
    if filled is not None:
        _import(filled, path, questions)
        return
    _in_section(questions, section)
    asked = [each for each in _open(prepared, path, questions) if not section or each.pillar in section]
    if not asked:
        console.say("every question has an answer that counts")
        return
    _need_a_terminal()
    kept = _ask_all(asked, path, owner)
    console.say(f"{kept} of {len(asked)} questions answered, in {shown_path(path)}")
    if kept < len(asked):
        console.say("go on with the same command")
    else:
        console.say("next: readiness scan")


def _answers_path(folder: Path | None, configuration: Configuration) -> Path:
    """The attestations file: the configured one, also where it is yet to be begun, or the one beside the configuration or in the folder."""
    from readiness.targets import ATTESTATION_NAMES

    named = next((each.attestations for each in configuration.config.targets if each.attestations is not None), None)
    base = folder.resolve() if folder is not None else configuration.root
    if named:
        return configuration.root / named
    return next((base / name for name in ATTESTATION_NAMES if (base / name).is_file()), base / ATTESTATION_NAMES[0])


def _in_section(questions: dict[str, Check], section: Sequence[str] | None) -> None:
    from readiness.config import did_you_mean
    from readiness.errors import UserError

    known = sorted({each.pillar for each in questions.values()})
    for name in section or ():
        if name not in known:
            raise UserError(f"no question is about {name!r}", help=did_you_mean(name, known))


def _open(prepared: Context, path: Path, questions: dict[str, Check]) -> list[Question]:
    """The questions without an answer that counts, judged by the attestations file alone."""
    from readiness.answers import answers_in, open_questions
    from readiness.collectors import Place
    from readiness.engine import judge
    from readiness.planner import plan
    from readiness.runner import collect

    place = Place(kind="attestations", name=path.name, target="attestations", root=path if path.exists() else None)
    snapshot = collect(plan([place], questions.values()))
    findings = judge(snapshot, questions.values(), prepared.terms.settings)
    return open_questions(questions.values(), findings, answers_in(path), snapshot.taken.date())


def _import(filled: Path, path: Path, questions: dict[str, Check]) -> None:
    """Every answer of a questionnaire, or none when one is wrong."""
    from readiness.answers import imported, keep
    from readiness.config import shown_path
    from readiness.errors import UserError

    answers = imported(filled, questions)
    if not answers:
        raise UserError(f"{filled}: no question is answered", help="fill in 'answer', 'owner' and 'answered' of those you can answer")
    for each in answers:
        keep(path, each)
    console.say(f"{len(answers)} {'answer' if len(answers) == 1 else 'answers'} written to {shown_path(path)}")


def _need_a_terminal() -> None:
    from readiness.errors import UserError

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UserError(
            "an interview needs a terminal",
            help="print one with 'readiness report assessment.json -f questionnaire -o questions.pdf', and 'readiness interview --import'",
        )


# The dialogue


def _ask_all(asked: Sequence[Question], path: Path, owner: str) -> int:
    """Ask them one after the other; each answer is written before the next is asked."""
    from readiness.answers import keep
    from readiness.config import shown_path

    are_open = "1 question is open" if len(asked) == 1 else f"{len(asked)} questions are open"
    _tell(f"{are_open}. Each answer is written to {shown_path(path)} at once.")
    _tell("Enter takes what stands in brackets; '?' tells why it is asked; s skips, q ends.")
    kept = 0
    try:
        for number, question in enumerate(asked, 1):
            answer = _ask(question, f"[{number}/{len(asked)}]", owner, path.parent)
            if answer is None:
                continue
            keep(path, answer)
            kept += 1
            owner = answer.owner
            _tell("  written")
    except EndedError:
        pass
    return kept


def _ask(question: Question, lead: str, owner: str, root: Path) -> Attestation | None:
    """One question; None when it is skipped."""
    from readiness.answers import answer_from

    _tell("")
    _tell(f"{lead} {question.pillar}  {question.check}  {question.severity}")
    _wrapped(question.question)
    _tell(f"  It would hold: {question.control}.")
    if question.before is not None:
        _tell(f"  Before: answered {question.before.answered} by {question.before.owner}; {question.why_open}.")
    word = _line("Does it hold? (y/n/s/q/?)", "", _one_of("y", "n", "s", "q", "yes", "no"), why=question.why)
    if word.startswith("q"):
        raise EndedError
    if word.startswith("s"):
        return None
    holds = word.startswith("y")
    told = {"check": question.check, "answer": word}
    told["owner"] = _line("Who stands by this answer?", owner, _something)
    today = datetime.now().astimezone().date()
    told["answered"] = _line("On which day was it so?", today.isoformat(), _past_day)
    figures = {}
    if holds:
        told["evidence"] = _line("Evidence: a URL, or a file in the folder (empty: none)", "", _evidence_in(root))
        for name, example in question.figures:
            figures[name] = _line(f"{name.replace('_', ' ')}, such as {example} (empty: not known)", "", _anything)
        months = f"{question.holds_days} days after that day, unless you say less"
        told["expires"] = _line(f"Valid until, a day or 90d (empty: {months})", "", _later_day)
        told["expires"] = _as_day(told["expires"], today)
    told["note"] = _line("Anything else? (empty: no)", "", _anything)
    answer = answer_from(told, question.check)
    return answer.model_copy(update={"values": {name: each for name, each in figures.items() if each}})


def _line(question: str, default: str, fits: Callable[[str], str], why: str = "") -> str:
    """A line that fits; asked until it does.

    Raises:
        EndedError: the terminal was closed (Ctrl-D).
    """
    shown = f"  {question} [{default}] " if default else f"  {question} "
    while True:
        sys.stderr.write(shown)
        sys.stderr.flush()
        given = sys.stdin.readline()
        if not given:
            _tell("")
            raise EndedError
        given = given.strip() or default
        if given == "?" and why:
            _wrapped(why)
            continue
        problem = fits(given)
        if not problem:
            return given
        _tell(f"  {problem}")


def _one_of(*words: str) -> Callable[[str], str]:
    return lambda given: "" if given.lower() in words else f"one of: {', '.join(words[:4])}"


def _something(given: str) -> str:
    return "" if given else "a name, a role or an address"


def _anything(_: str) -> str:
    return ""


def _past_day(given: str) -> str:
    try:
        return "" if date.fromisoformat(given) <= datetime.now().astimezone().date() else "that day is still to come"
    except ValueError:
        return "write it as 2026-04-02: year, month, day"


def _later_day(given: str) -> str:
    today = datetime.now().astimezone().date()
    try:
        return "" if not given or date.fromisoformat(_as_day(given, today)) >= today else "that day is over"
    except (ValueError, OverflowError):
        return "write a day (2027-01-31) or a number of days (90d)"


def _as_day(given: str, today: date) -> str:
    """A number of days as the day it leads to; all else as it is."""
    days = given[:-1] if given.endswith("d") else ""
    return (today + timedelta(days=int(days))).isoformat() if days.isdecimal() else given


def _evidence_in(root: Path) -> Callable[[str], str]:
    def fits(given: str) -> str:
        if not given or given.lower().startswith(("http://", "https://")):
            return ""
        try:
            named = (root / given).resolve()
            inside = named.is_relative_to(root.resolve())
            found = named.is_file()
        except (OSError, ValueError, RuntimeError):
            return "that is neither a URL nor a path"
        if not inside:
            return "the file must lie in the folder"
        return "" if found else "there is no such file; without it the answer would not count"

    return fits


def _tell(line: str) -> None:
    from readiness.printable import printable

    sys.stderr.write(printable(line) + "\n")


def _wrapped(text: str) -> None:
    from readiness.printable import printable

    for line in textwrap.wrap(printable(text), WIDTH - 2, break_on_hyphens=False):
        _tell(f"  {line}")
