"""Models as their server is told to run them: queues, replicas and batches."""

from __future__ import annotations

from typing import Literal

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


class ModelReference(Fact):
    """A model that code, a variable or a build file names by an address.

    Attributes:
        uri: `models:/name/latest`, `models:/name@alias` (MLflow), `ollama://model:tag` (the base of a Modelfile),
            `bentoml://model:version` (what a Bento is built with).
        via: what names it.
    """

    uri: str
    via: Literal["source", "env", "modelfile", "configuration"]

    @property
    def shown(self) -> str:
        """The address as people write it."""
        return self.uri.removeprefix("ollama://").removeprefix("bentoml://")


class ModelPackage(Fact):
    """A model that was packed for a registry (an `MLmodel` of MLflow).

    Attributes:
        product: `mlflow`.
        name: as the package says, or its folder's.
        flavors: frameworks that can load it.
        run: the run that made it; empty where the package does not say.
    """

    product: str
    name: str
    flavors: tuple[str, ...] = ()
    run: str = ""
