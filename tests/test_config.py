"""readiness.yaml: every mistake is one line that names file, line and key, and says how to go on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from strategies import MADE_UP, a_snapshot, pump

from readiness import config, targets
from readiness.api import Severity, Status
from readiness.assessment import Assessment, Terms, assess
from readiness.errors import ExitCode, UserError
from readiness.facts import Environment
from readiness.gate import GateRules
from readiness.loader import load_checks

FULL = """\
version: 1
system: Claims assistant
client: Example Insurance
author: A. Assessor
targets:
  - folder: .
    exclude: [archive/]
    max_file_bytes: 100000
  - attestations: answers.yaml
environments:
  - environment: production
    paths: [deploy/eu-*]
target_environment: staging
gate:
  min_score: 75
  min_pillar: {quality: 50}
  no_failing: [critical]
  max_unknown: {critical: 0}
waivers:
  - check: org-*
    owner: CISO
    reason: pilot
    expires: 2026-12-31
pillar_weights:
  quality: {weight: 10, reason: it decides}
severities:
  org-load-tested: {severity: critical, reason: launch day}
checks:
  skip: [portability]
  settings:
    org-load-tested: {max_age_days: 30}
checks_version: "0.1"
"""


def written(folder: Path, text: str, name: str = "readiness.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_that_can_be_said_is_understood(tmp_path: Path) -> None:
    found = config.load(written(tmp_path, FULL))
    terms = config.terms(found, load_checks())
    assert found.config.target_environment is Environment.STAGING
    assert found.classifier.of_path("deploy/eu-1/a.yaml") is Environment.PRODUCTION
    assert terms.gate.min_pillar == {"quality": 50}
    assert terms.rubric.severities == {"org-load-tested": Severity.CRITICAL}
    assert terms.settings == {"org-load-tested": {"max_age_days": 30}}
    assert terms.waivers[0].owner == "CISO"
    assert {each.subject for each in terms.deviations} == {"weight of pillar quality", "severity of org-load-tested"}


ORGANIZATION = "targets:\n- aws:\n    regions: [eu-west-1]\n    organization:\n"

MISTAKES = [
    ("pillar_weights:\n  backup: {weight: 1, reason: x}\n", 2, "unknown pillar 'backup'", "did you mean 'backups_recovery'?"),
    ("gate:\n  min_score: 75\n  min_pillar:\n    qualty: 5\n", 4, "unknown pillar 'qualty'", "did you mean 'quality'?"),
    ("system: x\ntagets: []\n", 2, "unknown key 'tagets'", "did you mean 'targets'?"),
    ("gate:\n  min_scores: 1\n", 2, "unknown key 'min_scores'", "did you mean 'min_score'?"),
    ("gate:\n  min_score: high\n", 2, "gate.min_score: must be a number, not text", ""),
    ("gate: 75\n", 1, "gate: must be a mapping, not the number 75", ""),
    ("gate:\n  no_failing: [urgent]\n", 2, "gate.no_failing.0: unknown value 'urgent'", "one of: critical, high, medium, low"),
    ("gate:\n  max_unknown:\n    critcal: 0\n", 3, "gate.max_unknown.critcal: unknown value 'critcal'", "did you mean 'critical'?"),
    ("gate:\n  mode: warning\n", 2, "gate.mode: unknown value 'warning'", "did you mean 'warn'?"),
    ("gate:\n  min_environment: {prod: 5}\n", 2, "unknown environment 'prod'", "did you mean 'production'?"),
    ("target_environment: shared\n", 1, "shared has no score of its own", "one of: production, staging, development"),
    ("target_environment: prod\n", 1, "target_environment: unknown value 'prod'", "did you mean 'production'?"),
    ("environments:\n- environment: production\n- paths: [a]\n", 3, "environments.1: 'environment' is missing", "add 'environment: …'"),
    (
        "targets:\n- folder: .\n  attestations: a.yaml\n",
        2,
        "targets.0: a target is either a 'folder', an 'attestations' file, an 'aws' account or a 'kubernetes' cluster",
        "",
    ),
    (f"{ORGANIZATION}        role: arn:aws:iam::123456789012:role/R\n", 4, "targets.0.aws.organization: 'role' is the name of a role", ""),
    (
        f"{ORGANIZATION}        role: R\n        include: {{}}\n",
        4,
        "targets.0.aws.organization: 'include' and each of 'environments' name organizational_units",
        "",
    ),
    (
        f"{ORGANIZATION}        role: R\n        exclude: {{accounts: ['12']}}\n",
        4,
        "targets.0.aws.organization: an account is twelve digits, not '12'",
        "",
    ),
    (f"{ORGANIZATION}        role: R\n        exclude: {{tag: {{a: b}}}}\n", 6, "unknown key 'tag'", "did you mean 'tags'?"),
    (f"{ORGANIZATION}        external_id: x\n", 5, "targets.0.aws.organization: 'role' is missing", "add 'role: …'"),
    ("targets:\n- folder: .\n  max_file_bytes: 0\n", 2, "targets.0: max_file_bytes must be at least 1", ""),
    ("max_resources:\n  AwsBuckets: 5\n", 2, "unknown kind 'AwsBuckets'", "did you mean 'AwsBucket'?"),
    ("max_resources:\n  AwsBucket: 0\n", 2, "max_resources.AwsBucket must be at least 1", "leave it out to read all"),
    ("waivers:\n- check: a-b\n  owner: x\n  reason: y\n  expires: soon\n", 5, "waivers.0.expires: must be a date", ""),
    ("waivers:\n- owner: x\n  reason: y\n  expires: 2030-01-01\n", 2, "waivers.0: name a fingerprint, a check, a pattern", ""),
    ("version: 2\n", 1, "version 2 is not read by this release (1)", "say 'version: 1'"),
    ("checks_version: newest\n", 1, "must be a release such as '0.1'", "write it in quotes"),
    ("system: a\nsystem: b\n", 2, "key 'system' is written twice", "keep one of them"),
    ("- a\n- b\n", None, "the configuration must be a mapping of keys to values", "'readiness init' writes an example"),
    ("just text\n", None, "the configuration must be a mapping of keys to values", "'readiness init'"),
    ("a: [1\nb: 2\n", 2, "", "mend the syntax at this line"),
    ("system: a\n---\nsystem: b\n", None, "holds more than one document", "remove the line '---'"),
    ("pillar_weights:\n  quality: {weight: 3}\n", 2, "pillar_weights.quality: 'reason' is missing", "add 'reason: …'"),
    ("pillar_weights:\n  quality: {weight: -3, reason: x}\n", 2, "pillar_weights.quality: a weight can't be negative", ""),
]


@pytest.mark.parametrize(("text", "line", "message", "help"), MISTAKES)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int | None, message: str, help: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as raised:
        config.load(written(tmp_path, text))
    place = f"readiness.yaml:{line}: " if line else "readiness.yaml: "
    assert raised.value.message.startswith(place + message)
    assert "\n" not in raised.value.message
    assert raised.value.help.startswith(help)
    assert raised.value.code is ExitCode.USAGE


NAMES = [
    (
        "severities:\n  ai-provider-calls-isolated: {severity: high, reason: x}\n",
        2,
        "severities.ai-provider-calls-isolated: the check is heuristic (it guesses), so it is medium at most, not high",
        "say medium, or leave it out",
    ),
    ("severities:\n  org-load-test: {severity: low, reason: x}\n", 2, "unknown check 'org-load-test'", "did you mean 'org-load-tested'?"),
    ("checks:\n  settings:\n    nothing-like-it: {a: 1}\n", 3, "unknown check 'nothing-like-it'", ""),
    (
        "checks:\n  settings:\n    org-load-tested:\n      max_age: 3\n",
        4,
        "check 'org-load-tested' has no setting 'max_age'",
        "did you mean 'max_age_days'?",
    ),
    (
        "checks:\n  settings:\n    org-load-tested: {max_age_days: often}\n",
        3,
        "max_age_days: must be of the kind of its default",
        "",
    ),
]


@pytest.mark.parametrize(("text", "line", "message", "help"), NAMES)
def test_a_check_or_setting_that_does_not_exist_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int, message: str, help: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = config.load(written(tmp_path, text))
    with pytest.raises(UserError) as raised:
        config.terms(found, load_checks())
    assert raised.value.message.startswith(f"readiness.yaml:{line}: {message}")
    assert raised.value.help.startswith(help)


def test_a_newer_check_is_preview_until_the_configuration_admits_it(tmp_path: Path) -> None:
    found = config.load(written(tmp_path, 'checks_version: "0.0.9"\n'))
    assert config.terms(found, load_checks()).rubric.preview == frozenset(load_checks())


RELEASES = [
    ("0.1.0", "0.1", None, False),
    ("0.1.7", "0.1", None, False),
    ("0.2.0", "0.1", None, False),
    ("0.2.0", "0.2", None, True),
    ("0.2.3", "0.2.1", None, True),
    ("0.3.0", "0.2", None, False),
    ("1.0.0", "0.9", None, False),
    ("1.0.0", "1.0", None, True),
    ("0.2.0", "0.2", "0.1", True),
    ("0.2.0", "0.2", "0.2", False),
    ("0.3.0", "0.2", "0.1", True),
]


@pytest.mark.parametrize(("running", "since", "admitted", "listed_only"), RELEASES)
def test_what_a_minor_release_adds_has_no_weight_until_the_next(
    monkeypatch: pytest.MonkeyPatch, running: str, since: str, admitted: str | None, listed_only: bool
) -> None:
    monkeypatch.setattr(config, "__version__", running)
    wanted = config.Configuration(config.Config(checks_version=admitted), config.Located("readiness.yaml", {}), None, Path())
    check = replace(load_checks()["ai-gateway-authenticated"], since=since)
    assert (check.id in config.terms(wanted, {check.id: check}).rubric.preview) is listed_only


@pytest.mark.parametrize("raw", [b"system: \xff\xfe\n", b"x: " + b"a" * (config.MAX_BYTES + 1)])
def test_what_is_no_configuration_is_refused_in_one_line(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "readiness.yaml"
    path.write_bytes(raw)
    with pytest.raises(UserError, match=r"not UTF-8|larger than 1 MiB"):
        config.load(path)


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert config.load(written(tmp_path, "# nothing yet\n")).config == config.Config()


def test_waivers_may_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    written(tmp_path, "- {check: a-b, owner: x, reason: y, expires: 2030-01-01}\n", "waivers.yaml")
    found = config.load(written(tmp_path, "waivers: waivers.yaml\n"))
    assert [each.check for each in found.config.waivers] == ["a-b"]
    written(tmp_path, "waivers:\n- {check: a-b, owner: x, reason: y, expires: 2030-01-01}\n- {check: a-b, owner: x}\n", "waivers.yaml")
    with pytest.raises(UserError, match=r"waivers\.yaml:3: .*is missing"):
        config.load(tmp_path / "readiness.yaml")
    written(tmp_path, "# nobody accepts anything\n", "waivers.yaml")
    assert config.load(tmp_path / "readiness.yaml").config.waivers == ()
    written(tmp_path, "waivers: elsewhere.yaml\n")
    with pytest.raises(UserError, match=r"readiness\.yaml:1: elsewhere\.yaml: no such file of waivers"):
        config.load(tmp_path / "readiness.yaml")


def test_pyproject_speaks_where_no_readiness_yaml_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy").mkdir()
    path = written(
        tmp_path,
        '[project]\nname = "x"\n\n[tool.readiness]\nsystem = "Assistant"\n\n[tool.readiness.gate]\nmin_score = 5\n',
        "pyproject.toml",
    )
    assert config.find(tmp_path / "deploy") == path
    assert config.load(path).config.gate.min_score == 5
    written(tmp_path, '[tool.readiness]\nsystem = "x"\n\n[tool.readiness.gate]\nmin_scor = 5\n', "pyproject.toml")
    with pytest.raises(UserError, match=r"pyproject\.toml:5: unknown key 'min_scor'"):
        config.load(path)
    yaml = written(tmp_path, "system: y\n")
    assert config.find(tmp_path / "deploy") == yaml


def test_configuration_is_looked_for_up_to_the_repository_and_no_further(tmp_path: Path) -> None:
    written(tmp_path, "system: outside\n")
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (repository / "deep" / "deeper").mkdir(parents=True)
    assert config.find(repository / "deep" / "deeper") is None
    inside = written(repository, "system: inside\n")
    assert config.find(repository / "deep" / "deeper") == inside
    (tmp_path / "loose").mkdir()
    assert config.find(tmp_path / "loose") is None


def test_code_is_executed_only_for_a_file_that_the_user_named(tmp_path: Path) -> None:
    path = written(tmp_path, "checks:\n  folders: [our-checks]\n")
    with pytest.raises(UserError, match=r"readiness\.yaml:2: checks\.folders would execute Python code"):
        config.load(path).check_folders()
    assert config.load(path, trusted=True).check_folders() == (tmp_path / "our-checks",)


@pytest.mark.parametrize(
    ("word", "environment"), [("prod", "production"), ("PRODUCTION", "production"), ("stg", "staging"), ("dev", "development")]
)
def test_an_environment_goes_by_short_names(word: str, environment: str) -> None:
    assert config.environment_named(word) == environment
    with pytest.raises(UserError, match="unknown environment 'mars'"):
        config.environment_named("mars")


# Targets


def test_without_configuration_the_folder_is_read_and_nobody_attested(tmp_path: Path) -> None:
    folder, answers = targets.places(config.nothing(tmp_path), tmp_path)
    assert (folder.key, folder.target, folder.root) == ("folder:.", "folder:.", tmp_path)
    assert (answers.key, answers.root) == ("attestations:none", None)


def test_targets_have_relative_names_wherever_they_stand(tmp_path: Path) -> None:
    project, other = tmp_path / "project", tmp_path / "other"
    for each in (project / "gateway", other):
        each.mkdir(parents=True)
    written(project, "[]\n", "answers.yaml")
    path = written(project, "targets:\n- folder: gateway\n- folder: ../other\n- folder: .\n  name: all\n- attestations: answers.yaml\n")
    found = targets.places(config.load(path), project)
    assert [each.key for each in found] == ["folder:gateway", "folder:other", "folder:all", "attestations:answers.yaml"]
    assert str(tmp_path) not in "".join(each.key + each.target for each in found)


def test_a_folder_on_the_command_line_takes_its_own_settings_along(tmp_path: Path) -> None:
    (tmp_path / "gateway").mkdir()
    path = written(tmp_path, "targets:\n- folder: gateway\n  exclude: [old/]\n- folder: .\n")
    folder, _ = targets.places(config.load(path), tmp_path / "gateway")
    assert (folder.key, dict(folder.settings)) == ("folder:.", {"exclude": ("old/",)})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("targets:\n- folder: missing\n", "missing: no such folder"),
        ("targets:\n- folder: readiness.yaml\n", "readiness.yaml: not a folder"),
        ("targets:\n- attestations: missing.yaml\n", "missing.yaml: no such attestations file"),
        ("targets:\n- folder: .\n  name: a\n- folder: .\n  name: a\n", "two targets are called 'a'"),
        ("targets:\n- attestations: readiness.yaml\n- attestations: readiness.yaml\n", "more than one target names an attestations file"),
    ],
)
def test_a_target_that_can_not_be_is_named(tmp_path: Path, text: str, message: str) -> None:
    found = config.load(written(tmp_path, text))
    with pytest.raises(UserError) as raised:
        targets.places(found)
    assert raised.value.message == message
    assert raised.value.help


def test_an_upgrade_alone_turns_no_green_pipeline_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next minor release adds a critical check that fails; the pipeline of before passes until somebody admits it."""
    rules = GateRules(min_score=100, no_failing=tuple(Severity), no_regressions=True, max_drop=0)
    seen = a_snapshot(pump("a"))
    old = {"test-pump-good": MADE_UP["test-pump-good"]}
    added = replace(MADE_UP["test-some-alarm"], id="test-added", severity=Severity.CRITICAL, since="0.2")
    assert assess(seen, {**old, "test-added": added}).gated(rules).gate.passed is False, "it would fail, if it counted"
    before = assess(seen, old, Terms(gate=rules))
    assert before.gate.passed

    def upgraded(admitted: str | None) -> Assessment:
        monkeypatch.setattr(config, "__version__", "0.2.0")
        wanted = config.Configuration(config.Config(checks_version=admitted, gate=rules), config.Located("x", {}), None, Path())
        checks = {**old, "test-added": added}
        return assess(seen, checks, config.terms(wanted, checks), before.baseline())

    for admitted in (None, "0.1"):
        after = upgraded(admitted)
        assert after.gate.passed
        assert after.checks["test-added"].preview
        assert {each.status for each in after.findings if each.check == "test-added"} == {Status.FAIL}
    broken = {each.rule for each in upgraded("0.2").gate.broken}
    assert broken == {"min_score", "no_failing.critical"}, "asked for by name; and even then it is no regression"
