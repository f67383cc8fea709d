"""Where infrastructure files put what they make."""

from __future__ import annotations

from typing import Literal

from readiness.facts.record import Fact


class DeclaredAccount(Fact):
    """The account that one environment's infrastructure is made in, by its files.

    Attributes:
        account: AWS account, Azure subscription or Google project; unread where whoever applies the files decides.
    """

    cloud: Literal["aws", "azure", "google"]
    account: str


class DeclaredSecretReference(Fact):
    """A secret of a store that a file of values names in full, so that equal names are one secret.

    Attributes:
        variable: what the file calls it.
        secret: its ARN, address or resource name; never its value.
    """

    variable: str
    secret: str
