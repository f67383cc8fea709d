"""Search in the claims handbook."""

import os

from openai import OpenAI
from qdrant_client import QdrantClient

openai = OpenAI()
qdrant = QdrantClient(url=os.environ["QDRANT_URL"])


def search_handbook(question: str) -> str:
    """Find passages of the claims handbook."""
    vector = openai.embeddings.create(model="text-embedding-3-large", input=question).data[0].embedding
    hits = qdrant.query_points("claims", query=vector, limit=5).points
    return "\n\n".join(hit.payload["text"] for hit in hits)
