"""Runs one turn of a conversation."""

import logging

import anthropic
from langgraph.errors import GraphRecursionError

logger = logging.getLogger(__name__)


async def run_turn(graph, thread_id: str, text: str) -> str:
    config = {"configurable": {"thread_id": thread_id}, "recursion_limit": 20}
    try:
        result = await graph.ainvoke({"messages": [("user", text)]}, config)
    except (anthropic.APIError, GraphRecursionError):
        logger.exception("turn failed")
        return "Something went wrong; a colleague will write to you."
    return result["messages"][-1].content
