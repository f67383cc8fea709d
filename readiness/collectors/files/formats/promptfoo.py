"""promptfoo configurations: how many cases a suite has and how many of them assert anything (promptfoo 0.118)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files import tree
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import items, line_of, mapping, mappings, number, text, walk
from readiness.facts import GapReason
from readiness.facts.ai import ProviderUse
from readiness.facts.delivery import EvaluationSuite

_NAME = re.compile(r"promptfoo[\w.-]*\.(ya?ml|json)|[\w.-]*redteam[\w.-]*\.ya?ml", re.IGNORECASE)


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    tested = {"tests", "scenarios", "redteam", "defaultTest"} & data.keys()
    models = {"providers", "targets"} & data.keys()
    named = _NAME.fullmatch(document.name) is not None or "promptfoo" in document.text
    return document.syntax in ("yaml", "json") and named and bool((models and tested) or ("prompts" in data and (models or tested)))


@dataclass(frozen=True)
class _Count:
    """Cases and how many assert; `why` says what could not be counted."""

    cases: int = 0
    asserting: int = 0
    why: str = ""

    def __add__(self, other: _Count) -> _Count:
        return _Count(self.cases + other.cases, self.asserting + other.asserting, self.why or other.why)


@format("promptfoo", gives=(EvaluationSuite, ProviderUse), matches=_matches, hint=r"^(redteam|defaultTest|providers):")
def suite(document: Document) -> Iterator[Observation]:
    """An evaluation suite of promptfoo."""
    data = mapping(document.data)
    resource = f"promptfoo:{document.id}"
    count = _counted(document, data)
    providers = tuple(dict.fromkeys(_provider_ids(data.get("providers") or data.get("targets"))))
    known: dict[str, Any] = {
        "resource": resource,
        "origin": document.origin(line_of(data)),
        "environment": document.environment,
        "product": "promptfoo",
        "providers": providers,
        "ignored_keys": tuple(_ignored(data)),
        "metrics": _metrics(data),
        "brought": _brought(data),
        "adversarial": "redteam" in data,
    }
    if count.why:
        hidden = {"reason": GapReason.UNSUPPORTED, "detail": count.why}
        yield EvaluationSuite(**known, unread={"cases": hidden, "asserting_cases": hidden})
    else:
        yield EvaluationSuite(**known, cases=count.cases, asserting_cases=count.asserting)
    yield from _providers(document, resource, data, providers)


# Cases


def _counted(document: Document, data: dict[str, Any]) -> _Count:
    defaults = data.get("defaultTest")
    default_asserts = _default_asserts(document, defaults)
    if default_asserts is None:
        return _Count(why="defaultTest stands in a file that could not be read")
    if "redteam" in data and not items(data.get("tests")) and not data.get("tests"):
        return _Count(why="cases are generated when the red team runs")
    count = _Count()
    if "tests" in data:
        count += _cases(document, data["tests"], default_asserts=default_asserts)
    for scenario in items(data.get("scenarios")):
        if isinstance(scenario, dict):
            count += _scenario(document, scenario, default_asserts=default_asserts)
        else:
            count += _Count(why="scenarios stand in a file of their own")
    # Without tests promptfoo runs each prompt once, and the default assertions judge it.
    return _Count(1, 1) if not ({"tests", "scenarios"} & data.keys()) and default_asserts else count


def _default_asserts(document: Document, defaults: Any) -> bool | None:
    """Whether every case has an assertion by default; None when that stands out of sight."""
    if isinstance(defaults, str):
        content = _read(document, defaults)
        parsed = tree.read(content, _syntax(defaults)).documents if content is not None and _syntax(defaults) else []
        return _asserts(parsed[0]) if parsed and isinstance(parsed[0], dict) else None
    return _asserts(defaults)


def _asserts(test: Any) -> bool:
    return bool(items(mapping(test).get("assert"))) or bool(items(mapping(test).get("assertions")))


def _cases(document: Document, tests: Any, *, default_asserts: bool, depth: int = 0) -> _Count:
    listed = tests if isinstance(tests, list) else [tests]
    count = _Count()
    for each in listed:
        if isinstance(each, dict) and text(each.get("path")) and not ({"vars", "assert", "description"} & each.keys()):
            count += _Count(why="cases come from a generator")
        elif isinstance(each, dict):
            count += _Count(1, int(default_asserts or _asserts(each)))
        elif text(each):
            count += _from_files(document, text(each), default_asserts=default_asserts, depth=depth)
    return count


def _scenario(document: Document, scenario: dict[str, Any], *, default_asserts: bool) -> _Count:
    """A scenario runs each of its tests with each of its configurations."""
    configs = scenario.get("config")
    if not isinstance(configs, list) or any(isinstance(each, str) for each in configs):
        return _Count(why="a scenario's configurations stand in a file of their own")
    tests = _cases(document, scenario.get("tests") or [{}], default_asserts=default_asserts)
    return _Count(len(configs) * tests.cases, len(configs) * tests.asserting, tests.why)


# Files

MAX_FILES = 200
MAX_BYTES = 5_000_000


def _syntax(name: str) -> str:
    suffix = PurePosixPath(name.removeprefix("file://")).suffix.lower()
    return {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".jsonl": "jsonl", ".csv": "csv"}.get(suffix, "")


def _from_files(document: Document, reference: str, *, default_asserts: bool, depth: int) -> _Count:
    """Cases in the files a reference or a pattern names."""
    name = reference.removeprefix("file://")
    if depth > 2 or "://" in name or not _syntax(name):
        return _Count(why=f"cases come from {_kind_of(name)}")
    count = _Count()
    found = _files(document, name)
    for path in found:
        content = _content(path)
        count += _Count(why=f"{name} could not be read") if content is None else _in_text(document, content, name, default_asserts, depth)
    return count if found else _Count(why=f"{name} was not found in the folder")


def _kind_of(name: str) -> str:
    return "a remote data set" if "://" in name else f"a {PurePosixPath(name).suffix or 'file'} generator"


def _in_text(document: Document, content: str, name: str, default_asserts: bool, depth: int) -> _Count:  # noqa: FBT001 - handed on
    match _syntax(name):
        case "csv":
            return _in_csv(content, default_asserts=default_asserts)
        case "jsonl":
            lines = [line for line in content.splitlines() if line.strip()]
            parsed = [each for line in lines for each in tree.read(line, "json").documents]
            return _cases(document, mappings(parsed), default_asserts=default_asserts)
        case syntax:
            documents = tree.read(content, syntax)
            if documents.errors:
                return _Count(why=f"{name} could not be parsed")
            return sum((_cases(document, each, default_asserts=default_asserts, depth=depth + 1) for each in documents.documents), _Count())


def _in_csv(content: str, *, default_asserts: bool) -> _Count:
    """One case a row; columns named `__expected` hold assertions."""
    try:
        rows = list(csv.DictReader(io.StringIO(content)))
    except csv.Error:
        return _Count(why="a CSV file could not be parsed")
    asserting = [row for row in rows if any(str(key).startswith("__expected") and value for key, value in row.items())]
    return _Count(len(rows), len(rows) if default_asserts else len(asserting))


def _files(document: Document, name: str) -> list[Path]:
    """Files inside the folder that a relative name or pattern stands for; sheets and anchors are cut off."""
    root = document.place.root
    if root is None or name.startswith(("/", "~")) or not name:
        return []
    base = (root / PurePosixPath(document.path)).parent
    try:
        found = sorted(base.glob(name.partition("#")[0]))[:MAX_FILES]
        return [path for path in found if path.is_file() and path.resolve().is_relative_to(root.resolve())]
    except (ValueError, OSError, NotImplementedError, IndexError):
        return []


def _content(path: Path) -> str | None:
    try:
        return path.read_text("utf-8", errors="replace") if path.stat().st_size <= MAX_BYTES else None
    except OSError:
        return None


def _read(document: Document, reference: str) -> str | None:
    found = _files(document, reference.removeprefix("file://"))
    return _content(found[0]) if found else None


# Assertions

_JUDGED_FROM = {
    "similar": 0.75, "rouge-n": 0.75, "bleu": 0.5, "gleu": 0.5, "meteor": 0.5, "levenshtein": 5.0,
    "context-recall": 0.0, "context-relevance": 0.0, "context-faithfulness": 0.0, "answer-relevance": 0.0,
}  # fmt: skip
"""Assertions with a threshold, and the one that holds when none is written. Nothing fails below 0."""


def _metrics(data: dict[str, Any]) -> dict[str, float | None]:
    """Kinds of assertions written in this file, with the highest threshold of each."""
    found: dict[str, float | None] = {}
    for holder in walk({key: data.get(key) for key in ("defaultTest", "tests", "scenarios", "assertionTemplates")}):
        for each in (*mappings(holder.get("assert")), *mappings(holder.get("assertions"))):
            if kind := text(each.get("type")):
                threshold = number(each.get("threshold"))
                threshold = _JUDGED_FROM.get(kind.removeprefix("not-")) if threshold is None else threshold
                known = found.get(kind)
                found[kind] = threshold if known is None else known if threshold is None else max(known, threshold)
    return dict(sorted(found.items()))


_OF_SEARCHES = frozenset({"context-recall", "context-relevance"})
"""Assertions about the passages alone: https://www.promptfoo.dev/docs/guides/evaluate-rag/ ."""
_WRITTEN_VARIABLE = re.compile(r"context\.vars\.(\w+)")
_COMPUTED = re.compile(r"\s*(file|package|exec|https?):")


