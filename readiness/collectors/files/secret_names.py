"""Tells from its name alone whether a field ought to hold a secret."""

from __future__ import annotations

import re
from functools import lru_cache

_EXACT = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "aws_bearer_token_bedrock",
        "flowise_secretkey_overwrite",
        "redis_auth",
        "requirepass",
        "github_pat",
        "gh_pat",
        "gitlab_pat",
    }
)
_LAST = frozenset(
    {"password", "passwd", "pwd", "passphrase", "secret", "token", "credential", "credentials", "salt", "dsn", "apikey", "pat"}
)
_ENDINGS = (
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "secretkey",
    "accesskey",
    "privatekey",
    "authtoken",
    "accesstoken",
    "clientsecret",
)


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


_BEFORE_KEY = _words(
    """
    api access secret private master auth encryption signing service account storage subscription admin salt app jwt session shared client
    webhook hmac aes rsa ssh virtual licence license project root server encrypt creds hash crypto
    openai anthropic claude azure cohere mistral groq gemini google bedrock huggingface hf nvidia xai deepseek openrouter perplexity
    together fireworks replicate voyage jina cerebras langfuse langsmith litellm qdrant pinecone weaviate milvus tavily search serper
    serpapi stripe sendgrid twilio supabase elastic datadog sentry portkey helicone vllm
    """
)
# `max_tokens` ends in a plural and needs no entry; these make a single word innocent.
_BEFORE_TOKEN = _words(
    """
    max min per cost price count stop start end eos bos pad special next page pagination continuation sep unk mask cls image first last
    input output prompt completion usd each new current sync cancellation antiforgery design
    """
)
_BEFORE_SECRET = _words("existing pull from create k8s kubernetes external sealed tls ingress cert certificate image")
# A question or an action about a secret, not the secret.
_ABOUT = _words(
    """
    use uses has is require requires required allow allows enable enabled disable disabled forgot reset change show hide min max no validate
    check verify generate rotate public publishable anon anonymous existing with without need needs supports
    """
)
_INNOCENT = {"token": _BEFORE_TOKEN, "secret": _BEFORE_SECRET}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@lru_cache(maxsize=8192)
def is_secret_name(name: str) -> bool:
    """Whether a field of this name ought to hold a secret: `OPENAI_API_KEY`, `clientSecret`, but not `max_tokens`."""
    lower = name.lower()
    if lower in _EXACT:
        return True
    words: list[str] = [word.lower() for word in _WORD.findall(name)]
    while words and words[-1].isdigit():
        words.pop()
    if not words or _ABOUT & set(words):
        return False
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last == "key":
        return before in _BEFORE_KEY
    if last in _LAST:
        return before not in _INNOCENT.get(last, ())
    return last.endswith(_ENDINGS)
