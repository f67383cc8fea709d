import json
import os
import uuid

import boto3
from botocore.exceptions import ClientError

agents = boto3.client("bedrock-agent-runtime")


def handler(event, context):
    """Ask the agent."""
    body = json.loads(event["body"])
    try:
        response = agents.invoke_agent(
            agentId=os.environ["AGENT_ID"],
            agentAliasId=os.environ["AGENT_ALIAS_ID"],
            sessionId=body.get("session", str(uuid.uuid4())),
            inputText=body["question"],
            enableTrace=True,
        )
    except ClientError as error:
        return {"statusCode": 503, "body": json.dumps({"message": error.response["Error"]["Code"]})}
    answer = "".join(part["chunk"]["bytes"].decode() for part in response["completion"] if "chunk" in part)
    return {"statusCode": 200, "body": json.dumps({"answer": answer})}