def _brought(data: dict[str, Any]) -> tuple[str, ...]:
    """Assertions about passages that judge nothing but what is written into their cases."""
    written: set[str] = set()
    found: set[str] = set()
    for case in walk({key: data.get(key) for key in ("defaultTest", "tests", "scenarios", "assertionTemplates")}):
        for each in (*mappings(case.get("assert")), *mappings(case.get("assertions"))):
            if (kind := text(each.get("type"))) in _OF_SEARCHES:
                transform = text(each.get("contextTransform"))
                variable = _WRITTEN_VARIABLE.fullmatch(transform.strip())
                name = variable[1] if variable else "" if transform else "context"
                value = text(mapping(case.get("vars")).get(name))
                (written if value and not _COMPUTED.match(value) else found).add(kind)
    return tuple(sorted(written - found))


# Providers and keys without effect

_PREFIXES = {
    "openai": "openai", "azure": "azure", "azureopenai": "azure", "anthropic": "anthropic", "bedrock": "bedrock", "vertex": "vertex",
    "google": "gemini", "palm": "gemini", "mistral": "mistral", "cohere": "cohere", "groq": "groq", "huggingface": "huggingface",
    "replicate": "replicate", "openrouter": "openrouter", "deepseek": "deepseek", "xai": "xai", "togetherai": "together",
    "fireworks": "fireworks", "ollama": "self-hosted", "localai": "self-hosted", "vllm": "self-hosted", "llama": "self-hosted",
}  # fmt: skip


