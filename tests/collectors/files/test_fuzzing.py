"""Whatever is done to a file, its reader neither fails nor hangs, and no secret of it is told.

Every file that other tests read, and those in `seeds`, is changed at random and read as the folder collector reads it. READINESS_FUZZ=2000
tries each kind of file that often; without, it takes seconds.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from effort import ends
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.collectors import Place
from readiness.collectors.files import tree
from readiness.collectors.files.file_kinds import syntax_of
from readiness.collectors.files.formats import load_formats
from readiness.collectors.files.reading import FolderReading
from readiness.collectors.files.secret_names import is_secret_name
from readiness.collectors.files.walk import HEAD
from readiness.facts import Fact, Gap, GapReason
from readiness.facts.ai import ModelRoute
from readiness.inventory import inventory

HERE = Path(__file__).parent
TESTS = HERE.parent.parent
FOLDERS = (HERE / "seeds", HERE / "formats" / "inputs", TESTS / "layouts", TESTS.parent / "sample_configs")
ELSEWHERE = {"ci.yaml": ".github/workflows/ci.yaml", "mcp.json": ".mcp.json", "gitlab-ci.yml": ".gitlab-ci.yml"}
TRIES = int(os.environ.get("READINESS_FUZZ", "20"))
MOST_BYTES = 60_000

SHAPED = ("sk-proj-hT5pQ2wXz8Kd4Rb9Vn3Lm7Yc1Jf6", "AKIAQ3ZT7XVB5NLK2WMD", "ghp_7Kd4Rb9Vn3Lm7Yc1Jf6hT5pQ2wXz8Kd4Rb9V")
NAMED = "canary-named"
CANARIES = (*(each[8:] for each in SHAPED), NAMED)

Change = Callable[[str, float, Any], str]


def seeds() -> dict[str, list[tuple[str, str]]]:
    """Path and text of every file worth changing, by its syntax."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for folder in FOLDERS:
        for each in sorted(folder.rglob("*")):
            if each.is_file() and each.stat().st_size < 40_000 and "aws_account" not in each.parts:
                # The folder of a layout or sample may make its files samples, of which less is told.
                path = ELSEWHERE.get(each.name) or each.relative_to(folder).as_posix()
                found[syntax_of(path) or "text"].append((path, each.read_text("utf-8")))
    return found


SEEDS = seeds()


def read(folder: Path, path: str, content: bytes) -> list[Fact | Gap]:
    """Everything that a folder with this one file tells, and it comes to an end."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    with ends():
        seen = list(FolderReading(Place(kind="folder", name=".", target="folder:.", root=folder)).over(folder))
    shutil.rmtree(folder / path.split("/", maxsplit=1)[0]) if "/" in path else file.unlink()
    return seen


def told(seen: list[Fact | Gap]) -> str:
    """All of it as it would be written down."""
    facts = [each for each in seen if isinstance(each, Fact)]
    return "\n".join((*(each.model_dump_json() for each in seen), *(each.model_dump_json() for each in inventory(facts))))


def check(seen: list[Fact | Gap], *canaries: str) -> None:
    """No reader failed, every fact survives being saved, and no canary is told."""
    assert [each.detail for each in seen if isinstance(each, Gap) and each.reason is GapReason.FAILED] == []
    for each in seen:
        if isinstance(each, Fact):
            assert type(each).model_validate_json(each.model_dump_json()) == each
    written = told(seen)
    assert [canary for canary in canaries if canary in written] == []


# Changes of text


def at(text: str, share: float) -> int:
    return int(len(text) * share)


def _line(text: str, share: float) -> tuple[int, int]:
    position = at(text, share)
    end = text.find("\n", position)
    return text.rfind("\n", 0, position) + 1, len(text) if end < 0 else end


def truncated(text: str, share: float, _: Any) -> str:
    return text[: at(text, share)]


def cut(text: str, share: float, _: Any) -> str:
    return text[: at(text, share)] + text[at(text, share) + 7 :]


def dropped(text: str, share: float, _: Any) -> str:
    start, end = _line(text, share)
    return text[:start] + text[end + 1 :]


def doubled(text: str, share: float, _: Any) -> str:
    start, end = _line(text, share)
    return text[:end] + "\n" + text[start:end] + text[end:]


def many(text: str, share: float, _: Any) -> str:
    start, end = _line(text, share)
    return text[:end] + ("\n" + text[start:end]) * min(2000, MOST_BYTES // (end - start + 1) // 2) + text[end:]


def valued(text: str, share: float, value: Any) -> str:
    """Another value for what the line assigns."""
    start, end = _line(text, share)
    found = re.match(r"[^:=]*[:=]\s*", text[start:end])
    return text[: start + found.end()] + _written(value) + text[end:] if found else text


def inserted(text: str, share: float, value: Any) -> str:
    return f"{text[: at(text, share)]} {_written(value)} {text[at(text, share) :]}"


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, allow_nan=True)


# Changes of trees


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        pairs = list(each.items()) if isinstance(each, dict) else list(enumerate(each)) if isinstance(each, list) else []
        yield from ((each, key) for key, _ in pairs)
        waiting.extend(inner for _, inner in pairs)


def _in_tree(text: str, share: float, change: Callable[[Any, Any], None], syntax: str) -> str:
    documents = tree.read(text, syntax).documents
    places = list(_places(documents))[len(documents) :]
    if not places:
        return text
    change(*places[int((len(places) - 1) * share)])
    return "\n---\n".join(json.dumps(each) for each in documents)


def replaced(text: str, share: float, value: Any) -> str:
    return _in_tree(text, share, lambda holder, key: holder.__setitem__(key, value), "yaml")


def deleted(text: str, share: float, _: Any) -> str:
    return _in_tree(text, share, lambda holder, key: holder.pop(key), "yaml")


def renamed(text: str, share: float, value: Any) -> str:
    def change(holder: Any, key: Any) -> None:
        if isinstance(holder, dict):
            holder[_written(value)] = holder.pop(key)

    return _in_tree(text, share, change, "yaml")


def wrapped(text: str, share: float, _: Any) -> str:
    return _in_tree(text, share, lambda holder, key: holder.__setitem__(key, [holder[key]]), "yaml")


CHANGES: tuple[Change, ...] = (truncated, cut, dropped, doubled, many, valued, inserted)
TREE_CHANGES: tuple[Change, ...] = (*CHANGES, replaced, replaced, replaced, deleted, renamed, wrapped)
HOSTILE: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**30,
    -(10**400),
    1e308,
    float("inf"),
    float("nan"),
    "",
    " ",
    "null",
    "~",
    "yes",
    [],
    {},
    [None],
    [[]],
    [{}],
    {"": None},
    {"a": {"b": []}},
    [1, "a", None, {"x": [{}]}],
    "\u202e\u0000",
    "é\U0001f600",
    "\ud7ff\ufeff",
    "{{ .Values.x }}",
    "{{",
    "{% if %}",
    "${X:-${Y:-z}}",
    "${",
    "$(",
    "%(x)s",
    "os.environ/X",
    "*",
    "&a",
    "<<: *a",
    "!!python/object:os.system x",
    "!Ref x",
    "- a: b: c",
    "\t",
    "'",
    '"',
    '"""',
    "`",
    "/*",
    "#",
    "//",
    "[" * 3000,
    "{" * 3000,
    "(" * 3000,
    "a" * 20_000,
    "a:" * 3000,
    "- " * 3000,
    ".." * 5000,
    "\\" * 5001,
    "${" * 3000,
    "{{" * 3000,
    "http://[::1",
    "http://a:b@",
    "2026-13-45",
    "9" * 5000,
    "0x",
    "1e999",
    "arn:aws:",
    "@",
    "\r\n",
    "\x85",
    "\x1b[31m",
    *SHAPED,
    f"https://user:{SHAPED[0]}@example.org/x?key={SHAPED[0]}",
    f"Bearer {SHAPED[0]}",
    {"api_key": SHAPED[0]},
    [SHAPED[1]],
    {SHAPED[2]: 1},
]
STEPS = st.tuples(st.floats(0, 1), st.sampled_from(HOSTILE))
ENCODINGS = st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "latin-1", "utf-16-be"])


