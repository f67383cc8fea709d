"""When providers shut models down, as they announced it: a dated table, so that a scan needs no network.

The dates hold for the providers' own APIs. Clouds that host the same models (Azure, Bedrock, Vertex) set their own.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

AS_OF = date(2026, 11, 10)
"""When the announcements were last read."""

SOURCES = {
    "openai": "https://developers.openai.com/api/docs/deprecations",
    "anthropic": "https://platform.claude.com/docs/en/about-claude/model-deprecations",
    "gemini": "https://ai.google.dev/gemini-api/docs/deprecations",
}

_ANNOUNCED: dict[str, dict[str, str]] = {
    "openai": {
        "2024-01-04": "text-davinci-002 text-davinci-003",
        "2025-06-06": "gpt-4-32k gpt-4-32k-0613",
        "2025-07-14": "gpt-4.5-preview gpt-4.5-preview-2025-02-27",
        "2025-07-28": "o1-preview o1-preview-2024-09-12",
        "2025-10-27": "o1-mini o1-mini-2024-09-12",
        "2026-01-16": "codex-mini-latest",
        "2026-02-17": "chatgpt-4o-latest",
        "2026-07-23": "computer-use-preview computer-use-preview-2025-03-11 gpt-4o-audio-preview-2024-12-17 gpt-4o-search-preview"
        " gpt-4o-search-preview-2025-03-11 gpt-4o-mini-search-preview gpt-4o-mini-search-preview-2025-03-11 gpt-5-chat-latest"
        " gpt-5.1-chat-latest gpt-5-codex gpt-5.1-codex gpt-5.1-codex-max gpt-5.1-codex-mini gpt-5.2-codex o3-deep-research"
        " o3-deep-research-2025-06-26 o4-mini-deep-research o4-mini-deep-research-2025-06-26",
        "2026-08-10": "gpt-5.2-chat-latest gpt-5.3-chat-latest",
        "2026-10-23": "gpt-3.5-turbo gpt-3.5-turbo-0125 gpt-4 gpt-4-0613 gpt-4-1106-preview gpt-4-turbo gpt-4-turbo-2024-04-09"
        " gpt-4o-2024-05-13 gpt-4.1-nano gpt-4.1-nano-2025-04-14 o1 o1-2024-12-17 o1-pro o1-pro-2025-03-19 o3-mini o3-mini-2025-01-31"
        " o4-mini o4-mini-2025-04-16 gpt-image-1",
        "2026-12-11": "gpt-5 gpt-5-2025-08-07 gpt-5-mini gpt-5-mini-2025-08-07 gpt-5-nano gpt-5-nano-2025-08-07 gpt-5-pro o3"
        " o3-2025-04-16 o3-pro",
        "2027-01-14": "gpt-4o gpt-4o-2024-08-06 gpt-4o-2024-11-20 gpt-4o-mini gpt-4o-mini-2024-07-18 gpt-4.1 gpt-4.1-2025-04-14"
        " gpt-4.1-mini gpt-4.1-mini-2025-04-14",
        "2027-02-26": "whisper-1",
        "2027-04-01": "gpt-5.1",
    },
    "anthropic": {
        "2024-11-06": "claude-instant-1.1 claude-instant-1.2 claude-1.3",
        "2025-07-21": "claude-2.0 claude-2.1 claude-3-sonnet-20240229",
        "2025-10-28": "claude-3-5-sonnet-20240620 claude-3-5-sonnet-20241022",
        "2026-01-05": "claude-3-opus-20240229",
        "2026-02-19": "claude-3-7-sonnet-20250219",
        "2026-06-15": "claude-sonnet-4-20250514 claude-opus-4-20250514 claude-sonnet-4-0 claude-opus-4-0",
        "2026-08-05": "claude-opus-4-1 claude-opus-4-1-20250805",
        "2026-11-30": "claude-sonnet-4-5 claude-sonnet-4-5-20250929",
    },
    "gemini": {
        "2025-12-02": "gemini-2.5-pro-preview-03-25 gemini-2.5-pro-preview-05-06 gemini-2.5-pro-preview-06-05",
        "2026-03-09": "gemini-3-pro-preview",
        "2026-06-25": "gemini-3-pro-image-preview gemini-3.1-flash-image-preview",
        "2026-12-01": "gemini-2.5-pro gemini-2.5-flash",
        "2027-05-07": "gemini-3.1-flash-lite",
    },
}
_FAMILIES = (
    ("openai", re.compile(r"(?:gpt-(?!oss)|chatgpt-|o[134](?:-|$)|text-davinci|codex-mini|whisper-1|computer-use)")),
    ("anthropic", re.compile(r"claude-(?![\w.-]*[@:])")),
    ("gemini", re.compile(r"gemini-")),
)


@cache
def _dates() -> dict[tuple[str, str], date]:
    return {
        (vendor, name): date.fromisoformat(day)
        for vendor, days in _ANNOUNCED.items()
        for day, names in days.items()
        for name in names.split()
    }


def vendor_of(model: str) -> str:
    """Whose own API an id is asked for at (`gpt-4o`, `openai/gpt-4o`); empty for hosted models and those of others."""
    prefix, name = _apart(model)
    vendor = next((vendor for vendor, pattern in _FAMILIES if pattern.match(name)), "")
    return vendor if prefix in ("", vendor, *_ALIASES.get(vendor, ())) else ""


_ALIASES = {"gemini": ("google", "google-gla", "models")}


def _apart(model: str) -> tuple[str, str]:
    head, slash, name = model.replace(":", "/", 1).partition("/")
    return (head, name) if slash else ("", model)


def retirement_of(model: str, vendor: str) -> date | None:
    """The day after which the vendor's API refuses a model; None where none was announced."""
    return _dates().get((vendor, _apart(model)[1]))
