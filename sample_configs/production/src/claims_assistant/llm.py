"""The only module that talks to a model: through the gateway, with a time limit."""

from functools import cache

from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAI, RateLimitError

from claims_assistant.settings import settings

UNAVAILABLE = (APIConnectionError, APITimeoutError, RateLimitError, APIStatusError)
"""Errors after which the caller answers without a model."""


@cache
def client() -> OpenAI:
    """The gateway's client; retries and fallbacks to another provider are the gateway's business."""
    configured = settings()
    return OpenAI(
        base_url=configured.gateway_url,
        api_key=configured.gateway_api_key.get_secret_value(),
        timeout=configured.request_timeout,
        max_retries=1,
    )


def complete(prompt: str, *, conversation: str) -> str:
    """The model's answer to a prompt."""
    answer = client().chat.completions.create(
        model=settings().chat_model,
        messages=[{"role": "user", "content": prompt}],
        max_completion_tokens=1500,
        extra_body={"metadata": {"session_id": conversation}},
    )
    return answer.choices[0].message.content or ""


def embed(text: str) -> list[float]:
    """The text's vector."""
    return client().embeddings.create(model=settings().embedding_model, input=text).data[0].embedding
