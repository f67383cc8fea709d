"""What other systems run us by: valid by their schemas, clean by their linters, and run here as they would be there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from readiness.cronjob import cronjob_objects
from readiness.loader import load_checks
from readiness.rbac import kubernetes_rights

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
GITHUB = ROOT / "integrations" / "github"
SCRIPTS = sorted(GITHUB.glob("*.sh"))
SAMPLE = ROOT / "sample_configs" / "pilot"
IMAGE = "registry.example/readiness@sha256:" + "0" * 64


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "NO_COLOR": "1", **environment}
    return subprocess.run([str(each) for each in command], cwd=cwd, env=known, capture_output=True, text=True, check=False)


def action() -> dict:
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("schema", "file"), [("vendor.github-actions", "action.yml"), ("vendor.gitlab-ci", "integrations/gitlab-ci.yml")])
def test_the_files_meet_their_schemas(schema, file):
    ended = run(BIN / "check-jsonschema", "--builtin-schema", schema, file)
    assert ended.returncode == 0, ended.stdout


def test_the_hook_is_one_that_pre_commit_takes():
    ended = run(BIN / "pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.name)
def test_scripts_are_clean_and_may_be_run(script):
    ended = run(BIN / "shellcheck", script)
    assert ended.returncode == 0, ended.stdout
    assert os.access(script, os.X_OK)


def test_no_input_is_a_part_of_a_command():
    """Text of a pull request must not become a script (GitHub, Security hardening: script injections)."""
    steps = [each for each in action()["runs"]["steps"] if "run" in each]
    assert len(steps) == 4
    assert not any("${{" in each["run"] for each in steps)


# The action


def scanned(tmp_path: Path, folder: Path, **inputs: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str], Path]:
    out, outputs, summary = tmp_path / "out", tmp_path / "outputs", tmp_path / "summary"
    ended = run(
        GITHUB / "scan.sh", out, cwd=tmp_path, FOLDER=str(folder), GITHUB_OUTPUT=str(outputs), GITHUB_STEP_SUMMARY=str(summary), **inputs
    )
    told = dict(line.split("=", 1) for line in outputs.read_text(encoding="utf-8").splitlines()) if outputs.exists() else {}
    return ended, told, out


def test_the_action_reports_a_broken_gate_and_leaves_it_to_its_last_step(tmp_path):
    ended, outputs, out = scanned(tmp_path, SAMPLE)
    assert ended.returncode == 0, ended.stderr
    assert set(outputs) == {"score", "level", "passed", "assessment"}
    assert (outputs["level"], outputs["passed"]) == ("E", "false")
    assert 0 < float(outputs["score"]) < 40
    assert "::error title=readiness gate::" in ended.stdout
    assert (tmp_path / "summary").read_text(encoding="utf-8").startswith("<!-- readiness:production -->")
    assert {each.name for each in out.iterdir()} == {"assessment.json", "readiness.sarif", "report.html", "comment.md", "readiness.prom"}
    assert json.loads((out / "readiness.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    gate = run(BIN / "readiness", "gate", out / "assessment.json")
    assert gate.returncode == 1


def test_the_action_takes_folders_with_any_name(tmp_path):
    folder = tmp_path / "an $(touch hurt) 'odd' folder"
    folder.mkdir()
    (folder / "main.py").write_text("import openai\n", encoding="utf-8")
    ended, outputs, _ = scanned(tmp_path, folder)
    assert ended.returncode == 0, ended.stderr
    assert outputs["passed"] == ""
    assert not (tmp_path / "hurt").exists()


def test_the_action_fails_where_the_configuration_is_wrong(tmp_path):
    (tmp_path / "wrong.yaml").write_text("gate: {min_scor: 3}\n", encoding="utf-8")
    ended, _, _ = scanned(tmp_path, SAMPLE, CONFIG=str(tmp_path / "wrong.yaml"))
    assert ended.returncode == 2
    assert "wrong.yaml:1" in ended.stderr


def commented(tmp_path: Path, answers: str, code: int = 0) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Comment with a stand-in of `gh` that writes down how it was called."""
    (tmp_path / "bin").mkdir()
    stand_in = tmp_path / "bin" / "gh"
    log = tmp_path / "calls"
    stand_in.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{log}"\ncase "$*" in *--paginate*) printf "{answers}";; *) exit {code};; esac\n',
        encoding="utf-8",
    )
    stand_in.chmod(0o755)
    (tmp_path / "comment.md").write_text("<!-- readiness:production -->\ntext\n", encoding="utf-8")
    ended = run(
        GITHUB / "comment.sh",
        tmp_path / "comment.md",
        GITHUB_REPOSITORY="team/assistant",
        PULL_REQUEST="7",
        PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}",
    )
    return ended, log.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("answers", "written"),
    [
        ("", "--method POST repos/team/assistant/issues/7/comments"),
        ("41\\n42\\n", "--method PATCH repos/team/assistant/issues/comments/41"),
    ],
)
def test_one_comment_is_kept_up_to_date(answers, written, tmp_path):
    ended, calls = commented(tmp_path, answers)
    assert ended.returncode == 0, ended.stderr
    assert len(calls) == 2
    assert written in calls[1]
    assert f"body=@{tmp_path / 'comment.md'}" in calls[1]


