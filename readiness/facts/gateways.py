"""What a gateway allows each caller, what it counts, and which tools it hands on."""

from __future__ import annotations

from typing import Literal

from readiness.facts.record import Fact


class ConsumptionLimit(Fact):
    """A limit on what may be consumed through a gateway, as configured.

    Attributes:
        gateway: resource id of the gateway; empty where the configuration names none that can be told.
        counts: what is counted: `tokens`, `requests` or `dollars`.
        per: for whom it is counted: one `caller` (a key, user, team or consumer), one network `address`, or `everyone` together;
            `other` for a caller-chosen value (a header that nothing vouches for).
        amount: how much is allowed per `period`; None where an expression decides.
        period: as written (`minute`, `30d`).
        only_counted: it is a trial that refuses nothing (`shadowMode`).
        unfed: what it counts is measured nowhere, so that it never fills.
    """

    gateway: str = ""
    counts: Literal["tokens", "requests", "dollars"]
    per: Literal["caller", "address", "everyone", "other"]
    amount: float | None = None
    period: str = ""
    only_counted: bool = False
    unfed: bool = False

    @property
    def effective(self) -> bool:
        """Whether it may refuse something."""
        return not self.only_counted and not self.unfed


class UsageMeter(Fact):
    """Tokens that a gateway measures.

    Attributes:
        gateway: resource id of the gateway; empty where that can't be told.
        dimensions: what they are told apart by, as written (`Subscription ID`, `consumer`); the model alone tells nobody who spent them.
        per_caller: one of the dimensions is the caller.
    """

    gateway: str = ""
    dimensions: tuple[str, ...] = ()
    per_caller: bool = False


class ToolAccess(Fact):
    """An MCP server that a gateway offers to agents.

    Attributes:
        gateway: resource id of the gateway or route.
        product: of the gateway.
        server: name of the MCP server.
        remote: it is called over the network.
        tools: names and patterns of the tools that are let through; None where all are.
        authenticated: the gateway shows the server a credential, or hands the caller's on.
        callers_known: whoever calls the route must prove who they are; None where that is set elsewhere.
    """

    gateway: str
    product: str
    server: str
    remote: bool = True
    tools: tuple[str, ...] | None = None
    authenticated: bool = False
    callers_known: bool | None = None
