"""An account in which a function and a bucket are tagged, with a notebook, and stores that are copied elsewhere."""

from aws_world import ACCOUNT, REGION, Answer

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:chat"
BUCKET = "arn:aws:s3:::documents"
NOTEBOOK = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/try"
VAULT = f"arn:aws:backup:eu-central-1:{ACCOUNT}:backup-vault:far"
AIR_GAPPED = f"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:gapped"
CLUSTER = f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:vectors"

ANSWERS: dict[str, Answer] = {
    "resourcegroupstaggingapi.get_resources": {
        "ResourceTagMappingList": [
            {"ResourceARN": FUNCTION, "Tags": [{"Key": "Environment", "Value": "Production"}, {"Key": "team", "Value": "assistants"}]},
            {"ResourceARN": BUCKET, "Tags": []},
        ]
    },
    "sagemaker.list_notebook_instances": {
        "NotebookInstances": [{"NotebookInstanceName": "try", "NotebookInstanceArn": NOTEBOOK, "NotebookInstanceStatus": "InService"}]
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
}
