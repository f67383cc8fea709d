"""A chat API: an HTTP and a REST API, a function that names a model, its queue, a workflow and a build."""

import json
from typing import Any

from aws_world import ACCOUNT, REGION, Answer

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:chat"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs"
DEAD = f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs-dead"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:ingest"
MODEL = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
FALLBACK = "eu.amazon.nova-pro-v1:0"
INVOCATION = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{FUNCTION}:live/invocations"
ADDRESS = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/"

DEFINITION = {
    "TimeoutSeconds": 900,
    "StartAt": "Chat",
    "States": {
        "Chat": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": FUNCTION, "Payload": {"api_key": "sk-proj-" + "Ab3dE6gH9jK2mN5pQ8sT" * 2, "token.$": "$.token"}},
            "TimeoutSeconds": 60,
            "Retry": [{"ErrorEquals": ["States.ALL"]}],
            "Next": "Each",
        },
        "Each": {
            "Type": "Map",
            "ItemProcessor": {
                "StartAt": "Ask",
                "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::bedrock:invokeModel", "End": True}},
            },
            "End": True,
        },
    },
}


def attributes(params: dict[str, Any]) -> dict[str, Any]:
    """The jobs queue hands failed messages to the dead-letter queue, in which one waits."""
    if "jobs-dead" in str(params["body"]):
        return {"Attributes": {"ApproximateNumberOfMessages": "1"}}
    redrive = {"deadLetterTargetArn": DEAD, "maxReceiveCount": "5"}
    return {"Attributes": {"RedrivePolicy": json.dumps(redrive), "ApproximateNumberOfMessages": "0"}}


