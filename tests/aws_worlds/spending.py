"""A budget that tells and stops, a monitor with a subscriber, and a tag that divides the bill."""

from datetime import UTC, datetime

from aws_world import ACCOUNT, Answer

MONITOR = f"arn:aws:ce::{ACCOUNT}:anomalymonitor/1"
SOMEBODY = {"SubscriptionType": "EMAIL", "Address": "owner@example.org"}

ANSWERS: dict[str, Answer] = {
    "budgets.describe_budgets": {
        "Budgets": [
            {
                "BudgetName": "assistant-prod",
                "BudgetType": "COST",
                "TimeUnit": "MONTHLY",
                "BudgetLimit": {"Amount": "5000.0", "Unit": "USD"},
                "TimePeriod": {"Start": datetime(2026, 1, 1, tzinfo=UTC), "End": datetime(2087, 6, 15, tzinfo=UTC)},
                "FilterExpression": {
                    "And": [
                        {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Bedrock"]}},
                        {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit"]}}},
                        {"Tags": {"Key": "project", "Values": ["assistant"]}},
                    ]
                },
                "HealthStatus": {"Status": "HEALTHY"},
            }
        ]
    },
    "budgets.describe_notifications_for_budget": {
        "Notifications": [
            {
                "NotificationType": "FORECASTED",
                "ComparisonOperator": "GREATER_THAN",
                "Threshold": 90.0,
                "ThresholdType": "PERCENTAGE",
                "NotificationState": "OK",
            }
        ]
    },
    "budgets.describe_subscribers_for_notification": {"Subscribers": [SOMEBODY]},
    "budgets.describe_budget_actions_for_account": {
        "Actions": [
            {
                "ActionId": "0f6e5d4c-1111-4222-8333-944455566677",
                "BudgetName": "assistant-prod",
                "NotificationType": "ACTUAL",
                "ActionType": "APPLY_IAM_POLICY",
                "ActionThreshold": {"ActionThresholdValue": 100.0, "ActionThresholdType": "PERCENTAGE"},
                "Definition": {"IamActionDefinition": {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/stop", "Roles": ["assistant"]}},
                "ExecutionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/budgets",
                "ApprovalModel": "AUTOMATIC",
                "Status": "STANDBY",
                "Subscribers": [SOMEBODY],
            }
        ]
    },
    "ce.get_anomaly_monitors": {
        "AnomalyMonitors": [{"MonitorArn": MONITOR, "MonitorName": "services", "MonitorType": "DIMENSIONAL", "MonitorDimension": "SERVICE"}]
    },
    "ce.get_anomaly_subscriptions": {
        "AnomalySubscriptions": [
            {
                "SubscriptionName": "owners",
                "MonitorArnList": [MONITOR],
                "Frequency": "DAILY",
                "Subscribers": [
                    {"Type": "EMAIL", "Address": "owner@example.org", "Status": "CONFIRMED"},
                    {"Type": "EMAIL", "Address": "left@example.org", "Status": "DECLINED"},
                ],
            }
        ]
    },
    "ce.list_cost_allocation_tags": {
        "CostAllocationTags": [
            {"TagKey": "project", "Type": "UserDefined", "Status": "Active"},
            {"TagKey": "team", "Type": "UserDefined", "Status": "Inactive"},
        ]
    },
}
