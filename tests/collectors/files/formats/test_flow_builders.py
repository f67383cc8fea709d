"""CrewAI's YAML and Dify's exported apps."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import facts_in, facts_of, line_with

from readiness.facts.ai import Guardrail, ProviderUse
from readiness.facts.documents import PromptFile


def test_an_app_tells_models_and_moderation() -> None:
    found = facts_of("dify-app.yml")
    (prompt,) = found[PromptFile]
    assert (prompt.kind, prompt.model) == ("dify", "gpt-4o-mini")
    assert [each.provider for each in found[ProviderUse]] == ["openai"]
    (guardrail,) = found[Guardrail]
    assert (guardrail.engine, guardrail.stages, guardrail.attached) == ("dify/openai_moderation", ("pre_call",), True)
    assert guardrail.origin.line == line_with("dify-app.yml", "sensitive_word_avoidance")


@pytest.mark.parametrize(
    "block",
    ["{enabled: false}", "{enabled: true, type: keywords, config: {inputs_config: {enabled: false}}}", "{enabled: true}", "[]", "null"],
)
def test_moderation_that_is_off_is_none(block: str) -> None:
    text = f"kind: app\napp: {{name: a}}\nmodel_config: {{sensitive_word_avoidance: {block}}}\n"
    assert facts_in(text, "app.yml")[Guardrail] == []


def test_a_crew_tells_prompts_and_models() -> None:
    found = facts_of("agents.yaml")
    (prompt,) = found[PromptFile]
    assert (prompt.kind, prompt.model) == ("crewai", "bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0")
    assert [(each.provider, each.origin.line) for each in found[ProviderUse]] == [("bedrock", line_with("agents.yaml", "llm:"))]


@pytest.mark.parametrize(
    ("text", "path"),
    [("a: {role: x}\n", "agents.yaml"), ("a: {role: x, goal: y}\n", "values.yaml"), ("- a\n", "tasks.yaml"), ("kind: app\n", "app.yml")],
)
def test_other_files_are_left_alone(text: str, path: str) -> None:
    assert not facts_in(text, path)