ANSWERS: dict[str, Answer] = {
    "lambda.list_functions": {
        "Functions": [
            {
                "FunctionName": "chat",
                "FunctionArn": FUNCTION,
                "Role": f"arn:aws:iam::{ACCOUNT}:role/chat",
                "TracingConfig": {"Mode": "Active"},
                "DeadLetterConfig": {"TargetArn": DEAD},
                "VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-b", "subnet-a"]},
                "Environment": {
                    "Variables": {
                        "MODEL_ID": MODEL,
                        "FALLBACK_MODEL_ID": FALLBACK,
                        "TABLE_NAME": "conversations-dev",
                        "DB_PASSWORD": "Zx81kQp0vTr7Lm",
                        "API_KEY": "/prod/chat/key",
                        "GREETING": "hello",
                    }
                },
            },
        ]
    },
    "resourcegroupstaggingapi.get_resources": {"ResourceTagMappingList": []},
    "lambda.get_account_settings": {"AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 900}},
    "lambda.list_versions_by_function": {"Versions": [{"Version": "$LATEST"}, {"Version": "1"}, {"Version": "2"}]},
    "lambda.list_aliases": {"Aliases": [{"Name": "live", "FunctionVersion": "2"}]},
    "lambda.get_function_concurrency": {"ReservedConcurrentExecutions": 50},
    "lambda.get_function_url_config": {
        "FunctionUrl": "https://abc.lambda-url.eu-west-1.on.aws/",
        "FunctionArn": FUNCTION,
        "AuthType": "AWS_IAM",
        "CreationTime": "2026-01-01T00:00:00Z",
        "LastModifiedTime": "2026-01-01T00:00:00Z",
    },
    "lambda.get_function_event_invoke_config": {"DestinationConfig": {"OnFailure": {"Destination": DEAD}}},
    "lambda.get_policy": {
        "Policy": json.dumps(
            {"Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "lambda:InvokeFunction"}]}
        )
    },
    "lambda.list_event_source_mappings": {
        "EventSourceMappings": [{"UUID": "0d4ce5b1" + "-7b0e" * 3 + "-2d6d9d1f0a11", "EventSourceArn": QUEUE, "FunctionArn": FUNCTION}]
    },
    "apigateway.get_rest_apis": {
        "items": [
            {"id": "r1", "name": "chat-rest", "endpointConfiguration": {"types": ["REGIONAL"]}, "tags": {"environment": "production"}}
        ]
    },
    "apigateway.get_resources": {
        "items": [
            {
                "id": "x",
                "path": "/chat",
                "resourceMethods": {
                    "POST": {"authorizationType": "NONE", "apiKeyRequired": True, "methodIntegration": {"uri": INVOCATION}},
                    "OPTIONS": {"authorizationType": "NONE"},
                },
            }
        ]
    },
    "apigateway.get_stages": {
        "item": [
            {
                "stageName": "prod",
                "tracingEnabled": True,
                "webAclArn": "arn:aws:wafv2:eu-west-1:1:regional/webacl/a/b",
                "methodSettings": {
                    "*/*": {"throttlingRateLimit": 50.0},
                    "chat/POST": {"throttlingRateLimit": -1.0},
                    "~1ask/GET": {"throttlingRateLimit": 2.0},
                },
            }
        ]
    },
    "apigateway.get_usage_plans": {
        "items": [
            {
                "id": "p",
                "name": "clients",
                "apiStages": [{"apiId": "r1", "stage": "prod", "throttle": {"/chat/POST": {"rateLimit": 1.0}}}],
                "throttle": {"rateLimit": 5.0},
                "quota": {"limit": 1000, "period": "DAY"},
            }
        ]
    },
    "apigatewayv2.get_apis": {
        "Items": [{"ApiId": "h1", "Name": "chat-http", "ProtocolType": "HTTP", "RouteSelectionExpression": "$request.method $request.path"}]
    },
    "apigatewayv2.get_routes": {
        "Items": [{"RouteId": "r", "RouteKey": "POST /chat", "AuthorizationType": "JWT", "Target": "integrations/i1"}]
    },
    "apigatewayv2.get_integrations": {"Items": [{"IntegrationId": "i1", "IntegrationUri": FUNCTION}]},
    "apigatewayv2.get_stages": {
        "Items": [
            {
                "StageName": "$default",
                "DefaultRouteSettings": {"ThrottlingRateLimit": 10.0},
                "RouteSettings": {"POST /chat": {"ThrottlingRateLimit": 3.0}},
            }
        ]
    },
    "sqs.list_queues": {"QueueUrls": [f"{ADDRESS}jobs", f"{ADDRESS}jobs-dead", f"{ADDRESS}other"]},
    "sqs.get_queue_attributes": attributes,
    "cloudwatch.describe_alarms": {
        "MetricAlarms": [
            {
                "AlarmName": "jobs failed",
                "Namespace": "AWS/SQS",
                "MetricName": "ApproximateNumberOfMessagesVisible",
                "Dimensions": [{"Name": "QueueName", "Value": "jobs-dead"}],
            }
        ]
    },
    "stepfunctions.list_state_machines": {
        "stateMachines": [{"stateMachineArn": MACHINE, "name": "ingest", "type": "STANDARD", "creationDate": "2026-01-01T00:00:00Z"}]
    },
    "stepfunctions.describe_state_machine": {
        "stateMachineArn": MACHINE,
        "name": "ingest",
        "definition": json.dumps(DEFINITION),
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/ingest",
        "type": "STANDARD",
        "creationDate": "2026-01-01T00:00:00Z",
        "tracingConfiguration": {"enabled": True},
    },
    "codebuild.list_projects": {"projects": ["chat-release"]},
    "codebuild.batch_get_projects": {
        "projects": [
            {
                "name": "chat-release",
                "arn": f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/chat-release",
                "tags": [{"key": "readiness:scope", "value": "ai"}],
                "environment": {
                    "type": "LINUX_CONTAINER",
                    "image": "aws/codebuild/standard:7.0",
                    "computeType": "BUILD_GENERAL1_SMALL",
                    "environmentVariables": [
                        {"name": "OPENAI_API_KEY", "value": "prod/openai", "type": "SECRETS_MANAGER"},
                        {"name": "NPM_TOKEN", "value": "Zx81kQp0vTr7Lm", "type": "PLAINTEXT"},
                    ],
                },
            }
        ]
    },
}
