"""No pattern that is run over the text of files grows with the square of it, or worse."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from effort import ends

from readiness.collectors import files
from readiness.collectors.files.secret_values import KeyFormat, key_formats

FOLDER = Path(files.__file__).parent
LENGTH = 30_000
UNITS = (
    *"aA0 \t\n\"'`{}[()\\/:=-._#*$@<>,é",
    *("a ", "a.", "a-", "a_", "a:", "a=", "a/", " \n", "\n ", "-a", "${", "{{", "}}", '"a', 'a"', "a,", "A1", "://", "a@", "$(", '\\"'),
    *(
        "a\n",
        "a: ",
        "- name:\n",
        "<a>",
        "<!--",
        'x="',
        "['a', ",
        "import ",
        "from a import b\n",
        "sk-",
        "http://a:",
        "export ",
        '{"a":',
        "f(a, ",
    ),
)
BOUNDED = frozenset({"secret_values._ASSIGNED_TO", "secrets._ASSIGNED", "formats.mcp._EXACT", "hints"})
"""Patterns that see slices of some hundred characters and tags of images, and hints, which are tried elsewhere."""
WAYS = {"search": "search", "match": "match", "fullmatch": "fullmatch"} | dict.fromkeys(
    ("finditer", "findall", "sub", "subn", "split"), "finditer"
)
"""How a pattern is tried, by the function that uses it."""


def patterns() -> dict[str, set[re.Pattern[str]]]:
    """Compiled patterns of all modules below, whatever holds them: by module and name, or by the attribute they are used by."""
    found: dict[str, set[re.Pattern[str]]] = {}
    for module in pkgutil.walk_packages(files.__path__, f"{files.__name__}."):
        short = module.name.removeprefix(f"{files.__name__}.")
        waiting = [(f"{short}.{name}", value, 0) for name, value in vars(importlib.import_module(module.name)).items()]
        while waiting:
            name, value, depth = waiting.pop()
            if isinstance(value, re.Pattern):
                if isinstance(value.pattern, str):
                    found.setdefault(name, set()).add(value)
            elif depth < 4:
                waiting += [(inner, each, depth + 1) for inner, each in _within(name, value)]
    return found


def _within(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, tuple | list | set | frozenset):
        yield from ((name, each) for each in value)
    elif isinstance(value, dict):
        yield from ((name, each) for each in value.values())
    elif type(value).__module__.startswith(files.__name__) and not isinstance(value, type):
        yield from getattr(value, "__dict__", {}).items()


@cache
def _source(module: str) -> str:
    written = [FOLDER / f"{module.replace('.', '/')}.py", FOLDER / module.replace(".", "/") / "__init__.py"]
    return "\n".join(each.read_text("utf-8") for each in written if each.exists())


def ways(name: str) -> set[str]:
    """How a pattern is used. One that is an attribute of something is matched as a whole: names of what is called, variables."""
    module, _, last = name.rpartition(".")
    if not module:
        return {"fullmatch"}
    used = re.findall(rf"\b{re.escape(last)}(?:\(\))?\.(search|match|fullmatch|finditer|findall|sub|subn|split)\(", _source(module))
    return {WAYS[each] for each in used} or {"fullmatch"}


def written() -> dict[str, set[tuple[re.Pattern[str], str]]]:
    """Patterns that stand where they are used (`re.search("…", text)`), by module, and how they are."""
    found: dict[str, set[tuple[re.Pattern[str], str]]] = {}
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=name), args=[ast.Constant(value=str() as pattern), *_], keywords=given
                ) if name in WAYS:
                    # A flag that is left out here could only make the pattern match less.
                    flags = re.IGNORECASE if any(each.arg == "flags" for each in given) else re.NOFLAG
                    found.setdefault(path.relative_to(FOLDER).as_posix(), set()).add((re.compile(pattern, flags), WAYS[name]))
    return found


FOUND = patterns()
WRITTEN = written()
TEXTS = [text + end for unit in UNITS for text in [(unit * LENGTH)[:LENGTH]] for end in ("", "!")]


def reads(pattern: re.Pattern[str], way: str) -> None:
    for text in TEXTS:
        found = getattr(pattern, way)(text)
        if way == "finditer":
            sum(1 for _ in found)


@pytest.mark.parametrize("name", sorted(FOUND.keys() - BOUNDED))
def test_a_pattern_reads_hostile_text_in_its_stride(name: str) -> None:
    with ends():
        for pattern in FOUND[name]:
            for way in ways(name):
                reads(pattern, way)


@pytest.mark.parametrize("module", sorted(WRITTEN))
def test_a_pattern_that_stands_where_it_is_used_does_too(module: str) -> None:
    with ends():
        for pattern, way in WRITTEN[module]:
            reads(pattern, way)


@pytest.mark.parametrize("known", key_formats(), ids=lambda known: known.kind)
def test_keys_are_looked_for_in_hostile_text(known: KeyFormat) -> None:
    """Where a needle stands in a text, all of it is searched."""
    with ends():
        for needle in known.needles:
            units = (needle, f"{needle}a", f"{needle} ", f"a={needle}", f'"{needle}', f"{needle}\n", *"aA0_-=/:.@ \n", "A1", "a.", "a:")
            for unit in units:
                sum(1 for _ in known.pattern.finditer(f"{needle}{unit * (LENGTH // len(unit))}!"))


def test_the_patterns_are_found() -> None:
    assert {"tree._TOML_HEAD", "secret_values._DISTINCT_AT", "runs", "pattern"} <= FOUND.keys()
    assert {"agent_source.py", "formats/mcp.py", "infrastructure/folder.py"} <= WRITTEN.keys()
