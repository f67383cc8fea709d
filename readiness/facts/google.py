"""What infrastructure files say of AI services on Google Cloud."""

from __future__ import annotations

from typing import Literal

from readiness.facts.record import Fact


class GoogleAiService(Fact):
    """A service of Vertex AI or of AI Applications that infrastructure files make.

    Attributes:
        name: as given; its address where the files don't tell it.
        kind: an `endpoint` that serves models, an `agent` of Agent Engine, an index of `vector search`, or a store of `search`.
        model: that it is deployed with, as Google names it (`publishers/google/models/gemma3@gemma-3-4b-it`); empty where none is told.
    """

    name: str
    kind: Literal["endpoint", "agent", "vector search", "search"]
    model: str = ""
