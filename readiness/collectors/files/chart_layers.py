"""Values of an environment laid over those beside them (`values-prod.yaml` over `values.yaml`), as `helm -f` merges them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from readiness.collectors.files.chart_values import ValuesDocument
from readiness.collectors.files.formats import Document
from readiness.collectors.files.tree import Mapping, Sequence

MOST_WAITING = 200
"""Files of an environment that are kept until the end; further ones are read by themselves."""

_BASE = re.compile(r"values\.ya?ml")
_OVER = re.compile(r"values[-._][\w.-]+\.ya?ml|[\w-]+[-._]values\.ya?ml", re.IGNORECASE)
READERS = (
    "litellm chart",
    "vllm production-stack",
    "vector store chart",
    "langfuse chart",
    "open webui chart",
    "ollama chart",
    "dify chart",
    "chart variables",
)
"""Formats of values."""


@dataclass
class Layers:
    """Values that others are laid over, and those that wait for them."""

    bases: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: list[Document] = field(default_factory=list)

    def take(self, document: Document) -> bool:
        """Whether the document waits for the values that it is laid over."""
        root, data = document.place.root, document.data
        folder, name = posixpath.split(document.path)
        if root is None or document.syntax != "yaml" or not isinstance(data, dict) or "apiVersion" in data or document.part:
            return False
        if _BASE.fullmatch(name):
            self.bases[folder] = data
            return False
        beside = _OVER.fullmatch(name) is not None and any((root / folder / f"values.{end}").is_file() for end in ("yaml", "yml"))
        if beside and len(self.waiting) < MOST_WAITING:
            self.waiting.append(document)
            return True
        return False

    def composed(self) -> Iterator[ValuesDocument]:
        """Each file that waited, with what it leaves out filled in; what comes from below has the line that it was put at."""
        for document in self.waiting:
            base = self.bases.get(posixpath.dirname(document.path))
            data = document.data if base is None else _laid(document.data, base, {})
            yield ValuesDocument.of(document, data=data, layered=base is None, whole=base is not None)


def _laid(over: Any, base: Any, copies: dict[tuple[int, int], Any]) -> Any:
    """Mappings are merged key by key, everything else is replaced; null takes a key away."""
    if not isinstance(over, Mapping) or not isinstance(base, dict):
        return over
    merged = Mapping(over.line, over.tag)
    merged.key_lines = dict(over.key_lines)
    for key, value in over.items():
        if value is not None:
            merged[key] = _laid(value, base.get(key), copies)
    for key, value in base.items():
        if key not in over:
            merged[key] = _put_at(over.line, value, copies)
            merged.key_lines[key] = over.line
    return merged


def _put_at(line: int, value: Any, copies: dict[tuple[int, int], Any]) -> Any:
    """A copy of what another file says, all of it on one line of this one; what an alias shares is copied once."""
    if not isinstance(value, dict | list):
        return value
    if (line, id(value)) in copies:
        return copies[line, id(value)]
    if isinstance(value, dict):
        copied = Mapping(line)
        copied.update({key: _put_at(line, each, copies) for key, each in value.items()})
        copied.key_lines = dict.fromkeys(value, line)
        copies[line, id(value)] = copied
        return copied
    listed = Sequence(line)
    listed.extend(_put_at(line, each, copies) for each in value)
    listed.item_lines = [line] * len(value)
    copies[line, id(value)] = listed
    return listed
