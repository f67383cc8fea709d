"""Profiles: shipped as data with a reason for each line, extended by a configuration's own, and told in the assessment."""

from __future__ import annotations

from pathlib import Path

import pytest
from strategies import MADE_UP, a_snapshot, alarm, pump

from readiness import config
from readiness.api import Certainty, Severity, too_severe
from readiness.assessment import ProfileText, Terms, assess
from readiness.errors import UserError
from readiness.loader import load_checks, named
from readiness.profiles import STANDARD, Profile, Resolved, resolve, shipped

CHECKS = load_checks()
ORDER = list(Severity)
LINES = [
    (name, kind, line)
    for name, profile in shipped().items()
    for kind, lines in (("skip", profile.skip), ("severities", profile.severities))
    for line in lines
]


def terms(tmp_path: Path, text: str, **rest):
    path = tmp_path / "readiness.yaml"
    path.write_text(text, encoding="utf-8")
    return config.terms(config.load(path), CHECKS, **rest)


def test_four_profiles_are_shipped_and_told_apart():
    assert set(shipped()) == {"pilot", "production", "regulated", "multi-region"}
    assert len({profile.purpose for profile in shipped().values()}) == 4
    assert all(profile.title and profile.purpose.endswith(".") for profile in shipped().values())


def test_the_standard_deviates_in_nothing():
    standard = resolve(STANDARD, {}, CHECKS)
    assert (standard.deviations(CHECKS), standard.left_out, standard.severities, standard.weights) == ((), {}, {}, {})


@pytest.mark.parametrize(("name", "kind", "line"), LINES)
def test_each_shipped_line_has_a_reason_and_an_effect(name, kind, line):
    assert line.reason.endswith((".", ")."))
    ids = [id for each in line.checks for id in named(CHECKS, each)]
    assert sorted(line.checks) == list(line.checks), "in order, so that a reader finds a check"
    if kind == "severities":
        changes = {ORDER.index(line.severity) - ORDER.index(CHECKS[id].severity) for id in ids}
        assert all(change > 0 for change in changes) if name == "pilot" else all(change < 0 for change in changes)
        assert not [id for id in ids if too_severe(CHECKS[id].certainty, line.severity)]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_no_line_of_a_shipped_profile_contradicts_another(name):
    profile = shipped()[name]
    told = [id for line in (*profile.skip, *profile.severities) for each in line.checks for id in named(CHECKS, each)]
    assert len(told) == len(set(told))


def test_a_pilot_still_protects_people_data_and_keys():
    left_out = resolve("pilot", {}, CHECKS).left_out
    kept = {"secrets_hygiene", "identity_access", "data_security", "cost_control", "governance", "environment_separation"}
    assert not [id for id in left_out if CHECKS[id].pillar in kept or CHECKS[id].severity is Severity.CRITICAL]


OWN = """\
profile: bank
profiles:
  bank:
    purpose: Our own.
    extends: regulated
    skip:
      - {checks: [portability, aws-second-model-in-use], reason: One provider was decided on.}
    ask:
      - {checks: [org-exit-plan], reason: The supervisor asks for it.}
    severities:
      - {checks: [org-exit-plan], severity: critical, reason: The supervisor asks for it.}
      - {checks: ["ai-compose-*"], severity: low, reason: Compose is for developers here.}
    pillar_weights:
      - {pillars: [governance], weight: 9, reason: Audited each year.}
"""


def test_an_own_profile_changes_what_it_extends(tmp_path):
    judged = terms(tmp_path, OWN)
    assert judged.profile == ProfileText(name="bank", title="Bank", purpose="Our own.", extends=("regulated",))
    assert {id for id, each in CHECKS.items() if each.pillar == "portability"} - {"org-exit-plan"} == judged.left_out
    assert judged.rubric.severities["org-exit-plan"] is Severity.CRITICAL, "the later line counts"
    assert judged.rubric.severities["org-provider-data-terms"] is Severity.CRITICAL, "inherited"
    assert judged.rubric.severities["ai-compose-restarts"] is Severity.LOW
    assert judged.rubric.pillar_weights == {"governance": 9}


def test_every_deviation_carries_its_reason(tmp_path):
    told = {each.subject: (each.standard, each.used, each.reason) for each in terms(tmp_path, OWN).deviations}
    assert told["severity of org-exit-plan"] == ("medium", "critical", "The supervisor asks for it.")
    assert told["weight of pillar governance"] == ("5", "9", "Audited each year.")
    assert told["severity of ai-compose-image-pinned, ai-compose-restarts"] == ("high, medium", "low", "Compose is for developers here.")
    (left_out,) = [each for each in terms(tmp_path, OWN).deviations if each.used == "not asked"]
    assert left_out.reason == "One provider was decided on."
    assert left_out.subject.startswith("leaving out of ai-")
    assert "ai-model-ids-configured" in left_out.checks
    assert len(left_out.checks) > 4
    assert left_out.subject.endswith(f" and {len(left_out.checks) - 4} more")


