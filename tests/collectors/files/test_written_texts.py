"""Prompts, registries, drafts and runbooks: what is recognised, and what it gives away."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
from effort import ends

from readiness.collectors import Place
from readiness.collectors.files.formats import Document
from readiness.collectors.files.written_texts import READERS, is_runbook, prompt_kind
from readiness.facts.documents import DraftReference, PromptFile, PromptRegistryUse, RunbookPage


def facts(text: str, path: str, *, tracked: bool | None = True) -> list[Any]:
    place = Place(kind="folder", name=".", target="folder:.", root=None)
    syntax = "python" if path.endswith(".py") else ""
    document = Document(
        place=place, path=path, syntax=syntax, data=None, text=dedent(text), environment=place.classifier.of_path(path), tracked=tracked
    )
    return [fact for _, matches, read in READERS if matches(document) for fact in read(document)]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("prompts/answer.txt", "text"),
        ("src/app/prompts/system.md", "text"),
        ("prompts/answer.j2", "text"),
        ("prompts/README.md", None),
        ("docs/prompts.md", None),
        ("chat.prompty", "prompty"),
        ("flows/greet.prompt", "dotprompt"),
        (".github/prompts/triage.prompt.yml", "github models"),
        ("prompts/load.py", None),
    ],
)
def test_prompts_are_told_by_their_path(path: str, kind: str | None) -> None:
    assert prompt_kind(path) == kind


@pytest.mark.parametrize(
    ("path", "text", "model"),
    [
        ("a.prompty", "---\nname: a\nmodel:\n  configuration: {type: azure_openai, azure_deployment: gpt-4o}\n---\nsystem:\n", "gpt-4o"),
        ("a.prompt", "---\nmodel: googleai/gemini-2.5-flash\nconfig: {temperature: 0}\n---\nHello {{name}}\n", "googleai/gemini-2.5-flash"),
        ("a.prompt.yml", "messages: []\nmodel: openai/gpt-4o-mini\n", "openai/gpt-4o-mini"),
        ("prompts/a.txt", "You are a helpful assistant.\n", ""),
        ("a.prompty", "---\n: [broken\n---\n", ""),
        ("a.prompty", "---\nmodel: {{ .Values.model }}\n---\n", ""),
    ],
)
def test_front_matter_names_the_model(path: str, text: str, model: str) -> None:
    (prompt,) = facts(text, path)
    assert isinstance(prompt, PromptFile)
    assert prompt.model == model


def test_internal_names_are_found_with_their_lines() -> None:
    text = """\
        You answer questions.
        Look things up at http://claims.prod.corp:8080/search or 10.3.0.7.
        Use arn:aws:lambda:eu-west-1:998877665544:function:lookup.
        See https://docs.example.com and 8.8.8.8, version 10.3.1.
        Examples: arn:aws:lambda:eu-west-1:123456789012:function:sample.
    """
    (prompt,) = facts(text, "prompts/answer.txt")
    assert prompt.internals == {
        "claims.prod.corp": 2,
        "10.3.0.7": 2,
        "arn:aws:lambda:eu-west-1:998877665544:function:lookup": 3,
    }


def test_whether_git_tracks_it_is_unread_outside_a_checkout() -> None:
    (prompt,) = facts("Answer.", "prompts/a.txt", tracked=None)
    assert "tracked" in prompt.unread


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('from langfuse import get_client\nlangfuse = get_client()\nlangfuse.get_prompt("answer")\n', ("langfuse", "answer", "", False)),
        ('from langfuse import Langfuse\nl = Langfuse()\nl.get_prompt("a", label="latest")\n', ("langfuse", "a", "latest", True)),
        ('from langsmith import Client\nClient().pull_prompt("team/a")\n', ("langsmith", "team/a", "", True)),
        ('from langsmith import Client\nClient().pull_prompt("team/a:1f2e3d")\n', ("langsmith", "team/a:1f2e3d", "1f2e3d", False)),
        ('import mlflow\nmlflow.genai.load_prompt("prompts:/a@champion")\n', ("mlflow", "prompts:/a@champion", "champion", False)),
        ('import mlflow\nmlflow.genai.load_prompt("prompts:/a/latest")\n', ("mlflow", "prompts:/a/latest", "latest", True)),
        ('from langfuse import Langfuse\nLangfuse().get_prompt("a", label=LABEL)\n', ("langfuse", "a", "computed", False)),
    ],
)
def test_registries(code: str, expected: tuple[str, str, str, bool]) -> None:
    (use,) = [each for each in facts(code, "app/answer.py") if isinstance(each, PromptRegistryUse)]
    assert (use.product, use.prompt, use.label, use.newest) == expected


@pytest.mark.parametrize("code", ["self.get_prompt('a')\n", "from mcp import ClientSession\nsession.get_prompt('a')\n"])
def test_other_calls_of_that_name_are_no_registry(code: str) -> None:
    assert facts(code, "app/answer.py") == []


def test_a_draft_alias_is_found_outside_prose() -> None:
    (draft,) = facts("A=1\nBEDROCK_AGENT_ALIAS_ID=TSTALIASID\n", ".env.production")
    assert isinstance(draft, DraftReference)
    assert draft.origin.line == 2
    assert facts("Use TSTALIASID to test.", "docs/agents.md") == []
    assert facts("NOTTSTALIASIDX", "a.txt") == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("docs/runbooks/provider-outage.md", True),
        ("runbook.md", True),
        ("ops/playbooks/cost.md", True),
        ("docs/incident-response/leak.md", True),
        ("docs/oncall.md", True),
        ("docs/architecture.md", False),
        ("runbooks/restart.sh", False),
        ("docs/on-demand.md", False),
    ],
)
def test_runbooks_are_told_by_their_path(path: str, told: bool) -> None:
    assert is_runbook(path) is told


def test_a_page_tells_its_incidents_by_name_and_headings() -> None:
    (page,) = facts("# A provider does not answer\n\nSwitch the route.\n\n## Spending runs away\n", "docs/runbooks/outage.md")
    assert isinstance(page, RunbookPage)
    assert page.scenarios == ("provider outage", "cost runaway")
    (other,) = facts("# Restarting the database\n", "docs/runbooks/database.md")
    assert other.scenarios == ()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("---" + "\n" * 100_000, "a.prompty"),
        (("a." * 2_400 + "\n") * 200, "prompts/a.txt"),
        (("1-" * 2_400 + "\n") * 200, "prompts/a.txt"),
        ("# " + "provider " * 100_000, "runbooks/a.md"),
        ("#\n" * 100_000, "runbooks/a.md"),
        ("x.get_prompt(" * 5_000, "app/a.py"),
    ],
)
def test_hostile_texts_come_to_an_end(text: str, path: str) -> None:
    with ends():
        facts(text, path)
