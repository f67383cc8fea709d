"""The models: answers and vectors."""

import logging

from app.core.config import settings
from openai import APIError, AsyncOpenAI, RateLimitError
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential

logger = logging.getLogger(__name__)
client = AsyncOpenAI(api_key=settings.OPENAI_API_KEY, base_url=settings.OPENAI_BASE_URL, timeout=settings.LLM_TIMEOUT)


@retry(retry=retry_if_exception_type(RateLimitError), stop=stop_after_attempt(5), wait=wait_exponential(min=1, max=30))
async def embed(texts: list[str]) -> list[list[float]]:
    response = await client.embeddings.create(model=settings.EMBEDDING_MODEL, input=texts)
    return [item.embedding for item in response.data]


async def answer(question: str, context: str) -> str:
    try:
        response = await client.chat.completions.create(
            model=settings.CHAT_MODEL,
            messages=[
                {"role": "system", "content": f"Answer from the context only.\n\n<context>\n{context}\n</context>"},
                {"role": "user", "content": question},
            ],
            temperature=settings.TEMPERATURE,
            max_tokens=settings.MAX_TOKENS,
        )
    except APIError:
        logger.exception("the model did not answer")
        return "I can't answer right now."
    return response.choices[0].message.content or ""
