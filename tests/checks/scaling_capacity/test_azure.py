"""How much models on Azure may be asked."""

from readiness.facts import Environment, GapReason
from readiness.facts.azure import AzureModelDeployment
from readiness.testing import fact, row, table


def deployment(**fields: object) -> AzureModelDeployment:
    return fact(AzureModelDeployment, **{"name": "chat", "model": "gpt-4o", "sku": "Standard", "capacity": 30, **fields})


test_capacity = table(
    "ai-azure-capacity-chosen",
    passes=[deployment(), deployment(capacity=2)],
    fails=[deployment(capacity=None), deployment(capacity=1), row(deployment(capacity=20), least=50)],
    unknown=[deployment().unknown("capacity", GapReason.UNRESOLVED)],
    not_applicable=[
        deployment(capacity=None, environment=Environment.STAGING),
        deployment(capacity=None, sku="GlobalBatch"),
        (),
    ],
)
