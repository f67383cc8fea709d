"""Cut documents into passages and store their vectors."""

import json

from openai import OpenAI
from qdrant_client import QdrantClient

client = OpenAI(timeout=60)
qdrant = QdrantClient(url="http://localhost:6333")


def keywords(text: str) -> list[str]:
    response = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": f"List the keywords of this text as a JSON array:\n{text}"}],
        max_tokens=200,
    )
    return json.loads(response.choices[0].message.content)
