"""CloudTrail, the organization and contacts as they are read."""

from __future__ import annotations

from aws_world import ACCOUNT, REGION, observe, recorded
from aws_worlds.trail import AGENTS, ANSWERS, TRAIL

from readiness.facts import GapReason
from readiness.facts.aws.trail import EventSelector

DATA = EventSelector(category="Data", resource_types=("AWS::Bedrock::AgentAlias",))


def test_a_trail():
    (trail,) = observe("aws.trail.trails", recorded(ANSWERS))
    assert (trail.resource, trail.name, trail.account, trail.region, trail.form) == (TRAIL, "audit", ACCOUNT, REGION, "trail")
    assert (trail.multi_region, trail.organization, trail.validated, trail.bucket) == (True, False, True, "audit-logs")
    assert (trail.recording, trail.delivery_error, trail.selectors) == (True, "AccessDenied", (DATA,))


def test_a_trail_of_elsewhere_is_told_by_the_first_region():
    access = recorded(ANSWERS)
    assert observe("aws.trail.trails", access, region="eu-central-1", regions=("eu-central-1", REGION)) == []
    (trail,) = observe("aws.trail.trails", access, region="eu-central-1", regions=("eu-central-1", "us-east-1"))
    assert trail.region == REGION
    assert observe("aws.trail.trails", access, region="us-east-1", regions=("eu-central-1", "us-east-1")) == []


def test_basic_selectors():
    basic = {
        "EventSelectors": [
            {"IncludeManagementEvents": True, "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]},
        ]
    }
    (trail,) = observe("aws.trail.trails", recorded({**ANSWERS, "cloudtrail.get_event_selectors": basic}))
    assert trail.selectors == (EventSelector(category="Management"), EventSelector(category="Data", resource_types=("AWS::S3::Object",)))


def test_trails_over_http(access, seed):
    seed("s3", "us-east-1").create_bucket(Bucket="audit-logs")
    cloudtrail = seed("cloudtrail")
    cloudtrail.create_trail(Name="audit", S3BucketName="audit-logs", IsMultiRegionTrail=True, EnableLogFileValidation=True)
    cloudtrail.put_event_selectors(TrailName="audit", AdvancedEventSelectors=[{"Name": "agents", **AGENTS}])
    (trail,) = observe("aws.trail.trails", access)
    assert (trail.recording, trail.multi_region, trail.validated, trail.selectors) == (False, True, True, (DATA,))
    cloudtrail.start_logging(Name="audit")


def test_event_data_stores_are_followed_over_pages():
    listed = ANSWERS["cloudtrail.list_event_data_stores"]
    pages = [{**listed, "NextToken": "next"}, {"EventDataStores": []}]
    (store,) = observe("aws.trail.event_data_stores", recorded({**ANSWERS, "cloudtrail.list_event_data_stores": pages}))
    assert (store.name, store.form, store.recording, store.multi_region, store.organization) == (
        "lake",
        "event data store",
        True,
        True,
        False,
    )
    assert store.selectors == (DATA,)


def test_the_organization():
    (found,) = observe("aws.trail.organization", recorded(ANSWERS))
    assert (found.account, found.organization, found.management_account) == (ACCOUNT, "o-exampleorgid", "210987654321")
    assert found.ai_opt_out == {"default": "optOut"}


def test_no_organization():
    none = "AWSOrganizationsNotInUseException"
    told = recorded({"organizations.describe_organization": none, "organizations.describe_effective_policy": none})
    (found,) = observe("aws.trail.organization", told)
    assert (found.organization, found.management_account, found.ai_opt_out) == (None, "", None)


def test_contacts():
    (found,) = observe("aws.trail.contacts", recorded(ANSWERS))
    assert (found.account, found.kinds) == (ACCOUNT, ("OPERATIONS", "SECURITY"))
    assert "On call" not in found.model_dump_json()
    (found,) = observe("aws.trail.contacts", recorded({"account.get_alternate_contact": "ResourceNotFoundException"}))
    assert found.kinds == ()
    (found,) = observe("aws.trail.contacts", recorded({"account.get_alternate_contact": "AccessDeniedException"}))
    assert found.unread["kinds"].reason is GapReason.DENIED


def test_the_bucket_of_a_trail_tells_what_keeps_its_files():
    (trail, *_) = observe("aws.trail.trails", recorded(ANSWERS))
    rules = [
        {"ID": "a", "Status": "Enabled", "Filter": {"Prefix": "AWSLogs/"}, "Expiration": {"Days": 400}},
        {"ID": "b", "Status": "Enabled", "Filter": {"Prefix": "other/"}, "Expiration": {"Days": 7}},
        {"ID": "c", "Status": "Disabled", "Filter": {}, "Expiration": {"Days": 1}},
    ]
    answers = ANSWERS | {"s3.get_bucket_versioning": {"Status": "Enabled"}, "s3.get_bucket_lifecycle_configuration": {"Rules": rules}}
    (store,) = observe("aws.trail.audit_stores", recorded(answers), (trail,))
    assert (store.bucket, store.trails, store.versioning, store.locked, store.kept_days) == ("audit-logs", ("audit",), "Enabled", True, 400)
    bare = answers | {
        "s3.get_object_lock_configuration": "ObjectLockConfigurationNotFoundError",
        "s3.get_bucket_lifecycle_configuration": "NoSuchLifecycleConfiguration",
    }
    (store,) = observe("aws.trail.audit_stores", recorded(bare), (trail,))
    assert (store.locked, store.kept_days) == (False, None)
    assert observe("aws.trail.audit_stores", recorded(answers)) == []
