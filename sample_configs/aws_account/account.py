"""A small AWS account as pilots leave it, on a server of its own: seed it, and run a command against it.

    python sample_configs/aws_account/account.py readiness scan --aws --region eu-west-1

Nothing here reaches AWS: the server answers on loopback, and the keys are made up.
"""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from server import Server

REGION = "eu-west-1"
MADE_UP = {
    "AWS_ACCESS_KEY_ID": "demo",
    "AWS_SECRET_ACCESS_KEY": "demo",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
TAGS = {"environment": "production", "system": "claims-assistant"}
PLANTED = "sk-proj-FAKEdemo0Vq8ZrT3yLw9KpXs2NbM7Hc4Jd"
"""Has the form of a provider's key, and is none: it is there to be found."""


def seed(endpoint: str) -> None:
    """Put the account's resources in place."""
    clients = {
        name: boto3.client(name, region_name=REGION, endpoint_url=endpoint)
        for name in (
            "iam",
            "s3",
            "lambda",
            "dynamodb",
            "sqs",
            "ecs",
            "secretsmanager",
            "ssm",
            "cloudwatch",
            "sns",
            "logs",
            "budgets",
            "rds",
        )
    }
    role = _roles(clients["iam"])
    _storage(clients)
    _functions(clients, role)
    _containers(clients["ecs"], role)
    _watching(clients)


def _roles(iam: Any) -> str:
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com"]}, "Action": "sts:AssumeRole"}],
        }
    )
    role: str = iam.create_role(RoleName="claims-assistant", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "bedrock:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="claims-assistant", PolicyName="models", PolicyDocument=json.dumps(allow))
    iam.create_user(UserName="pilot-ci")
    iam.create_access_key(UserName="pilot-ci")
    iam.put_user_policy(UserName="pilot-ci", PolicyName="models", PolicyDocument=json.dumps(allow))
    return role


def _storage(clients: dict[str, Any]) -> None:
    place = {"LocationConstraint": REGION}
    for bucket in ("meridian-claims-prompts", "meridian-claims-documents", "meridian-unrelated-website"):
        clients["s3"].create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
    clients["s3"].put_bucket_versioning(Bucket="meridian-claims-documents", VersioningConfiguration={"Status": "Enabled"})
    clients["dynamodb"].create_table(
        TableName="claims-conversations",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=[{"Key": key, "Value": value} for key, value in TAGS.items()],
    )
    clients["rds"].create_db_instance(
        DBInstanceIdentifier="claims-vectors",
        DBInstanceClass="db.t4g.medium",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="claims",
        MasterUserPassword="made-up-for-the-demo",
        BackupRetentionPeriod=1,
        MultiAZ=False,
        Tags=[{"Key": key, "Value": value} for key, value in TAGS.items()],
    )
    clients["secretsmanager"].create_secret(Name="production/claims/anthropic", SecretString="made-up")
    clients["ssm"].put_parameter(Name="/production/claims/openai_api_key", Value="made-up", Type="String")


def _functions(clients: dict[str, Any], role: str) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("app.py", "def handler(event, context):\n    return {}\n")
    variables = {
        "CHAT_MODEL": "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "OPENAI_API_KEY": PLANTED,
        "TABLE": "claims-conversations",
        "DOCUMENTS_BUCKET": "meridian-claims-documents",
        "PROMPTS_BUCKET": "meridian-claims-prompts",
        "DATABASE_HOST": "claims-vectors",
    }
    clients["lambda"].create_function(
        FunctionName="claims-answer",
        Runtime="python3.12",
        Role=role,
        Handler="app.handler",
        Code={"ZipFile": code.getvalue()},
        Environment={"Variables": variables},
        Timeout=30,
        Tags=TAGS,
    )
    clients["lambda"].create_function_url_config(FunctionName="claims-answer", AuthType="NONE")
    clients["lambda"].add_permission(
        FunctionName="claims-answer", StatementId="url", Action="lambda:InvokeFunctionUrl", Principal="*", FunctionUrlAuthType="NONE"
    )
    clients["sqs"].create_queue(QueueName="claims-intake", tags=TAGS)


def _containers(ecs: Any, role: str) -> None:
    ecs.create_cluster(clusterName="claims")
    task = ecs.register_task_definition(
        family="claims-gateway",
        taskRoleArn=role,
        containerDefinitions=[
            {
                "name": "litellm",
                "image": "ghcr.io/berriai/litellm:main-latest",
                "memory": 512,
                "environment": [{"name": "ANTHROPIC_API_KEY", "value": PLANTED.replace("proj", "ant")}],
            }
        ],
    )["taskDefinition"]["taskDefinitionArn"]
    tags = [{"key": key, "value": value} for key, value in TAGS.items()]
    ecs.create_service(cluster="claims", serviceName="gateway", taskDefinition=task, desiredCount=1, tags=tags)


def _watching(clients: dict[str, Any]) -> None:
    clients["logs"].create_log_group(logGroupName="/aws/lambda/claims-answer")
    topic = clients["sns"].create_topic(Name="claims-alerts")["TopicArn"]
    clients["cloudwatch"].put_metric_alarm(
        AlarmName="claims-answer-errors",
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=[{"Name": "FunctionName", "Value": "claims-answer"}],
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=5,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[topic],
    )
    model = [{"Name": "ModelId", "Value": "anthropic.claude-3-5-sonnet-20240620-v1:0"}]
    # An hour ago: of the minute that is not over CloudWatch's readers ask nothing.
    called = {"MetricName": "Invocations", "Dimensions": model, "Value": 1, "Timestamp": datetime.now(UTC) - timedelta(hours=1)}
    clients["cloudwatch"].put_metric_data(Namespace="AWS/Bedrock", MetricData=[called])


def main() -> int:
    """Start the server, seed it, run the command that is given, and end with its exit code."""
    os.environ |= MADE_UP
    logging.disable(logging.CRITICAL)  # calls that the server does not know are gaps of the result, and no news here
    with Server() as server:
        os.environ["AWS_ENDPOINT_URL"] = server.url
        seed(server.url)
        return subprocess.call(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
