"""Who may call AI services on Azure."""

from readiness.facts import Environment, GapReason
from readiness.facts.azure import AzureAiAccount, AzureKeyPolicy
from readiness.testing import fact, row, table


def account(**fields: object) -> AzureAiAccount:
    return fact(AzureAiAccount, **{"name": "oai", "kind": "OpenAI", "key_access": False, "public_access": False, **fields})


def policy(effect: str, **fields: object) -> AzureKeyPolicy:
    return fact(AzureKeyPolicy, name="no-keys", effect=effect, **fields)


test_keyless = table(
    "ai-azure-account-keyless",
    passes=[account(), account(kind="Search")],
    fails=[
        account(key_access=True),
        account(kind="Search", key_access=True),
        [account(key_access=True), policy("Audit")],
        [account(key_access=True), policy("Deny", enforced=False)],
        [account(kind="Search", key_access=True), policy("Modify")],
    ],
    unknown=[
        account().unknown("key_access", GapReason.UNRESOLVED),
        row(account(key_access=True), policy("Deny"), says="no-keys"),
        [account(key_access=True), policy("DeployIfNotExists")],
        [account(key_access=True), policy("Deny").unknown("effect", GapReason.UNRESOLVED)],
    ],
    not_applicable=[account(key_access=True, environment=Environment.DEVELOPMENT), ()],
)
