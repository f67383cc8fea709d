"""Search in the claims handbook, limited to what the user may read."""

from functools import cache

from qdrant_client import QdrantClient
from qdrant_client.models import FieldCondition, Filter, MatchAny

from claims_assistant import llm
from claims_assistant.settings import settings


@cache
def store() -> QdrantClient:
    """The vector store's client; its key can read only."""
    configured = settings()
    return QdrantClient(url=configured.qdrant_url, api_key=configured.qdrant_api_key.get_secret_value(), timeout=10)


def passages(question: str, groups: list[str]) -> list[str]:
    """The five passages nearest to the question that one of the user's groups may read."""
    allowed = Filter(must=[FieldCondition(key="groups", match=MatchAny(any=groups))])
    hits = store().query_points(settings().qdrant_collection, query=llm.embed(question), query_filter=allowed, limit=5).points
    return [f"[{hit.payload['chapter']}] {hit.payload['text']}" for hit in hits if hit.payload]
