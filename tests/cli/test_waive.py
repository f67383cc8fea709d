"""`readiness waive`: one risk accepted, by whom, why and until when; and pull requests one after the other."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from readiness import assessment as assessments

TODAY = datetime.now().astimezone().date()
OWNED = ("--owner", "jane", "--reason", "closed network")


@pytest.fixture
def finding(assessed):
    """The published key, which breaks the gate."""
    judged = assessments.load(assessed)
    return next(each for each in judged.findings if each.check == "ai-gateway-authenticated" and each.status == "fail")


def waivers(system: Path) -> list[dict[str, object]]:
    return yaml.safe_load((system / "waivers.yaml").read_text(encoding="utf-8"))["waivers"]


@pytest.fixture
def configured(system):
    """The configuration names a file of waivers that has words of its own."""
    path = system / "readiness.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "waivers: waivers.yaml\n", encoding="utf-8")
    (system / "waivers.yaml").write_text("# What we accept, reviewed each month.\nwaivers: []  # none yet\n", encoding="utf-8")
    return path


def test_a_risk_is_accepted_and_the_gate_passes(cli, system, assessed, finding, configured):
    more = ("--expires", "90d", "--control", "network policy", "--record", "RISK-7")
    ended = cli("waive", finding.fingerprint[:12], "-a", assessed, *OWNED, *more, "--config", configured)
    assert ended.code == 0
    assert ended.err.splitlines() == [f"wrote {Path('assistant/waivers.yaml')}"]
    assert waivers(system) == [
        {
            "fingerprint": finding.fingerprint,
            "check": "ai-gateway-authenticated",
            "owner": "jane",
            "reason": "closed network",
            "expires": TODAY + timedelta(days=90),
            "control": "network policy",
            "record": "RISK-7",
        }
    ]
    written = (system / "waivers.yaml").read_text(encoding="utf-8")
    assert written.startswith("# What we accept, reviewed each month.\nwaivers:  # none yet\n  # ")
    lines = ended.out.splitlines()
    assert lines[0].startswith("ai-gateway-authenticated  ")
    assert f"+  - fingerprint: {finding.fingerprint}" in lines
    assert "-waivers: []  # none yet" in lines
    again = cli("scan", system, "-q", "-f", "json")
    judged = json.loads(again.out)
    assert again.code == (0 if judged["gate"]["passed"] else 1)
    assert [each["waiver"] for each in judged["findings"] if each["fingerprint"] == finding.fingerprint] == ["RISK-7"]
    told = next(line for line in lines if line.startswith("Score"))
    after = assessments.load(_stored(judged))
    assert told.endswith(f"→ {int(after.score.standing.score * 10) / 10:.1f}")
    assert any(line.startswith("Gate   failed → ") for line in lines)


def _stored(document):
    path = Path("again.json")
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_dry_run_writes_nothing(cli, assessed, finding, configured, system):
    before = (system / "waivers.yaml").read_bytes()
    ended = cli("waive", finding.fingerprint, "-a", assessed, *OWNED, "--expires", "2099-01-31", "--config", configured, "--dry-run")
    assert (ended.code, ended.err) == (0, "nothing was written (--dry-run)\n")
    assert "+    expires: 2099-01-31" in ended.out
    assert (system / "waivers.yaml").read_bytes() == before


def test_without_a_file_one_is_begun_and_the_missing_line_is_told(cli, assessed, finding, system):
    ended = cli("waive", finding.fingerprint, "-a", assessed, *OWNED, "--expires", "1d", "--config", system / "readiness.yaml")
    assert ended.code == 0
    assert "next: add 'waivers: waivers.yaml' to readiness.yaml" in ended.err
    assert [each["owner"] for each in waivers(system)] == ["jane"]


def test_waivers_that_stand_in_the_configuration_get_one_more(cli, assessed, finding, system):
    path = system / "readiness.yaml"
    own = "waivers:\n  - {check: org-load-tested, owner: lena, reason: later, expires: 2099-01-01}\n# the end\n"
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")
    assert cli("waive", finding.fingerprint, "-a", assessed, *OWNED, "--expires", "1d", "--config", path).code == 0
    assert [each["owner"] for each in yaml.safe_load(path.read_text(encoding="utf-8"))["waivers"]] == ["lena", "jane"]
    assert path.read_text(encoding="utf-8").endswith("# the end\n")
    assert json.loads(cli("scan", system, "-q", "-f", "json").out)["accepted"][1]["findings"] == [finding.fingerprint]


def test_what_can_not_be_accepted_is_refused(cli, assessed, finding, configured, system):
    judged = assessments.load(assessed)
    passing = next(each for each in judged.findings if each.status == "pass")
    print_ = finding.fingerprint
    cases = [
        ((print_[:11],), "error: 'MUST' is no fingerprint: 12 to 64 digits (0-9, a-f)".replace("MUST", print_[:11])),
        (("ai-gateway-authenticated",), "error: 'ai-gateway-authenticated' is no fingerprint: 12 to 64 digits (0-9, a-f)"),
        (("0" * 12,), "error: no finding's fingerprint begins with 000000000000"),
        ((passing.fingerprint,), f"error: {passing.check} at {passing.resource} is 'pass': there is no risk to accept"),
        ((print_, "--expires", "soon"), "error: --expires: 'soon' is neither a date nor a number of days"),
        ((print_, "--expires", "2020-01-31"), "error: --expires: 2020-01-31 is over"),
        ((print_, "--owner", " "), "error: 'owner' and 'reason' are words: who carries the risk, and why"),
    ]
    for arguments, message in cases:
        ended = cli("waive", "-a", assessed, *OWNED, "--expires", "9d", "--config", configured, *arguments)
        assert (ended.code, ended.err.splitlines()[0], ended.out) == (2, message, "")
    assert waivers(system) == []


def test_an_ambiguous_fingerprint_is_refused(cli, assessed, finding, configured):
    document = json.loads(assessed.read_text(encoding="utf-8"))
    other = next(each for each in document["findings"] if each["fingerprint"] != finding.fingerprint)
    other["fingerprint"] = finding.fingerprint[:12] + "0" * 52
    assessed.write_text(json.dumps(document), encoding="utf-8")
    ended = cli("waive", finding.fingerprint[:12], "-a", assessed, *OWNED, "--expires", "9d", "--config", configured)
    assert (ended.code, ended.err.splitlines()[0]) == (2, f"error: 2 findings begin with {finding.fingerprint[:12]}")
    assert cli("waive", finding.fingerprint, "-a", assessed, *OWNED, "--expires", "9d", "--config", configured).code == 0


def test_a_risk_is_accepted_once(cli, system, assessed, finding, configured):
    arguments = ("waive", finding.fingerprint, "-a", assessed, *OWNED, "--expires", "9d", "--config", configured)
    assert cli(*arguments).code == 0
    cli("scan", system, "-q", "-o", assessed)
    ended = cli(*arguments)
    assert (ended.code, ended.err.splitlines()[0]) == (2, f"error: the risk is accepted already ({finding.fingerprint[:12]})")


def test_who_why_and_until_when_are_asked_for(cli, assessed, finding):
    for missing in ("--owner", "--reason", "--expires", "-a"):
        given = {"-a": assessed, "--owner": "jane", "--reason": "x", "--expires": "9d"}
        del given[missing]
        ended = cli("waive", finding.fingerprint, *(word for pair in given.items() for word in pair))
        assert ended.code == 2
        assert "Missing option" in ended.err


def test_without_a_configuration_nobody_says_where(cli, assessed, finding, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    arguments = ("waive", finding.fingerprint, "-a", assessed, *OWNED, "--expires", "9d")
    ended = cli(*arguments)
    assert (ended.code, ended.err.splitlines()[0]) == (2, "error: no readiness.yaml holds here, so nothing says where waivers are kept")
    assert cli(*arguments, "--file", tmp_path / "elsewhere" / "own.yaml").code == 0
    assert "jane" in (tmp_path / "elsewhere" / "own.yaml").read_text(encoding="utf-8")


# Pull request after pull request

GATE = "gate:\n  no_failing: [critical]\n  no_regressions: true\n  max_drop: 0\nwaivers: waivers.yaml\n"


def at(cli, system: Path, day: int, *more: object):
    """Scan as if so many days had passed."""
    cli("collect", system, "-q", "-o", "snapshot.json")
    snapshot = json.loads(Path("snapshot.json").read_text(encoding="utf-8"))
    snapshot["taken"] = (datetime.now(UTC).replace(microsecond=0) + timedelta(days=day)).isoformat()
    Path("snapshot.json").write_text(json.dumps(snapshot), encoding="utf-8")
    return cli("assess", "snapshot.json", "--config", system / "readiness.yaml", "-q", "-o", "now.json", *more)


def broken() -> list[str]:
    return [each["rule"] for each in json.loads(Path("now.json").read_text(encoding="utf-8"))["gate"]["conditions"] if not each["met"]]


def test_clean_then_a_regression_then_waived_then_expired(cli, system):
    path = system / "deploy" / "production" / "litellm.yaml"
    bad = path.read_text(encoding="utf-8")
    path.write_text(bad.replace("sk-1234", "os.environ/MASTER_KEY"), encoding="utf-8")
    (system / "readiness.yaml").write_text("system: Assistant\n" + GATE, encoding="utf-8")
    (system / "waivers.yaml").write_text("waivers: []\n", encoding="utf-8")

    assert at(cli, system, 0, "-o", "main.json").code == 0, "the first run has no baseline, and says so"
    assert at(cli, system, 0, "--baseline", "main.json").code == 0, "nothing changed"

    path.write_text(bad, encoding="utf-8")
    ended = at(cli, system, 1, "--baseline", "main.json")
    assert (ended.code, broken()) == (1, ["no_failing.critical", "no_regressions", "max_drop"])
    judged = assessments.load(Path("now.json"))
    failing = [each for each in judged.findings if each.check == "ai-gateway-authenticated" and each.status == "fail"]
    others = {each.fingerprint for each in judged.findings if each.status == "fail"} - judged_failing("main.json")
    assert {each.fingerprint for each in failing} <= others

    for each in others:
        assert cli("waive", each, "-a", "now.json", *OWNED, "--expires", "30d", "--config", system / "readiness.yaml").code == 0
    accepted = at(cli, system, 2, "--baseline", "main.json")
    assert "no_failing.critical" not in broken()
    assert "new failures" not in accepted.out
    assert cli("scan", system, "--config", system / "readiness.yaml", "-o", "next.json", "--no-gate", "-q").code == 0

    ended = at(cli, system, 31, "--baseline", "next.json")
    assert (ended.code, "no_failing.critical" in broken()) == (1, True)
    told = cli("report", "now.json").out
    assert "expired and void: " in told

    path.write_text(bad.replace("sk-1234", "os.environ/MASTER_KEY"), encoding="utf-8")
    assert at(cli, system, 32, "--baseline", "main.json").code == 0, "mended at last"
    assert "not needed any more: " in cli("report", "now.json").out


def judged_failing(path: str) -> set[str]:
    return {each.fingerprint for each in assessments.load(Path(path)).findings if each.status == "fail"}
