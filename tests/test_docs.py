"""The site: it builds offline without a warning, and says of every check and key what the program does."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from readiness.loader import load_checks, pillars
from readiness.schemas import schema_of

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    ended = subprocess.run([*command, str(out)], capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return out


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "docs" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_check_has_a_page(site):
    assert {path.stem for path in (site / "checks").glob("*-*.html")} == set(load_checks())


def test_the_index_lists_every_check_under_its_pillar(site):
    parts = re.split(r"<h2 ", (site / "checks" / "index.html").read_text(encoding="utf-8"))[1:]
    assert len(parts) == len(pillars())
    for part, pillar in zip(parts, pillars().values(), strict=True):
        assert pillar.title in part
        own = {each.id for each in load_checks().values() if each.pillar == pillar.id}
        assert set(re.findall(r'href="([a-z0-9-]+)\.html"', part)) == own


def test_nothing_is_fetched_by_a_page(site):
    for path in (site / "index.html", site / "checks" / "ai-gateway-authenticated.html", *site.glob("*.css")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(?:<script[^>]+src=|<link[^>]+stylesheet[^>]+href=|url\()["']?https?:""", text), path


def test_a_page_says_all_that_a_check_declares(catalogue):
    page = catalogue.catalogue()["checks/org-restore-tested.md"]
    check = load_checks()["org-restore-tested"]
    setting = f"max_age_days: {check.settings['max_age_days']}"
    for told in (check.title, check.question, setting, check.severity, *check.consequence.split("`")):
        assert told in page


@pytest.mark.parametrize(
    ("check", "told"),
    [
        ("aws-root-user-locked-down", "iam:GetAccountSummary"),
        ("k8s-default-namespace-unused", "namespaces"),
        ("org-oncall-named", "attest"),
    ],
)
def test_rights_are_those_of_the_collectors(catalogue, check, told):
    assert told in catalogue.page_of(load_checks()[check], None)


def test_examples_are_findings_of_the_checks_own_tables(catalogue):
    examples = catalogue.worked_examples()
    assert set(examples) == set(load_checks())
    assert all(each.message for each in examples.values())


def test_every_key_of_the_configuration_is_told(catalogue):
    told, schema = catalogue.configuration_table(), schema_of("config")
    models: list[dict[str, Any]] = [schema, *(each for each in schema["$defs"].values() if "properties" in each)]
    for model in models:
        for key in model["properties"]:
            assert f"| `{key}` |" in told
