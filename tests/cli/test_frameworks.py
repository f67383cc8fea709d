"""`readiness report --framework`."""

from __future__ import annotations

from reports.cases import Case, assessed

from readiness.assessment import save


def test_the_command_line_takes_frameworks(cli, tmp_path):
    save(assessed([Case("sample-a")]), tmp_path / "a.json")
    ended = cli("report", str(tmp_path / "a.json"), "--framework", "owasp-llm-top10-2025")
    assert ended.code == 0
    assert "LLM10:2025" in ended.out
    refused = cli("report", str(tmp_path / "a.json"), "--framework", "nope")
    assert refused.code == 2
    assert "unknown framework 'nope'" in refused.err
