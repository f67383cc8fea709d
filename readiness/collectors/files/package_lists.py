"""Reads which libraries a project installs, and whether a lock file fixes them.

They stand in requirements files, `pyproject.toml`, `package.json`, BentoML's build files and environments of MLflow projects.
Forms: https://pip.pypa.io/en/stable/reference/requirements-file-format/, PEP 508 and 621, Poetry 2, npm 11, BentoML 1.4,
MLflow 3 (`MLproject`) and conda's match specifications.
"""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files import tree
from readiness.collectors.files.formats import Document
from readiness.collectors.files.script_packages import package_named
from readiness.collectors.files.secrets import masked
from readiness.collectors.files.shapes import at, items, line_of, mapping, text
from readiness.facts.packages import PackageList, Requirement

GIVES = (PackageList,)
MOST_LISTS = 2000

_LIBRARIES = re.compile(
    r"openai(?:-agents)?|anthropic|litellm|langchain(?:-[a-z-]+)?|langgraph(?:-[a-z-]+)?|langsmith|langfuse|llama-index(?:-[a-z0-9-]+)?"
    r"|google-(?:genai|generativeai|adk|cloud-aiplatform)|vertexai|cohere|mistralai|groq|together|replicate|ollama|huggingface-hub"
    r"|transformers|sentence-transformers|vllm|azure-ai-[a-z]+|instructor|dspy(?:-ai)?|pydantic-ai(?:-slim)?|portkey-ai|aisuite|crewai"
    r"(?:-tools)?|autogen(?:-[a-z]+)?|pyautogen|ag2|semantic-kernel|haystack-ai|smolagents|strands-agents|guardrails-ai|nemoguardrails|mcp"
    r"|fastmcp|traceloop-sdk|xai-sdk"
)
"""Distributions that reach models, judge what they say, or give them tools."""

_RETRY = ("p-retry", "async-retry")

