"""Sees that source code in a language that is not parsed calls a model, and says that its details are unread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document
from readiness.facts import Environment, Gap, GapReason
from readiness.facts.ai import ProviderUse, SourceModule
from readiness.facts.source import AgentLoop, CodeExecutionTool, VectorStoreUse

GIVES = (ProviderUse, SourceModule, AgentLoop, CodeExecutionTool, VectorStoreUse)
_HIDDEN = tuple(sorted(kind.__name__ for kind in GIVES if kind is not ProviderUse))

_GO = (
    ("openai", re.compile(r"\"github\.com/(?:openai/openai-go|sashabaranov/go-openai)")),
    ("anthropic", re.compile(r"\"github\.com/anthropics/anthropic-sdk-go")),
    ("bedrock", re.compile(r"\"github\.com/aws/aws-sdk-go-v2/service/bedrockruntime")),
)
_JAVA = (
    (
        "openai",
        re.compile(
            r"^import (?:static )?(?:com\.openai\.|dev\.langchain4j\.model\.openai\.|org\.springframework\.ai\.openai\.)", re.MULTILINE
        ),
    ),
    ("azure", re.compile(r"^import (?:static )?com\.azure\.ai\.(?:openai|inference)\.", re.MULTILINE)),
    ("anthropic", re.compile(r"^import (?:static )?com\.anthropic\.", re.MULTILINE)),
    ("bedrock", re.compile(r"^import (?:static )?software\.amazon\.awssdk\.services\.bedrock(?:agent)?runtime\.", re.MULTILINE)),
)
_CSHARP = (
    ("openai", re.compile(r"^using OpenAI\b", re.MULTILINE)),
    ("azure", re.compile(r"^using Azure\.AI\.(?:OpenAI|Inference)\b", re.MULTILINE)),
    ("bedrock", re.compile(r"^using Amazon\.Bedrock(?:Agent)?Runtime\b", re.MULTILINE)),
)
_RUBY = (
    ("openai", re.compile(r"^[ \t]*+require ['\"](?:openai|ruby/openai|ruby_llm)['\"]|\bOpenAI::Client\.new", re.MULTILINE)),
    ("anthropic", re.compile(r"^[ \t]*+require ['\"]anthropic['\"]|\bAnthropic::Client\.new", re.MULTILINE)),
    ("bedrock", re.compile(r"\bAws::Bedrock(?:Agent)?Runtime::", re.MULTILINE)),
)
_PHP = (("openai", re.compile(r"^use OpenAI(?:\\|;)|\bOpenAI::client\(", re.MULTILINE)),)
_RUST = (
    ("openai", re.compile(r"^[ \t]*+(?:pub )?use async_openai\b", re.MULTILINE)),
    ("bedrock", re.compile(r"^[ \t]*+(?:pub )?use aws_sdk_bedrockruntime\b", re.MULTILINE)),
)
_LANGUAGES = {
    ".go": ("Go", _GO),
    ".java": ("Java", _JAVA),
    ".kt": ("Kotlin", _JAVA),
    ".cs": ("C#", _CSHARP),
    ".rb": ("Ruby", _RUBY),
    ".php": ("PHP", _PHP),
    ".rs": ("Rust", _RUST),
}
# No import of an LLM library is without one of these words; most files are passed over here.
_HINT = re.compile(r"openai|anthropic|bedrock|azure\.ai|ruby_llm", re.IGNORECASE)


def read_other_source(document: Document) -> Iterator[Observation] | None:
    """The providers whose libraries a file imports, and a gap for what only a parser could tell; None without any."""
    language, imports = _LANGUAGES.get(PurePosixPath(document.path).suffix.lower(), ("", ()))
    if not imports or not _HINT.search(document.text):
        return None
    found = {provider: match.end() for provider, pattern in imports if (match := pattern.search(document.text))}
    return _observations(document, language, found) if found else None


def _observations(document: Document, language: str, found: dict[str, int]) -> Iterator[Observation]:
    for provider, position in found.items():
        yield ProviderUse(
            resource=f"provider:{document.path}:{provider}",
            origin=document.origin(document.text.count("\n", 0, position) + 1),
            environment=document.environment,
            provider=provider,
            via="source",
        )
    if document.environment is not Environment.SAMPLE:
        yield Gap(
            place=document.place.key,
            facts=_HIDDEN,
            reason=GapReason.UNSUPPORTED,
            detail=f"clients and models in {language} are not read",
            right="look at this file by hand",
            file=document.path,
            environment=document.environment,
        )
