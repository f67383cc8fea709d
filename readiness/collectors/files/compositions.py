"""Compose files with the dotenv files that they name, which stand anywhere in the walk: read when all of it was seen."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.collectors.files.ai_variables import settings_of
from readiness.collectors.files.dotenv_file import is_example, parse_dotenv
from readiness.collectors.files.formats import Document
from readiness.collectors.files.formats.compose import ComposeDocument
from readiness.collectors.files.tree import Mapping, Sequence

MOST_WAITING = 500
"""Compose files that are kept until the end; further ones are read without what dotenv files say."""


@dataclass
class Compositions:
    """Compose files that wait, and what dotenv files set. Of their values only settings that are no secrets are kept."""

    settings: dict[str, dict[str, str | None]] = field(default_factory=dict)
    waiting: list[Document] = field(default_factory=list)

    def take_variables(self, document: Document) -> None:
        """Keep what a dotenv file sets; an example sets nothing."""
        if not is_example(document.path):
            self.settings[document.path] = settings_of(parse_dotenv(document.text))

    def take(self, document: Document) -> bool:
        """Whether a Compose file waits, because a dotenv file may tell more of it."""
        waits = len(self.waiting) < MOST_WAITING and ("env_file" in document.text or "$" in document.text)
        if waits:
            self.waiting.append(document)
        return waits

    def composed(self) -> Iterator[ComposeDocument]:
        """Each file that waited, with the variables of the `.env` beside it filled in as Compose does."""
        for document in self.waiting:
            folder = posixpath.dirname(document.path)
            beside = self.settings.get(posixpath.join(folder, ".env"), {})
            known = {name: value for name, value in beside.items() if value}
            data = _filled(document.data, known) if known else document.data
            yield ComposeDocument.of(replace(document, data=data), self._files(folder))

    def _files(self, folder: str) -> dict[str, dict[str, str | None]]:
        """The dotenv files by their paths as a Compose file in this folder writes them."""
        return {posixpath.relpath(path, folder or "."): found for path, found in self.settings.items()}


_VARIABLE = re.compile(r"\$\$|\$\{(?P<braced>\w+)(?P<rest>:?[-?][^{}]*)?\}|\$(?P<plain>[A-Za-z_]\w*)")


def _filled(data: Any, known: dict[str, str]) -> Any:
    """A copy of the tree with the known variables in its texts replaced."""

    def value_of(match: re.Match[str]) -> str:
        return known.get(match["braced"] or match["plain"] or "", match[0])

    if isinstance(data, Mapping):
        copied = Mapping(data.line, data.tag)
        copied.key_lines = data.key_lines
        copied.update({key: _filled(value, known) for key, value in data.items()})
        return copied
    if isinstance(data, Sequence):
        listed = Sequence(data.line, data.tag)
        listed.item_lines = data.item_lines
        listed.extend(_filled(value, known) for value in data)
        return listed
    return _VARIABLE.sub(value_of, data) if type(data) is str and "$" in data else data
