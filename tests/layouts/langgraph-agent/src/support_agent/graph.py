"""Support agent: looks orders up, and refunds after a person agreed."""

from langchain_anthropic import ChatAnthropic
from langchain_core.messages import SystemMessage
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import interrupt
from support_agent.config import Configuration
from support_agent.prompts import SYSTEM_PROMPT
from support_agent.tools import issue_refund, lookup_order, search_policies

TOOLS = [lookup_order, search_policies, issue_refund]


async def call_model(state: MessagesState, config) -> dict:
    configuration = Configuration.from_runnable_config(config)
    model = ChatAnthropic(model=configuration.model, max_tokens=2048, timeout=60, max_retries=2).bind_tools(TOOLS)
    system = SystemMessage(content=SYSTEM_PROMPT.format(today=configuration.today))
    return {"messages": [await model.ainvoke([system, *state["messages"]])]}


def approve(state: MessagesState) -> dict:
    decision = interrupt({"question": "Refund?", "call": state["messages"][-1].tool_calls})
    return {"approved": decision == "yes"}


def route(state: MessagesState) -> str:
    return "tools" if state["messages"][-1].tool_calls else END


def build(saver: AsyncPostgresSaver):
    builder = StateGraph(MessagesState)
    builder.add_node("agent", call_model)
    builder.add_node("approve", approve)
    builder.add_node("tools", ToolNode(TOOLS))
    builder.add_edge(START, "agent")
    builder.add_conditional_edges("agent", route)
    builder.add_edge("tools", "agent")
    return builder.compile(checkpointer=saver)
