from azure.search.documents.aio import SearchClient
from azure.search.documents.models import VectorizedQuery
from openai import AsyncOpenAI


class ChatReadRetrieveReadApproach:
    """Search with a query that the model wrote, then answer from what was found."""

    def __init__(self, search_client: SearchClient, openai_client: AsyncOpenAI, auth_helper):
        self.search_client = search_client
        self.openai_client = openai_client
        self.auth_helper = auth_helper

    async def run(self, messages, context):
        overrides = context.get("overrides", {})
        security_filter = self.auth_helper.build_security_filters(overrides, context.get("auth_claims", {}))
        query = await self.openai_client.chat.completions.create(
            messages=messages, model=self.deployment, temperature=0.0, max_tokens=100, n=1, seed=overrides.get("seed")
        )
        vector = await self.compute_text_embedding(query.choices[0].message.content)
        results = await self.search_client.search(
            search_text=query.choices[0].message.content,
            filter=security_filter,
            top=overrides.get("top", 3),
            vector_queries=[VectorizedQuery(vector=vector, fields="embedding")],
        )
        sources = [f"{document['sourcepage']}: {document['content']}" async for document in results]
        prompt = self.prompt_manager.render_prompt("chat_answer_question.prompty", {"sources": sources, "messages": messages})
        return await self.openai_client.chat.completions.create(
            messages=prompt, model=self.deployment, temperature=overrides.get("temperature", 0.3), max_tokens=1024, n=1
        )