def test_single_lines_of_the_configuration_come_after_the_profile(tmp_path):
    own = "severities:\n  org-exit-plan: {severity: low, reason: Tested.}\npillar_weights:\n  governance: {weight: 7, reason: x}\n"
    judged = terms(tmp_path, OWN + own)
    assert (judged.rubric.severities["org-exit-plan"], judged.rubric.pillar_weights) == (Severity.LOW, {"governance": 7})


def test_a_pattern_never_makes_a_guess_more_than_medium(tmp_path):
    text = "profile: strict\nprofiles:\n  strict:\n    severities: [{checks: [portability], severity: critical, reason: So.}]\n"
    judged = terms(tmp_path, text)
    guess = CHECKS["ai-provider-calls-isolated"]
    assert guess.certainty is Certainty.HEURISTIC
    assert judged.rubric.severity(guess) is Severity.MEDIUM
    assert guess.id not in {id for each in judged.deviations for id in each.checks}, "nothing changed, so nothing is told"


MISTAKES = [
    ("profile: pilots\n", "readiness.yaml:1: unknown profile 'pilots'", "did you mean 'pilot'?"),
    ("profile: a\nprofiles:\n  a: {extends: b}\n", "readiness.yaml:3: unknown profile 'b'", "one of: "),
    ("profile: a\nprofiles:\n  a: {extends: b}\n  b: {extends: a}\n", "readiness.yaml:4: profile 'b' extends itself", "extend one of: "),
    ("profile: a\nprofiles:\n  a: {extends: a}\n", "readiness.yaml:3: profile 'a' extends itself", "extend one of: "),
    ("profiles:\n  pilot: {}\n", "readiness.yaml:2: profile 'pilot' is shipped", "let yours extend it"),
    (
        "profile: a\nprofiles:\n  a:\n    skip:\n      - reason: x\n        checks: [org-exit-plans]\n",
        "readiness.yaml:6: no check or pillar is called 'org-exit-plans'",
        "did you mean 'org-exit-plan'?",
    ),
    (
        "profile: a\nprofiles:\n  a:\n    pillar_weights:\n      - {pillars: [backup], weight: 1, reason: x}\n",
        "readiness.yaml:5: unknown pillar 'backup'",
        "one of: ",
    ),
    (
        "profiles:\n  a:\n    skip:\n      - {checks: [portability]}\n",
        "readiness.yaml:4: profiles.a.skip.0: 'reason' is missing",
        "add 'reason",
    ),
]


@pytest.mark.parametrize(("text", "message", "help"), MISTAKES)
def test_a_mistake_is_named_with_its_line(tmp_path, monkeypatch, text, message, help):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as raised:
        terms(Path(), text)
    assert raised.value.message == message
    assert raised.value.help.startswith(help)


def test_the_command_line_chooses_another(tmp_path):
    assert terms(tmp_path, OWN, profile="pilot").profile.name == "pilot"
    with pytest.raises(UserError, match="unknown profile 'pilott'"):
        terms(tmp_path, OWN, profile="pilott")


def test_the_assessment_tells_its_profile_and_only_what_concerns_it():
    own = {"small": Profile.model_validate({"skip": [{"checks": ["test-pump-good"], "reason": "r"}]})}
    resolved = resolve("small", own, MADE_UP)
    seen = a_snapshot(pump(good=False), alarm())
    with_all = assess(seen, MADE_UP)
    small = Terms(profile=resolved.text, left_out=frozenset(resolved.left_out), deviations=resolved.deviations(MADE_UP))
    judged = assess(seen, MADE_UP, small)
    assert set(with_all.checks) - set(judged.checks) == {"test-pump-good"}
    assert not [each for each in judged.findings if each.check == "test-pump-good"]
    assert (judged.profile.name, [each.subject for each in judged.deviations]) == ("small", ["leaving out of test-pump-good"])
    heavier = Resolved(ProfileText(), severities={"ai-gateway-authenticated": (Severity.LOW, "r")})
    elsewhere = Terms(deviations=heavier.deviations({**CHECKS, **MADE_UP}))
    assert elsewhere.deviations
    assert assess(seen, MADE_UP, elsewhere).deviations == ()
