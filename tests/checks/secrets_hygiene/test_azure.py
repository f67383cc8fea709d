"""Keys of AI services on Azure."""

from readiness.facts import GapReason
from readiness.facts.azure import AzureKeyCopy
from readiness.testing import fact, row, table


def copied(holder: str, *, masked: bool = False) -> AzureKeyCopy:
    return fact(AzureKeyCopy, name="OPENAI_KEY", holder=holder, account="openai", masked=masked)


test_key_not_exposed = table(
    "ai-azure-key-not-exposed",
    passes=[copied("output", masked=True), copied("secret")],
    fails=[row(copied("output"), says="an output"), row(copied("setting"), says="setting")],
    unknown=[copied("output").unknown("masked", GapReason.UNRESOLVED)],
    not_applicable=[()],
)
