"""Every verb: its help, what it prints, and how verbs work on each other's documents."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from readiness import __version__, config
from readiness.loader import load_checks
from readiness.reports.pdf import pdf_problem
from readiness.schemas import schema_of

ROOT = Path(__file__).parents[2]

VERBS = [
    ("scan",),
    ("collect",),
    ("assess",),
    ("report",),
    ("gate",),
    ("compare",),
    ("waive",),
    ("interview",),
    ("merge",),
    ("checks",),
    ("checks", "list"),
    ("checks", "explain"),
    ("checks", "profiles"),
    ("permissions",),
    ("schema",),
    ("doctor",),
    ("init",),
]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_explains_itself(cli, verb):
    for option in ("--help", "-h"):
        ended = cli(*verb, option)
        assert ended.code == 0
        assert ended.out.startswith(f"Usage: readiness {' '.join(verb)}")
        assert ended.err == ""
    if verb != ("checks",):
        assert "--no-color" in ended.out
        assert "READINESS_DEBUG" in ended.out


def test_every_option_of_every_verb_names_its_environment_variable(cli):
    for verb in VERBS:
        options = cli(*verb, "--help").out.split("Options:")[1]
        entries = [entry for entry in options.replace("\n  -", "\0-").split("\0") if entry.startswith("-") and "--help" not in entry]
        assert all("env var" in entry.replace("\n", " ").replace("  ", " ") or "env" in entry for entry in entries), entries


def test_the_version_is_told(cli, process):
    assert cli("--version").out == f"readiness {__version__}\n"
    assert process("--version").stdout == f"readiness {__version__}\n"


def test_without_a_verb_there_is_help(cli):
    ended = cli()
    assert ended.code in (0, 2)
    assert "scan" in ended.out + ended.err


def test_collecting_and_assessing_apart_is_scanning(cli, system, tmp_path):
    assert cli("collect", system, "-o", "snapshot.json").err.startswith("wrote snapshot.json: ")
    apart = cli("assess", "snapshot.json", "--config", system / "readiness.yaml", "-f", "json")
    at_once = cli("scan", system, "-f", "json")
    one, other = json.loads(apart.out), json.loads(at_once.out)
    assert one["findings"] == other["findings"]
    assert one["score"] == other["score"]
    assert (apart.code, one["gate"]) == (at_once.code, other["gate"])


def test_documents_travel_through_pipes(cli, system, monkeypatch):
    snapshot = cli("collect", system).out
    monkeypatch.setattr(sys, "stdin", io.StringIO(snapshot))
    judged = cli("assess", "-", "--config", system / "readiness.yaml", "-f", "json")
    monkeypatch.setattr(sys, "stdin", io.StringIO(judged.out))
    told = cli("report", "-")
    assert "ai-gateway-authenticated" in told.out
    assert told.code == 0


def test_the_gate_answers_in_lines(cli, assessed, system):
    ended = cli("gate", assessed)
    assert ended.code == 1
    assert ended.out.startswith("broken  no_failing.critical: ")
    assert ended.out.endswith("\ngate failed\n")
    assert cli("gate", assessed, "--exit-zero").code == 0


def test_the_gate_answers_machines_too(cli, assessed, system):
    ended = cli("gate", assessed, "--format", "json")
    document = json.loads(ended.out)
    jsonschema.validate(document, schema_of("gate"))
    assert (document["version"], document["exit_code"], document["gate"]["passed"]) == (1, ended.code, False) == (1, 1, False)
    assert [each["rule"] for each in document["gate"]["conditions"] if not each["met"]] == ["no_failing.critical"]
    assert json.loads(cli("gate", assessed, "--format", "json", "--exit-zero").out)["exit_code"] == 0


def test_the_gate_of_another_configuration_can_be_applied(cli, assessed, tmp_path):
    rules = tmp_path / "strict.yaml"
    rules.write_text("gate: {min_coverage: 100}\n", encoding="utf-8")
    ended = cli("gate", assessed, "--config", rules)
    assert (ended.code, ended.out.splitlines()[-1]) == (3, "gate failed")
    assert ended.out.startswith("broken  min_coverage: ")
    rules.write_text("system: x\n", encoding="utf-8")
    ended = cli("gate", assessed, "--config", rules)
    assert (ended.code, ended.err.splitlines()[0]) == (2, f"error: {rules}: no gate is configured")


def test_the_gate_compares_with_a_baseline_that_is_named(cli, assessed, system, tmp_path):
    rules = tmp_path / "steady.yaml"
    rules.write_text("gate: {no_regressions: true, max_drop: 0}\n", encoding="utf-8")
    ended = cli("gate", assessed, "--config", rules)
    assert ended.code == 0
    assert ended.err == "warning: not judged without a baseline (--baseline): no_regressions, max_drop\n"
    ended = cli("gate", assessed, "--config", rules, "--baseline", assessed)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[0] == "passed  no_regressions: nothing is worse than in the baseline"
    assert cli("gate", assessed, "--baseline", tmp_path / "none.json").code == 2


def test_a_gate_that_was_never_asked_is_an_error(cli, system):
    cli("scan", system, "--no-gate", "-q", "-o", "a.json")
    ended = cli("gate", "a.json")
    assert (ended.code, ended.err.splitlines()[0]) == (2, "error: the assessment was made without a gate")


@pytest.mark.parametrize("format", ["text", "json", "markdown", "html"])
def test_comparing_says_what_was_mended(cli, assessed, system, format):
    path = system / "deploy" / "production" / "litellm.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("sk-1234", "os.environ/MASTER_KEY"), encoding="utf-8")
    cli("scan", system, "-q", "-o", "after.json")
    ended = cli("compare", assessed, "after.json", "-f", format)
    assert ended.code == 0
    assert "ai-gateway-authenticated" in ended.out
    assert "fixed" in ended.out.lower()
    if format == "json":
        document = json.loads(ended.out)
        assert {each["check"] for each in document["findings"] if each["change"] == "fixed"} >= {"ai-gateway-authenticated"}
    cli("compare", assessed, "after.json", "-f", format, "-o", "out.txt")
    assert Path("out.txt").read_text(encoding="utf-8") == ended.out


def test_a_profile_changes_what_is_asked_and_is_told_everywhere(cli, system):
    standard = json.loads(cli("scan", system, "-f", "json").out)
    ended = cli("scan", system, "--assess-as", "pilot", "-f", "json", "-o", "html:report.html")
    pilot = json.loads(ended.out)
    assert (standard["profile"]["name"], pilot["profile"]["name"]) == ("production", "pilot")
    assert "org-load-tested" in standard["checks"].keys() - pilot["checks"].keys()
    assert (standard["checks"]["ai-model-fallback"]["severity"], pilot["checks"]["ai-model-fallback"]["severity"]) == ("high", "low")
    assert all(each["reason"] for each in pilot["deviations"])
    html = Path("report.html").read_text(encoding="utf-8")
    assert "pilot: " in html
    assert "The few users of a pilot are known, so its load is too." in html
    assert "  profile pilot  " in cli("scan", system, "--assess-as", "pilot").out.splitlines()[0]
    by_file = system / "readiness.yaml"
    by_file.write_text(by_file.read_text(encoding="utf-8") + "profile: pilot\n", encoding="utf-8")
    assert json.loads(cli("scan", system, "-f", "json").out)["checks"] == pilot["checks"]
    assert json.loads(cli("scan", system, "-f", "json", "--assess-as", "production").out)["checks"] == standard["checks"]


def test_who_names_a_check_has_it_asked_whatever_the_profile_leaves_out(cli, system):
    named = json.loads(cli("scan", system, "--assess-as", "pilot", "--only", "org-load-tested", "-f", "json").out)
    assert list(named["checks"]) == ["org-load-tested"]


def test_a_profile_that_is_not_there_is_an_error(cli, system):
    ended = cli("scan", system, "--assess-as", "regulate")
    assert (ended.code, ended.err) == (2, "error: unknown profile 'regulate'\nhelp: did you mean 'regulated'?\n")


def test_profiles_are_listed_with_every_line_and_its_reason(cli, system):
    told = " ".join(cli("checks", "profiles").out.split())
    assert all(f"{name} " in told for name in ("pilot", "production", "regulated", "multi-region"))
    assert "severity of org-exit-plan: medium → high A way out of each critical provider" in told
    listed = json.loads(cli("checks", "profiles", "--json").out)
    assert {each["name"]: bool(each["deviations"]) for each in listed}["production"] is False
    by_pilot = {each["id"]: each["severity"] for each in json.loads(cli("checks", "list", "--assess-as", "pilot", "--json").out)}
    assert "org-load-tested" not in by_pilot
    assert by_pilot["ai-model-fallback"] == "low"


def test_a_comparison_takes_its_format_from_the_files_ending(cli, assessed):
    for name, begins in (("c.md", "### Readiness"), ("c.html", "<!doctype html>"), ("c.json", "{"), ("c.txt", "Score ")):
        assert cli("compare", assessed, assessed, "-o", name).code == 0
        assert Path(name).read_text(encoding="utf-8").startswith(begins)
    if not pdf_problem():
        assert cli("compare", assessed, assessed, "-o", "c.pdf").code == 0
        assert Path("c.pdf").read_bytes().startswith(b"%PDF-")
    assert cli("compare", assessed, "none.json").code == 2


def test_checks_are_listed_with_severity_and_title(cli):
    known = load_checks()
    listed = cli("checks", "list").out
    assert all(id in listed for id in known)
    assert f"{len(known)} checks" in listed
    assert {each["id"] for each in json.loads(cli("checks", "list", "--json").out)} == set(known)
    assert "secrets_hygiene" not in cli("checks", "list", "--only", "quality").out


@pytest.mark.parametrize("id", sorted(load_checks()))
def test_every_check_can_be_explained(cli, id):
    ended = cli("checks", "explain", id)
    assert ended.code == 0
    for word in (id, "Why", "Reads", "Fix", "Afterwards"):
        assert word in ended.out
    assert max(len(line) for line in ended.out.splitlines()) <= 96


def test_a_finding_is_explained_by_its_fingerprint(cli, assessed):
    document = json.loads(assessed.read_text(encoding="utf-8"))
    finding = next(each for each in document["findings"] if each["check"] == "ai-gateway-authenticated" and each["status"] == "fail")
    ended = cli("checks", "explain", finding["fingerprint"][:12], "--assessment", assessed)
    assert "ai-gateway-authenticated" in ended.out
    assert "1 fail" in ended.out
    assert "litellm.yaml:8" in ended.out
    assert json.loads(cli("checks", "explain", "ai-gateway-authenticated", "--json").out)["severity"] == "critical"


@pytest.mark.parametrize("document", ["snapshot", "assessment", "config"])
def test_schemas_are_printed(cli, document):
    assert json.loads(cli("schema", document).out) == schema_of(document)


def test_the_doctor_tells_what_is_there_and_what_is_unanswered(cli, system):
    told = cli("doctor", system).out
    assert f"✔  readiness       {__version__}, Python" in told
    assert "folder:.  assistant: no git checkout" in told
    assert "PDF" in told
    assert "readiness.yaml" in told
    assert "questions to people stand open" in told
    for id, check in load_checks().items():
        assert (id in told) == bool(check.question), id


def test_init_writes_a_configuration_that_holds(cli, tmp_path):
    folder = tmp_path / "my assistant: the 2nd"
    for each in ("deploy/prod", "deploy/staging", "node_modules/prod"):
        (folder / each).mkdir(parents=True)
    assert cli("init", folder).code == 0
    text = (folder / "readiness.yaml").read_text(encoding="utf-8")
    found = config.load(folder / "readiness.yaml")
    assert found.config.system == "my assistant: the 2nd"
    assert found.config.gate.asked
    assert '#   production: "deploy/prod"\n#   staging: "deploy/staging"\n' in text
    assert cli("scan", folder).code == 0
    again = cli("init", folder)
    assert (again.code, again.err.splitlines()[1]) == (2, "help: --force overwrites it")
    assert cli("init", folder, "--force").code == 0


def test_what_init_comments_out_would_be_understood(cli, tmp_path):
    """An example that does not hold is worse than none."""
    cli("init", tmp_path)
    lines = (tmp_path / "readiness.yaml").read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line == "# environments:")
    shown = [line.removeprefix("# ") for line in lines[start : start + 5]]
    written = tmp_path / "shown.yaml"
    written.write_text("\n".join(shown), encoding="utf-8")
    assert config.load(written).config.environments[0].names == ("assistant-*",)
    assert yaml.safe_load((tmp_path / "readiness.yaml").read_text(encoding="utf-8"))["version"] == 1


@pytest.mark.parametrize("sample", ["pilot", "production"])
def test_samples_are_scanned_as_a_newcomer_does_it(cli, tmp_path, sample):
    shutil.copytree(ROOT / "sample_configs" / sample, tmp_path / sample)
    ended = cli("scan", sample, "--exit-zero")
    assert ended.code == 0
    assert "of 100" in ended.out
    assert "unexpected" not in ended.err


def test_completion_can_be_shown(process):
    shown = process("--show-completion", "bash", env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "SHELL": "/bin/bash"})
    assert "_READINESS_COMPLETE" in shown.stdout or shown.returncode in (0, 1)
