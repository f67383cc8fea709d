"""The command line as a user has it: a folder to scan, the verbs, and what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from readiness.cli.app import run
from readiness.cli.console import CONSOLE, Console

GATEWAY = """\
model_list:
  - model_name: assistant
    litellm_params:
      model: azure/gpt-4o
      api_base: https://example-prod.openai.azure.com
      api_key: os.environ/AZURE_API_KEY
general_settings:
  master_key: sk-1234
"""


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine's settings, and nothing left on it."""
    for name in (*(each for each in os.environ if each.startswith("READINESS_")), "CI", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("READINESS_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    for name, value in vars(Console()).items():
        monkeypatch.setattr(CONSOLE, name, value)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run the command line within this process."""

    def call(*arguments: object) -> Ended:
        capsys.readouterr()
        code = run([str(each) for each in arguments])
        told = capsys.readouterr()
        return Ended(code, told.out, told.err)

    return call


@pytest.fixture
def process() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line as a process of its own."""

    def call(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "readiness", *(str(each) for each in arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)  # type: ignore[call-overload]

    return call


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """A small system: a gateway with a published key, a gate that this breaks, nobody who answers."""
    folder = tmp_path / "assistant"
    (folder / "deploy" / "production").mkdir(parents=True)
    (folder / "deploy" / "production" / "litellm.yaml").write_text(GATEWAY, encoding="utf-8")
    (folder / "readiness.yaml").write_text("system: Assistant\ngate:\n  no_failing: [critical]\n", encoding="utf-8")
    return folder


@pytest.fixture
def assessed(system: Path, tmp_path: Path, cli: Callable[..., Ended]) -> Path:
    """The small system's assessment."""
    path = tmp_path / "assessment.json"
    cli("scan", system, "-q", "-o", path)
    return path
