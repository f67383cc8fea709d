"""Where the AI workload runs: one endpoint, one model from the registry, one ECS service, and what scales them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from aws_world import ACCOUNT, REGION, Answer

AT = datetime(2026, 5, 1, tzinfo=UTC)
SAGEMAKER = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}"
ENDPOINT = f"{SAGEMAKER}:endpoint/chat-prod"
SCHEDULE = f"{SAGEMAKER}:monitoring-schedule/chat-quality"
PACKAGE = f"{SAGEMAKER}:model-package/chat/3"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/chat"
ECS = f"arn:aws:ecs:{REGION}:{ACCOUNT}"
SERVICE = f"{ECS}:service/prod/assistant"
TASK = f"{ECS}:task-definition/assistant:7"
GROUP = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup"
SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:openai"

DEPLOYMENT = {
    "BlueGreenUpdatePolicy": {
        "TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 60},
        "TerminationWaitInSeconds": 300,
    },
    "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "chat-errors"}]},
}
CONTAINER = {
    "name": "app",
    "image": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/assistant:1.4",
    "command": ["serve", "--api-key", "k3yF0rTheGateway"],
    "portMappings": [{"containerPort": 8080}],
    "environment": [
        {"name": "MODEL_ID", "value": "eu.anthropic.claude-sonnet-4-20250514-v1:0"},
        {"name": "DB_PASSWORD", "value": "hunter2-but-longer"},
        {"name": "HISTORY_TABLE", "value": "conversations"},
        {"name": "DOCS", "value": "arn:aws:sqs:eu-west-1:999988887777:dev-docs"},
    ],
    "secrets": [{"name": "OPENAI_API_KEY", "valueFrom": SECRET}],
    "environmentFiles": [{"value": "arn:aws:s3:::config/app.env", "type": "s3"}],
}


def targets(params: dict[str, Any]) -> dict[str, Any]:
    """One target for each namespace."""
    namespace = json.loads(params["body"])["ServiceNamespace"]
    target, dimension = {
        "sagemaker": ("endpoint/chat-prod/variant/main", "sagemaker:variant:DesiredInstanceCount"),
        "ecs": ("service/prod/assistant", "ecs:service:DesiredCount"),
    }[namespace]
    told = {"ServiceNamespace": namespace, "ResourceId": target, "ScalableDimension": dimension, "MinCapacity": 2, "MaxCapacity": 6}
    return {"ScalableTargets": [{**told, "RoleARN": ROLE, "CreationTime": AT}]}


def policies(params: dict[str, Any]) -> dict[str, Any]:
    """A policy for the target of each namespace."""
    target = targets(params)["ScalableTargets"][0]
    known = {key: target[key] for key in ("ServiceNamespace", "ResourceId", "ScalableDimension", "CreationTime")}
    return {"ScalingPolicies": [{**known, "PolicyARN": "arn:p", "PolicyName": "by-load", "PolicyType": "TargetTrackingScaling"}]}


ENDPOINT_QUOTA = {"ServiceCode": "sagemaker", "QuotaCode": "L-1928E07B", "QuotaName": "ml.g5.xlarge for endpoint usage", "Value": 8.0}

ANSWERS: dict[str, Answer] = {
    "service-quotas.list_service_quotas": {
        "Quotas": [
            ENDPOINT_QUOTA,
            {**ENDPOINT_QUOTA, "QuotaCode": "L-1", "QuotaName": "ml.g5.xlarge for training job usage", "Value": 1.0},
        ]
    },
    "sagemaker.list_endpoints": {
        "Endpoints": [
            {
                "EndpointName": "chat-prod",
                "EndpointArn": ENDPOINT,
                "CreationTime": AT,
                "LastModifiedTime": AT,
                "EndpointStatus": "InService",
            }
        ]
    },
    "sagemaker.list_monitoring_schedules": {
        "MonitoringScheduleSummaries": [
            {
                "MonitoringScheduleName": "chat-quality",
                "MonitoringScheduleArn": SCHEDULE,
                "CreationTime": AT,
                "LastModifiedTime": AT,
                "MonitoringScheduleStatus": "Scheduled",
                "EndpointName": "chat-prod",
            }
        ]
    },
    "sagemaker.describe_monitoring_schedule": {
        "MonitoringScheduleName": "chat-quality",
        "MonitoringScheduleArn": SCHEDULE,
        "CreationTime": AT,
        "LastModifiedTime": AT,
        "MonitoringScheduleStatus": "Scheduled",
        "MonitoringScheduleConfig": {"MonitoringJobDefinitionName": "quality"},
        "EndpointName": "chat-prod",
        "LastMonitoringExecutionSummary": {
            "MonitoringScheduleName": "chat-quality",
            "ScheduledTime": AT,
            "CreationTime": AT,
            "LastModifiedTime": AT,
            "MonitoringExecutionStatus": "CompletedWithViolations",
        },
    },
    "sagemaker.list_tags": {"Tags": [{"Key": "environment", "Value": "production"}]},
    "sagemaker.describe_endpoint": {
        "EndpointName": "chat-prod",
        "EndpointArn": ENDPOINT,
        "EndpointConfigName": "chat-config",
        "EndpointStatus": "InService",
        "CreationTime": AT,
        "LastModifiedTime": AT,
        "ProductionVariants": [
            {
                "VariantName": "main",
                "CurrentInstanceCount": 2,
                "ManagedInstanceScaling": {"Status": "ENABLED", "MinInstanceCount": 2, "MaxInstanceCount": 4},
            }
        ],
        "DataCaptureConfig": {
            "EnableCapture": True,
            "CaptureStatus": "Started",
            "CurrentSamplingPercentage": 10,
            "DestinationS3Uri": "s3://capture",
            "KmsKeyId": "",
        },
        "LastDeploymentConfig": DEPLOYMENT,
    },
    "sagemaker.describe_endpoint_config": {
        "EndpointConfigName": "chat-config",
        "EndpointConfigArn": f"{SAGEMAKER}:endpoint-config/chat-config",
        "CreationTime": AT,
        "ProductionVariants": [{"VariantName": "main", "ModelName": "chat", "InstanceType": "ml.g5.xlarge", "InitialInstanceCount": 1}],
    },
    "sagemaker.list_models": {"Models": [{"ModelName": "chat", "ModelArn": f"{SAGEMAKER}:model/chat", "CreationTime": AT}]},
    "sagemaker.describe_model": {
        "ModelName": "chat",
        "ModelArn": f"{SAGEMAKER}:model/chat",
        "CreationTime": AT,
        "ExecutionRoleArn": ROLE,
        "EnableNetworkIsolation": True,
        "VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-a"]},
        "PrimaryContainer": {
            "ModelPackageName": PACKAGE,
            "ModelDataSource": {"S3DataSource": {"S3Uri": "s3://weights/chat/", "S3DataType": "S3Prefix", "CompressionType": "None"}},
            "Environment": {"HF_TOKEN": "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH", "SM_NUM_GPUS": "1"},
        },
    },
    "sagemaker.describe_model_package": {
        "ModelPackageName": "chat",
        "ModelPackageArn": PACKAGE,
        "CreationTime": AT,
        "ModelPackageStatus": "Completed",
        "ModelPackageStatusDetails": {"ValidationStatuses": []},
        "ModelApprovalStatus": "Approved",
    },
    "application-autoscaling.describe_scalable_targets": targets,
    "application-autoscaling.describe_scaling_policies": policies,
    "ecs.list_clusters": {"clusterArns": [f"{ECS}:cluster/prod"]},
    "ecs.list_services": {"serviceArns": [SERVICE]},
    "ecs.describe_services": {
        "services": [
            {
                "serviceArn": SERVICE,
                "serviceName": "assistant",
                "status": "ACTIVE",
                "desiredCount": 2,
                "runningCount": 1,
                "schedulingStrategy": "REPLICA",
                "deploymentController": {"type": "ECS"},
                "deploymentConfiguration": {
                    "deploymentCircuitBreaker": {"enable": True, "rollback": False},
                    "alarms": {"alarmNames": ["slow"], "enable": True, "rollback": True},
                },
                "loadBalancers": [
                    {
                        "targetGroupArn": f"{GROUP}/blue/1",
                        "containerPort": 8080,
                        "advancedConfiguration": {"alternateTargetGroupArn": f"{GROUP}/green/2"},
                    }
                ],
                "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-b", "subnet-a"]}},
                "taskDefinition": TASK,
                "tags": [{"key": "team", "value": "ai"}],
            },
            {"serviceArn": f"{SERVICE}-old", "serviceName": "assistant-old", "status": "INACTIVE"},
        ]
    },
    "ecs.describe_task_definition": {"taskDefinition": {"taskRoleArn": ROLE, "containerDefinitions": [CONTAINER]}},
    "ec2.describe_subnets": {
        "Subnets": [{"SubnetId": "subnet-a", "AvailabilityZone": "eu-west-1a"}, {"SubnetId": "subnet-b", "AvailabilityZone": "eu-west-1b"}]
    },
}
