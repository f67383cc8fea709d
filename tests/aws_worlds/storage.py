"""Where the AI workload keeps its data: one of everything, in scope by its tag or its kind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from aws_world import ACCOUNT, REGION, Answer

AT = datetime(2026, 5, 31, 3, tzinfo=UTC)
BUCKET = "arn:aws:s3:::kb-documents"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/conversations"
DOMAIN = f"arn:aws:es:{REGION}:{ACCOUNT}:domain/vectors"
COLLECTION = f"arn:aws:aoss:{REGION}:{ACCOUNT}:collection/abc123"
CACHE = f"arn:aws:elasticache:{REGION}:{ACCOUNT}:replicationgroup:sessions"
FILES = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:file-system/fs-1"
PLAN = f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-plan:p-1"
IN_SCOPE = [{"Key": "readiness:scope", "Value": "ai"}, {"Key": "environment", "Value": "production"}]
SWITCHES = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": False, "RestrictPublicBuckets": False}


def tagged(params: dict[str, Any]) -> dict[str, Any]:
    """Resources in scope by their tag, of the kinds that are asked for."""
    kinds = json.loads(params["body"]).get("ResourceTypeFilters", [])
    of_kind = {"s3": BUCKET, "dynamodb:table": TABLE, "es:domain": DOMAIN, "elasticache:replicationgroup": CACHE}
    arns = [arn for kind, arn in of_kind.items() if not kinds or kind in kinds]
    made_by = {"Key": "aws:cloudformation:stack-id", "Value": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/chat/4a5b6c7d"}
    return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": [*IN_SCOPE, *([made_by] if arn == TABLE else [])]} for arn in arns]}


NETWORK_POLICY = [
    {
        "Rules": [{"ResourceType": "collection", "Resource": ["collection/kb-*"]}],
        "AllowFromPublic": False,
        "SourceVPCEs": ["vpce-1"],
        "SourceServices": ["bedrock.amazonaws.com"],
    },
    {"Rules": [{"ResourceType": "dashboard", "Resource": ["collection/other"]}], "AllowFromPublic": True},
]
DATA_POLICY = [
    {
        "Rules": [{"ResourceType": "index", "Resource": ["index/kb-vectors/*"], "Permission": ["aoss:ReadDocument"]}],
        "Principal": [f"arn:aws:iam::{ACCOUNT}:role/kb"],
    }
]

ANSWERS: dict[str, Answer] = {
    "resourcegroupstaggingapi.get_resources": tagged,
    "s3control.get_public_access_block": {"PublicAccessBlockConfiguration": SWITCHES},
    "s3.list_buckets": {"Buckets": [{"Name": "kb-documents"}]},
    "s3.get_public_access_block": {"PublicAccessBlockConfiguration": SWITCHES},
    "s3.get_bucket_policy_status": {"PolicyStatus": {"IsPublic": False}},
    "s3.get_bucket_acl": {
        "Grants": [
            {"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}, "Permission": "READ"},
            {"Grantee": {"Type": "CanonicalUser", "ID": "owner"}, "Permission": "FULL_CONTROL"},
        ]
    },
    "s3.get_bucket_versioning": {"Status": "Enabled"},
    "s3.get_bucket_encryption": {
        "ServerSideEncryptionConfiguration": {
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/kb"}}]
        }
    },
    "s3.get_bucket_lifecycle_configuration": {
        "Rules": [
            {"ID": "a", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 90}},
            {"ID": "b", "Status": "Disabled", "Filter": {}, "Expiration": {"Days": 1}},
        ]
    },
    "opensearchserverless.list_collections": {"collectionSummaries": [{"id": "abc123", "name": "kb-vectors", "arn": COLLECTION}]},
    "opensearchserverless.batch_get_collection": {
        "collectionDetails": [
            {
                "id": "abc123",
                "name": "kb-vectors",
                "arn": COLLECTION,
                "type": "VECTORSEARCH",
                "collectionEndpoint": f"https://abc123.{REGION}.aoss.amazonaws.com",
                "standbyReplicas": "ENABLED",
            }
        ]
    },
    "opensearchserverless.get_account_settings": {
        "accountSettingsDetail": {"capacityLimits": {"maxIndexingCapacityInOCU": 10, "maxSearchCapacityInOCU": 16}}
    },
    "opensearchserverless.list_security_policies": {"securityPolicySummaries": [{"name": "kb-network", "type": "network"}]},
    "opensearchserverless.get_security_policy": {"securityPolicyDetail": {"name": "kb-network", "policy": NETWORK_POLICY}},
    "opensearchserverless.list_access_policies": {"accessPolicySummaries": [{"name": "kb-access", "type": "data"}]},
    "opensearchserverless.get_access_policy": {"accessPolicyDetail": {"name": "kb-access", "policy": DATA_POLICY}},
    "opensearch.list_domain_names": {"DomainNames": [{"DomainName": "vectors", "EngineType": "OpenSearch"}]},
    "opensearch.describe_domains": {
        "DomainStatusList": [
            {
                "DomainId": "1/vectors",
                "DomainName": "vectors",
                "ARN": DOMAIN,
                "Endpoints": {"vpc": "vpc-vectors-x.eu-west-1.es.amazonaws.com"},
                "ClusterConfig": {
                    "InstanceCount": 3,
                    "DedicatedMasterEnabled": True,
                    "DedicatedMasterCount": 3,
                    "ZoneAwarenessEnabled": True,
                    "ZoneAwarenessConfig": {"AvailabilityZoneCount": 3},
                },
                "VPCOptions": {"VPCId": "vpc-1"},
                "EncryptionAtRestOptions": {"Enabled": True},
                "NodeToNodeEncryptionOptions": {"Enabled": True},
                "DomainEndpointOptions": {"EnforceHTTPS": True},
            }
        ]
    },
    "dynamodb.list_tables": {"TableNames": ["conversations"]},
    "dynamodb.describe_table": {
        "Table": {"TableName": "conversations", "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"}, "DeletionProtectionEnabled": True}
    },
    "dynamodb.describe_continuous_backups": {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": 35},
        }
    },
    "application-autoscaling.describe_scalable_targets": {
        "ScalableTargets": [
            {
                "ServiceNamespace": "dynamodb",
                "ResourceId": "table/conversations",
                "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
                "MinCapacity": 1,
                "MaxCapacity": 9,
                "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/scaling",
                "CreationTime": AT,
            }
        ]
    },
    "rds.describe_db_instances": {
        "DBInstances": [
            {
                "DBInstanceIdentifier": "app-prod",
                "DBInstanceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:app-prod",
                "Engine": "postgres",
                "Endpoint": {"Address": "app-prod.x.eu-west-1.rds.amazonaws.com", "Port": 5432},
                "BackupRetentionPeriod": 14,
                "DeletionProtection": True,
                "MultiAZ": True,
                "AvailabilityZone": "eu-west-1a",
                "SecondaryAvailabilityZone": "eu-west-1b",
                "TagList": IN_SCOPE,
            },
            {
                "DBInstanceIdentifier": "vectors-1",
                "DBInstanceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:vectors-1",
                "DBClusterIdentifier": "vectors",
                "AvailabilityZone": "eu-west-1a",
            },
            {
                "DBInstanceIdentifier": "vectors-2",
                "DBInstanceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:vectors-2",
                "DBClusterIdentifier": "vectors",
                "AvailabilityZone": "eu-west-1c",
            },
        ]
    },
    "rds.describe_db_clusters": {
        "DBClusters": [
            {
                "DBClusterIdentifier": "vectors",
                "DBClusterArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:vectors",
                "Engine": "aurora-postgresql",
                "Endpoint": "vectors.cluster-x.eu-west-1.rds.amazonaws.com",
                "ReaderEndpoint": "vectors.cluster-ro-x.eu-west-1.rds.amazonaws.com",
                "BackupRetentionPeriod": 7,
                "DeletionProtection": False,
                "MultiAZ": True,
                "TagList": IN_SCOPE,
            }
        ]
    },
    "elasticache.describe_replication_groups": {
        "ReplicationGroups": [
            {
                "ReplicationGroupId": "sessions",
                "ARN": CACHE,
                "MultiAZ": "enabled",
                "AutomaticFailover": "enabled",
                "SnapshotRetentionLimit": 3,
                "MemberClusters": ["sessions-001", "sessions-002"],
                "NodeGroups": [{"PrimaryEndpoint": {"Address": "sessions.x.euw1.cache.amazonaws.com", "Port": 6379}}],
            }
        ]
    },
    "efs.describe_file_systems": {
        "FileSystems": [
            {
                "OwnerId": ACCOUNT,
                "CreationToken": "models",
                "FileSystemId": "fs-1",
                "FileSystemArn": FILES,
                "CreationTime": AT,
                "LifeCycleState": "available",
                "NumberOfMountTargets": 1,
                "SizeInBytes": {"Value": 1},
                "PerformanceMode": "generalPurpose",
                "Tags": IN_SCOPE,
            }
        ]
    },
    "backup.list_backup_plans": {"BackupPlansList": [{"BackupPlanId": "p-1", "BackupPlanArn": PLAN, "BackupPlanName": "daily"}]},
    "backup.list_backup_selections": {"BackupSelectionsList": [{"SelectionId": "s-1", "SelectionName": "stores", "BackupPlanId": "p-1"}]},
    "backup.list_protected_resources": {
        "Results": [{"ResourceArn": FILES, "ResourceType": "EFS", "LastBackupTime": AT, "ResourceName": "models"}]
    },
    "backup.list_backup_jobs": {
        "BackupJobs": [
            {"BackupJobId": "2", "ResourceArn": FILES, "State": "COMPLETED", "CreationDate": AT},
            {"BackupJobId": "1", "ResourceArn": FILES, "State": "EXPIRED", "CreationDate": AT - timedelta(days=1)},
            {"BackupJobId": "0", "ResourceArn": FILES, "State": "FAILED", "CreationDate": AT - timedelta(days=2)},
        ]
    },
    "backup.list_restore_jobs": {
        "RestoreJobs": [
            {"RestoreJobId": "1", "Status": "COMPLETED", "CompletionDate": AT - timedelta(days=90), "SourceResourceArn": TABLE},
            {"RestoreJobId": "2", "Status": "COMPLETED", "CompletionDate": AT - timedelta(days=30), "SourceResourceArn": FILES},
        ]
    },
    "backup.list_restore_testing_plans": {
        "RestoreTestingPlans": [
            {
                "CreationTime": AT,
                "RestoreTestingPlanArn": f"arn:aws:backup:{REGION}:{ACCOUNT}:restore-testing-plan:monthly",
                "RestoreTestingPlanName": "monthly",
                "ScheduleExpression": "cron(0 5 1 * ? *)",
            }
        ]
    },
}
