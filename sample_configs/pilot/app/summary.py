"""Summaries of long claim files."""

from anthropic import Anthropic

client = Anthropic()


def summarise(claim_file: str) -> str:
    """Summarise a claim file for the handler."""
    answer = client.messages.create(
        model="claude-sonnet-4-5",
        max_tokens=1000,
        messages=[{"role": "user", "content": f"Summarise this claim:\n\n{claim_file}"}],
    )
    return answer.content[0].text
