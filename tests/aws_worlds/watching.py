"""Alarms that tell a topic, and what they watch."""

from datetime import UTC, datetime

from aws_world import ACCOUNT, REGION, Answer

ARN = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:oncall"
MODEL = "eu.anthropic.claude-sonnet-4-20250514-v1:0"
SINCE = datetime(2026, 5, 20, 8, tzinfo=UTC)


OPAQUE = ("qwertyuiop12", f"arn:aws:bedrock:{REGION}:{ACCOUNT}:provisioned-model/abcdef123456")
"""An application inference profile and a provisioned throughput, whose names don't tell the model."""


def by_model(metric: str, model: str = MODEL) -> dict:
    """A metric of the model."""
    return {"Namespace": "AWS/Bedrock", "MetricName": metric, "Dimensions": [{"Name": "ModelId", "Value": model}]}


REQUESTS = {
    "Namespace": "AWS/SageMaker",
    "MetricName": "Invocations",
    "Dimensions": [{"Name": "EndpointName", "Value": "chat-prod"}, {"Name": "VariantName", "Value": "main"}],
}

BUS = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/"
EVENT_RULES = [
    {"Name": "health", "Arn": BUS + "health", "EventPattern": '{"source": ["aws.health", {"prefix": "x"}]}', "State": "ENABLED"},
    {"Name": "tuning", "Arn": BUS + "tuning", "EventPattern": '{"source": ["aws.bedrock"]}', "State": "DISABLED"},
    {"Name": "managed", "Arn": BUS + "managed", "EventPattern": '{"source": ["aws.health"]}', "ManagedBy": "x.amazonaws.com"},
    {"Name": "orders", "Arn": BUS + "orders", "EventPattern": '{"source": ["shop.orders"]}', "State": "ENABLED"},
    {"Name": "nightly", "Arn": BUS + "nightly", "ScheduleExpression": "rate(1 day)", "State": "ENABLED"},
]

ANSWERS: dict[str, Answer] = {
    "events.list_rules": {"Rules": EVENT_RULES},
    "events.list_targets_by_rule": {"Targets": [{"Id": "oncall", "Arn": f"arn:aws:sns:{REGION}:{ACCOUNT}:oncall"}]},
    "cloudwatch.describe_alarms": {
        "MetricAlarms": [
            {
                "AlarmName": "prod-throttles",
                "AlarmArn": f"{ARN}:prod-throttles",
                "ActionsEnabled": True,
                "AlarmActions": [TOPIC],
                "StateValue": "OK",
                "StateTransitionedTimestamp": SINCE,
                "TreatMissingData": "notBreaching",
                **by_model("InvocationThrottles"),
            },
            {
                "AlarmName": "prod-error-rate",
                "AlarmArn": f"{ARN}:prod-error-rate",
                "ActionsEnabled": False,
                "StateValue": "INSUFFICIENT_DATA",
                "StateUpdatedTimestamp": SINCE,
                "Metrics": [
                    {"Id": "e", "Expression": "100 * f / n", "ReturnData": True},
                    {"Id": "f", "MetricStat": {"Metric": by_model("InvocationServerErrors"), "Period": 60, "Stat": "Sum"}},
                    {"Id": "n", "MetricStat": {"Metric": by_model("Invocations"), "Period": 60, "Stat": "Sum"}},
                ],
            },
        ],
        "CompositeAlarms": [
            {
                "AlarmName": "prod-model-down",
                "AlarmArn": f"{ARN}:prod-model-down",
                "AlarmRule": 'ALARM("prod-throttles") OR ALARM("prod-error-rate")',
                "ActionsEnabled": True,
                "AlarmActions": [TOPIC],
                "ActionsSuppressor": "maintenance",
                "StateValue": "OK",
            }
        ],
    },
    "sns.list_subscriptions_by_topic": {
        "Subscriptions": [
            {"SubscriptionArn": f"{TOPIC}:1", "Protocol": "https", "Endpoint": "https://example.org", "TopicArn": TOPIC},
            {"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Endpoint": "a@example.org", "TopicArn": TOPIC},
        ]
    },
    "cloudwatch.list_metrics": {"Metrics": [*(by_model("Invocations", each) for each in (MODEL, *OPAQUE)), REQUESTS]},
    "logs.describe_log_groups": {
        "logGroups": [
            {
                "logGroupName": "/aws/lambda/assistant-prod",
                "arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/assistant-prod:*",
                "retentionInDays": 30,
                "logGroupClass": "STANDARD",
            }
        ]
    },
}
