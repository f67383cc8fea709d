"""NeMo Guardrails configurations: which rails run, and what they miss."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import facts_in, facts_of, line_with

from readiness.facts import Environment
from readiness.facts.ai import Guardrail, ProviderUse, TraceSink

GOOD, STREAMING = "nemo-good/config.yml", "nemo-streaming.yml"


def test_listed_flows_are_attached_rails() -> None:
    found = facts_of(GOOD)
    rails = [(each.name, each.stages, each.engine, each.attached, each.hands_out_first) for each in found[Guardrail]]
    assert rails == [
        ("jailbreak detection model", ("pre_call",), "nemo/jailbreak detection model", True, False),
        ("content safety check input", ("pre_call",), "nemo/content safety check input", True, False),
        ("check claim number", ("pre_call",), "nemo/own flow", True, False),
        ("self check output", ("post_call",), "nemo/self check output", True, False),
        ("mask sensitive data on retrieval", ("retrieval",), "nemo/mask sensitive data on retrieval", True, False),
    ]
    assert found[Guardrail][2].origin.line == line_with(GOOD, "check claim number")
    assert {each.provider for each in found[ProviderUse]} == {"openai", "nvidia"}


def test_content_of_traces_is_off_unless_asked_for() -> None:
    (sink,) = facts_of(GOOD)[TraceSink]
    assert (sink.product, sink.captures_content, sink.content_by_default) == ("otel", None, False)
    (other,) = facts_of(STREAMING)[TraceSink]
    assert (other.product, other.captures_content) == ("nemo-guardrails", True)


def test_a_flow_that_nothing_defines_is_unread() -> None:
    (undefined, _) = facts_of(STREAMING)[Guardrail]
    assert "attached" in undefined.unread
    assert undefined.origin.line == line_with(STREAMING, "check vip customers")


def test_streaming_hands_out_first_by_default() -> None:
    (_, output) = facts_of(STREAMING)[Guardrail]
    assert output.hands_out_first


def test_settings_of_a_rail_that_no_flow_lists_attach_nothing() -> None:
    assert not [each for each in facts_of(STREAMING)[Guardrail] if "jailbreak" in each.name]


def test_a_configuration_without_rails_has_none() -> None:
    found = facts_of("nemo-plain.yml")
    assert found[Guardrail] == []
    assert [each.provider for each in found[ProviderUse]] == ["self-hosted"]


def test_colang_2_attaches_by_the_names_of_flows() -> None:
    (rail,) = facts_of("nemo-colang2/config.yml")[Guardrail]
    assert (rail.name, rail.stages, rail.origin.file, rail.origin.line) == ("input rails", ("pre_call",), "nemo-colang2/rails.co", 4)


@pytest.mark.parametrize(
    "text",
    [
        "rails: [a, b]",
        "rails: {input: {flows: 3}}",
        "models: [{type: main}]",
        "rails:\n  input:\n    flows: [{a: 1}, null, '']\n",
        "models: 3",
    ],
)
def test_odd_shapes_give_no_rails(text: str) -> None:
    assert facts_in(text, "config.yml")[Guardrail] == []


def test_other_products_are_left_alone() -> None:
    assert not facts_in("models: [{name: a, type: llm, engine: x}]\n", "app.yaml")
    assert not facts_in("apiVersion: v1\nkind: X\nrails: {input: {flows: [a]}}\n", "x.yaml")


def test_environments_follow_the_path() -> None:
    (rail,) = facts_in("rails: {input: {flows: [self check input]}}\n", "guardrails/staging/config.yml")[Guardrail]
    assert rail.environment is Environment.STAGING
