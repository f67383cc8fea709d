"""The agent refunds nothing without a yes."""

from langgraph.checkpoint.memory import MemorySaver
from support_agent.graph import build


def test_interrupts() -> None:
    assert build(MemorySaver())
