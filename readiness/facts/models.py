"""Models as their server is told to run them: queues, replicas and batches."""

from __future__ import annotations

from readiness.facts.record import Fact


class ServedModel(Fact):
    """One model, or one deployment, in the configuration of a model server.

    Attributes:
        product: `ray` (Ray Serve) or `triton`.
        name: of the deployment or model.
        most_waiting: how many requests may wait at most; None for any number.
        waits_at_most: seconds after which a waiting request is refused; None for as long as it takes.
        minimum, maximum: replicas; equal where it does not scale by itself.
    """

    product: str
    name: str
    most_waiting: int | None = None
    waits_at_most: float | None = None
    minimum: int = 1
    maximum: int | None = 1
