"""Long-lived cloud keys that containers are given in variables."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.facts.containers import Container, EnvironmentVariable

AWS = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_BEARER_TOKEN_BEDROCK"})
AZURE = frozenset({"AZURE_CLIENT_SECRET", "ARM_CLIENT_SECRET"})
GOOGLE = frozenset({"GOOGLE_APPLICATION_CREDENTIALS_JSON", "GOOGLE_CREDENTIALS", "GCP_SERVICE_ACCOUNT_KEY"})

OF_PROVIDER = {
    "azure": AZURE | {"AZURE_API_KEY", "AZURE_OPENAI_API_KEY"},
    "azure_ai": AZURE | {"AZURE_AI_API_KEY", "AZURE_API_KEY"},
    "bedrock": AWS,
    "sagemaker": AWS,
    "vertex_ai": GOOGLE,
    "vertex_ai_beta": GOOGLE,
}
"""Variables that hold a key for a cloud's model service, where it also takes identities; by LiteLLM's provider names."""


def given(container: Container, names: Iterable[str]) -> list[str]:
    """Which of these variables the container is given, from wherever."""
    wanted = frozenset(names)
    return sorted({each.name for each in container.environment if each.name in wanted and not _empty(each)})


def provider_keyed(provider: str, containers: list[Container]) -> bool | None:
    """Whether the containers hold a key of this provider; None where that can't be told."""
    if any(given(each, OF_PROVIDER[provider]) for each in containers):
        return True
    names = {variable.name for each in containers for variable in each.environment}
    # That file holds a service account's key, or the configuration of an identity.
    hidden = any(each.environment_from for each in containers) or "GOOGLE_APPLICATION_CREDENTIALS" in names
    return None if hidden or not containers else False


def _empty(variable: EnvironmentVariable) -> bool:
    return variable.source == "literal" and variable.value == ""