_REQUIREMENTS = re.compile(r"(?:^|/)(?:requirements(?:[-_.](?P<kind>[\w.-]+))?\.txt|requirements/(?P<part>[\w.-]+)\.txt)$")
_ASIDE = re.compile(r"dev|test|lint|doc|ci\b|type|build|example|bench|eval")
_PYTHON_LOCKS = frozenset({"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pixi.lock", "pylock.toml", "conda-lock.yml"})
_NPM_LOCKS = frozenset({"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "deno.lock"})
_CONSTRAINTS = re.compile(r"constraints?(?:[-_.][\w.-]+)?\.txt$")
_ENVIRONMENT = re.compile(r"(?:^|/)(?:[\w.-]*conda[\w.-]*|[\w.-]*env(?:ironment)?[\w.-]*)\.ya?ml$", re.IGNORECASE)
"""Names of conda's environments and of MLflow's `python_env.yaml`."""
_IMAGES = re.compile(r"(?:.*\.)?(?:Dockerfile|Containerfile)(?:\..+)?$|Procfile$", re.IGNORECASE)


@dataclass
class PackageLists:
    """What one walk meets of package lists, and of the files beside them that decide what they mean."""

    _lists: list[PackageList] = field(default_factory=list)
    _locks: dict[str, dict[str, str]] = field(default_factory=lambda: {"python": {}, "npm": {}})
    _images: set[str] = field(default_factory=set)
    _projects: set[str] = field(default_factory=set)
    """Files that MLflow projects name as their environment."""

    def take_path(self, path: str) -> None:
        """Notes that a file stands there; it need not be read."""
        name, folder = path.rpartition("/")[2], path.rpartition("/")[0]
        if name in _PYTHON_LOCKS or _CONSTRAINTS.fullmatch(name):
            self._locks["python"].setdefault(folder, path)
        elif name in _NPM_LOCKS:
            self._locks["npm"].setdefault(folder, path)
        elif _IMAGES.fullmatch(name):
            self._images.add(folder)

    def take(self, document: Document) -> None:
        """Keeps what a list of packages says of libraries that reach models.

        Raises:
            ValueError, RecursionError: it can't be parsed.
        """
        if document.name == "MLproject":
            self._projects.update(_environments(document))
        elif len(self._lists) < MOST_LISTS and (read := _reader(document.path)) is not None:
            self._lists += [each for each in read(document) if each.libraries]

    def observations(self) -> Iterator[Observation]:
        """The lists, each with the lock file that holds for it."""
        for each in self._lists:
            folder, path = _folder(each), each.origin.file or ""
            # Of other files of this kind nothing tells what they are for.
            if _ENVIRONMENT.search(path) and path not in self._projects:
                continue
            locks = self._locks[each.ecosystem]
            lock = next((locks[above] for above in _upward(folder) if above in locks), "") or self._compiled(each)
            yield each.model_copy(update={"locked_by": lock, "deployed": each.deployed or folder in self._images})

    def _compiled(self, wanted: PackageList) -> str:
        """A list beside it that fixes what it leaves open, as `pip-compile` writes."""
        names = {each.name for each in wanted.libraries}
        for other in self._lists:
            if other is not wanted and _folder(other) == _folder(wanted) and names <= {each.name for each in other.libraries if each.exact}:
                return other.origin.file or ""
        return ""


def _folder(listed: PackageList) -> str:
    return (listed.origin.file or "").rpartition("/")[0]


def _upward(folder: str) -> Iterator[str]:
    """The folder and all above it, the root last."""
    parts = PurePosixPath(folder).parts if folder else ()
    for length in range(len(parts), -1, -1):
        yield "/".join(parts[:length])


def _reader(path: str) -> Any:
    name = path.rpartition("/")[2]
    if name == "pyproject.toml":
        return _pyproject
    if name == "package.json":
        return _package_json
    if name in ("bentofile.yaml", "bentofile.yml"):
        return _bentofile
    if _ENVIRONMENT.search(path):
        return _environment
    match = _REQUIREMENTS.search(path)
    return _requirements if match and not _ASIDE.search((match["kind"] or match["part"] or "").lower()) else None


# PEP 508: a name, extras, then versions or an address, then a marker.
def _told(version: str) -> str:
    """What is wanted, as a fact may hold it: an address of a private registry may carry a token."""
    return masked(version)[:100]


_LINE = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?P<wanted>\(?[^;#]*)")
_EXACT = re.compile(r"\(?\s*={2,3}\s*[\w.!+-]+\s*\)?")
_AT_COMMIT = re.compile(r"@\s*\S+(?:@[0-9a-f]{7,40}|#sha\w+=\S+|\.whl|\.tar\.gz)\b.*")


def _named(written: str, line: int | None) -> Requirement | None:
    match = _LINE.match(written)
    if match is None:
        return None
    name = re.sub(r"[-_.]+", "-", match["name"]).lower()
    if not _LIBRARIES.fullmatch(name):
        return None
    wanted = _told(" ".join(match["wanted"].split()))
    return Requirement(name=name, wanted=wanted, exact=bool(_EXACT.fullmatch(wanted) or _AT_COMMIT.fullmatch(wanted)), line=line)


def _list(
    document: Document, ecosystem: Any, libraries: Iterable[Requirement | None], *, deployed: bool, locked_by: str = ""
) -> PackageList:
    return PackageList(
        resource=f"packages:{document.path}",
        origin=document.origin(1),
        environment=document.environment,
        ecosystem=ecosystem,
        libraries=tuple(sorted((each for each in libraries if each), key=lambda each: (each.name, each.line or 0))),
        locked_by=locked_by,
        deployed=deployed,
    )


def _requirements(document: Document) -> Iterator[PackageList]:
    """A requirements file; hashes let nothing else be installed, and constraints (`-c`) may fix what it leaves open."""
    lines = [(number, line.strip()) for number, line in enumerate(document.text.splitlines(), 1)]
    if any(line.startswith(("-c ", "--constraint")) or "--hash=" in line for _, line in lines):
        return
    yield _list(
        document, "python", (_named(line, number) for number, line in lines if line and not line.startswith(("#", "-"))), deployed=True
    )


def _pyproject(document: Document) -> Iterator[PackageList]:
    """Dependencies of PEP 621 and of Poetry; optional groups are left to those who ask for them."""
    data = tomllib.loads(document.text)
    lines = {line.strip().strip("\",'"): number for number, line in enumerate(document.text.splitlines(), 1)}
    written = at(data, "project", "dependencies")
    found = [_named(each, lines.get(each)) for each in written if isinstance(each, str)] if isinstance(written, list) else []
    for name, wanted in mapping(at(data, "tool", "poetry", "dependencies")).items():
        version = text(at(wanted, "version")) if isinstance(wanted, dict) else text(wanted)
        plain = _named(str(name), None)
        if plain is not None:
            exact = bool(re.fullmatch(r"=*\s*\d[\w.!+-]*", version)) or bool(text(at(wanted, "rev")))
            found.append(plain.model_copy(update={"wanted": _told(version), "exact": exact}))
    yield _list(document, "python", found, deployed=False)


def _package_json(document: Document) -> Iterator[PackageList]:
    """What an npm package needs to run."""
    data = json.loads(document.text)
    found = []
    for name, wanted in mapping(mapping(data).get("dependencies")).items():
        version = text(wanted)
        if name not in _RETRY and package_named(str(name)) is not None and not version.startswith(("workspace:", "file:", "link:")):
            line = next((number for number, each in enumerate(document.text.splitlines(), 1) if f'"{name}"' in each), None)
            exact = bool(re.fullmatch(r"=?v?\d+\.\d+\.\d+[\w.+-]*", version))
            found.append(Requirement(name=str(name), wanted=_told(version), exact=exact, line=line))
    yield _list(document, "npm", found, deployed=mapping(data).get("private") is True)


def _first(document: Document) -> dict[str, Any]:
    parsed = tree.read(document.text, "yaml")
    return mapping(parsed.documents[0]) if parsed.documents else {}


def _environments(document: Document) -> Iterator[str]:
    """The files that an MLflow project makes its environment of, by their paths in the walk."""
    data = _first(document)
    for key in ("conda_env", "python_env"):
        if written := text(data.get(key)):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(document.path), written))


_CONDA_EXACT = re.compile(r"={1,2}\s*\d+(?:\.\d+){2,}[\w.+-]*(?:=\S+)?|==\s*[\w.+-]+")


def _environment(document: Document) -> Iterator[PackageList]:
    """Dependencies of a conda environment, and those that pip installs into it; `=1.4` is a range, `=1.4.2` hardly one."""
    listed = _first(document).get("dependencies")
    found: list[Requirement | None] = []
    for position, each in enumerate(items(listed)):
        if isinstance(each, dict):
            installed = each.get("pip")
            found += [_named(text(one), line_of(installed, index)) for index, one in enumerate(items(installed))]
        elif (plain := _named(text(each).rpartition("::")[2], line_of(listed, position))) is not None:
            exact = plain.exact or bool(_CONDA_EXACT.fullmatch(plain.wanted))
            found.append(plain.model_copy(update={"exact": exact}))
    yield _list(document, "python", found, deployed=True)


def _bentofile(document: Document) -> Iterator[PackageList]:
    """Packages that a Bento is built with; they are fixed in the Bento, and each build takes the newest that are asked for."""
    listed = at(_first(document), "python", "packages")
    found = (_named(text(each), line_of(listed, position)) for position, each in enumerate(items(listed)))
    yield _list(document, "python", found, deployed=True)
