"""Passages, in Qdrant."""

from app.core.config import settings
from qdrant_client import AsyncQdrantClient, models

client = AsyncQdrantClient(url=settings.QDRANT_URL, api_key=settings.QDRANT_API_KEY)


async def search(vector: list[float], tenant_id: str, limit: int = 5) -> list[str]:
    hits = await client.query_points(
        collection_name=settings.QDRANT_COLLECTION,
        query=vector,
        query_filter=models.Filter(must=[models.FieldCondition(key="tenant_id", match=models.MatchValue(value=tenant_id))]),
        limit=limit,
    )
    return [hit.payload["text"] for hit in hits.points]


async def similar_questions(vector: list[float]) -> list[str]:
    hits = await client.query_points(collection_name="questions", query=vector, limit=3)
    return [hit.payload["text"] for hit in hits.points]
