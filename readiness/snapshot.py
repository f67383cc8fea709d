"""The snapshot: what was seen, and what could not be seen. Versioned JSON."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from pydantic import AwareDatetime, ValidationError

from readiness import __version__
from readiness.errors import UserError
from readiness.facts import Fact, Gap, Model

VERSION = 1
MAX_BYTES = 1 << 30


class SnapshotTarget(Model):
    """A target as the snapshot remembers it, with the keys of the places that were read for it.

    Attributes:
        path: from the top of the repository, with forward slashes: a folder's own path, for anything else the
            configuration file that names it. Empty at the top itself, and outside of a repository.
    """

    key: str
    kind: str
    name: str
    places: tuple[str, ...]
    reached: bool = True
    path: str = ""


class Reading(Model):
    """When facts of these types were read at a place; an empty name stands for what hides none."""

    place: str
    taken: AwareDatetime
    facts: tuple[str, ...]


class Snapshot(Model):
    """Facts and gaps of one collection.

    Attributes:
        taken: when, with time zone; the time that every check judges by.
        collected: names of the fact types that were asked for.
        system: what the user calls the assessed system.
        readings: of a merged snapshot, when each place was read; of any other all was read at `taken`.
    """

    version: int = VERSION
    tool: str = __version__
    taken: AwareDatetime
    system: str = ""
    targets: tuple[SnapshotTarget, ...]
    collected: frozenset[str]
    complete: bool = True
    facts: tuple[Fact, ...] = ()
    gaps: tuple[Gap, ...] = ()
    readings: tuple[Reading, ...] = ()

    def of(self, kind: type[Fact]) -> list[Fact]:
        """All facts of one type, in order."""
        return [fact for fact in self.facts if type(fact) is kind]

    def to_json(self) -> dict[str, Any]:
        """The document, in a stable order."""
        return {
            "version": self.version,
            "tool": self.tool,
            "taken": self.taken.isoformat(),
            "system": self.system,
            "targets": [each.model_dump(mode="json") for each in self.targets],
            "collected": sorted(self.collected),
            "complete": self.complete,
            "facts": [{"fact": type(fact).__name__, **slim(fact)} for fact in self.facts],
            "gaps": [gap.model_dump(mode="json", exclude_defaults=True) for gap in self.gaps],
            **({"readings": [each.model_dump(mode="json") for each in self.readings]} if self.readings else {}),
        }


def slim(fact: Fact) -> dict[str, Any]:
    """A fact as JSON, defaults left out."""
    if fact.unread:
        return fact.model_dump(mode="json")
    return fact.model_dump(mode="json", exclude_defaults=True)


def in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts in the order that a snapshot keeps: by place, type, resource, file and line, then by what they say."""
    ordered: list[Fact] = []
    for _, alike in groupby(sorted(facts, key=_position), key=_position):
        group = list(alike)
        ordered += group if len(group) == 1 else sorted(group, key=lambda fact: fact.model_dump_json())
    return tuple(ordered)


def _position(fact: Fact) -> tuple[str, str, str, str, int]:
    return fact.origin.place, type(fact).__name__, fact.resource, fact.origin.file or "", fact.origin.line or 0


def revive(record: dict[str, Any]) -> Fact:
    """One fact from its JSON; raises KeyError for a type this release does not know."""
    values = dict(record)
    return Fact.by_name[values.pop("fact")](**values)


def save(snapshot: Snapshot, out: Path | IO[str]) -> None:
    """Write the snapshot; a file is written aside and renamed, so that it is whole or absent."""
    text = as_json(snapshot.to_json())
    if isinstance(out, Path):
        write_whole(out, text)
    else:
        out.write(text)


def as_json(document: dict[str, Any] | list[Any]) -> str:
    """The document as text that UTF-8 can hold: a file name that is no UTF-8 keeps its bytes as escapes (PEP 383)."""
    import orjson

    with suppress(orjson.JSONEncodeError):
        return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return re.sub("[\ud800-\udfff]", lambda lone: f"\\u{ord(lone[0]):04x}", text)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file aside and rename it into place.

    Raises:
        UserError: the place can't be written (permission, no space).
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(content if isinstance(content, bytes) else content.encode())
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise UserError(
            f"{path}: can't be written: {error.strerror or error}",
            help="name another place with --output, or free space there",
        ) from error


def load(source: Path | IO[str]) -> Snapshot:
    """Read a snapshot of this or an earlier version.

    Raises:
        UserError: it can't be read, is truncated, is no snapshot, or comes from a newer release.
    """
    document = read_document(source, "snapshot", VERSION)
    name = str(source) if isinstance(source, Path) else "standard input"
    known, foreign = [], set()
    try:
        for record in document.pop("facts", []):
            if record.get("fact") in Fact.by_name:
                known.append(revive(record))
            else:
                foreign.add(str(record.get("fact")))
        gaps = tuple(Gap.model_validate(each) for each in document.pop("gaps", []))
        document["targets"] = tuple(SnapshotTarget.model_validate(each) for each in document.get("targets", []))
        document["taken"] = datetime.fromisoformat(str(document.get("taken")))
        document["collected"] = frozenset(document.get("collected", [])) - foreign
        return Snapshot(**document, facts=tuple(known), gaps=gaps)
    except (ValidationError, ValueError, TypeError, AttributeError) as error:
        raise UserError(
            f"{name}: not a readable snapshot: {_first_problem(error)}", help="collect again with 'readiness collect'"
        ) from error


def read_document(source: Path | IO[str], what: str, version: int) -> dict[str, Any]:
    """A versioned JSON document as a dict, its size and version checked.

    Raises:
        UserError: unreadable, truncated, of another kind or of a newer version.
    """
    name = str(source) if isinstance(source, Path) else "standard input"
    again, one = ("collect", "a snapshot") if what == "snapshot" else ("assess", f"an {what}")
    try:
        if isinstance(source, Path):
            if source.stat().st_size > MAX_BYTES:
                raise UserError(f"{name}: larger than {MAX_BYTES >> 20} MiB", help=f"is this {one}?")
            text = source.read_text(encoding="utf-8")
        else:
            text = source.read(MAX_BYTES)
    except OSError as error:
        raise UserError(f"{name}: can't be read: {error.strerror or error}", help=f"name {one} file, or '-' for standard input") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{name}: not UTF-8 text", help=f"is this {one}?") from error
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:  # a ValueError without a line: a number too long to be one
        line = getattr(error, "lineno", 1)
        raise UserError(
            f"{name}:{line}: not valid JSON; the file may be truncated", help=f"write it again with 'readiness {again}'"
        ) from error
    stated = document.get("version") if isinstance(document, dict) else None
    if not isinstance(document, dict) or type(stated) is not int or stated < 1:
        raise UserError(f"{name}: not {one}", help=f"{one} is what 'readiness {again}' writes")
    if stated > version:
        raise UserError(
            f"{name}: {what} version {stated} is newer than this release reads ({version})",
            help="upgrade readiness",
        )
    wrong_kind = "facts" not in document if what == "snapshot" else "findings" not in document
    if wrong_kind:
        raise UserError(f"{name}: not {one}", help=f"{one} is what 'readiness {again}' writes")
    return document


def _first_problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg'].lower()}"
    return str(error).splitlines()[0]


def stdin_or_path(name: str) -> Path | IO[str]:
    """`-` is standard input."""
    return sys.stdin if name == "-" else Path(name)
