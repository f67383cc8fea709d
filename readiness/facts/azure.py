"""What infrastructure files say of AI services on Azure."""

from __future__ import annotations

from typing import ClassVar, Literal

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
        tags: names of its tags.
    """

    name: str
    kind: str
    key_access: bool
    public_access: bool
    denied_by_default: bool = False
    private_endpoints: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


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


class AzureKeyCopy(Fact):
    """A place to which infrastructure files copy a key of Azure's AI services. The key itself stands in no file.

    Attributes:
        name: of the output, the setting or the secret.
        holder: an `output` of the deployment, a `setting` of what runs there, or a `secret` of a store that is made for them.
        account: the account whose key it is, as the files call it.
        masked: it is kept out of logs and histories: an output that is `sensitive` or `@secure()`.
    """

    name: str
    holder: Literal["output", "setting", "secret"]
    account: str
    masked: bool = False


class AzureKeyPolicy(Fact):
    """An assignment of one of Azure's own policies about the keys of AI services.

    Attributes:
        name: of the assignment.
        effect: `Audit`, `Deny`, `Modify`, `DeployIfNotExists` or `Disabled`; the policy's default where none is written.
        enforced: it acts, rather than only telling what it would do.
    """

    brings_into_scope: ClassVar[bool] = True  # one that is hidden excuses nothing that was seen

    name: str
    effect: str
    enforced: bool = True
