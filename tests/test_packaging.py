"""What is shipped: the list of packages, the wheel, and a start that stays quick."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from readiness import __version__
from readiness.cli.app import VERBS

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = {"readiness": "readiness", "checks": "readiness.checks", "report_templates": "readiness.report_templates"}


def packages_of_the_tree() -> set[str]:
    found = set()
    for folder, name in FOLDERS.items():
        for path in (ROOT / folder).rglob("__init__.py"):
            inside = path.parent.relative_to(ROOT / folder).parts
            found.add(".".join((name, *inside)))
    return found


def test_every_package_of_the_tree_is_shipped_and_no_other():
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == packages_of_the_tree()


def test_no_module_stands_in_a_folder_that_is_no_package():
    for folder in FOLDERS:
        loose = [path for path in (ROOT / folder).rglob("*.py") if not (path.parent / "__init__.py").exists()]
        assert not loose


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, built beside the tree so that nothing is left in it."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, installed on its own; what it depends on comes from this environment."""
    site = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(wheel)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    return site


def in_wheel(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site), "READINESS_CACHE": str(folder / "cache")}
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment, cwd=folder)


def test_the_wheel_holds_one_package_and_all_its_data(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
    assert {name.split("/")[0] for name in names} == {"readiness"}
    data = {
        f"{FOLDERS[folder].replace('.', '/')}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert set(names) == data


def test_an_installed_wheel_scans(installed: Path, tmp_path: Path):
    where = in_wheel(installed, tmp_path, "-c", "import readiness; print(readiness.__file__)")
    assert where.stdout.startswith(str(installed))
    assert in_wheel(installed, tmp_path, "-m", "readiness", "--version").stdout == f"readiness {__version__}\n"
    shutil.copytree(ROOT / "sample_configs" / "pilot", tmp_path / "pilot")
    ended = in_wheel(
        installed, tmp_path, "-m", "readiness", "scan", "pilot", "--exit-zero", "--no-progress", "--language", "es", "-o", "report.html"
    )
    assert (ended.returncode, ended.stderr) == (0, "wrote report.html\n")
    assert "of 100" in ended.stdout
    written = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert ('<html lang="es">' in written, "Hoja de ruta" in written) == (True, True), "the catalogue is shipped"


def test_the_command_is_installed():
    command = str(Path(sys.executable).with_name("readiness"))
    ended = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=60, check=False)
    assert ended.stdout == f"readiness {__version__}\n"


OURS = {"readiness", "readiness.cli", "readiness.cli.app", "readiness.cli.console", "readiness.errors", "readiness.printable"}
"""All of ours that help of the whole and the version need."""
TYPER = {"typer", "annotated_doc", "shellingham"}
FOR_OPTIONS = {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"}
"""What typer takes when it reads the options of a verb."""
HEAVY = {"asyncio", "concurrent", "http", "logging", "multiprocessing", "sqlite3", "ssl", "unittest", "xml"}
PLATFORMS = ("files.folder", "aws.watching", "kubernetes.live")
AT = """\
import sys
from readiness.collectors import collectors_at
assert collectors_at(sys.argv[1])
print(*sys.modules)
"""
IMPORTED = """\
import sys
before = set(sys.modules)
from readiness.cli.app import run
codes = [run(line.split()) for line in sys.argv[1:]]
print(*sorted(set(sys.modules) - before), file=sys.stderr)
sys.exit(any(codes))
"""


def modules_for(folder: Path, *lines: str) -> set[str]:
    """What one process imports that is told these lines, one after the other."""
    command = [sys.executable, "-c", IMPORTED, *lines]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=folder)
    assert ended.returncode == 0, ended.stderr
    return set(ended.stderr.split())


def split(modules: set[str]) -> tuple[set[str], set[str], set[str]]:
    """Our modules, those of Python, and those of libraries."""
    ours = {each for each in modules if each.partition(".")[0] == "readiness"}
    pythons = {each for each in modules if each.partition(".")[0] in sys.stdlib_module_names or each.startswith("_")}
    return ours, pythons, modules - ours - pythons


def packages(modules: set[str]) -> set[str]:
    return {each.partition(".")[0] for each in modules}


@pytest.mark.parametrize("line", ["--help", "--version"])
def test_help_and_version_import_next_to_nothing(line: str, tmp_path: Path):
    ours, pythons, libraries = split(modules_for(tmp_path, line))
    assert ours == OURS
    assert packages(libraries) <= TYPER
    assert not packages(pythons) & (HEAVY | {"email", "json", "random", "tempfile", "zipfile"})
    assert len(libraries) <= 35  # a tenth more than there are


def test_help_of_every_verb_imports_nothing_heavy(tmp_path: Path):
    lines = [f"{verb} --help" for verb in VERBS]
    modules = modules_for(tmp_path, *lines, "checks list --help", "checks profiles --help", "checks explain --help")
    ours, pythons, libraries = split(modules)
    assert ours == OURS | {"readiness.cli.options"} | {f"readiness.cli.{verb}" for verb in VERBS}
    assert packages(libraries) <= TYPER | FOR_OPTIONS
    assert not packages(pythons) & HEAVY
    assert len(libraries) <= 90  # a tenth more than there are, half of them pydantic's


@pytest.mark.parametrize(
    ("kind", "platform"),
    [("attestations", ""), ("aws-region", "aws.watching"), ("kubernetes", "kubernetes.live")],
)
def test_a_place_is_read_without_the_collectors_of_other_platforms(kind: str, platform: str, tmp_path: Path):
    told = subprocess.run([sys.executable, "-c", AT, kind], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path).stdout
    imported = {each for each in PLATFORMS if f"readiness.collectors.{each}" in told.split()}
    assert imported == ({platform} - {""})


def test_every_file_that_holds_a_verb_is_listed():
    files = {path.stem for path in (ROOT / "readiness" / "cli").glob("*.py") if "\n@verb\n" in path.read_text(encoding="utf-8")}
    assert files == set(VERBS)


def test_pins_name_no_host_and_cover_what_is_asked_for():
    lines = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert all("==" in line and "/" not in line and "@" not in line for line in lines)
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    wanted = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["pdf"],
        *PROJECT["dependency-groups"]["dev"],
    ]
    names = {each.split(">")[0].split("=")[0].split("[")[0].strip().lower() for each in wanted}
    assert names <= pinned
