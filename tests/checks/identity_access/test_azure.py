"""Who may call AI services on Azure."""

from readiness.facts import Environment, GapReason
from readiness.facts.azure import AzureAiAccount
from readiness.testing import fact, table


def account(**fields: object) -> AzureAiAccount:
    return fact(AzureAiAccount, **{"name": "oai", "kind": "OpenAI", "key_access": False, "public_access": False, **fields})


test_keyless = table(
    "ai-azure-account-keyless",
    passes=[account(), account(kind="Search")],
    fails=[account(key_access=True), account(kind="Search", key_access=True)],
    unknown=[account().unknown("key_access", GapReason.UNRESOLVED)],
    not_applicable=[account(key_access=True, environment=Environment.DEVELOPMENT), ()],
)
