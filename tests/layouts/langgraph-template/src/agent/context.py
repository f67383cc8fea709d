"""What may be configured for each run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Context:
    """The agent's settings."""

    system_prompt: str = field(default="You are a helpful assistant.")
    model: str = field(default="anthropic/claude-sonnet-4-5-20250929", metadata={"description": "Provider and model of the agent."})
    max_search_results: int = 10

    def __post_init__(self) -> None:
        """Let variables replace what was not given."""
        self.model = os.environ.get("MODEL", self.model)
