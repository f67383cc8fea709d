"""Formats that CI systems, trackers and monitoring read: as they stand, as their schemas ask, and whatever the text says."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as plain_families
from reports.cases import GATE, UNREADABLE, Case, assessed

from readiness.api import Status
from readiness.assessment import Assessment
from readiness.errors import UserError
from readiness.facts import Environment
from readiness.reports import FORMATS, Options, render
from readiness.reports.backlog import COLUMNS, cell
from readiness.reports.markdown import MAX_BYTES, text
from readiness.reports.sarif import MAX_TAGS, MAX_TEXT
from readiness.waivers import Waiver

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = Path(__file__).parent / "schemas"
UPDATE = "UPDATE_GOLDEN" in os.environ
MACHINE = ("markdown", "sarif", "junit", "github", "gitlab", "csv", "ocsf", "openmetrics", "cyclonedx", "badge")
HOSTILE = (
    "=cmd|'/c calc'!A1 <script>alert(1)</script> ::error:: @everyone #12 [a](https://evil.example) `x` %0A,:]]> \x1b[31m \x00 \u202e | ~~"
)


def few(**options) -> Assessment:
    """Something of all there is, small enough to be read."""
    cases = [
        Case("sample-keys", "critical", ("fail", "fail", "pass"), pillar="secrets_hygiene"),
        Case("sample-alerts", "high", ("fail",), texts={"problem": HOSTILE, "note": HOSTILE}),
        Case("sample-labels", "low", ("fail", "pass"), effort="minutes", pillar="cost_control"),
        Case("sample-open", "high", ("unknown", "pass"), pillar="quality"),
        Case("sample-accepted", "medium", ("fail",), pillar="governance"),
        Case("sample-staging", "medium", ("fail",), environment=Environment.STAGING),
        Case("sample-example", "critical", ("fail",), environment=Environment.SAMPLE),
        Case("sample-good", states=("pass", "pass"), pillar="resilience"),
        Case("sample-unused", states=()),
    ]
    waiver = Waiver(
        owner="M. Okafor", reason="Moves with the platform.", expires=date(2026, 9, 30), check="sample-accepted", record="RISK-218"
    )
    return assessed(cases, **{"gate": GATE, "waivers": (waiver,), "gaps": (UNREADABLE,), **options})


@pytest.mark.parametrize("name", MACHINE)
def test_each_format_stands_as_it_was_reviewed(name):
    told = render(name, few()).replace(few().tool.encode(), b"VERSION")
    path = GOLDEN / f"few{FORMATS[name].suffix or f'.{name}'}"
    if UPDATE:
        path.write_bytes(told)
    assert told == path.read_bytes()


@pytest.mark.parametrize("name", MACHINE)
@pytest.mark.parametrize("case", ["sample", "nothing", "perfect"])
def test_each_format_is_written_also_when_nothing_is_wrong(name, case, request):
    made = request.getfixturevalue(case)
    assert render(name, made) == render(name, made)
    assert render(name, made).decode() or name == "ocsf"


def test_formats_that_programs_read_are_asked_for_by_version():
    assert render("json-v1", few()) == render("json", few())
    for name, each in FORMATS.items():
        if each.version is not None:
            assert render(f"{name}-v{each.version}", few())
        with pytest.raises(UserError, match="unknown format"):
            render(f"{name}-v99", few())


# SARIF


def sarif(assessment: Assessment) -> dict:
    return json.loads(render("sarif", assessment))


def validator() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("case", ["sample", "nothing", "perfect", "large"])
def test_sarif_meets_the_published_schema(case, request):
    assert list(validator().iter_errors(sarif(request.getfixturevalue(case)))) == []
    assert list(validator().iter_errors({"version": "2.1.0", "runs": [{}]}))  # the schema does refuse


def test_sarif_lists_what_fails_and_counts_and_tells_what_is_unknown():
    (run,) = sarif(few())["runs"]
    assert Counter(each["ruleId"] for each in run["results"]) == {
        "sample-keys": 2,
        "sample-alerts": 1,
        "sample-labels": 1,
        "sample-staging": 1,
    }
    assert [each["level"] for each in run["results"]] == ["error", "error", "error", "warning", "note"]
    (invocation,) = run["invocations"]
    assert {each["associatedRule"]["id"] for each in invocation["toolExecutionNotifications"]} >= {"sample-open"}


def test_sarif_stays_within_the_limits_of_code_scanning(sample):
    (run,) = sarif(sample)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(len(each["shortDescription"]["text"]) <= MAX_TEXT and len(each["fullDescription"]["text"]) <= MAX_TEXT for each in rules)
    assert all(len(each["properties"]["tags"]) <= MAX_TAGS for each in rules)
    assert all(("security" in each["properties"]["tags"]) is ("security-severity" in each["properties"]) for each in rules)
    prints = [each["partialFingerprints"]["primaryLocationLineHash"] for each in run["results"]]
    assert len(set(prints)) == len(prints)
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])


def test_sarif_keeps_the_worst_where_there_is_no_room(monkeypatch):
    monkeypatch.setattr("readiness.reports.sarif.MAX_RESULTS", 2)
    (run,) = sarif(few())["runs"]
    assert [each["ruleId"] for each in run["results"]] == ["sample-keys", "sample-keys"]
    assert "3\u00a0further findings" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_paths_are_those_of_the_repository():
    made = few()
    target = made.targets[0].model_copy(update={"path": "services/ai assistant"})
    (run,) = sarif(made.model_copy(update={"targets": (target,)}))["runs"]
    uris = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]}
    assert "services/ai%20assistant/deploy/sample-keys.yaml" in uris


def test_what_no_file_holds_stands_at_the_configuration():
    made = few()
    homeless = tuple(each.model_copy(update={"file": None, "line": None, "location": "s3.list_buckets"}) for each in made.findings)
    (run,) = sarif(made.model_copy(update={"findings": homeless}))["runs"]
    assert {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]} == {"readiness.yaml"}
    assert all(each["locations"][0]["logicalLocations"] for each in run["results"])


# JUnit


def junit(assessment: Assessment) -> ElementTree.Element:
    return ElementTree.fromstring(render("junit", assessment))


def test_junit_fails_skips_and_passes():
    root = junit(few(gaps=()))
    cases = {each.get("classname").rpartition(".")[2]: each for each in root.iter("testcase") if each.get("classname") != "gate"}
    outcome = {name: [child.tag for child in case] for name, case in cases.items()}
    assert outcome["sample-keys"] == ["failure"]
    assert outcome["sample-open"] == outcome["sample-accepted"] == ["skipped"]
    assert outcome["sample-good"] == []
    assert "sample-example" not in outcome
    assert "sample-unused" not in outcome


def test_junit_counts_what_it_holds(sample):
    root = junit(sample)
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
    assert int(root.get("tests")) == len(list(root.iter("testcase")))


def test_junit_has_the_gate_as_cases():
    gate = next(each for each in junit(few()) if each.get("name") == "gate")
    broken = {case.get("name") for case in gate.findall("testcase") if case.find("failure") is not None}
    assert broken == {each.rule for each in few().gate.broken}
    assert broken


# Markdown


def test_markdown_begins_with_a_mark_that_a_comment_is_found_by(nothing):
    assert render("markdown", few()).startswith(b"<!-- readiness:production -->\n")
    assert render("markdown", nothing).startswith(b"<!-- readiness:all -->\n")


def test_markdown_fits_a_comment(large):
    told = render("markdown", large)
    assert len(told) < MAX_BYTES + 200
    assert b"there was no room" in told or b"and 4,800 more" in told


def test_markdown_says_what_is_new():
    before = assessed([Case("sample-keys", "critical", ("fail", "pass"))], gate=GATE)
    after = assessed([Case("sample-keys", "critical", ("fail", "pass")), Case("sample-new", "high", ("fail",))], gate=GATE)
    rows = [
        line
        for line in render("markdown", after, Options(previous=before)).decode().splitlines()
        if line.startswith(("| critical", "| high"))
    ]
    assert [line.rstrip("| ").endswith("new") for line in rows] == [False, True]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_foreign_text_is_nothing_but_text_in_markdown(words):
    told = text(f"a {words} b")
    plain = re.sub(r"&#\d+;", "", told)
    assert not re.search(r"[\\`*_{}\[\]<>|~!$]", plain)
    assert "\n" not in told
    assert not re.search(r"@\w|#\w|:/|\bwww\.", plain + told.replace("&#", "§")) or "&#" in told


def test_mentions_links_and_references_are_dead():
    told = text("@everyone #12 https://evil.example www.evil.example")
    assert not re.search(r"@\w|(?<!&)#\w|://|www\.", told)


# GitHub


def test_annotations_are_as_many_as_are_shown(large):
    lines = render("github", large).decode().splitlines()
    kinds = Counter(line.split(" ")[0] for line in lines)
    assert all(number <= 10 for number in kinds.values())
    assert all(re.fullmatch(r"::(error|warning|notice) (file=[^:,]*,line=\d+,)?title=[^:,]*::.*", line) for line in lines)


def test_an_annotation_holds_no_further_command():
    lines = render("github", few()).decode().splitlines()
    assert all(re.match(r"::(error|warning|notice) ", line) for line in lines)
    assert not any("title=critical: " in line for line in lines)


def test_a_gate_that_only_warns_is_no_error():
    lines = render("github", few(gate=GATE.model_copy(update={"mode": "warn"}))).decode().splitlines()
    assert lines[0].startswith("::warning title=readiness gate::")


# GitLab, backlog, OCSF, metrics, badge


def test_code_quality_has_a_fingerprint_for_each_issue(sample):
    issues = json.loads(render("gitlab", sample))
    assert len({each["fingerprint"] for each in issues}) == len(issues) > 0
    assert {each["severity"] for each in issues} <= {"info", "minor", "major", "critical", "blocker"}
    assert all(each["location"]["path"] and each["location"]["lines"]["begin"] >= 1 for each in issues)


def test_code_quality_is_an_empty_array_where_nothing_fails(perfect):
    assert json.loads(render("gitlab", perfect)) == []


def rows(assessment: Assessment) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render("csv", assessment).decode("utf-8-sig"))))


def test_a_backlog_holds_failures_then_questions(sample):
    found = rows(few())
    assert [each["status"] for each in found] == sorted((each["status"] for each in found), key=["fail", "unknown"].index)
    assert tuple(found[0]) == COLUMNS
    standing = sample.score.standing
    lost = sum(float(each["points"]) for each in rows(sample))
    assert lost == pytest.approx(float(sum(entry.points for entry in standing.ledger if entry.column in ("lost", "unproven"))), abs=0.1)


@given(st.text(max_size=40))
def test_no_cell_is_a_formula(words):
    for told in (cell(words), cell(f"={words}"), cell(f" \t+{words}")):
        assert not told.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert "\n" not in told


@pytest.mark.parametrize("case", ["sample", "perfect"])
def test_ocsf_meets_the_published_schema(case, request):
    from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version="1.4.0")).get_class_schema("compliance_finding")
    check = jsonschema.validators.validator_for(schema)(schema)
    documents = [json.loads(line) for line in render("ocsf", request.getfixturevalue(case)).splitlines()]
    assert documents
    assert [error.message for each in documents for error in check.iter_errors(each)] == []
    assert list(check.iter_errors({**documents[0], "class_uid": "no"}))


def test_ocsf_tells_unknown_from_failed_and_accepted():
    documents = [json.loads(line) for line in render("ocsf", few(gaps=())).splitlines()]
    by_check = {each["compliance"]["control"]: each for each in documents}
    assert by_check["sample-keys"]["compliance"]["status_id"] in (1, 3)
    assert {each["compliance"]["status_id"] for each in documents if each["compliance"]["control"] == "sample-open"} == {0, 1}
    assert by_check["sample-accepted"]["status"] == "Suppressed"
    assert "sample-example" not in by_check


def test_metrics_parse_in_both_dialects_and_name_no_resource(sample):
    told = render("openmetrics", sample).decode()
    families = {each.name: each for each in text_string_to_metric_families(told)}
    assert {each.name for each in plain_families(told)} == set(families)
    (score,) = (each for each in families["readiness_score"].samples if each.labels["environment"] == "production")
    assert score.value == pytest.approx(float(sample.score.standing.score))
    labels = {label for each in families.values() for own in each.samples for label in own.labels}
    assert labels == {"environment", "pillar", "severity", "status", "waiver", "version", "scoring"}
    assert told.endswith("# EOF\n")


def test_metrics_of_nothing_have_no_score(nothing):
    names = {each.name for each in text_string_to_metric_families(render("openmetrics", nothing).decode())}
    assert "readiness_score" not in names
    assert "readiness_last_scan_timestamp_seconds" in names


@pytest.mark.parametrize(("case", "says"), [("perfect", "readiness: 100 · A"), ("nothing", "readiness: no score")])
def test_a_badge_says_score_and_level(case, says, request):
    root = ElementTree.fromstring(render("badge", request.getfixturevalue(case)))
    assert root.get("aria-label") == says
    assert root.get("role") == "img"


def bom(assessment: Assessment) -> dict:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    told = render("cyclonedx", assessment).decode()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(told) is None
    return json.loads(told)


def test_the_inventory_is_a_valid_bill_of_materials():
    found = bom(few())
    (model,) = found["components"]
    assert (model["type"], model["name"], model["supplier"]["name"]) == ("machine-learning-model", "gpt-4.1-2025-04-14", "openai")
    assert {each["name"]: each["value"] for each in model["properties"]}["readiness:alias"] == "chat"
    assert model["evidence"]["occurrences"][0]["location"] == "gateway.yaml:3"
    assert found["dependencies"]


def test_every_part_of_a_system_has_a_place_in_the_bill_of_materials():
    from readiness.inventory import PARTS, InventoryItem

    items = tuple(
        InventoryItem(part=part, name=f"a {part}", product="p", detail="d", environment=Environment.PRODUCTION, location="f:1")
        for part in PARTS
    )
    found = bom(few().model_copy(update={"inventory": items}))
    assert {each["name"] for each in (*found["components"], *found["services"])} == {f"a {part}" for part in PARTS}


def test_a_bill_of_materials_is_written_also_of_nothing(nothing):
    assert "components" in bom(nothing) or bom(nothing)["metadata"]


# Whatever the text says


@given(st.text(max_size=80))
def test_hostile_text_breaks_no_format(words):
    made = few()
    worst = [
        each.model_copy(update={"message": words, "evidence": {"seen": words}, "file": words or None})
        if each.status is Status.FAIL
        else each
        for each in made.findings
    ]
    made = made.model_copy(update={"findings": tuple(worst)})
    assert list(validator().iter_errors(sarif(made))) == []
    assert junit(made).tag == "testsuites"
    assert json.loads(render("gitlab", made)) is not None
    assert all(json.loads(line) for line in render("ocsf", made).splitlines())
    assert all(re.match(r"::(error|warning|notice) ", line) for line in re.split(r"[\r\n]+", render("github", made).decode()) if line)
    assert {len(each) for each in rows(made)} == {len(COLUMNS)}
    for name in ("markdown", "github", "csv"):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", render(name, made).decode().replace("\r\n", "\n"))
