"""Requests to an OpenAI-compatible server, sent on by plain HTTP."""

import os

import aiohttp

BASE_URL = os.environ.get("OPENAI_API_BASE_URL", "https://api.openai.com/v1")


async def models(key: str) -> dict[str, object]:
    """The models the server offers."""
    timeout = aiohttp.ClientTimeout(total=10)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(f"{BASE_URL}/models", headers={"Authorization": f"Bearer {key}"}) as r,
    ):
        return await r.json()
