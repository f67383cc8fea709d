"""Hosts of model providers."""

from __future__ import annotations

import re

PROVIDER_HOSTS: dict[str, str] = {
    "api.openai.com": "openai",
    "openai.azure.com": "azure",
    "services.ai.azure.com": "azure",
    "api.anthropic.com": "anthropic",
    "generativelanguage.googleapis.com": "gemini",
    "aiplatform.googleapis.com": "vertex",
    "api.mistral.ai": "mistral",
    "api.cohere.com": "cohere",
    "api.cohere.ai": "cohere",
    "api.groq.com": "groq",
    "api.together.xyz": "together",
    "api.deepseek.com": "deepseek",
    "api.x.ai": "xai",
    "api.perplexity.ai": "perplexity",
    "openrouter.ai": "openrouter",
}
"""Hosts of model providers, as ends of a URL's host."""

_BEDROCK = re.compile(r"bedrock[a-z-]*\.[a-z0-9-]+\.amazonaws\.com")


def provider_at(host: str) -> str:
    """The provider that answers calls of models at a host; empty for none."""
    if _BEDROCK.fullmatch(host):
        return "bedrock"
    return next((name for end, name in PROVIDER_HOSTS.items() if host == end or host.endswith((f".{end}", f"-{end}"))), "")
