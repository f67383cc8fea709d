"""Reads what records and governs an account: trails and event data stores, the organization, contacts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts import Unread
from readiness.facts.aws.trail import AwsAuditStore, AwsContacts, AwsEventRecorder, AwsOrganization, EventSelector


@aws(
    "aws-region",
    gives=(AwsEventRecorder,),
    calls=("cloudtrail.describe_trails", "cloudtrail.get_trail_status", "cloudtrail.get_event_selectors"),
)
def trails(reading: Aws) -> Iterator[Observation]:
    """Trails, each once: where it lives, or in the first region that is read."""
    regions = reading.place.settings.get("regions") or (reading.region,)
    for trail in reading.call("cloudtrail.describe_trails").get("trailList") or []:
        home = trail["HomeRegion"]
        if reading.region != (home if home in regions else regions[0]):
            continue
        status = reading.optional(partial(reading.call, "cloudtrail.get_trail_status", Name=trail["TrailARN"]))
        unread = isinstance(status, Unread)
        yield reading.fact(
            AwsEventRecorder,
            trail["TrailARN"],
            "cloudtrail.describe_trails",
            names=(trail["Name"],),
            name=trail["Name"],
            account=reading.account,
            region=home,
            form="trail",
            multi_region=trail.get("IsMultiRegionTrail", False),
            organization=trail.get("IsOrganizationTrail", False),
            validated=trail.get("LogFileValidationEnabled", False),
            bucket=trail.get("S3BucketName", ""),
            recording=status if unread else status["IsLogging"],
            delivery_error=status if unread else status.get("LatestDeliveryError") or "",
            selectors=reading.optional(partial(_selectors_of_trail, reading, trail["TrailARN"])),
        )


STORE = ("s3.get_bucket_versioning", "s3.get_object_lock_configuration", "s3.get_bucket_lifecycle_configuration")


@aws("aws-region", gives=(AwsAuditStore,), calls=STORE, after=(AwsEventRecorder,))
def audit_stores(reading: Aws) -> Iterator[Observation]:
    """Buckets of the trails that live here, and what keeps their files from being deleted."""
    trails: dict[str, list[str]] = {}
    for each in reading.place.before:
        if isinstance(each, AwsEventRecorder) and each.bucket and each.region == reading.region:
            trails.setdefault(each.bucket, []).append(each.name)
    for bucket, names in sorted(trails.items()):
        versioning, lock, lifecycle = STORE
        rules = reading.optional(lambda: reading.call(lifecycle, Bucket=bucket).get("Rules", []), {"NoSuchLifecycleConfiguration": []})  # noqa: B023 - called at once
        locked = reading.optional(
            lambda: reading.call(lock, Bucket=bucket)["ObjectLockConfiguration"],  # noqa: B023 - called at once
            {"ObjectLockConfigurationNotFoundError": {}},
        )
        yield reading.fact(
            AwsAuditStore,
            f"arn:{reading.partition}:s3:::{bucket}",
            versioning,
            names=(bucket,),
            bucket=bucket,
            trails=tuple(sorted(names)),
            versioning=reading.optional(lambda: str(reading.call(versioning, Bucket=bucket).get("Status", ""))),  # noqa: B023 - called at once
            locked=locked if isinstance(locked, Unread) else locked.get("ObjectLockEnabled") == "Enabled",
            kept_days=rules if isinstance(rules, Unread) else _kept_days(rules),
        )


def _kept_days(rules: list[dict[str, Any]]) -> int | None:
    """The fewest days after which a rule that may concern a trail's files deletes them."""
    days = []
    for rule in rules:
        told = rule.get("Filter") or {}
        prefix = (told.get("And") or told).get("Prefix", rule.get("Prefix", "")) or ""
        if rule.get("Status") == "Enabled" and ("AWSLogs" in prefix or not prefix) and "Days" in (rule.get("Expiration") or {}):
            days.append(int(rule["Expiration"]["Days"]))
    return min(days, default=None)


