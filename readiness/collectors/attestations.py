"""Reads the attestations file: what people say of the system, with owner, date and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from readiness.collectors import Observation, Place, collector
from readiness.collectors.files.tree import Mapping, Sequence, read
from readiness.collectors.files.walk import decoded, read_bytes
from readiness.errors import UserError
from readiness.facts import Environment, Fact, Origin
from readiness.facts.attestation import Attestation

MAX_BYTES = 1 << 20
VERSION = 1
ENVIRONMENTS = (Environment.PRODUCTION, Environment.STAGING, Environment.DEVELOPMENT, Environment.SHARED)

_TOP = ("version", "attestations")
_REQUIRED = ("check", "answer", "owner", "answered")
_KEYS = (*_REQUIRED, "question", "evidence", "expires", "environment", "note", "values")
_ALIASES = {"date": "answered"}


@collector("attestations", gives=(Attestation,), deadline=60)
def read_attestations(place: Place, wanted: frozenset[type[Fact]]) -> Iterator[Observation]:
    """The answers of one file; nothing when the place has none.

    Evidence is looked for in the folder of `settings["folder"]`, else beside the file. URLs are never fetched.

    Raises:
        UserError: the file can't be read or an answer is not complete, with line.
    """
    if place.root is None or Attestation not in wanted:
        return
    folder = Path(place.settings.get("folder", place.root.parent)).resolve()
    file = _File(place, place.root, folder)
    seen: dict[str, int] = {}
    for entry in file.entries():
        answer = file.answer(entry)
        if (first := seen.setdefault(answer.resource, entry.line)) != entry.line:
            file.refuse(entry.line, f"{answer.check!r} is answered twice, first in line {first}", "keep the newer answer")
        yield answer


@dataclass(frozen=True)
class _File:
    """An attestations file and where its evidence stands."""

    place: Place
    path: Path
    folder: Path

    def refuse(self, line: int | None, message: str, help: str) -> NoReturn:
        """Say what is wrong, and where."""
        where = f"{self.place.name}:{line}" if line else self.place.name
        raise UserError(f"{where}: {message}", help)

    def entries(self) -> Iterator[Mapping]:
        """The answers as written."""
        top = self._parsed()
        if not isinstance(top, Mapping):
            self.refuse(1, "not an attestations file", "begin it with 'attestations:' and a list of answers")
        self._known_keys(top, _TOP)
        if top.get("version", VERSION) != VERSION:
            self.refuse(top.line_of("version"), "this version of the format is not known", f"write 'version: {VERSION}'")
        listed = top.get("attestations")
        if listed is None:
            return
        if not isinstance(listed, Sequence):
            self.refuse(top.line_of("attestations"), "'attestations' is not a list", "begin each answer with '- check: <id>'")
        for number, entry in enumerate(listed):
            if not isinstance(entry, Mapping):
                self.refuse(listed.line_of(number), "an answer is not a mapping", "begin each answer with '- check: <id>'")
            yield entry

    def _parsed(self) -> Any:
        try:
            content = read_bytes(str(self.path.resolve()), MAX_BYTES + 1)
        except OSError as error:
            self.refuse(None, f"can't be read: {(error.strerror or 'not a file').lower()}", "grant read permission, or name another file")
        if len(content) > MAX_BYTES:
            self.refuse(None, f"larger than {MAX_BYTES:,} bytes", "name the file that holds the answers")
        text = decoded(content)
        if text is None:
            self.refuse(None, "not UTF-8", "save the file as UTF-8")
        parsed = read(text, "yaml")
        if parsed.errors:
            self.refuse(parsed.errors[0].line, parsed.errors[0].message, "mend the syntax at this line")
        if parsed.duplicates:
            key, line = parsed.duplicates[0]
            self.refuse(line, f"key {key!r} is written twice", "keep one of them")
        if len(parsed.documents) > 1:
            self.refuse(None, "holds more than one document", "remove the line '---' between them")
        return parsed.documents[0] if parsed.documents else Mapping(1)

    def answer(self, entry: Mapping) -> Attestation:
        """One answer, checked."""
        self._known_keys(entry, (*_KEYS, *_ALIASES))
        given = self._without_aliases(entry)
        missing = next((key for key in _REQUIRED if given.get(key) in (None, "")), None)
        if missing is not None:
            self.refuse(entry.line, f"the answer has no {missing!r}", f"an answer needs {', '.join(_REQUIRED[:-1])} and {_REQUIRED[-1]}")
        check, environment = self._text(entry, "check"), self._environment(entry)
        answered, expires = self._date(entry, given, "answered"), self._date(entry, given, "expires")
        if answered is None:
            raise AssertionError("a required date was let through")
        if expires is not None and expires < answered:
            self.refuse(entry.line_of("expires"), "it expires before it was answered", "mend one of the dates")
        evidence = self._text(entry, "evidence")
        return Attestation(
            resource=f"attestation:{check}" + (f"@{environment}" if environment is not Environment.SHARED else ""),
            origin=Origin(place=self.place.key, file=self.place.name, line=entry.line),
            environment=environment,
            check=check,
            question=self._text(entry, "question"),
            answer=self._yes_or_no(entry),
            owner=self._text(entry, "owner"),
            answered=answered,
            expires=expires,
            evidence=evidence,
            evidence_found=self._found(entry, evidence),
            note=self._text(entry, "note"),
            values=self._values(entry),
        )

    def _known_keys(self, given: Mapping, known: tuple[str, ...]) -> None:
        for key in given:
            if key not in known:
                near = get_close_matches(key.lower(), known, 1)
                help = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
                self.refuse(given.line_of(key), f"unknown key {key!r}", help)

    def _without_aliases(self, entry: Mapping) -> dict[str, Any]:
        given = dict(entry)
        for alias, key in _ALIASES.items():
            if alias in given:
                if key in given:
                    self.refuse(entry.line_of(alias), f"{alias!r} and {key!r} say the same", f"keep {key!r}")
                given[key] = given.pop(alias)
        return given

    def _text(self, entry: Mapping, key: str) -> str:
        value = entry.get(key)
        if value is None:
            return ""
        if isinstance(value, bool | dict | list):
            self.refuse(entry.line_of(key), f"{key!r} is not text", f"write {key}: and a few words, in quotes where needed")
        return str(value).strip()

    def _yes_or_no(self, entry: Mapping) -> bool:
        value = entry["answer"]
        if not isinstance(value, bool):
            self.refuse(
                entry.line_of("answer"), "'answer' is neither yes nor no", "write 'answer: yes' or 'answer: no'; the rest is for 'note:'"
            )
        return value

    def _date(self, entry: Mapping, given: dict[str, Any], key: str) -> date | None:
        value = given.get(key)
        if value is None:
            return None
        try:
            # The basic format `20260402` and week dates would pass, but nobody reads them at a glance.
            found = date.fromisoformat(str(value)) if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)) else None
        except ValueError:
            found = None
        if found is None:
            line = entry.line_of(key if key in entry else "date")
            self.refuse(line, f"{key!r} is not a date", "write it as 2026-04-02: year, month, day")
        return found

    def _environment(self, entry: Mapping) -> Environment:
        written = self._text(entry, "environment").lower() or Environment.SHARED
        if written not in ENVIRONMENTS:
            near = get_close_matches(written, [str(each) for each in ENVIRONMENTS], 1)
            help = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(ENVIRONMENTS)}"
            self.refuse(entry.line_of("environment"), "unknown environment", help)
        return Environment(written)

    def _values(self, entry: Mapping) -> dict[str, str]:
        values = entry.get("values")
        if values is None:
            return {}
        if not isinstance(values, Mapping):
            self.refuse(entry.line_of("values"), "'values' is not a mapping", "write values: {rto: 4h, measured: 3h10m}")
        for key, value in values.items():
            if isinstance(value, dict | list):
                self.refuse(values.line_of(key), f"{key!r} is not a single value", "write one figure or a few words")
        return {key: _written(value) for key, value in values.items()}

    def _found(self, entry: Mapping, evidence: str) -> bool | None:
        """Whether the named file exists; None for a URL or no evidence."""
        if not evidence or re.match(r"https?://", evidence, re.IGNORECASE):
            return None
        help = "name a file in the folder, or a URL"
        try:
            named = (self.folder / evidence).resolve()
            if not named.is_relative_to(self.folder):
                self.refuse(entry.line_of("evidence"), "the evidence lies outside the folder", help)
            return named.is_file()
        except (OSError, ValueError, RuntimeError):
            self.refuse(entry.line_of("evidence"), "the evidence is not a path", help)


_WORDS = {None: "", True: "yes", False: "no"}


def _written(value: Any) -> str:
    return _WORDS[value] if value is None or isinstance(value, bool) else str(value)