def test_a_comment_that_may_not_be_written_fails_nothing(tmp_path):
    ended, _ = commented(tmp_path, "", code=1)
    assert ended.returncode == 0
    assert "::warning title=readiness::" in ended.stdout


# GitLab, pre-commit


def test_the_gitlab_job_writes_what_it_publishes(tmp_path):
    shutil.copytree(SAMPLE, tmp_path / "repository")
    job = yaml.safe_load((ROOT / "integrations" / "gitlab-ci.yml").read_text(encoding="utf-8"))["readiness"]
    install, *commands = job["script"]
    assert install.startswith("python -m pip install")
    codes = [run("bash", "-euo", "pipefail", "-c", each, cwd=tmp_path, READINESS_FOLDER="repository").returncode for each in commands]
    assert codes == [0, 1]
    for path in job["artifacts"]["reports"].values():
        assert (tmp_path / path).stat().st_size > 100


def hook() -> dict:
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(("sample", "code"), [("pilot", 1), ("production", 0)])
def test_the_hook_stops_a_commit_that_breaks_the_gate(sample, code, tmp_path):
    shutil.copytree(ROOT / "sample_configs" / sample, tmp_path / "repository")
    ended = run(*hook()["entry"].split(), cwd=tmp_path / "repository")
    assert ended.returncode == code, ended.stderr
    assert ("Gate FAILED" in ended.stdout) is bool(code)  # what pre-commit shows of a hook that stops


@pytest.mark.parametrize(
    "name", ["readiness.yaml", "deploy/values.yml", ".env", ".env.production", "src/app.py", "web/chat.tsx", "main.tf", "Dockerfile"]
)
def test_the_hook_runs_when_what_we_read_changes(name):
    assert re.search(hook()["files"], name)
    assert not re.search(hook()["files"], "picture.png")


def test_an_offline_scan_reads_no_account_and_no_cluster(tmp_path):
    (tmp_path / "readiness.yaml").write_text(
        "targets:\n  - folder: .\n  - aws: {profile: nobody}\n  - kubernetes: {context: nowhere}\n", encoding="utf-8"
    )
    ended = run(BIN / "readiness", "scan", "--offline", "--exit-zero", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "1\u00a0AWS account and 1\u00a0cluster of the configuration are not read" in ended.stderr
    refused = run(BIN / "readiness", "scan", "--offline", "--aws", cwd=tmp_path)
    assert refused.returncode == 2
    assert "--offline and an AWS account exclude each other" in refused.stderr


# The image


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="the linter of Dockerfiles is installed on Linux only")
def test_the_dockerfile_is_clean():
    ended = run(BIN / "hadolint", "Dockerfile")
    assert ended.returncode == 0, ended.stdout


def test_the_image_has_pango_as_the_makefile_has_it_and_no_root():
    (pango,) = re.findall(r"^PANGO := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert all(each in dockerfile() for each in pango.split())
    assert re.search(r"^USER (?!0$)\d+$", dockerfile(), re.MULTILINE)


def test_the_image_is_built_of_what_the_package_needs():
    """An ignore file that lets too little in breaks the build, which no engine tries here."""
    from docker.utils import exclude_paths

    sent = exclude_paths(str(ROOT), (ROOT / ".dockerignore").read_text(encoding="utf-8").split())
    needed = ["pyproject.toml", "constraints.txt", "README.md", "LICENSE", "readiness/api.py", "readiness/frameworks/eu-dora.yaml"]
    needed += [
        "checks/quality/ai.py",
        "report_templates/pdf.html",
        "report_templates/fonts/" + next((ROOT / "report_templates" / "fonts").iterdir()).name,
    ]
    assert set(needed) <= sent
    assert not [each for each in sent if each.startswith((".git", ".venv", "tests", "sample_configs"))]


# The CronJob


def objects() -> list[dict]:
    return cronjob_objects(kubernetes_rights(load_checks().values()), IMAGE)


def test_our_own_cronjob_passes_our_own_checks(tmp_path):
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests" / "cronjob.yaml").write_text(yaml.safe_dump_all(objects()), encoding="utf-8")
    ended = run(BIN / "readiness", "scan", "manifests", "--format", "json", "--exit-zero", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    findings = [each for each in json.loads(ended.stdout)["findings"] if each["check"].startswith("k8s-")]
    assert sum(each["status"] == "pass" for each in findings) > 5
    assert [each for each in findings if each["status"] == "fail" and each["check"] != "k8s-namespace-labelled"] == []


def test_a_real_api_server_takes_the_cronjob(api_server):
    made = objects()
    api_server.apply(yaml.safe_dump_all(made))
    try:
        job = api_server.ask("GET", "/apis/batch/v1/namespaces/readiness/cronjobs/readiness")
        assert job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["image"] == IMAGE
    finally:
        for each in reversed(made):
            api_server.delete(each)


def test_the_cronjob_is_printed_with_its_image_only():
    printed = run(BIN / "readiness", "init", "--cronjob", "--image", IMAGE)
    assert printed.returncode == 0, printed.stderr
    assert [each["kind"] for each in yaml.safe_load_all(printed.stdout)] == [each["kind"] for each in objects()]
    refused = run(BIN / "readiness", "init", "--cronjob")
    assert refused.returncode == 2
    assert "--image" in refused.stderr
