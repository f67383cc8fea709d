"""Imports only go down, heavy libraries wait inside functions, and every module says what it does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS = (
    {"facts", "languages", "printable"},
    {"api", "environments", "collectors", "checks", "lock_in"},
    {"engine", "snapshot", "theme"},
    {"assessment", "gate", "waivers", "score", "plan", "inventory", "runner", "planner", "loader", "testing", "frameworks", "config"}
    | {"profiles"},
    {"reports", "report_templates", "compare", "targets", "aws_targets", "aws_organization", "aws_simulation", "kubernetes_targets"}
    | {"cronjob", "permissions", "rbac", "schemas", "yaml_lists", "answers", "merge"},
    {"cli", "__main__"},
)
"""Top-level names of the package, from the ground up (docs: ARCHITECTURE, Floors).

`config` stands on the third: readiness.yaml is written in the words of the gate, the rubric and the waivers.
"""

FOR_ALL = {"errors", "__version__"}
HEAVY = {"boto3", "botocore", "kubernetes", "jinja2", "weasyprint", "rich", "pytest"}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "base", "misc", "manager", "managers"}


def modules() -> dict[str, Path]:
    """Every module of the product by its full name."""
    found = {}
    for folder, package in ((ROOT / "readiness", "readiness"), (ROOT / "checks", "readiness.checks")):
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            found[".".join((package, *parts)).removesuffix(".__init__")] = path
    return found


MODULES = modules()
EVERY = pytest.mark.parametrize("module", MODULES)


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports(module: str, nodes: Iterator[ast.AST]) -> Iterator[tuple[str, int]]:
    """Full names that these nodes import, with their lines; `from a import b` is `a.b`."""
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            source = ".".join(each for each in (above, node.module) if each)
            yield from ((f"{source}.{alias.name}", node.lineno) for alias in node.names)


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: no function bodies, nothing for type checkers alone."""
    for child in ast.iter_child_nodes(node):
        for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test) and "not" not in ast.unparse(child.test)
        if for_types or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield child
        yield from run_at_import(child)


def part(name: str) -> str:
    """`readiness.collectors.files.tree` is part of `collectors`; the package's own `__init__` has no part."""
    return name.split(".")[1] if "." in name else ""


def floor_of(name: str) -> int:
    return next((number for number, names in enumerate(FLOORS) if name in names), -1)


@EVERY
def test_every_module_stands_on_a_floor(module):
    name = part(module)
    assert not name or name in FOR_ALL or floor_of(name) >= 0, f"{module} stands on no floor: add {name!r} to FLOORS in {__file__}"


@EVERY
def test_imports_only_go_down(module):
    here = floor_of(part(module))
    for name, line in imports(module, ast.walk(tree(module))):
        if not name.startswith("readiness.") or part(name) in FOR_ALL or not part(module):
            continue
        there = floor_of(part(name))
        assert there >= 0, f"{module}:{line} imports {name}, which stands on no floor: add it to FLOORS in {__file__}"
        assert there <= here or part(module) in FOR_ALL, f"{module}:{line} (floor {here}) imports {name} (floor {there})"


@EVERY
def test_what_all_may_import_imports_nothing_of_ours(module):
    if part(module) in FOR_ALL or not part(module):
        at_import = [name for name, _ in imports(module, run_at_import(tree(module)))]
        assert not [name for name in at_import if name.startswith("readiness.") and name != "readiness.cli"]


@EVERY
def test_checks_import_facts_the_api_and_their_siblings(module):
    if not module.startswith("readiness.checks."):
        return
    pillar = ".".join(module.split(".")[:3])
    for name, line in imports(module, ast.walk(tree(module))):
        # `lock_in` is arithmetic over facts that reports show too.
        known = ("readiness.api.", "readiness.facts.", "readiness.lock_in.", f"{pillar}.")
        ours = name.startswith(known) or name in ("readiness.api", "readiness.facts")
        allowed = ours or name.split(".")[0] in STANDARD or name.startswith("__future__.") or name == "pathlib.PurePosixPath"
        assert allowed, f"{module}:{line} imports {name}"


STANDARD = {"collections", "dataclasses", "datetime", "enum", "fnmatch", "functools", "itertools", "math", "operator", "re", "typing"}
"""What a pure function of facts may need."""


@EVERY
def test_heavy_libraries_are_imported_where_they_are_used(module):
    for name, line in imports(module, run_at_import(tree(module))):
        assert name.split(".")[0] not in HEAVY, f"{module}:{line} imports {name} at its top: import it inside the function that needs it"


@EVERY
def test_every_module_says_what_it_does(module):
    text = ast.get_docstring(tree(module)) or ""
    assert text.strip(), f"{module} has no docstring"
    assert len(text.splitlines()[0]) <= 140


@EVERY
def test_no_module_has_a_name_that_says_nothing(module):
    assert not NAMELESS & set(module.split("."))


def test_the_floors_name_each_part_once():
    names = [name for floor in FLOORS for name in floor]
    assert len(names) == len(set(names))
    assert "readiness.api" in MODULES
    assert any(module.startswith("readiness.checks.quality") for module in MODULES)
