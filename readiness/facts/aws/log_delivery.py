"""Logs that AWS services deliver on behalf of their resources (vended logs)."""

from __future__ import annotations

from readiness.facts.record import Fact


class AwsLogDelivery(Fact):
    """A delivery source of CloudWatch Logs: one kind of log of some resources.

    Attributes:
        name: unique in the region.
        service: whose resources (`bedrock`, `bedrock-agentcore`).
        log_type: `APPLICATION_LOGS`, `USAGE_LOGS`, `TRACES`, …
        resources: ARNs of what it speaks for.
        destinations: kinds of destination that a delivery connects it to (`CWL`, `S3`, `FH`, `XRAY`); without one nothing arrives.
    """

    name: str
    service: str
    log_type: str
    resources: tuple[str, ...]
    destinations: tuple[str, ...] = ()

    def delivers(self, arn: str) -> bool:
        """Whether application logs of a resource arrive somewhere."""
        return self.log_type == "APPLICATION_LOGS" and arn in self.resources and bool(self.destinations)
