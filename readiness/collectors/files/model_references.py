"""Models that files name by an address: MLflow's registry anywhere in code and configuration, and Ollama's Modelfiles.

Addresses as of MLflow 3 (`models:/name/version`, `models:/name@alias`), instructions as of Ollama 0.17 (`FROM`, `SYSTEM` …, in
any case and order; a value may span lines between three quotes). A base without a tag is the newest one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Literal

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document
from readiness.facts import GapReason
from readiness.facts.documents import PromptFile
from readiness.facts.models import ModelReference

GIVES = (ModelReference, PromptFile)

_REGISTERED = re.compile(r"models:/(?!/)[\w .{}$-]{1,100}(?:/(?P<version>[\w.{}$-]{1,64})|@(?P<alias>[\w.{}$-]{1,64}))")
_COMMENT = re.compile(r"^\s*(?:#|//|\*|--|<!--)")
_PAGES = frozenset({".md", ".mdx", ".rst", ".adoc", ".txt", ".html", ".ipynb"})
_VIA: dict[str, Literal["source", "env", "configuration"]] = {
    "python": "source",
    "script": "source",
    "env": "env",
    "yaml": "configuration",
    "json": "configuration",
    "toml": "configuration",
}
MAX_LINE = 5_000
MOST = 100


def names_models(document: Document) -> bool:
    """Whether a file may name models of MLflow's registry."""
    return (
        "models:/" in document.text
        and PurePosixPath(document.path).suffix.lower() not in _PAGES
        and _REGISTERED.search(document.text) is not None
    )


_SERVE = re.compile(r"\bmodels[\s\"',-]{1,20}serve\b")
_SERVE_OPTION = re.compile(r"(?<![\w-])(?:-m|--model-uri)[\s\"',=-]{1,40}\Z")
_OF_CONTAINER = re.compile(r"(?<![\w.-])(?:command|args|entrypoint)[\"']?[ \t]*+:")
MOST_COMMAND = 500
"""Characters in which a command says what it serves."""


def _is_served(text: str, start: int) -> bool:
    """Whether an address stands in a container's `mlflow models serve`, with which it is read."""
    before = text[max(0, start - MOST_COMMAND) : start]
    return _SERVE_OPTION.search(before[-60:]) is not None and _SERVE.search(before) is not None


def read_references(document: Document) -> Iterator[Observation]:
    """Each address once, but for those whose version a program fills in, and those that a container serves."""
    seen: set[str] = set()
    runs = document.syntax in ("yaml", "json") and _OF_CONTAINER.search(document.text) is not None
    offset = 0
    for number, line in enumerate(document.text.splitlines(keepends=True), 1):
        offset += len(line)
        if "models:/" not in line or _COMMENT.match(line):
            continue
        for match in _REGISTERED.finditer(line[:MAX_LINE]):
            version = match["version"] or match["alias"]
            if match[0] in seen or {"{", "}", "$"} & set(version) or len(seen) >= MOST:
                continue
            if runs and _is_served(document.text, offset - len(line) + match.start()):
                continue
            seen.add(match[0])
            yield ModelReference(
                resource=f"model:{document.path}:{match[0]}",
                origin=document.origin(number),
                environment=document.environment,
                uri=match[0],
                via=_VIA.get(document.syntax, "source"),
            )


# Modelfiles

_NAME = re.compile(r"modelfile([-._][\w.-]+)?|[\w.-]+\.modelfile", re.IGNORECASE)
_INSTRUCTION = re.compile(r"^[ \t]*(?P<name>FROM|SYSTEM|LICENSE|ADAPTER|PARAMETER|TEMPLATE|MESSAGE)[ \t]+(?P<value>.*)$", re.IGNORECASE)


def is_modelfile(document: Document) -> bool:
    """Whether it is a Modelfile, by name and by the instruction that each has."""
    return _NAME.fullmatch(PurePosixPath(document.path).name) is not None and any(
        name == "FROM" for name, _, _ in instructions(document.text)
    )


def instructions(content: str) -> Iterator[tuple[str, str, int]]:
    """Name, value and line of each instruction."""
    lines = iter(enumerate(content.splitlines(), 1))
    for number, line in lines:
        match = _INSTRUCTION.match(line[:MAX_LINE])
        if match is None:
            continue
        value = match["value"].strip()
        if value.startswith('"""'):
            parts = [value[3:]]
            while '"""' not in parts[-1]:
                following = next(lines, None)
                if following is None:
                    break
                parts.append(following[1])
            value = "\n".join(parts).partition('"""')[0].rstrip()
        yield match["name"].upper(), value.strip('"'), number


_FILE = re.compile(r"[./~]|.*\.(gguf|safetensors|bin)$|[A-Za-z]:\\", re.IGNORECASE)


def read_modelfile(document: Document) -> Iterator[Observation]:
    """The base of a model that is made here, and the prompt that is put into it."""
    from readiness.collectors.files.written_texts import internals_of

    told = list(instructions(document.text))
    base, line = next((value, number) for name, value, number in told if name == "FROM")
    if base and not _FILE.match(base) and "{" not in base and "$" not in base:
        yield ModelReference(
            resource=f"model:{document.path}:{base}",
            origin=document.origin(line),
            environment=document.environment,
            uri=f"ollama://{base}",
            via="modelfile",
        )
    system = next(((value, number) for name, value, number in told if name == "SYSTEM" and value), None)
    if system is None:
        return
    above = system[1] - 1
    prompt = PromptFile(
        resource=f"prompt:{document.path}",
        origin=document.origin(system[1]),
        environment=document.environment,
        kind="ollama",
        model="" if _FILE.match(base) else base,
        internals={name: number + above for name, number in internals_of(system[0]).items()},
        tracked=bool(document.tracked),
    )
    if document.tracked is None:
        prompt = prompt.unknown("tracked", GapReason.UNSUPPORTED, "the folder is no git checkout that can be read", "scan a git checkout")
    yield prompt
