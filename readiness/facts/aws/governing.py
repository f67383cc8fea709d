"""What AWS itself says and sees of an account: support, reviews, threat detection and the history of configurations."""

from __future__ import annotations

from datetime import date

from readiness.facts.record import Fact


class AwsSupport(Fact):
    """The account's support plan, as far as AWS Support answers.

    Attributes:
        account: twelve digits.
        answers: its API answers, as it does for Business Support and better only.
        limits_at: names of service limits that Trusted Advisor warns of.
    """

    account: str
    answers: bool
    limits_at: tuple[str, ...] = ()


class AwsLensReview(Fact):
    """A workload of the Well-Architected Tool, reviewed with one lens.

    Attributes:
        workload: its name.
        lens: name of the lens.
        high: questions with a high risk.
        unanswered: questions without an answer.
        updated: when the review changed last.
    """

    workload: str
    lens: str
    high: int = 0
    unanswered: int = 0
    updated: date


class AwsThreatDetection(Fact):
    """GuardDuty in a region.

    Attributes:
        region: its name.
        enabled: a detector is there and enabled.
    """

    region: str
    enabled: bool


class AwsConfigurationHistory(Fact):
    """AWS Config in a region: whether it records how resources of AI services change.

    Attributes:
        region: its name.
        recording: a recorder of the account's own runs.
        failing: its last delivery failed.
        left_out: kinds of resources that it does not record, of those that AI workloads are made of.
    """

    region: str
    recording: bool
    failing: bool = False
    left_out: tuple[str, ...] = ()