def _selectors_of_trail(reading: Aws, arn: str) -> tuple[EventSelector, ...]:
    answer = reading.call("cloudtrail.get_event_selectors", TrailName=arn)
    basic = answer.get("EventSelectors") or []
    management = [EventSelector(category="Management") for each in basic if each.get("IncludeManagementEvents", True)]
    data = [EventSelector(category="Data", resource_types=(data["Type"],)) for each in basic for data in each.get("DataResources") or []]
    return (*management, *data, *_advanced(answer.get("AdvancedEventSelectors")))


def _advanced(selectors: list[dict[str, Any]] | None) -> tuple[EventSelector, ...]:
    found = []
    for each in selectors or []:
        fields = {field["Field"]: tuple(field.get("Equals") or ()) for field in each.get("FieldSelectors") or []}
        categories = fields.get("eventCategory", ())
        found += [EventSelector(category=category, resource_types=fields.get("resources.type", ())) for category in categories]
    return tuple(found)


@aws(
    "aws-region",
    gives=(AwsEventRecorder,),
    calls=("cloudtrail.list_event_data_stores", "cloudtrail.get_event_data_store"),
)
def event_data_stores(reading: Aws) -> Iterator[Observation]:
    """Event data stores of CloudTrail Lake."""
    for store in reading.pages("cloudtrail.list_event_data_stores", "EventDataStores"):
        arn = store["EventDataStoreArn"]
        details = reading.optional(partial(reading.call, "cloudtrail.get_event_data_store", EventDataStore=arn))
        unread = isinstance(details, Unread)
        yield reading.fact(
            AwsEventRecorder,
            arn,
            "cloudtrail.list_event_data_stores",
            names=(store["Name"],),
            name=store["Name"],
            account=reading.account,
            region=reading.region,
            form="event data store",
            multi_region=details if unread else details.get("MultiRegionEnabled", False),
            organization=details if unread else details.get("OrganizationEnabled", False),
            recording=details if unread else details.get("Status") == "ENABLED",
            selectors=details if unread else _advanced(details.get("AdvancedEventSelectors")),
        )


@aws(
    "aws-account",
    gives=(AwsOrganization,),
    calls=("organizations.describe_organization", "organizations.describe_effective_policy"),
)
def organization(reading: Aws) -> Iterator[Observation]:
    """The organization the account is a member of."""
    found = reading.optional(
        lambda: reading.call("organizations.describe_organization")["Organization"], absent={"AWSOrganizationsNotInUseException": None}
    )
    unread = isinstance(found, Unread)
    yield reading.fact(
        AwsOrganization,
        f"{reading.account}/organization",
        "organizations.describe_organization",
        account=reading.account,
        organization=found if unread else found["Id"] if found else None,
        management_account=found if unread else found["MasterAccountId"] if found else "",
        ai_opt_out=reading.optional(
            partial(_ai_opt_out, reading), absent={"AWSOrganizationsNotInUseException": None, "EffectivePolicyNotFoundException": None}
        ),
    )


def _ai_opt_out(reading: Aws) -> dict[str, str]:
    """What the policies of the organization together say for this account."""
    policy = reading.call("organizations.describe_effective_policy", PolicyType="AISERVICES_OPT_OUT_POLICY")["EffectivePolicy"]
    services = json.loads(policy["PolicyContent"]).get("services") or {}
    return {service: str(rule["opt_out_policy"]) for service, rule in services.items() if "opt_out_policy" in rule}


@aws("aws-account", gives=(AwsContacts,), calls=("account.get_alternate_contact",))
def contacts(reading: Aws) -> Iterator[Observation]:
    """Whether somebody is named for operations and for security."""
    call = "account.get_alternate_contact"
    told = {
        kind: reading.optional(partial(_contact, reading, kind), absent={"ResourceNotFoundException": False})
        for kind in ("OPERATIONS", "SECURITY")
    }
    unread = next((each for each in told.values() if isinstance(each, Unread)), None)
    yield reading.fact(
        AwsContacts,
        f"{reading.account}/contacts",
        call,
        account=reading.account,
        kinds=unread or tuple(kind for kind, there in told.items() if there),
    )


def _contact(reading: Aws, kind: str) -> bool:
    return bool(reading.call("account.get_alternate_contact", AlternateContactType=kind).get("AlternateContact"))
