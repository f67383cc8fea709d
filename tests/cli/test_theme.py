"""`--theme`, and `report:` of readiness.yaml."""

from __future__ import annotations

import pytest
from reports.cases import Case, assessed

from readiness.assessment import save


@pytest.fixture
def assessment(tmp_path):
    save(assessed([Case("sample-a")]), tmp_path / "a.json")
    return tmp_path / "a.json"


def test_a_theme_is_named(cli, assessment, tmp_path):
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "theme.yaml").write_text("title: Our review\n", encoding="utf-8")
    ended = cli("report", str(assessment), "-f", "html", "--theme", str(tmp_path / "house"))
    assert ended.code == 0, ended.err
    assert "<h1>Our review</h1>" in ended.out


def test_a_configuration_dresses_its_reports(cli, assessment, tmp_path):
    (tmp_path / "readiness.yaml").write_text("report: {title: Our review}\n", encoding="utf-8")
    ended = cli("report", str(assessment), "-f", "html", "--config", str(tmp_path / "readiness.yaml"))
    assert "<h1>Our review</h1>" in ended.out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("titel: x\n", "theme.yaml:1: unknown key 'titel'"),
        ("title: a\ncover: '#FFFFFF'\n", "theme.yaml:"),
        ("logo: nowhere.png\n", "nowhere.png: can't be read"),
    ],
)
def test_what_is_wrong_with_a_theme_is_told_with_its_place(cli, assessment, tmp_path, text, says):
    (tmp_path / "theme.yaml").write_text(text, encoding="utf-8")
    ended = cli("report", str(assessment), "-f", "html", "--theme", str(tmp_path))
    assert ended.code == 2
    assert says in ended.err
