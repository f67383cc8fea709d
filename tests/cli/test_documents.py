"""README and CONTRIBUTING are held to their word: their commands run, their tables and examples are true."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from readiness.api import CheckFunction
from readiness.config import Config, load
from readiness.engine import judge
from readiness.errors import EXIT_CODES
from readiness.facts.ai import Gateway
from readiness.score import LEVELS
from readiness.testing import TABLES, fact, snapshot_of

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = (line.partition("#")[0].strip() for block in blocks(README, "sh") for line in block.splitlines())
    return [line for line in lines if line.startswith("readiness ") and not line.endswith(".pdf")]


def test_the_readmes_commands_run_in_order(cli, tmp_path):
    shutil.copytree(ROOT / "sample_configs" / "production", tmp_path / "path" / "to" / "repository")
    (tmp_path / "path" / "to" / "repository" / "readiness.yaml").unlink()
    assert len(commands()) >= 8
    for command in commands():
        if "earlier.json" in command:
            shutil.copy(tmp_path / "assessment.json", tmp_path / "earlier.json")
        words = command.split()[1:]
        folder = "path/to/repository" if words == ["scan", ".", *words[2:]] else None
        ended = cli(*(folder if folder and word == "." else word for word in words))
        assert ended.code == 0, (command, ended.err)


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_two_commands_are_targets_of_the_makefile(target):
    assert f"make {target} " in README
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_exit_codes_are_the_programs():
    rows = dict(re.findall(r"^\| (\d+) \| (.+) \|$", README, re.MULTILINE))
    assert {code: meaning for code, meaning in rows.items() if code in {str(int(each)) for each in EXIT_CODES}} == {
        str(int(code)): meaning for code, meaning in EXIT_CODES.items()
    }


def test_the_levels_are_the_scores():
    rows = re.findall(r"^\| ([A-E]) \| (\d+) \| (.+) \|$", README, re.MULTILINE)
    assert [(int(least), letter, name) for letter, least, name in rows] == list(LEVELS)


@pytest.mark.parametrize("example", blocks(README, "yaml"))
def test_every_configuration_is_valid(tmp_path, example):
    (tmp_path / "attestations.yaml").write_text("attestations: []\n")
    (tmp_path / "waivers.yaml").write_text("waivers: []\n")
    (tmp_path / "readiness.yaml").write_text(example)
    assert load(tmp_path / "readiness.yaml").config != Config()


def test_pictures_and_links_are_there():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README + CONTRIBUTING):
        assert (ROOT / target).exists(), target


def test_the_example_of_a_check_works():
    code, table_code, *_ = blocks(CONTRIBUTING, "python")
    names: dict[str, CheckFunction] = {"__name__": "checks.cost_control.example"}
    exec(compile(code.replace("@check(", "@check(pillar='cost_control', id=", 1), "CONTRIBUTING.md", "exec"), names)
    example = names["spend_capped"].__readiness_check__
    statuses = [
        judge(snapshot_of(fact(Gateway, product="litellm", max_budget=budget), check=example), [example])[0].status
        for budget in (5000, None, 1e9)
    ]
    assert statuses == ["pass", "fail", "fail"]
    assert '"ai-spend-capped"' in table_code
    assert "ai-spend-capped" not in TABLES
