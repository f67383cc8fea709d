"""Guardrails AI in code: validators, sides, and what a failure does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from readiness.collectors import Place
from readiness.collectors.files.formats import Document
from readiness.collectors.files.guardrails_source import guards, read_guards
from readiness.facts import Environment

SEED = (Path(__file__).parent / "seeds" / "guards.py").read_text("utf-8")


def found(text: str) -> list[tuple[str, str]]:
    """Name and stage of each guardrail."""
    place = Place(kind="folder", name=".", target="folder:.")
    document = Document(place=place, path="app.py", syntax="python", data=None, text=text, environment=Environment.UNCLASSIFIED)
    seen: list[Any] = list(read_guards(document))
    return sorted((each.name, each.stages[0]) for each in seen)


def test_validators_by_side_and_by_what_a_failure_does() -> None:
    assert found(SEED) == [
        ("CompetitorCheck", "logging_only"),
        ("DetectJailbreak", "pre_call"),
        ("DetectPII", "pre_call"),
        ("ToxicLanguage", "post_call"),
    ]


def test_a_note_that_code_reads_is_acted_on() -> None:
    assert ("CompetitorCheck", "post_call") in found(SEED + "\n\ndef ok(outcome):\n    return outcome.validation_passed\n")


@pytest.mark.parametrize(
    "text",
    [
        "from guardrails import Guard\nguard = Guard()\n",
        "from guardrails import Guard\nguard = Guard().use()\n",
        "from guardrails import Guard\nguard = Guard().use(validators[0], **options)\n",
        "from nemoguardrails import LLMRails\nrails = LLMRails(config)\n",
        "from guardrails import (",
    ],
)
def test_other_shapes_give_nothing(text: str) -> None:
    assert found(text) == []


def test_modules_are_told_by_their_import() -> None:
    assert guards(SEED)
    assert not guards("from nemoguardrails import LLMRails\n")
