"""Where an application finds what it retrieves."""

from __future__ import annotations

from readiness.facts.record import Fact


class VectorStoreTarget(Fact):
    """A vector store that variables point an application at.

    Attributes:
        store: `qdrant`, `weaviate`, `azure ai search` …
        host: its address as written, without scheme, credentials and path.
        index: index, collection or class; empty where no variable names one.
    """

    store: str
    host: str
    index: str = ""
