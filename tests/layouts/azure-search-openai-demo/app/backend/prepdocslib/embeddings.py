import logging

from openai import AsyncOpenAI, RateLimitError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

logger = logging.getLogger("scripts")


class OpenAIEmbeddings:
    def __init__(self, client: AsyncOpenAI, model: str, dimensions: int):
        self.client = client
        self.model = model
        self.dimensions = dimensions

    async def create_embeddings(self, texts: list[str]) -> list[list[float]]:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(RateLimitError), wait=wait_random_exponential(min=15, max=60), stop=stop_after_attempt(15)
        ):
            with attempt:
                response = await self.client.embeddings.create(model=self.model, input=texts, dimensions=self.dimensions)
                vectors = [each.embedding for each in response.data]
        return vectors
