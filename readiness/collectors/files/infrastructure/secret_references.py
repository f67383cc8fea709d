"""Which secrets of a store files of values name in full, as far as they are about models."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

FULL = re.compile(
    r"arn:aws[\w-]*:(?:secretsmanager:[\w-]+:\d{12}:secret:|ssm:[\w-]+:\d{12}:parameter/)[\w/+=.@-]+"
    r"|https://[\w-]+\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)/secrets/[\w-]+(?:/\w+)?/?"
    r"|projects/[\w:-]+/secrets/[\w-]+(?:/versions/\w+)?"
)
"""Names of secrets that hold for one account, vault or project."""
OF_MODELS = re.compile(
    r"openai|anthropic|claude|gemini|vertex|mistral|cohere|groq|huggingface|(?:^|[^a-z])hf(?:[^a-z]|$)|bedrock|litellm|llm|openrouter|cognitive"
    r"|(?:^|[^a-z])ai(?:[^a-z]|$)|(?:^|[^a-z])models?(?:[^a-z]|$)",
    re.IGNORECASE,
)
OWN = re.compile(r"/secrets/|:secret:|:parameter/")
"""What stands before the secret's own name."""
MOST = 500


def secret_references(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Variable, or path within one, and the secret that it names."""
    waiting: list[tuple[str, Any]] = list(values.items())
    for _ in range(MOST):
        if not waiting:
            return
        name, value = waiting.pop(0)
        if isinstance(value, dict):
            waiting += [(f"{name}.{key}", each) for key, each in value.items()]
        elif isinstance(value, list):
            waiting += [(name, each) for each in value]
        elif isinstance(value, str) and FULL.fullmatch(value) and OF_MODELS.search(f"{name} {OWN.split(value)[-1]}"):
            yield name, value
