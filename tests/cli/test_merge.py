"""`readiness merge`: snapshots from several places, made one and judged."""

from __future__ import annotations

import json
from pathlib import Path


def test_snapshots_of_two_folders_are_judged_together(cli, system, tmp_path):
    other = tmp_path / "tools"
    (other / "production").mkdir(parents=True)
    (other / "production" / ".env").write_text("OPENAI_API_KEY=changeme\n", encoding="utf-8")
    cli("collect", system, "-q", "-o", "one.json")
    cli("collect", other, "-q", "-o", "two.json")
    document = json.loads(Path("one.json").read_text(encoding="utf-8"))
    document["taken"] = "2026-01-02T03:04:05+00:00"
    Path("one.json").write_text(json.dumps(document), encoding="utf-8")
    for name in ("two.json", "one.json"):
        renamed = json.loads(Path(name).read_text(encoding="utf-8").replace("folder:.", f"folder:{name[:3]}"))
        Path(name).write_text(json.dumps(renamed), encoding="utf-8")
    ended = cli("merge", "one.json", "two.json", "-o", "merged.json")
    assert ended.code == 0
    assert ended.err.splitlines()[-1].startswith("wrote merged.json: ")
    assert ended.err.splitlines()[-1].endswith(" of 2 snapshots")
    judged = json.loads(cli("assess", "merged.json", "-f", "json").out)
    assert any(each["check"] == "ai-gateway-authenticated" and each["status"] == "fail" for each in judged["findings"])
    assert judged["readings"]["folder:one"] == "2026-01-02T03:04:05Z"
    cli("assess", "merged.json", "-q", "-o", "r.html")
    assert "folder:one 2026-01-02" in Path("r.html").read_text(encoding="utf-8")
    ended = cli("merge", "two.json", "one.json", "--max-age", "30", "-o", "fresh.json")
    assert "folder:one: read more than 30 days before the newest reading, so it counts as unknown" in ended.err
    fresh = json.loads(cli("assess", "fresh.json", "-f", "json").out)
    assert {each["status"] for each in fresh["findings"] if each["check"] == "ai-gateway-authenticated"} <= {"unknown", "not applicable"}


def test_the_same_place_twice_is_said(cli, system):
    cli("collect", system, "-q", "-o", "one.json")
    document = json.loads(Path("one.json").read_text(encoding="utf-8"))
    Path("old.json").write_text(json.dumps({**document, "taken": "2026-01-02T03:04:05+00:00", "facts": []}), encoding="utf-8")
    ended = cli("merge", "old.json", "one.json")
    assert ended.code == 0
    assert "folder:. was read on " in ended.err
    assert "and before (2026-01-02); the newest reading counts" in ended.err
    assert json.loads(ended.out)["facts"] == document["facts"]


def test_what_is_no_snapshot_is_refused(cli, assessed):
    ended = cli("merge", assessed)
    assert (ended.code, ended.out) == (2, "")
    assert cli("merge").code == 2
    assert cli("merge", "none.json").code == 2
