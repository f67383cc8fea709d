"""A trail, an event data store, an organization and its contacts."""

import json

from aws_world import ACCOUNT, REGION, Answer

TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/audit"
STORE = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:eventdatastore/EXAMPLE-ee54-4813-92d5-999aeEXAMPLE"
AGENTS = {
    "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::Bedrock::AgentAlias"]},
    ]
}

ANSWERS: dict[str, Answer] = {
    "cloudtrail.describe_trails": {
        "trailList": [
            {
                "Name": "audit",
                "S3BucketName": "audit-logs",
                "IsMultiRegionTrail": True,
                "HomeRegion": REGION,
                "TrailARN": TRAIL,
                "LogFileValidationEnabled": True,
                "IsOrganizationTrail": False,
            }
        ]
    },
    "s3.get_object_lock_configuration": {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
    "cloudtrail.get_trail_status": {"IsLogging": True, "LatestDeliveryError": "AccessDenied"},
    "cloudtrail.get_event_selectors": {"TrailARN": TRAIL, "AdvancedEventSelectors": [AGENTS]},
    "cloudtrail.list_event_data_stores": {"EventDataStores": [{"EventDataStoreArn": STORE, "Name": "lake"}]},
    "cloudtrail.get_event_data_store": {
        "EventDataStoreArn": STORE,
        "Name": "lake",
        "Status": "ENABLED",
        "MultiRegionEnabled": True,
        "OrganizationEnabled": False,
        "AdvancedEventSelectors": [AGENTS],
    },
    "organizations.describe_organization": {"Organization": {"Id": "o-exampleorgid", "MasterAccountId": "210987654321"}},
    "organizations.describe_effective_policy": {
        "EffectivePolicy": {
            "PolicyType": "AISERVICES_OPT_OUT_POLICY",
            "PolicyContent": json.dumps({"services": {"default": {"opt_out_policy": "optOut"}}}),
        }
    },
    "account.get_alternate_contact": {"AlternateContact": {"Name": "On call", "AlternateContactType": "OPERATIONS"}},
}
