"""Settings, all of them from the environment."""

from functools import cache

from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    """What differs between environments. Models are aliases of the gateway, never a provider's ids."""

    environment: str
    gateway_url: str
    gateway_api_key: SecretStr
    chat_model: str
    triage_model: str
    embedding_model: str
    request_timeout: float = 45.0
    qdrant_url: str
    qdrant_api_key: SecretStr
    qdrant_collection: str
    database_url: SecretStr
    ai_answers: bool = True


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
