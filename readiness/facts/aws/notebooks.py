"""Where people explore in SageMaker."""

from __future__ import annotations

from readiness.facts.record import Fact


class AwsStudioDomain(Fact):
    """A domain of SageMaker Studio.

    Attributes:
        name: as given.
        status: `InService`, `Failed` (it was never made), `Deleting`, …
        authentication: `SSO` (IAM Identity Center) or `IAM`.
        idle_minutes: application to the minutes after which it is stopped when idle; without those that run on.
    """

    name: str
    status: str = "InService"
    authentication: str = ""
    idle_minutes: dict[str, int] = {}

    @property
    def open(self) -> bool:
        """Whether people can work in it."""
        return self.status not in ("Failed", "Deleting", "Pending")
