"""Sorts tickets with a loop of its own."""

import anthropic

client = anthropic.Anthropic(timeout=30)


def triage(messages: list, tools: list, run) -> str:
    while True:
        response = client.messages.create(model="claude-haiku-4-5", max_tokens=500, messages=messages, tools=tools)
        if response.stop_reason != "tool_use":
            return response.content[0].text
        messages += run(response)
