import json


def handler(event, context):
    """The leave that is left, for the agent."""
    parameters = {each["name"]: each["value"] for each in event.get("parameters", [])}
    body = {"TEXT": {"body": json.dumps({"employee": parameters.get("employee"), "days": 12})}}
    return {
        "messageVersion": "1.0",
        "response": {"actionGroup": event["actionGroup"], "function": event["function"], "functionResponse": {"responseBody": body}},
    }
