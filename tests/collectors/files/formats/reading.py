"""Reads small inputs through the formats, as the folder collector does."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from readiness.collectors import Place
from readiness.collectors.files import tree
from readiness.collectors.files.formats import Document, load_formats
from readiness.facts import Fact

INPUTS = Path(__file__).parent / "inputs"


def documents(text: str, path: str, root: Path | None = None) -> list[Document]:
    """The documents of a text that stands at a path."""
    place = Place(kind="folder", name=".", target="folder:.", root=root)
    syntax = {"json": "json", "toml": "toml", "pbtxt": "pbtxt", "xml": "xml"}.get(path.rsplit(".", 1)[-1], "yaml")
    environment = place.classifier.of_path(path)
    return [
        Document(place=place, path=path, syntax=syntax, data=data, text=text, environment=environment) for data in tree.parse(text, syntax)
    ]


def facts_in(text: str, path: str, root: Path | None = None) -> dict[type[Fact], list[Any]]:
    """Every fact of every format that recognises the text, by type."""
    found: dict[type[Fact], list[Any]] = defaultdict(list)
    for document in documents(text, path, root):
        for each in load_formats().values():
            if each.matches(document):
                for fact in each.read(document):
                    assert type(fact) in each.gives, f"{each.name} does not declare {type(fact).__name__}"
                    found[type(fact)].append(fact)
    return found


def facts_of(name: str, path: str = "") -> dict[type[Fact], list[Any]]:
    """The same for an input file."""
    return facts_in((INPUTS / name).read_text("utf-8"), path or name, INPUTS)


def line_with(name: str, words: str) -> int:
    """The first line of an input that holds these words."""
    lines = (INPUTS / name).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def by_name(facts: list[Any]) -> dict[str, Any]:
    """Facts by name."""
    return {each.name: each for each in facts}
