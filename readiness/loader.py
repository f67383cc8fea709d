"""Finds checks: built-in, installed (entry points) and from a local folder."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from readiness.api import Check
from readiness.errors import UserError

ENTRY_POINTS = "readiness.checks"


@dataclass(frozen=True)
class Pillar:
    """One of the thirteen areas: its folder, its title, and the question it answers for the business."""

    id: str
    title: str
    question: str


def pillars() -> dict[str, Pillar]:
    """The pillars, by folder, in the order of the tree."""
    return {each.id: each for each in _pillars()}


@cache
def _pillars() -> tuple[Pillar, ...]:
    package = importlib.import_module("readiness.checks")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__) if module.ispkg)
    folders = {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}
    return tuple(Pillar(name, each.TITLE, (each.__doc__ or "").strip()) for name, each in folders.items())


def load_checks(folders: Iterable[Path] = ()) -> dict[str, Check]:
    """Every check that can be had, by id.

    Args:
        folders: local folders with further checks; their Python files are executed.

    Raises:
        UserError: a folder or a module can't be loaded, an id is taken twice or a pillar is unknown.
    """
    found: dict[str, Check] = {}
    taken: dict[str, str] = {}
    known = pillars()
    for check in (*_everywhere(), *(each for folder in folders for module in _local(folder) for each in _checks_of(module))):
        for name in (check.id, *check.aliases):
            if name in taken and found.get(taken[name]) is not check:
                again = check.function.__module__
                raise UserError(f"check id {name!r} is defined twice (again in {again})", help="give one of them another id")
            taken[name] = check.id
        if check.pillar not in known:
            raise UserError(
                f"check {check.id!r} names the unknown pillar {check.pillar!r}",
                help="say @check(…, pillar=…) with one of: " + ", ".join(known),
            )
        found[check.id] = check
    return dict(sorted(found.items()))


@cache
def _everywhere() -> tuple[Check, ...]:
    """Built-in and installed checks, looked for once: they don't change while a process runs."""
    return tuple(check for module in (*_built_in(), *_installed()) for check in _checks_of(module))


def select(checks: dict[str, Check], only: Iterable[str] = (), skip: Iterable[str] = ()) -> dict[str, Check]:
    """The checks that ids, former ids, pillars or id prefixes ending in `*` choose.

    Raises:
        UserError: a name chooses nothing.
    """
    chosen = set(checks) if not (only := tuple(only)) else {id for name in only for id in named(checks, name)}
    dropped = {id for name in skip for id in named(checks, name)}
    return {id: check for id, check in checks.items() if id in chosen - dropped}


def named(checks: dict[str, Check], name: str) -> set[str]:
    """Ids of the checks that an id, a former id, a pillar or an id prefix ending in `*` names.

    Raises:
        UserError: it names nothing.
    """
    if name.endswith("*"):
        found = {id for id in checks if id.startswith(name[:-1])}
    else:
        found = {id for id, check in checks.items() if name in (id, check.pillar, *check.aliases)}
    if not found:
        near = get_close_matches(name, [*checks, *pillars()], 1)
        raise UserError(
            f"no check or pillar is called {name!r}",
            help=f"did you mean {near[0]!r}?" if near else "'readiness checks list' shows them all",
        )
    return found


def _built_in() -> Iterator[ModuleType]:
    package = importlib.import_module("readiness.checks")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(module.name)


def _installed() -> Iterator[ModuleType]:
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda each: each.name):
        try:
            yield entry.load()
        except Exception as error:
            raise UserError(
                f"installed checks {entry.name!r} can't be loaded: {error}", help="upgrade or uninstall that package"
            ) from error


def _local(folder: Path) -> Iterator[ModuleType]:
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder of checks", help="name a folder that holds Python files with @check functions")
    for path in sorted(folder.rglob("*.py")):
        name = "readiness_local_checks." + ".".join(path.relative_to(folder).with_suffix("").parts)
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            raise UserError(f"{path}: can't be loaded: {error}", help="mend the file, or leave its folder out of --checks") from error
        yield module


def _checks_of(module: ModuleType) -> list[Check]:
    marked = (getattr(each, "__readiness_check__", None) for each in vars(module).values())
    return [check for check in marked if isinstance(check, Check) and check.function.__module__ == module.__name__]
