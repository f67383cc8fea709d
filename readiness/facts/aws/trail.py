"""How an account is recorded and governed: CloudTrail, its organization, its contacts."""

from __future__ import annotations

from readiness.facts.record import Fact, Model


class EventSelector(Model):
    """Which events are recorded.

    Attributes:
        category: `Management` or `Data`, in CloudTrail's words.
        resource_types: for data events; empty where all are.
    """

    category: str
    resource_types: tuple[str, ...] = ()


class AwsEventRecorder(Fact):
    """A trail, or an event data store of CloudTrail Lake.

    Attributes:
        account: the account it was seen in; a trail of the organization belongs to another one.
        region: its home.
        form: `trail` or `event data store`.
        validated: log files can be proved to be unchanged; None for event data stores, which can't be changed.
        bucket: where the trail writes; empty for event data stores.
        recording: it is turned on.
        delivery_error: why the last delivery failed; empty when it did not.
    """

    name: str
    account: str
    region: str
    form: str
    multi_region: bool
    organization: bool = False
    validated: bool | None = None
    bucket: str = ""
    recording: bool
    delivery_error: str = ""
    selectors: tuple[EventSelector, ...]


class AwsAuditStore(Fact):
    """A bucket that trails of CloudTrail write to.

    Attributes:
        bucket: its name; it may belong to another account.
        trails: names of the trails.
        versioning: `Enabled`, `Suspended`, or empty when it was never turned on.
        locked: Object Lock is on.
        kept_days: after which a lifecycle rule deletes what the trails wrote; None when none does.
    """

    bucket: str
    trails: tuple[str, ...]
    versioning: str = ""
    locked: bool = False
    kept_days: int | None = None


class AwsOrganization(Fact):
    """What an account says of its organization.

    Attributes:
        organization: its id; None when the account is a member of none.
        management_account: twelve digits; empty without an organization.
        ai_opt_out: service (`default`, `rekognition`) to `optOut` or `optIn`, as it holds for this account; None without such a policy.
    """

    account: str
    organization: str | None
    management_account: str = ""
    ai_opt_out: dict[str, str] | None = None


class AwsContacts(Fact):
    """Which contacts an account has beside its owner; who they are is not kept.

    Attributes:
        kinds: `OPERATIONS`, `SECURITY`.
    """

    account: str
    kinds: tuple[str, ...]
