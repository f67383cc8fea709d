"""Keys without which a backup can't be read: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, EnvironmentVariable
from readiness.testing import fact, row, table


def service(product: str, variables: dict[str, str | None] | None = None, **values: Any) -> Any:
    """A product in a container with these variables."""
    written = tuple(
        EnvironmentVariable(name=name, value=value, source="literal" if value is not None else "environment")
        for name, value in (variables or {}).items()
    )
    container = Container(name=product, environment=written, environment_from=values.pop("environment_from", ()))
    known = {"role": "interface", "product": product, "platform": "compose", "workload": "compose:c.yaml#x", "authentication": True}
    return fact(AiService, **known | {"container": container} | values)


test_recovery_key_given = table(
    "ai-recovery-key-given",
    passes=[
        row(service("n8n", {"N8N_ENCRYPTION_KEY": None}), says="N8N_ENCRYPTION_KEY"),
        service("flowise", {"FLOWISE_SECRETKEY_OVERWRITE": "x"}),
        service("flowise", {"SECRETKEY_STORAGE_TYPE": "aws"}),
        service("litellm", {"STORE_MODEL_IN_DB": "True", "LITELLM_SALT_KEY": None}),
    ],
    fails=[
        row(service("n8n"), says="N8N_ENCRYPTION_KEY"),
        service("n8n", {"N8N_ENCRYPTION_KEY": ""}),
        service("flowise", {"SECRETKEY_STORAGE_TYPE": "local"}),
        row(service("litellm", {"STORE_MODEL_IN_DB": "True"}), says="LITELLM_SALT_KEY"),
    ],
    unknown=[
        service("n8n", environment_from=(".env",)),
        service("litellm", {"DATABASE_URL": None}),
        service("litellm", environment_from=("gateway-secrets",)),
    ],
    not_applicable=[
        service("open-webui"),
        service("litellm"),
        service("litellm", {"DATABASE_URL": None, "STORE_MODEL_IN_DB": "False"}),
        service("n8n", environment=Environment.DEVELOPMENT),
    ],
)
