"""An account in which a function and a bucket are tagged, with a notebook, and stores that are copied elsewhere."""

from datetime import UTC, datetime
from typing import Any

from aws_world import ACCOUNT, REGION, Answer

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:chat"
BUCKET = "arn:aws:s3:::documents"
NOTEBOOK = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/try"
VAULT = f"arn:aws:backup:eu-central-1:{ACCOUNT}:backup-vault:far"
AIR_GAPPED = f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:gapped"
CLUSTER = f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:vectors"


def alias(target: str, *, checked: bool) -> dict[str, Any]:
    """Where an alias record leads."""
    return {"HostedZoneId": "Z9", "DNSName": target, "EvaluateTargetHealth": checked}


ANSWERS: dict[str, Answer] = {
    "resourcegroupstaggingapi.get_resources": {
        "ResourceTagMappingList": [
            {"ResourceARN": FUNCTION, "Tags": [{"Key": "Environment", "Value": "Production"}, {"Key": "team", "Value": "assistants"}]},
            {"ResourceARN": BUCKET, "Tags": []},
        ]
    },
    "sagemaker.list_notebook_instances": {
        "NotebookInstances": [
            {
                "NotebookInstanceName": "try",
                "NotebookInstanceArn": NOTEBOOK,
                "NotebookInstanceStatus": "InService",
                "NotebookInstanceLifecycleConfigName": "stop-idle",
                "LastModifiedTime": datetime(2026, 5, 1, tzinfo=UTC),
            }
        ]
    },
    "backup.get_backup_plan": {
        "BackupPlan": {
            "BackupPlanName": "daily",
            "Rules": [
                {
                    "RuleName": "nightly",
                    "TargetBackupVaultName": "main",
                    "TargetLogicallyAirGappedBackupVaultArn": AIR_GAPPED,
                    "CopyActions": [{"DestinationBackupVaultArn": VAULT}],
                },
                {"RuleName": "hourly", "TargetBackupVaultName": "shared"},
            ],
        }
    },
    "backup.list_backup_vaults": {"BackupVaultList": [{"BackupVaultName": "main", "Locked": True}]},
    "s3.get_bucket_replication": {
        "ReplicationConfiguration": {
            "Role": "arn:aws:iam::1:role/r",
            "Rules": [
                {"Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::kb-documents-copy"}},
                {"Status": "Disabled", "Destination": {"Bucket": "arn:aws:s3:::elsewhere"}},
            ],
        }
    },
    "s3.get_bucket_location": {"LocationConstraint": "eu-central-1"},
    "rds.describe_global_clusters": {
        "GlobalClusters": [
            {"GlobalClusterMembers": [{"DBClusterArn": CLUSTER}, {"DBClusterArn": CLUSTER.replace(REGION, "eu-north-1")}]},
            {"GlobalClusterMembers": [{"DBClusterArn": "arn:aws:rds:us-east-1:1:cluster:other"}]},
        ]
    },
    "ssm-incidents.list_replication_sets": {"replicationSetArns": [f"arn:aws:ssm-incidents::{ACCOUNT}:replication-set/1"]},
    "ssm-incidents.list_response_plans": {
        "responsePlanSummaries": [{"arn": f"arn:aws:ssm-incidents::{ACCOUNT}:response-plan/outage", "name": "outage"}]
    },
    "route53.list_hosted_zones": {
        "HostedZones": [
            {"Id": "/hostedzone/Z1", "Name": "example.org.", "CallerReference": "1"},
            {"Id": "/hostedzone/Z2", "Name": "internal.", "CallerReference": "2", "Config": {"PrivateZone": True}},
        ],
        "Marker": "",
        "IsTruncated": False,
        "MaxItems": "100",
    },
    "route53.list_resource_record_sets": {
        "ResourceRecordSets": [
            {"Name": "example.org.", "Type": "SOA", "ResourceRecords": [{"Value": "ns"}]},
            {"Name": "www.example.org.", "Type": "A", "AliasTarget": alias("d1.cloudfront.net.", checked=False)},
            {"Name": "mail.example.org.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]},
            {
                "Name": "Chat.example.org.",
                "Type": "A",
                "SetIdentifier": "one",
                "Failover": "PRIMARY",
                "AliasTarget": alias("front.eu-west-1.elb.amazonaws.com.", checked=True),
            },
            {
                "Name": "Chat.example.org.",
                "Type": "A",
                "SetIdentifier": "two",
                "Failover": "SECONDARY",
                "AliasTarget": alias("front.eu-central-1.elb.amazonaws.com.", checked=False),
            },
            {
                "Name": "api.example.org.",
                "Type": "CNAME",
                "SetIdentifier": "eu",
                "Weight": 1,
                "HealthCheckId": "h-1",
                "ResourceRecords": [{"Value": "x"}],
            },
        ],
        "IsTruncated": False,
        "MaxItems": "300",
    },
}
