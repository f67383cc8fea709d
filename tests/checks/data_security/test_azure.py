"""How AI services on Azure are reached."""

from readiness.facts import Environment, GapReason
from readiness.facts.azure import AzureAiAccount
from readiness.testing import fact, row, table


def account(**fields: object) -> AzureAiAccount:
    return fact(AzureAiAccount, **{"name": "oai", "kind": "OpenAI", "key_access": False, "public_access": False, **fields})


test_private = table(
    "ai-azure-account-private",
    passes=[
        account(private_endpoints=("pe",)),
        account(public_access=True, denied_by_default=True),
        account().unknown("private_endpoints", GapReason.UNRESOLVED),
    ],
    fails=[account(public_access=True), row(account(public_access=True, private_endpoints=("pe",)), says="pe")],
    unknown=[
        account().unknown("public_access", GapReason.UNRESOLVED),
        account(public_access=True).unknown("denied_by_default", GapReason.UNRESOLVED),
    ],
    not_applicable=[account(public_access=True, environment=Environment.STAGING), ()],
)
