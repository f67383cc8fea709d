"""Answers of people on their way into the attestations file: asked for, imported, and written one at a time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from readiness.api import Check, Severity, Status
from readiness.collectors import Place
from readiness.collectors.attestations import read_attestations
from readiness.collectors.files import tree
from readiness.engine import Finding
from readiness.errors import UserError
from readiness.facts import Environment, Origin
from readiness.facts.attestation import Attestation, latest_answer
from readiness.snapshot import write_whole
from readiness.yaml_lists import with_entry

MAX_BYTES = 1 << 20
COLUMNS = ("check", "question", "answer", "owner", "answered", "expires", "evidence", "values", "note")
"""Of a questionnaire as CSV; `values` are written as `rto=4h; measured=90 min`."""

WORDS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


@dataclass(frozen=True)
class Question:
    """A question to people.

    Attributes:
        figures: names of the values it asks for, with an example of each.
        why_open: why there is no answer that counts.
        before: the answer that counts no more.
        holds_days: how long an answer holds that names no day of its own.
    """

    check: str
    pillar: str
    severity: Severity
    question: str
    control: str
    why: str
    figures: tuple[tuple[str, str], ...]
    why_open: str
    before: Attestation | None
    holds_days: int


def figures_of(fix: str) -> tuple[tuple[str, str], ...]:
    """The values that a remedy shows in its example of an answer: names, and what they may look like."""
    found = re.search(r"values: \{(.*)\}", fix)
    if found is None:
        return ()
    pairs = re.findall(r"""(\w+):\s*("[^"]*"|'[^']*'|[^,]+)(?:,|$)""", found[1])
    return tuple((name, example.strip().strip("\"'")) for name, example in pairs)


def open_questions(checks: Iterable[Check], findings: Iterable[Finding], answers: Iterable[Attestation], today: date) -> list[Question]:
    """The questions that have no answer that counts, in the order of pillars and severity.

    Args:
        checks: those that people answer.
        findings: what became of them.
        answers: all that was answered.
        today: by which answers are judged.
    """
    answers = tuple(answers)
    by_check = {each.check: each for each in findings}
    found = []
    for check in checks:
        finding, before = by_check.get(check.id), latest_answer(answers, check.id)
        days = int(check.settings.get("max_age_days", 365))
        stale = before is not None and before.state(today, days) not in ("current", "denied")
        if finding is None or finding.status is Status.UNKNOWN or stale:
            why_open = finding.message if finding and finding.message else "nobody attested"
            found.append(_question(check, why_open, before, days))
    return sorted(found, key=lambda each: (each.pillar, list(Severity).index(each.severity), each.check))


def _question(check: Check, why_open: str, before: Attestation | None, days: int) -> Question:
    return Question(
        check=check.id,
        pillar=check.pillar,
        severity=check.severity,
        question=check.question,
        control=check.title,
        why=" ".join(check.why.split()),
        figures=figures_of(check.fix),
        why_open=why_open,
        before=before,
        holds_days=days,
    )


# Writing


def keep(path: Path, answer: Attestation) -> None:
    """Write one answer into the attestations file, in place of an older one to the same question; all else stays as it is.

    Raises:
        UserError: the file can't be read, edited or written.
    """
    text = _text(path) or "version: 1\nattestations:\n"
    write_whole(path.resolve(), with_entry(text, "attestations", _entry(answer), instead_of=_number_of(path, answer)))


def _number_of(path: Path, answer: Attestation) -> int | None:
    if not path.exists():
        return None
    return next((number for number, each in enumerate(answers_in(path)) if each.resource == answer.resource), None)


def answers_in(path: Path, folder: Path | None = None) -> list[Attestation]:
    """The answers of a file that is there; none where it is not.

    Args:
        path: the attestations file.
        folder: in which evidence is looked for; the file's own unless given.

    Raises:
        UserError: the file can't be read or an answer is not complete, with line.
    """
    if not path.exists():
        return []
    settings: dict[str, object] = {"folder": str(folder)} if folder else {}
    place = Place(kind="attestations", name=path.name, target="attestations", root=path, settings=settings)
    return [each for each in read_attestations(place, frozenset({Attestation})) if isinstance(each, Attestation)]


def _text(path: Path) -> str:
    try:
        if path.exists() and path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path}: larger than {MAX_BYTES >> 20} MiB", help="is it a file of answers?")
        return path.read_bytes().decode("utf-8") if path.exists() else ""
    except OSError as error:
        raise UserError(f"{path}: can't be read: {error.strerror or error}", help="grant the right to read it") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8 text", help="save the file as UTF-8") from error


def _entry(answer: Attestation) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "check": answer.check,
        "answer": answer.answer,
        "owner": answer.owner,
        "answered": answer.answered,
        "expires": answer.expires,
        "environment": None if answer.environment is Environment.SHARED else answer.environment.value,
        "evidence": answer.evidence,
        "values": answer.values,
        "note": answer.note,
    }
    return {name: value for name, value in entry.items() if value not in (None, "", {})}


# Importing


