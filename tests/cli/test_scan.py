"""`readiness scan`, and with it everything that verbs share: options, outputs, exit codes, errors."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import pytest

from readiness import assessment as assessments
from readiness.cli import results
from readiness.errors import EXIT_CODES, ExitCode


def test_the_summary_says_what_fails_what_is_unknown_and_where_the_points_went(cli, system):
    ended = cli("scan", system)
    assert ended.code == ExitCode.GATE_FAILED
    assert "CRITICAL  ai-gateway-authenticated" in ended.out
    assert "NOT ASSESSED" in ended.out
    assert "of 100" in ended.out
    assert "Gate FAILED" in ended.out
    assert "readiness checks explain ai-gateway-" in ended.out
    assert "\x1b" not in ended.out
    assert max(len(line) for line in ended.out.splitlines()) <= 96
    assert ended.err == ""


def test_the_ledger_line_adds_up_to_one_hundred(cli, system):
    line = next(line for line in cli("scan", system).out.splitlines() if line.startswith("earned "))
    figures = [float(word) for word in line.removesuffix(" = 100").split() if word[0].isdigit()]
    assert round(sum(figures), 1) == 100.0
    assert len(figures) == 5


def test_scanning_leaves_nothing_behind(cli, system, tmp_path):
    before = sorted(system.rglob("*"))
    cli("scan", system)
    assert sorted(system.rglob("*")) == before
    assert not [each for each in (tmp_path / "cache").rglob("*") if each.is_file()]


def test_a_home_that_can_not_be_written_is_no_obstacle(cli, system, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("READINESS_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    assert cli("scan", system, "--no-gate").code == 0
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    ended = cli("scan", system)
    assert (ended.code, ended.err.splitlines()[1]) == (2, "help: name one with --run-folder")


def test_the_working_folder_is_scanned_when_none_is_named(cli, system, monkeypatch):
    monkeypatch.chdir(system)
    assert "system Assistant" in cli("scan").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 1),
        (("--no-gate",), 0),
        (("--exit-zero",), 0),
        (("--gate",), 1),
        (("--skip", "secrets_hygiene", "--skip", "identity_access"), 0),
    ],
)
def test_the_exit_code_is_the_gates(cli, system, arguments, code):
    assert cli("scan", system, *arguments).code == code


def test_only_unknown_breaks_a_gate_as_incomplete(cli, system):
    (system / "readiness.yaml").write_text("gate: {max_unknown: {high: 0, critical: 0}}\n", encoding="utf-8")
    ended = cli("scan", system)
    assert ended.code == ExitCode.INCOMPLETE
    assert "Gate INCOMPLETE" in ended.out


def test_a_gate_asked_for_and_not_configured_is_an_error(cli, tmp_path):
    (tmp_path / "bare" / "kept").mkdir(parents=True)
    ended = cli("scan", tmp_path / "bare", "--gate")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "error: no gate is configured\nhelp: add 'gate:' to readiness.yaml; 'readiness init' shows how\n"


def test_an_empty_folder_is_an_error(cli, tmp_path):
    (tmp_path / "empty").mkdir()
    ended = cli("scan", tmp_path / "empty")
    assert (ended.code, ended.out) == (2, "")
    assert "error: " in ended.err
    assert "the folder is empty\nhelp: name the folder" in ended.err


def test_a_folder_without_configuration_has_no_score_rather_than_a_good_one(cli, tmp_path):
    (tmp_path / "bare" / "kept").mkdir(parents=True)
    ended = cli("scan", tmp_path / "bare", "--only", "ai-*")
    assert ended.code == 0
    assert "No score" in ended.out


def test_json_on_standard_output_is_the_assessment_and_nothing_else(cli, system):
    ended = cli("scan", system, "--format", "json")
    document = json.loads(ended.out)
    assert document["system"] == "Assistant"
    assert document["gate"]["passed"] is False


def test_one_scan_writes_several_reports_beside_the_summary(cli, system, tmp_path):
    ended = cli("scan", system, "-o", "out/a.json", "-o", "text:out/b.log")
    assert json.loads((tmp_path / "out" / "a.json").read_text(encoding="utf-8"))["system"] == "Assistant"
    assert "Gate FAILED" in (tmp_path / "out" / "b.log").read_text(encoding="utf-8")
    assert "Gate FAILED" in ended.out
    assert ended.err == "wrote out/a.json\nwrote out/b.log\n"


def test_quiet_writes_files_only(cli, system):
    ended = cli("scan", system, "-q", "-o", "a.json")
    assert (ended.out, ended.err) == ("", "")


def test_every_option_has_an_environment_variable(cli, system, monkeypatch):
    monkeypatch.setenv("READINESS_FORMAT", "json")
    monkeypatch.setenv("READINESS_EXIT_ZERO", "1")
    ended = cli("scan", system)
    assert ended.code == 0
    assert json.loads(ended.out)["system"] == "Assistant"


@pytest.mark.parametrize(
    ("formats", "outputs", "expected"),
    [
        (None, None, [("text", None)]),
        (["json"], None, [("json", None)]),
        (None, ["json:-"], [("json", None)]),
        (None, ["x.json"], [("text", None), ("json", "x.json")]),
        (["json"], ["x.json"], [("text", None), ("json", "x.json")]),
        (["json"], ["x.dat"], [("text", None), ("json", "x.dat")]),
        (["json"], ["-"], [("json", None)]),
        (None, ["-"], [("text", None)]),
        (None, ["text:x.json"], [("text", None), ("text", "x.json")]),
    ],
)
def test_an_output_takes_its_format_from_prefix_ending_or_option(formats, outputs, expected):
    found = results.wanted(formats, outputs)
    assert [(each.format, str(each.path) if each.path else None) for each in found] == expected


BAD = [
    (("scan", "missing"), 2, "error: missing: no such folder"),
    (("scan", "file"), 2, "error: file: not a folder"),
    (("scan", ".", "-o", "x.unknown"), 2, "error: x.unknown: its ending tells no format"),
    (("scan", ".", "-f", "jsn"), 2, "error: unknown format 'jsn'\nhelp: did you mean 'json'?"),
    (("scan", ".", "-f", "json", "-f", "text"), 2, "error: two results can't both go to standard output"),
    (("scan", ".", "-o", "file/x.json"), 2, "error: file/x.json: can't be written there"),
    (("scan", ".", "-o", "json:folder"), 2, "error: folder: is a folder"),
    (("scan", ".", "--only", "backup"), 2, "error: no check or pillar is called 'backup'"),
    (("scan", ".", "--env", "mars"), 2, "error: unknown environment 'mars'"),
    (("scan", ".", "--config", "missing.yaml"), 2, "error: missing.yaml: can't be read: No such file or directory"),
    (("scan", ".", "--config", "bad.yaml"), 2, "error: bad.yaml:2: unknown pillar 'backup'\nhelp: did you mean 'backups_recovery'?"),
    (("scan", ".", "--checks", "missing"), 2, "error: missing: no such folder of checks"),
    (("scan", ".", "--baseline", "missing.json"), 2, "error: missing.json: can't be read"),
    (("scan", ".", "--run-folder", "file"), 2, "error: file: can't be used as run folder"),
    (("scan", ".", "--run-folder", "folder"), 2, "error: folder: not empty, and not the folder of a run"),
    (("scan", ".", "--jobs", "0"), 2, "Usage: readiness scan"),
    (("scna", "."), 2, "Usage: readiness"),
    (("assess", "missing.json"), 2, "error: missing.json: can't be read"),
    (("assess", "future.json"), 2, "error: future.json: snapshot version 99 is newer than this release reads (1)\nhelp: upgrade readiness"),
    (("assess", "truncated.json"), 2, "error: truncated.json:1: not valid JSON; the file may be truncated"),
    (("assess", "bad.yaml"), 2, "error: bad.yaml:1: not valid JSON"),
    (("report", "future.json"), 2, "error: future.json: assessment version 99 is newer"),
    (("gate", "truncated.json"), 2, "error: truncated.json:1: not valid JSON"),
    (("compare", "truncated.json", "truncated.json"), 2, "error: truncated.json:1: not valid JSON"),
    (("collect", ".", "-o", "file/x.json"), 2, "error: file/x.json: can't be written there"),
    (
        ("checks", "explain", "ai-gateway-authentic"),
        2,
        "error: no check is called 'ai-gateway-authentic'\nhelp: did you mean 'ai-gateway-authenticated'?",
    ),
    (("checks", "explain", "abcdef123456"), 2, "error: abcdef123456 looks like a fingerprint"),
    (("schema", "findings"), 2, "Usage: readiness schema"),
    (("doctor", "missing"), 2, "error: missing: no such folder"),
    (("init", "missing"), 2, "error: missing: no such folder"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), BAD, ids=lambda each: " ".join(each) if isinstance(each, tuple) else "")
def test_what_a_user_can_mend_is_one_line_and_a_help_line(cli, tmp_path, arguments, code, message):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "something").write_text("x", encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("pillar_weights:\n  backup: {weight: 1, reason: x}\n", encoding="utf-8")
    (tmp_path / "future.json").write_text('{"version": 99, "facts": [], "findings": []}', encoding="utf-8")
    (tmp_path / "truncated.json").write_text('{"version": 1, "facts": [', encoding="utf-8")
    ended = cli(*arguments)
    assert ended.code == code
    assert ended.out == ""
    assert ended.err.startswith(message)
    if ended.err.startswith("error:"):
        assert [line.partition(":")[0] for line in ended.err.splitlines()] == ["error", "help"]


def test_an_unreadable_folder_is_named(cli, system, monkeypatch):
    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr("readiness.targets.os.scandir", refuse)
    ended = cli("scan", system)
    assert ended.code == ExitCode.UNREACHABLE
    assert "can't be read: Permission denied" in ended.err


def test_a_full_disk_is_said_and_leaves_no_half_file(cli, system, tmp_path, monkeypatch):
    def full(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    ended = cli("scan", system, "--run-folder", "run", "-o", "a.json", "-q")
    assert ended.code == 2
    assert "No space left on device" in ended.err
    assert not [each for each in tmp_path.iterdir() if each.suffix in (".json", ".part")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_standard_output_on_a_full_disk_is_an_error(system):
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "readiness", "scan", str(system)]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("error: standard output can't be written: No space left on device")


def test_a_reader_that_went_away_is_no_error(system):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "readiness", "scan", str(system), "--no-gate"]
    ended = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_missing_pdf_library_is_said_before_anything_is_read(cli, system, monkeypatch):
    monkeypatch.setattr("readiness.reports.pdf.pdf_problem", lambda: "Pango is not installed")
    monkeypatch.setattr("readiness.cli.collection.collected", lambda *_, **__: pytest.fail("it was read"))
    ended = cli("scan", system, "-o", "report.pdf")
    assert ended.code == 2
    assert ended.err.startswith("error: no PDF can be made: Pango is not installed\nhelp: ")


def test_a_bug_of_ours_is_one_line_without_a_word_of_what_was_read(cli, system, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("sk-secret-value")

    monkeypatch.setattr("readiness.assessment.judge", broken)
    ended = cli("scan", system)
    assert ended.code == ExitCode.BUG
    assert ended.err == "error: unexpected RuntimeError\nhelp: this is a bug in readiness; --debug shows where\n"
    assert "Traceback" in cli("scan", system, "--debug").err


def test_hostile_names_can_not_steer_the_terminal(cli, system):
    name = "evil\x1b[2J\x07[bold]\u202e.yaml"
    (system / "deploy" / "production" / "litellm.yaml").rename(system / "deploy" / "production" / name)
    for arguments in (("scan", system), ("scan", system, "-v")):
        ended = cli(*arguments)
        assert ended.code == ExitCode.GATE_FAILED
        assert not {"\x1b", "\x07", "\u202e"} & set(ended.out + ended.err)
    missing = cli("scan", "no\x1b[31msuch[/x]")
    assert missing.err.startswith("error: no\ufffd[31msuch[/x]: no such folder")


def test_colour_comes_when_it_is_forced_and_never_with_no_color(cli, system, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in cli("scan", system).out
    assert "\x1b[" not in cli("scan", system, "--no-color").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in cli("scan", system).out


def test_ci_gets_one_line_for_each_target(cli, system, monkeypatch):
    monkeypatch.setenv("CI", "true")
    lines = cli("scan", system).err.splitlines()
    assert [line.split(": ")[0] for line in sorted(lines)] == ["attestations:none", "folder:."]
    assert not cli("scan", system, "--no-progress").err


def test_a_baseline_lets_pass_what_was_bad_before(cli, system, assessed):
    (system / "readiness.yaml").write_text("gate: {no_regressions: true}\n", encoding="utf-8")
    assert cli("scan", system, "--baseline", assessed).code == 0
    (system / "deploy" / "production" / "settings.yaml").write_text(
        f"openai_api_key: sk-proj-{sha256(b'made up').hexdigest()}\n", encoding="utf-8"
    )
    ended = cli("scan", system, "--baseline", assessed)
    assert ended.code == ExitCode.GATE_FAILED
    assert "new failures in" in " ".join(ended.out.split())
    assert "warning: the gate compares with a baseline" in cli("scan", system).err


def test_a_choice_of_checks_stands_in_the_report(cli, system):
    assert "1 deviation from the standard" in cli("scan", system, "--only", "secrets_hygiene").out


def test_local_checks_are_asked_when_their_folder_is_named(cli, system, tmp_path):
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "mine.py").write_text(LOCAL_CHECK, encoding="utf-8")
    ended = cli("scan", system, "--checks", tmp_path / "ours", "--only", "our-gateway-named")
    assert "our-gateway-named" in ended.out
    assert "The gateway is called differently" in ended.out


LOCAL_CHECK = '''
from readiness.api import Verdict, check, failed
from readiness.facts.ai import Gateway


@check("our-gateway-named", severity="low", effort="minutes", pillar="governance")
def named(gateway: Gateway) -> Verdict:
    """The gateway is called as we say.

    Why: Names matter here.

    Fix: Rename it
    """
    return failed("The gateway is called differently")
'''


def test_the_ledger_of_an_assessment_is_exactly_one_hundred(assessed):
    standing = assessments.load(assessed).score.standing
    assert standing is not None
    assert sum((each.points for each in standing.ledger), standing.score) == 100


# Ctrl-C


HELD = """\
import sys, threading
from readiness.collectors.files import reading

