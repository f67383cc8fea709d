"""Versions of prompts, and drafts in production: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import ProviderUse
from readiness.facts.documents import DraftReference, PromptFile, PromptRegistryUse
from readiness.facts.files import FolderRead
from readiness.testing import fact, row, table

USE = fact(ProviderUse, provider="openai", via="source")
FOLDER = fact(FolderRead, files_read=9)


def prompt(**values: Any) -> Any:
    return fact(PromptFile, **{"kind": "text", "tracked": True} | values)


def registry(**values: Any) -> Any:
    return fact(PromptRegistryUse, **{"product": "langfuse", "prompt": "answer", "label": "production"} | values)


DRAFT = fact(DraftReference, name="TSTALIASID", of="agent of Amazon Bedrock")

test_prompts_versioned = table(
    "ai-prompts-versioned",
    passes=[prompt(), [USE, prompt(), prompt(tracked=False)], row(USE, registry(), says="langfuse"), [registry(), prompt(tracked=False)]],
    fails=[row(USE, prompt(tracked=False), says="not under version control")],
    unknown=[USE, prompt().unknown("tracked", GapReason.UNSUPPORTED), [USE, prompt(environment=Environment.SAMPLE)]],
    not_applicable=[[], fact(ProviderUse, provider="openai", via="source", environment=Environment.SAMPLE)],
)

test_no_draft = table(
    "ai-production-runs-no-draft",
    passes=[row(FOLDER, registry(), says="answer"), [FOLDER, registry(label="")]],
    fails=[
        row(FOLDER, DRAFT, says="TSTALIASID"),
        row(FOLDER, registry(label="latest", newest=True), says="newest draft"),
        [FOLDER, registry(), fact(PromptRegistryUse, product="langsmith", prompt="answer", newest=True)],
    ],
    unknown=[[FOLDER, registry().unknown("newest", GapReason.UNPARSEABLE)]],
    not_applicable=[
        FOLDER,
        [FOLDER, fact(DraftReference, name="TSTALIASID", of="agent", environment=Environment.DEVELOPMENT)],
    ],
)
