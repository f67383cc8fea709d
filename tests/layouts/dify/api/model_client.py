"""Calls of models go through plugins; this is the check of a provider's credentials."""

from openai import OpenAI


def validate(credentials: dict[str, str]) -> None:
    """Raise when the credentials are refused."""
    OpenAI(api_key=credentials["openai_api_key"], base_url=credentials.get("openai_api_base"), timeout=30).models.list()