read = reading.read_bytes

def held(path, limit):
    if str(path).endswith("held.yaml"):
        threading.Event().wait()
    return read(path, limit)

reading.read_bytes = held
from readiness.cli import main
main()
"""
"""The command line, which reads until it comes to this file, and goes no further."""


def test_ctrl_c_keeps_what_was_collected_and_names_it(system, tmp_path):
    (system / "held.yaml").write_text("a: b\n", encoding="utf-8")
    run_folder = tmp_path / "run"
    arguments = ["scan", str(system), "--run-folder", str(run_folder)]
    running = subprocess.Popen([sys.executable, "-c", HELD, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not list(run_folder.glob("[!.]*.part")):
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == ExitCode.INTERRUPTED
    assert out == ""
    assert err.startswith("error: interrupted: ")
    assert f"help: go on with the same command and --run-folder {run_folder}" in err
    assert "Traceback" not in err
    again = subprocess.run(
        [sys.executable, "-m", "readiness", *arguments, "--no-gate"], capture_output=True, text=True, timeout=60, check=False
    )
    assert again.returncode == 0
    assert not run_folder.exists()


def test_a_run_folder_serves_one_scan_only(cli, system, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    run_folder = tmp_path / "run"
    run_folder.mkdir()
    (run_folder / "scope.json").write_text("[]", encoding="utf-8")
    ended = cli("scan", other, "--run-folder", run_folder)
    assert "belongs to a run over other folders" in ended.err
    assert cli("scan", system, "--run-folder", tmp_path / "fresh").code == ExitCode.GATE_FAILED
    assert not (tmp_path / "fresh").exists()


def test_the_table_of_exit_codes_stands_in_the_help(cli):
    told = cli("--help").out
    for code, meaning in EXIT_CODES.items():
        assert f"{code.value}  {meaning}" in told


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_progress_moves_and_goes_away(system):
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    command = [sys.executable, "-m", "readiness", "scan", str(system)]
    running = subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    while chunk := read_terminal(ours):
        seen += chunk
    os.close(ours)
    told = seen.decode()
    assert running.wait(timeout=30) == ExitCode.GATE_FAILED
    assert "reading folder:." in told
    assert told.index("reading folder:.") < told.index("CRITICAL")
    assert "\x1b[?25h" in told  # the cursor is shown again
    assert "\x1b[1;38;2;" in told


def read_terminal(terminal: int) -> bytes:
    """What the other side wrote; nothing when it has gone, which some systems tell with an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
