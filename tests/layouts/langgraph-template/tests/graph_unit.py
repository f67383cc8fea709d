"""The graph answers."""

import pytest
from agent import graph
from langgraph.checkpoint.memory import MemorySaver


@pytest.mark.anyio
async def test_answers() -> None:
    saver = MemorySaver()
    assert saver is not None
    assert graph is not None
