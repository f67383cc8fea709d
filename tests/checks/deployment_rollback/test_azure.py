"""Whether models on Azure stay the version that was tested."""

from readiness.facts import Environment, GapReason
from readiness.facts.azure import AzureModelDeployment
from readiness.testing import fact, row, table


def deployment(**fields: object) -> AzureModelDeployment:
    return fact(AzureModelDeployment, **{"name": "chat", "model": "gpt-4o", "version": "2024-08-06", "upgrade": "NoAutoUpgrade", **fields})


test_version = table(
    "ai-azure-model-version-fixed",
    passes=[deployment(), deployment(upgrade="OnceCurrentVersionExpired")],
    fails=[
        row(deployment(version=""), says="names no version"),
        row(deployment(upgrade="OnceNewDefaultVersionAvailable"), says="by itself"),
        row(fact(AzureModelDeployment, name="chat", model="gpt-4o", version="2024-08-06"), says="by itself"),
    ],
    unknown=[deployment().unknown("version", GapReason.UNRESOLVED), deployment().unknown("upgrade", GapReason.UNRESOLVED)],
    not_applicable=[deployment(version="", environment=Environment.DEVELOPMENT), ()],
)
