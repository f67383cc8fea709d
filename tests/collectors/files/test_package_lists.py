"""Which libraries a project installs, and what fixes their versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.collectors import Place
from readiness.collectors.files.reading import FolderReading
from readiness.facts import Gap
from readiness.facts.packages import PackageList


def lists(folder: Path, files: dict[str, str]) -> dict[str | None, PackageList]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    seen = FolderReading(Place(kind="folder", name=".", target="folder:.", root=folder)).over(folder)
    return {each.origin.file: each for each in seen if isinstance(each, PackageList)}


REQUIREMENTS = """\
# what the assistant needs
--extra-index-url https://example.org/simple
OpenAI[datalib]>=1.40,<2 ; python_version > "3.10"
litellm == 1.83.0
langchain_community==0.3.*
fastapi
anthropic  # newest
mistralai @ git+https://github.com/mistralai/client-python@0123456789abcdef
"""


def test_a_requirements_file(tmp_path: Path) -> None:
    (listed,) = lists(tmp_path, {"requirements.txt": REQUIREMENTS}).values()
    assert [(each.name, each.wanted, each.exact, each.line) for each in listed.libraries] == [
        ("anthropic", "", False, 7),
        ("langchain-community", "==0.3.*", False, 5),
        ("litellm", "== 1.83.0", True, 4),
        ("mistralai", "@ git+https://github.com/mistralai/client-python@0123456789abcdef", True, 8),
        ("openai", ">=1.40,<2", False, 3),
    ]
    assert (listed.ecosystem, listed.locked_by, listed.deployed) == ("python", "", True)


@pytest.mark.parametrize(
    ("files", "locked_by"),
    [
        ({"uv.lock": ""}, "uv.lock"),
        ({"poetry.lock": ""}, "poetry.lock"),
        ({"services/constraints.txt": "openai==1.2.3"}, "services/constraints.txt"),
        ({"services/chat/package-lock.json": "{}"}, ""),
        ({"other/uv.lock": ""}, ""),
        ({"services/chat/requirements.lock.txt": "openai==1.2.3\n"}, "services/chat/requirements.lock.txt"),
        ({"services/chat/requirements.lock.txt": "anthropic==1.2.3\n"}, ""),
    ],
)
def test_a_lock_file_beside_it_or_above_it_counts(tmp_path: Path, files: dict[str, str], locked_by: str) -> None:
    found = lists(tmp_path, {"services/chat/requirements.txt": "openai>=1\n", **files})
    assert found["services/chat/requirements.txt"].locked_by == locked_by


def test_what_is_fixed_by_hashes_or_for_developers_is_left_out(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "openai==1.2.3 --hash=sha256:00\n",
        "a/requirements.txt": "-c ../limits.txt\nopenai\n",
        "requirements-dev.txt": "openai\n",
        "requirements/test.txt": "openai\n",
        "b/requirements.txt": "fastapi\n",
    }
    assert lists(tmp_path, files) == {}


PYPROJECT = """\
[project]
dependencies = [
  "openai>=1.40",
  "httpx",
]
[project.optional-dependencies]
dev = ["anthropic"]
[tool.poetry.dependencies]
python = "^3.11"
litellm = "1.83.0"
langgraph = {version = "^0.2", extras = ["x"]}
"""


def test_a_pyproject(tmp_path: Path) -> None:
    found = lists(tmp_path, {"pyproject.toml": PYPROJECT, "app/pyproject.toml": PYPROJECT, "app/Dockerfile": "FROM python\n"})
    listed = found["pyproject.toml"]
    assert [(each.name, each.wanted, each.exact, each.line) for each in listed.libraries] == [
        ("langgraph", "^0.2", False, None),
        ("litellm", "1.83.0", True, None),
        ("openai", ">=1.40", False, 3),
    ]
    assert (listed.deployed, found["app/pyproject.toml"].deployed) == (False, True)


def test_a_package_json(tmp_path: Path) -> None:
    dependencies = {"openai": "^4.2.0", "@ai-sdk/openai": "2.0.1", "react": "^18", "p-retry": "^6", "@langchain/core": "workspace:*"}
    text = json.dumps({"private": True, "dependencies": dependencies, "devDependencies": {"ai": "^5"}}, indent=1)
    found = lists(tmp_path, {"package.json": text, "web/package.json": text, "web/pnpm-lock.yaml": "a: 1\n"})
    assert [(each.name, each.exact, each.line) for each in found["package.json"].libraries] == [
        ("@ai-sdk/openai", True, 5),
        ("openai", False, 4),
    ]
    assert (found["package.json"].deployed, found["package.json"].locked_by) == (True, "")
    assert found["web/package.json"].locked_by == "web/pnpm-lock.yaml"


@pytest.mark.parametrize("text", ["[project\n", 'a = "' + "x" * 50, "[project]\ndependencies = 3\n[tool]\npoetry = 1\n"])
def test_a_broken_list_is_a_gap_or_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    seen = list(FolderReading(Place(kind="folder", name=".", target="folder:.", root=tmp_path)).over(tmp_path))
    assert not [each for each in seen if isinstance(each, PackageList)]
    gaps = [each for each in seen if isinstance(each, Gap) and "PackageList" in each.facts]
    assert bool(gaps) is ("= 3" not in text)


def test_a_token_in_a_version_is_hidden(tmp_path: Path) -> None:
    token = "ghp_7Kd4Rb9Vn3Lm7Yc1Jf6hT5" + "pQ2wXz8Kd4Rb9V"
    address = f"git+https://{token}@github.com/acme/openai.git"
    files = {"requirements.txt": f"openai @ {address}\n", "package.json": json.dumps({"dependencies": {"openai": address}})}
    found = lists(tmp_path, files)
    assert found.keys() == files.keys()
    assert token not in "".join(each.model_dump_json() for each in found.values())


PROJECT = "name: claims\nconda_env: {}\nentry_points:\n  main: {{command: python train.py}}\n"
CONDA = """\
name: claims
dependencies:
  - python=3.11
  - conda-forge::openai=1.40.2
  - litellm=1.83
  - transformers==4.50.0=py311_0
  - pip:
      - anthropic>=0.40
      - mlflow
