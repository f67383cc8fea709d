"""Letters to customers in their own language."""

import json

import boto3

bedrock = boto3.client("bedrock-runtime", region_name="us-east-1")


def translate(letter: str, language: str) -> str:
    """Translate a letter."""
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 2000,
        "messages": [{"role": "user", "content": f"Translate into {language}:\n\n{letter}"}],
    }
    response = bedrock.invoke_model(modelId="us.anthropic.claude-sonnet-4-5-20250929-v1:0", body=json.dumps(body))
    return json.loads(response["body"].read())["content"][0]["text"]
