"""Priority classes."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors.files.shapes import flag, text, whole
from readiness.collectors.kubernetes.kinds import reads
from readiness.collectors.kubernetes.raw import RawObject
from readiness.facts.kubernetes.scheduling import PriorityClass


@reads("PriorityClass.scheduling.k8s.io", gives=(PriorityClass,))
def priority_class(raw: RawObject) -> Iterator[PriorityClass]:
    """A PriorityClass; its pods preempt others unless it says `Never`."""
    yield PriorityClass(
        **raw.values(),
        value=whole(raw.data.get("value")) or 0,
        default=flag(raw.data.get("globalDefault")) is True,
        preempts=text(raw.data.get("preemptionPolicy")) != "Never",
    )