"""


def test_the_environment_of_an_mlflow_project(tmp_path: Path) -> None:
    found = lists(tmp_path, {"train/MLproject": PROJECT.format("conda.yaml"), "train/conda.yaml": CONDA, "dev/environment.yml": CONDA})
    (listed,) = found.values()
    assert (listed.origin.file, listed.deployed) == ("train/conda.yaml", True)
    assert [(each.name, each.wanted, each.exact, each.line) for each in listed.libraries] == [
        ("anthropic", ">=0.40", False, 8),
        ("litellm", "=1.83", False, 5),
        ("openai", "=1.40.2", True, 4),
        ("transformers", "==4.50.0=py311_0", True, 6),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"conda.yaml": CONDA},
        {"MLproject": PROJECT.format("other.yaml"), "conda.yaml": CONDA},
        {"MLproject": "conda_env: [", "conda.yaml": CONDA},
        {"MLproject": "{{ project }}", "conda.yaml": "dependencies: {{ all }}\n"},
        {"MLproject": PROJECT.format("conda.yaml"), "conda.yaml": "dependencies: openai\n"},
        {"bentofile.yaml": "service: s:S\npython: {packages: torch}\n"},
        {"bentofile.yaml": "service: s:S\npython: ["},
    ],
)
def test_what_is_no_environment_of_a_project(tmp_path: Path, files: dict[str, str]) -> None:
    assert lists(tmp_path, files) == {}


def test_a_bento_installs_packages(tmp_path: Path) -> None:
    text = "service: 'service:Claims'\npython:\n  packages:\n    - torch\n    - openai>=1.40\n    - litellm==1.83.0\n"
    (listed,) = lists(tmp_path, {"bentofile.yaml": text}).values()
    assert [(each.name, each.exact, each.line) for each in listed.libraries] == [("litellm", True, 6), ("openai", False, 5)]
    assert listed.deployed
