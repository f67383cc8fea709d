"""A ReAct agent: a model that may call tools until it can answer."""

from __future__ import annotations

from typing import Any

from langchain.chat_models import init_chat_model
from langgraph.graph import StateGraph
from langgraph.runtime import Runtime

from agent.context import Context


async def call_model(state: dict[str, Any], runtime: Runtime[Context]) -> dict[str, Any]:
    """Ask the model."""
    provider, model = runtime.context.model.split("/", maxsplit=1)
    answer = await init_chat_model(model, model_provider=provider).ainvoke(state["messages"])
    return {"messages": [answer]}


graph = StateGraph(dict, context_schema=Context).add_node(call_model).add_edge("__start__", "call_model").compile(name="ReAct Agent")