@pytest.mark.parametrize("syntax", sorted(SEEDS))
@settings(max_examples=TRIES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_no_change_makes_a_reader_fail_or_talk(syntax: str, tmp_path: Path, data: st.DataObject) -> None:
    path, text = data.draw(st.sampled_from(SEEDS[syntax]))
    changes = TREE_CHANGES if syntax in ("yaml", "json") else CHANGES
    for _ in range(data.draw(st.integers(1, 4))):
        change = data.draw(st.sampled_from(changes))
        share, value = data.draw(STEPS)
        text = change(text, share, value)
    content = text.encode(data.draw(ENCODINGS), "replace")[:MOST_BYTES]
    check(read(tmp_path, path, content), *CANARIES[:-1])


@pytest.mark.parametrize(("path", "text"), [each for texts in SEEDS.values() for each in texts], ids=lambda value: value[:60])
def test_no_value_of_a_field_for_secrets_is_told(path: str, text: str, tmp_path: Path) -> None:
    check(read(tmp_path, path, text.encode()), NAMED)
    syntax = syntax_of(path)
    if syntax not in ("yaml", "json"):
        return
    documents = tree.read(text, syntax).documents
    for holder, key in list(_places(documents)):
        # An ExternalSecret names the keys of a secret that stands elsewhere.
        if isinstance(holder, dict) and is_secret_name(key) and isinstance(holder[key], str) and "remoteRef" not in holder:
            holder[key] = "c4narY-N4med-9xQ2wVt7"
    check(read(tmp_path, path, "\n---\n".join(json.dumps(each) for each in documents).encode()), "c4narY-N4med")


UNITS = ("\n", " \n", "\t", " ", '"', "- ", "a: ", "a:\n", '{"a": ', "[", "<a ", "- name: ", "binds:\n", "route:\n", "kind: x\n")
HINTS = sorted({pattern for each in load_formats().values() for pattern, _ in each.hints}, key=lambda pattern: pattern.pattern)


@pytest.mark.parametrize("hint", HINTS, ids=lambda hint: hint.pattern[:40])
def test_hints_are_looked_for_in_linear_time(hint: re.Pattern[str]) -> None:
    """They run over the first 64 KiB of whatever can't be parsed; here over twice as much."""
    with ends():
        for unit in UNITS:
            hint.search(unit * (2 * HEAD // len(unit)))


def test_a_secret_in_a_field_for_anything_is_hidden(tmp_path: Path) -> None:
    text = f"model_list:\n  - model_name: {SHAPED[0]}\n    litellm_params: {{model: openai/gpt-4.1}}\n"
    seen = read(tmp_path, "litellm.yaml", text.encode())
    assert [each.alias for each in seen if isinstance(each, ModelRoute)] == ["***"]
    check(seen, *CANARIES[:-1])
