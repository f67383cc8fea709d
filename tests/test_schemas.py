"""Published schemas describe the documents that are written."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import MadeUpPump, a_gap, a_snapshot, full_snapshots, snapshots

from readiness.assessment import assess
from readiness.collectors.files import tree
from readiness.loader import load_checks, select
from readiness.merge import merge
from readiness.schemas import schema_of

ROOT = Path(__file__).parents[1]


def problems(document: object, name: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema_of(name))  # type: ignore[arg-type]
    plain = json.loads(json.dumps(document))
    return [f"{each.json_path}: {each.message[:200]}" for each in validator.iter_errors(plain)]


@pytest.mark.parametrize("name", ["snapshot", "assessment", "config", "gate"])
def test_a_schema_is_one(name: str):
    jsonschema.Draft202012Validator.check_schema(schema_of(name))


SNAPSHOT = jsonschema.Draft202012Validator(schema_of("snapshot"))


@given(full_snapshots())
def test_any_snapshot_of_the_products_facts_is_described(snapshot):
    document = json.loads(json.dumps(snapshot.to_json()))
    assert not [each.message for each in SNAPSHOT.iter_errors(document)]


def test_a_snapshot_with_a_field_too_many_or_too_few_is_refused():
    fact = {"fact": "EnvFile", "resource": "env:x", "origin": {"place": "folder:."}, "example": False, "tracked": True}
    document = {"version": 1, "tool": "0", "taken": "2026-01-01T00:00:00Z", "targets": [], "collected": [], "facts": [fact], "gaps": []}
    assert not problems(document, "snapshot")
    unread = {"tracked": {"reason": "failed", "detail": "", "right": ""}}
    without = {key: value for key, value in fact.items() if key != "tracked"}
    assert not problems({**document, "facts": [{**without, "unread": unread}]}, "snapshot")
    assert problems({**document, "facts": [without]}, "snapshot")
    assert problems({**document, "facts": [{**fact, "secret": "x"}]}, "snapshot")
    assert problems({**document, "version": 2}, "snapshot")


ASSESSMENT = jsonschema.Draft202012Validator(schema_of("assessment"))


@given(snapshots(), st.sets(st.sampled_from(sorted(load_checks())), min_size=1, max_size=40))
def test_any_assessment_is_described(snapshot, chosen):
    document = json.loads(json.dumps(assess(snapshot, select(load_checks(), chosen)).to_json()))
    assert not [each.message for each in ASSESSMENT.iter_errors(document)]


@pytest.mark.parametrize("sample", ["pilot", "production"])
def test_samples_configurations_are_described(sample: str):
    text = (ROOT / "sample_configs" / sample / "readiness.yaml").read_text(encoding="utf-8")
    assert not problems(tree.parse(text, "yaml")[0], "config")


def test_a_wrong_configuration_is_not():
    assert problems({"gate": {"min_scores": 1}}, "config")
    assert not problems({"waivers": "waivers.yaml", "targets": [{"folder": "."}]}, "config")


def test_a_merged_snapshot_is_described():
    assert not problems(merge([a_snapshot(a_gap(MadeUpPump))]).to_json(), "snapshot")
