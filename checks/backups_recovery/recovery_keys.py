"""Keys without which a backup can't be read."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService
from readiness.facts.containers import Container
from readiness.facts.serving import before_production

KEYS = {"n8n": "N8N_ENCRYPTION_KEY", "flowise": "FLOWISE_SECRETKEY_OVERWRITE", "litellm": "LITELLM_SALT_KEY"}
"""Variable that holds the key. Unset, n8n 2 and Flowise 3 make one in their own volume; LiteLLM 1.109 takes its master key."""


def _kept_elsewhere(container: Container) -> bool:
    """Flowise can keep its key in AWS Secrets Manager."""
    storage = container.variable("SECRETKEY_STORAGE_TYPE")
    return storage is not None and storage.value == "aws"


def _encrypts(service: AiService) -> bool | None:
    """Whether it stores encrypted credentials; LiteLLM does only with models in its database."""
    if service.product != "litellm":
        return True
    stored = service.container.variable("STORE_MODEL_IN_DB")
    if stored is not None and stored.value is not None:
        return stored.value.lower() == "true"
    return None if service.container.variable("DATABASE_URL") is not None or service.container.environment_from else False


@check(
    "ai-recovery-key-given",
    severity="medium",
    effort="minutes",
    maps=["eu-dora:DORA-Art12", "azure-waf-core:SE:09", "azure-waf-core:RE:09"],
)
def recovery_key_given(service: AiService) -> Verdict:
    """Encryption keys of stored credentials are given, not made.

    Why: After a restore nobody can read the stored credentials. A key that the product made for itself lies on the disk that was
    lost, or changes with another secret.

    Fix: Give the key from a secret store, and keep a copy

        # <product>
        <variable>: ${<variable>:?set it from the secret store}
    """
    if service.product not in KEYS:
        return not_applicable("it stores no encrypted credentials")
    if before_production(service):
        return not_applicable("it lives before production")
    variable = KEYS[service.product]
    given = service.container.variable(variable)
    if given is not None and given.value != "":
        return passed(product=service.product, variable=variable)
    if _kept_elsewhere(service.container):
        return passed(product=service.product, kept_in="AWS Secrets Manager")
    encrypts = _encrypts(service)
    if encrypts is False:
        return not_applicable("it stores no encrypted credentials")
    if encrypts is None:
        return unknown("whether it stores models in its database is set elsewhere", product=service.product, variable=variable)
    if service.container.environment_from or (given is not None and given.source != "literal"):
        return unknown("the key may be set outside the file", product=service.product, variable=variable)
    return failed("A key that backups need is made by the product", product=service.product, variable=variable)
