import logging
import os

from openai import AsyncOpenAI, OpenAI

logger = logging.getLogger(__name__)


class Base:
    """Chat with any server that speaks OpenAI's protocol; tenants keep their keys in the database."""

    def __init__(self, key, model_name, base_url, **kwargs):
        timeout = int(os.environ.get("LLM_TIMEOUT_SECONDS", "600"))
        self.client = OpenAI(api_key=key, base_url=base_url, timeout=timeout)
        self.async_client = AsyncOpenAI(api_key=key, base_url=base_url, timeout=timeout)
        self.model_name = model_name
        self.max_retries = kwargs.get("max_retries", int(os.environ.get("LLM_MAX_RETRIES", "5")))

    async def _chat(self, history, gen_conf):
        response = await self.async_client.chat.completions.create(model=self.model_name, messages=history, **gen_conf)
        return response.choices[0].message.content.strip(), response.usage.total_tokens

    async def chat(self, system, history, gen_conf):
        for _attempt in range(self.max_retries + 1):
            try:
                return await self._chat([{"role": "system", "content": system}, *history], gen_conf)
            except Exception:
                logger.exception("chat failed")
        return "**ERROR**: the model did not answer", 0


class OllamaChat(Base):
    def __init__(self, key, model_name, base_url, **kwargs):
        from ollama import Client

        self.client = Client(host=base_url)
        self.model_name = model_name
