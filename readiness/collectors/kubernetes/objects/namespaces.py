"""Namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.kubernetes.objects import Namespace


@reads("Namespace", gives=(Namespace,))
def namespace(raw: RawObject) -> Iterator[Namespace]:
    """A namespace with its labels."""
    yield Namespace(**raw.values())
