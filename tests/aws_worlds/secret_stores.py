"""A parameter, a secret and keys of KMS."""

from datetime import UTC, datetime

from aws_world import ACCOUNT, REGION, Answer

DAY = datetime(2026, 1, 2, tzinfo=UTC)
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:prod/openai-api-key-AbCdEf"

ANSWERS: dict[str, Answer] = {
    "ssm.describe_parameters": {
        "Parameters": [{"Name": "/assistant/openai-api-key", "Type": "String"}, {"Name": "/aws/service/ami", "Type": "String"}]
    },
    "secretsmanager.list_secrets": {
        "SecretList": [
            {
                "ARN": SECRET,
                "Name": "prod/openai-api-key",
                "KmsKeyId": KEY,
                "RotationEnabled": False,
                "CreatedDate": DAY,
                "LastAccessedDate": DAY,
                "DeletedDate": DAY,
                "Tags": [{"Key": "readiness:scope", "Value": "ai"}],
            }
        ]
    },
    "kms.list_keys": {"Keys": [{"KeyId": "1234abcd", "KeyArn": KEY}]},
    "kms.describe_key": {
        "KeyMetadata": {"KeyId": "1234abcd", "Arn": KEY, "KeyManager": "CUSTOMER", "KeyState": "PendingDeletion", "DeletionDate": DAY}
    },
}
