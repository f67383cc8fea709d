"""When providers shut models down, as they announced it: a dated table, so that a scan needs no network.

The dates of OpenAI, Anthropic, Google, Mistral and Cohere hold for their own APIs. Amazon Bedrock sets its own for the models it hosts;
Azure's and Google Cloud's are not here, since they are set for each deployment. What a provider only calls the earliest date possible
(`claude-haiku-4-5`, `gemini-2.5-flash-lite`) is no announcement, and not here either.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

AS_OF = {
    "openai": date(2026, 11, 10),
    "anthropic": date(2026, 11, 10),
    "gemini": date(2026, 11, 10),
    "bedrock": date(2026, 8, 31),
    "mistral": date(2026, 8, 3),
    "cohere": date(2026, 8, 3),
}
"""When each provider's announcements were last read."""

SOURCES = {
    "openai": "https://developers.openai.com/api/docs/deprecations",
    "anthropic": "https://platform.claude.com/docs/en/about-claude/model-deprecations",
    "gemini": "https://ai.google.dev/gemini-api/docs/deprecations",
    "bedrock": "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html",
    "mistral": "https://docs.mistral.ai/getting-started/models/models_overview/",
    "cohere": "https://docs.cohere.com/docs/deprecations",
}

# Bedrock's dates may differ between regions; the last one stands here.
_ANNOUNCED: dict[str, dict[str, str]] = {
    "openai": {
        "2024-01-04": "text-davinci-002 text-davinci-003",
        "2025-06-06": "gpt-4-32k gpt-4-32k-0613",
        "2025-07-14": "gpt-4.5-preview gpt-4.5-preview-2025-02-27",
        "2025-07-28": "o1-preview o1-preview-2024-09-12",
        "2025-10-27": "o1-mini o1-mini-2024-09-12",
        "2026-02-12": "codex-mini-latest",
        "2026-02-17": "chatgpt-4o-latest",
        "2026-03-26": "gpt-4-0314 gpt-4-0125-preview gpt-4-turbo-preview",
        "2026-05-07": "gpt-4o-realtime-preview gpt-4o-realtime-preview-2024-12-17 gpt-4o-realtime-preview-2025-06-03"
        " gpt-4o-mini-realtime-preview gpt-4o-audio-preview",
        "2026-05-12": "dall-e-2 dall-e-3",
        "2026-07-23": "computer-use-preview computer-use-preview-2025-03-11 gpt-4o-audio-preview-2024-12-17 gpt-4o-search-preview"
        " gpt-4o-search-preview-2025-03-11 gpt-4o-mini-search-preview gpt-4o-mini-search-preview-2025-03-11 gpt-5-chat-latest"
        " gpt-5.1-chat-latest gpt-5-codex gpt-5.1-codex gpt-5.1-codex-max gpt-5.1-codex-mini gpt-5.2-codex o3-deep-research"
        " o3-deep-research-2025-06-26 o4-mini-deep-research o4-mini-deep-research-2025-06-26",
        "2026-08-10": "gpt-5.2-chat-latest gpt-5.3-chat-latest",
        "2026-09-28": "gpt-3.5-turbo-instruct gpt-3.5-turbo-1106 babbage-002 davinci-002",
        "2026-10-23": "gpt-3.5-turbo gpt-3.5-turbo-0125 gpt-4 gpt-4-0613 gpt-4-1106-preview gpt-4-turbo gpt-4-turbo-2024-04-09"
        " gpt-4o-2024-05-13 gpt-4.1-nano gpt-4.1-nano-2025-04-14 o1 o1-2024-12-17 o1-pro o1-pro-2025-03-19 o3-mini o3-mini-2025-01-31"
        " o4-mini o4-mini-2025-04-16 gpt-image-1",
        "2026-12-01": "gpt-image-1-mini gpt-image-1.5 gpt-image-1.5-2025-12-16 chatgpt-image-latest",
        "2026-12-11": "gpt-5 gpt-5-2025-08-07 gpt-5-mini gpt-5-mini-2025-08-07 gpt-5-nano gpt-5-nano-2025-08-07 gpt-5-pro o3"
        " o3-2025-04-16 o3-pro",
        "2027-01-14": "gpt-4o gpt-4o-2024-08-06 gpt-4o-2024-11-20 gpt-4o-mini gpt-4o-mini-2024-07-18 gpt-4.1 gpt-4.1-2025-04-14"
        " gpt-4.1-mini gpt-4.1-mini-2025-04-14",
        "2027-02-26": "whisper-1",
        "2027-04-01": "gpt-5.1",
    },
    "anthropic": {
        "2024-11-06": "claude-instant-1.0 claude-instant-1.1 claude-instant-1.2 claude-1.0 claude-1.1 claude-1.2 claude-1.3",
        "2025-07-21": "claude-2.0 claude-2.1 claude-3-sonnet-20240229",
        "2025-10-28": "claude-3-5-sonnet-20240620 claude-3-5-sonnet-20241022",
        "2026-01-05": "claude-3-opus-20240229",
        "2026-02-19": "claude-3-7-sonnet-20250219 claude-3-5-haiku-20241022 claude-3-5-haiku-latest",
        "2026-04-20": "claude-3-haiku-20240307",
        "2026-06-15": "claude-sonnet-4-20250514 claude-opus-4-20250514 claude-sonnet-4-0 claude-opus-4-0",
        "2026-08-05": "claude-opus-4-1 claude-opus-4-1-20250805",
        "2026-11-30": "claude-sonnet-4-5 claude-sonnet-4-5-20250929",
    },
    "gemini": {
        "2025-12-02": "gemini-2.5-pro-preview-03-25 gemini-2.5-pro-preview-05-06 gemini-2.5-pro-preview-06-05",
        "2026-01-14": "text-embedding-004",
        "2026-03-09": "gemini-3-pro-preview",
        "2026-06-01": "gemini-2.0-flash gemini-2.0-flash-001 gemini-2.0-flash-lite gemini-2.0-flash-lite-001",
        "2026-06-25": "gemini-3-pro-image-preview gemini-3.1-flash-image-preview",
        "2026-12-01": "gemini-2.5-pro gemini-2.5-flash",
        "2027-05-07": "gemini-3.1-flash-lite",
    },
    "bedrock": {
        "2026-05-31": "anthropic.claude-opus-4-20250514-v1:0",
        "2026-06-19": "anthropic.claude-3-5-haiku-20241022-v1:0",
        "2026-06-30": "amazon.titan-image-generator-v2:0",
        "2026-07-07": "meta.llama3-1-405b-instruct-v1:0 meta.llama3-2-1b-instruct-v1:0 meta.llama3-2-3b-instruct-v1:0"
        " meta.llama3-2-11b-instruct-v1:0 meta.llama3-2-90b-instruct-v1:0",
        "2026-07-30": "anthropic.claude-3-sonnet-20240229-v1:0 anthropic.claude-3-5-sonnet-20240620-v1:0"
        " anthropic.claude-3-5-sonnet-20241022-v2:0 anthropic.claude-3-7-sonnet-20250219-v1:0",
        "2026-08-19": "cohere.command-r-v1:0 cohere.command-r-plus-v1:0",
        "2026-09-10": "anthropic.claude-3-haiku-20240307-v1:0",
        "2026-09-14": "amazon.nova-premier-v1:0 amazon.nova-sonic-v1:0",
        "2026-09-30": "amazon.nova-canvas-v1:0",
        "2026-10-14": "anthropic.claude-sonnet-4-20250514-v1:0",
        "2027-01-08": "anthropic.claude-opus-4-1-20250805-v1:0",
    },
    "mistral": {
        "2025-03-30": "mistral-large-2407 open-mistral-7b open-mixtral-8x7b open-mixtral-8x22b",
        "2025-11-30": "mistral-small-2409 mistral-small-2501 mistral-small-2503 codestral-2501",
        "2025-12-31": "ministral-8b-2410 pixtral-12b-2409",
        "2026-05-31": "mistral-large-2411 pixtral-large-2411",
        "2026-07-31": "mistral-small-2506 open-mistral-nemo open-mistral-nemo-2407",
        "2026-08-31": "mistral-medium-2505 mistral-medium-2508",
    },
    "cohere": {
        "2025-04-30": "rerank-english-v2.0 rerank-multilingual-v2.0",
        "2026-04-04": "embed-english-v2.0 embed-english-light-v2.0 embed-multilingual-v2.0 c4ai-aya-expanse-8b c4ai-aya-vision-8b",
    },
}
_FAMILIES = (
    ("openai", re.compile(r"(?:gpt-(?!oss)|chatgpt-|o[134](?:-|$)|text-davinci|codex-mini|whisper-1|computer-use|dall-e-)")),
    ("anthropic", re.compile(r"claude-(?![\w.-]*[@:])")),
    ("gemini", re.compile(r"gemini-")),
)
# Others host weights of Mistral and Cohere under the same names (`mistral:7b` is Ollama's): a prefix tells that they are asked at home.
_AT_HOME = re.compile(r"(?:open-)?(?:mi[ns]tral|codestral|pixtral|magistral|devstral|mixtral|command|embed|rerank|c4ai)-")
_ALIASES = {
    "gemini": ("google", "google-gla", "models"),
    "cohere": ("cohere_chat",),
    "bedrock": ("bedrock_converse",),
}
_OF_BEDROCK = re.compile(
    r"(?:^|[/:])(?:(?:us|eu|apac|jp|au|ca|sa|me|global|us-gov)\.)?"
    r"(?P<id>(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen|stability|writer)\.[\w.-]+?(?::\d+)?)(?::\d+k)?$"
)


