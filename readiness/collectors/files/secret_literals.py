"""Turns secrets found in a file into facts: one for each line, whoever found it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from readiness.collectors.files.file_kinds import is_prose
from readiness.collectors.files.formats import Document
from readiness.collectors.files.secrets import Hit
from readiness.facts.files import SecretLiteral


def secret_literals(document: Document, hits: Iterable[Hit], given: Iterable[SecretLiteral], holder: Any) -> Iterator[SecretLiteral]:
    """Facts of the text search and of the formats' readers, merged.

    A known key format says more than a field's name, a field's reader knows the key path and the environment:
    where both speak of one line, the fact takes each from who knows it.
    """
    by_line: dict[int | None, SecretLiteral] = {}
    for each in given:
        by_line.setdefault(each.origin.line, each)
    names: Counter[str] = Counter()
    told: set[int | None] = set()
    for hit in hits:
        theirs = by_line.get(hit.line)
        if theirs is not None and theirs.detector != "field" and hit.line not in told:
            continue
        if theirs is not None and hit.line not in told:
            told.add(hit.line)
            yield theirs.model_copy(update={"kind": hit.kind, "provider": hit.provider, "detector": hit.detector})
        elif hit.detector == "format" or not is_prose(document.path):
            yield _fact(document, hit, holder, names)
    yield from (each for each in given if each.origin.line not in told)


def _fact(document: Document, hit: Hit, holder: Any, names: Counter[str]) -> SecretLiteral:
    name = hit.key or hit.kind.lower().replace(" ", "-")
    names[name] += 1
    again = f"#{names[name]}" if names[name] > 1 else ""
    return SecretLiteral(
        resource=f"secret:{document.path}:{name}{again}",
        origin=document.origin(hit.line),
        environment=document.environment,
        key=hit.key,
        kind=hit.kind,
        provider=hit.provider,
        detector=hit.detector,
        holder=holder,
        fallback=hit.fallback,
    )
