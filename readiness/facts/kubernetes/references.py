"""What a pod needs to be there before it can start."""

from __future__ import annotations

from typing import Literal

from readiness.facts.record import Model


class Reference(Model):
    """A ConfigMap or Secret that a pod template names.

    Attributes:
        key: the key in it; empty where all of it is taken.
        optional: the pod starts without it.
        pulls_image: it is for the registry.
    """

    kind: Literal["ConfigMap", "Secret"]
    name: str
    key: str = ""
    optional: bool = False
    pulls_image: bool = False