@cache
def _dates() -> dict[tuple[str, str], date]:
    return {
        (vendor, name): date.fromisoformat(day)
        for vendor, days in _ANNOUNCED.items()
        for day, names in days.items()
        for name in names.split()
    }


def vendor_named(provider: str) -> str:
    """The vendor whose API a provider's name stands for (`cohere_chat`); empty for one that has no dates here."""
    return next((vendor for vendor in SOURCES if provider in (vendor, *_ALIASES.get(vendor, ()))), "")


def vendor_of(model: str) -> str:
    """Whose API an id is asked for at (`gpt-4o`, `openai/gpt-4o`, `eu.anthropic.claude-…-v1:0`); empty when that can't be told."""
    if _OF_BEDROCK.search(model):
        return "bedrock"
    prefix, name = _apart(model)
    if vendor_named(prefix) in ("mistral", "cohere"):
        return vendor_named(prefix) if _AT_HOME.match(name) else ""
    vendor = next((vendor for vendor, pattern in _FAMILIES if pattern.match(name)), "")
    return vendor if prefix in ("", vendor, *_ALIASES.get(vendor, ())) else ""


def _apart(model: str) -> tuple[str, str]:
    head, slash, name = model.replace(":", "/", 1).partition("/")
    return (head, name) if slash else ("", model)


def retirement_of(model: str, vendor: str) -> date | None:
    """The day after which the vendor's API refuses a model; None where none was announced."""
    vendor = vendor_named(vendor)
    if vendor == "bedrock":
        found = _OF_BEDROCK.search(model)
        return _dates().get((vendor, found["id"])) if found else None
    return _dates().get((vendor, _apart(model)[1]))
