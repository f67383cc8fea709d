"""What infrastructure files say of AI services on Azure."""

from __future__ import annotations

from readiness.facts.record import Fact


class AzureAiAccount(Fact):
    """An account of Azure's AI services, or a search service that retrieval stands on.

    Attributes:
        name: as given; its address where the files don't tell it.
        kind: `OpenAI`, `AIServices`, `CognitiveServices`, or `Search`.
        key_access: callers may use the account's keys instead of an identity.
        public_access: it answers on the internet.
        denied_by_default: its network rules refuse whoever they don't name.
        private_endpoints: names of private endpoints that lead to it.
    """

    name: str
    kind: str
    key_access: bool
    public_access: bool
    denied_by_default: bool = False
    private_endpoints: tuple[str, ...] = ()


class AzureModelDeployment(Fact):
    """A model that an account of Azure's AI services serves.

    Attributes:
        name: as given; its address where the files don't tell it.
        model: as Azure names it (`gpt-4o`).
        version: empty when none is written, which is Azure's default of the day.
        upgrade: `NoAutoUpgrade`, `OnceCurrentVersionExpired` or `OnceNewDefaultVersionAvailable`, which is what holds when none is written.
        sku: `Standard`, `DataZoneStandard`, `GlobalStandard`, `ProvisionedManaged`, …
        capacity: in the SKU's unit (thousands of tokens per minute, or provisioned units); None when none is written.
    """

    name: str
    model: str
    version: str = ""
    upgrade: str = "OnceNewDefaultVersionAvailable"
    sku: str = ""
    capacity: int | None = None