def imported(path: Path, questions: Mapping[str, Check]) -> list[Attestation]:
    """The answers of a filled questionnaire, YAML or CSV; questions that were left blank are left out.

    Raises:
        UserError: the file can't be read, or an answer is not complete or to no question, with its line.
    """
    text = _text(path)
    if not text:
        raise UserError(f"{path}: no such file, or empty", help="name a questionnaire that was filled in")
    found = list(_of_csv(path, text) if path.suffix.lower() == ".csv" else _of_yaml(path, text))
    for line, answer in found:
        if answer.check not in questions:
            from readiness.config import did_you_mean

            raise UserError(f"{path}:{line}: no question is called {answer.check!r}", help=did_you_mean(answer.check, questions))
    seen: dict[str, int] = {}
    for line, answer in found:
        if (first := seen.setdefault(answer.resource, line)) != line:
            raise UserError(f"{path}:{line}: {answer.check!r} is answered twice, first in line {first}", help="keep one of them")
    return [answer for _, answer in found]


def _of_yaml(path: Path, text: str) -> Iterator[tuple[int, Attestation]]:
    """The answers of a file in the format of attestations, in which an empty `answer:` means not answered."""
    parsed = tree.read(text, "yaml")
    for problem in parsed.errors:
        raise UserError(f"{path}:{problem.line}: {problem.message}", help="mend the syntax at this line")
    top = parsed.documents[0] if parsed.documents else None
    listed = top.get("attestations") if isinstance(top, tree.Mapping) else top
    if not isinstance(listed, tree.Sequence):
        raise UserError(f"{path}: no list of answers", help="begin it with 'attestations:' and '- check: …' lines")
    for number, entry in enumerate(listed):
        if not isinstance(entry, tree.Mapping):
            raise UserError(f"{path}:{listed.line_of(number)}: an answer is not a mapping", help="begin each answer with '- check: <id>'")
        for key in entry:
            if key not in COLUMNS:
                raise UserError(f"{path}:{entry.line_of(key)}: unknown key {key!r}", help=f"known keys: {', '.join(COLUMNS)}")
        told = {key: _told(value) for key, value in entry.items() if not isinstance(value, tree.Mapping)}
        if told.get("answer"):
            values = entry.get("values")
            figures = {name: _told(each) for name, each in values.items()} if isinstance(values, tree.Mapping) else {}
            answer = answer_from(told, f"{path}:{entry.line}")
            yield entry.line, answer.model_copy(update={"values": {name: each for name, each in figures.items() if each} or answer.values})


def _told(value: Any) -> str:
    return {None: "", True: "yes", False: "no"}[value] if value is None or isinstance(value, bool) else str(value).strip()


def _of_csv(path: Path, text: str) -> Iterator[tuple[int, Attestation]]:
    text = text.removeprefix("\ufeff")
    head = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = [(each or "").strip().lower() for each in rows.fieldnames or ()]
    missing = [each for each in ("check", "answer", "owner", "answered") if each not in names]
    if missing:
        raise UserError(f"{path}:1: no column {missing[0]!r}", help=f"the columns are: {', '.join(COLUMNS)}")
    for row in rows:
        line = rows.line_num
        cells = {(name or "").strip().lower(): _cell(value) for name, value in row.items() if isinstance(value, str)}
        if not cells.get("answer"):
            continue
        yield line, answer_from(cells, f"{path}:{line}")


def _cell(value: str) -> str:
    """A cell as it was meant: without the mark that keeps spreadsheets from taking text for a formula."""
    text = value.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def answer_from(told: Mapping[str, str], where: str) -> Attestation:
    """An answer from its parts as text.

    Args:
        told: by the names of `COLUMNS`.
        where: begins every error.

    Raises:
        UserError: a part is missing or wrong.
    """
    word = told.get("answer", "").strip().lower()
    if word not in WORDS:
        raise UserError(f"{where}: 'answer' is neither yes nor no: {told.get('answer', '')!r}", help="the rest is for the column 'note'")
    if absent := next((name for name in ("check", "owner") if not told.get(name, "").strip()), None):
        raise UserError(f"{where}: the answer has no {absent!r}", help="say which question it answers, and who stands by it")
    answered, expires = _day(told, "answered", where), _day(told, "expires", where)
    if answered is None:
        raise UserError(f"{where}: the answer has no 'answered'", help="write the day as 2026-04-02: year, month, day")
    if expires is not None and expires < answered:
        raise UserError(f"{where}: it expires before it was answered", help="mend one of the days")
    return Attestation(
        resource=f"attestation:{told['check']}",
        origin=Origin(place="attestations"),
        environment=Environment.SHARED,
        check=told["check"],
        question="",
        answer=WORDS[word],
        owner=told["owner"].strip(),
        answered=answered,
        expires=expires,
        evidence=told.get("evidence", "").strip(),
        note=told.get("note", "").strip(),
        values=_values(told.get("values", ""), where),
    )


def _day(told: Mapping[str, str], name: str, where: str) -> date | None:
    text = told.get(name, "").strip()
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UserError(f"{where}: {name!r} is not a day: {text!r}", help="write it as 2026-04-02: year, month, day")


def _values(text: str, where: str) -> dict[str, str]:
    found = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        name, equals, value = part.partition("=")
        if not (equals and name.strip()):
            raise UserError(f"{where}: 'values' are not written as name=value: {part.strip()!r}", help="such as rto=4h; measured=90 min")
        if value.strip():
            found[name.strip()] = value.strip()
    return found