def _provider_ids(value: Any) -> Iterator[str]:
    """Ids of providers: text, `{id: …}`, or a mapping whose only key is the id."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield from filter(None, [text(each.get("id")) or (str(next(iter(each))) if len(each) == 1 else "")])
        elif text(each):
            yield text(each)


def _providers(document: Document, resource: str, data: dict[str, Any], ids: tuple[str, ...]) -> Iterator[ProviderUse]:
    seen: set[str] = set()
    for id in ids:
        provider = _PREFIXES.get(id.partition(":")[0])
        if provider and provider not in seen:
            seen.add(provider)
            yield ProviderUse(
                resource=f"{resource}#provider/{provider}",
                origin=document.origin(line_of(data, "providers" if "providers" in data else "targets")),
                environment=document.environment,
                provider=provider,
                via="evaluation",
            )


# The gate is the exit code, set by the variable PROMPTFOO_PASS_RATE_THRESHOLD; these keys are read by nothing.
_GATE_LIKE = re.compile(
    r"(pass|fail|success)[_-]?(rate|ratio)?[_-]?(threshold|percentage|under)?|(min[_-]?)?(pass[_-]?rate|score)|.*threshold", re.IGNORECASE
)


def _ignored(data: dict[str, Any]) -> Iterator[str]:
    for key in data:
        if _GATE_LIKE.fullmatch(key):
            yield key
    for section in ("evaluateOptions", "commandLineOptions"):
        for key in mapping(data.get(section)):
            if _GATE_LIKE.fullmatch(key):
                yield f"{section}.{key}"
