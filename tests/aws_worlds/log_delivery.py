"""Application logs of a knowledge base that go to a log group, and traces that go nowhere."""

from aws_world import ACCOUNT, REGION, Answer

ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:delivery-source"
BASE = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:knowledge-base/KB12345678"

ANSWERS: dict[str, Answer] = {
    "logs.describe_delivery_sources": {
        "deliverySources": [
            {"name": "base", "arn": f"{ARN}:base", "resourceArns": [BASE], "service": "bedrock", "logType": "APPLICATION_LOGS"},
            {"name": "traces", "arn": f"{ARN}:traces", "resourceArns": [BASE], "service": "bedrock", "logType": "TRACES"},
        ]
    },
    "logs.describe_deliveries": {"deliveries": [{"id": "1", "deliverySourceName": "base", "deliveryDestinationType": "CWL"}]},
}
