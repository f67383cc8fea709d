"""Facts: typed records of what was observed, grouped by platform. They know nothing of checks."""

from readiness.facts.record import Environment, Fact, Gap, GapReason, Model, Origin, Unread, UnreadFieldError

# Importing the platforms registers their fact types, so that any snapshot can be read.
from readiness.facts import ai, attestation, aws, azure, containers, delivery, files, kubernetes, source, telemetry  # isort: skip

__all__ = [
    "Environment",
    "Fact",
    "Gap",
    "GapReason",
    "Model",
    "Origin",
    "Unread",
    "UnreadFieldError",
    "ai",
    "attestation",
    "aws",
    "azure",
    "containers",
    "delivery",
    "files",
    "kubernetes",
    "source",
    "telemetry",
]
