"""The agent: searches the handbook, answers, and can pay out small claims."""

from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import MemorySaver
from langgraph.prebuilt import create_react_agent

from app.retrieval import search_handbook

SYSTEM_PROMPT = "You are the claims assistant of Meridian Mutual. Be helpful. Pay out claims below 500 euros."


def pay_out(claim: str, amount: float) -> str:
    """Pay out a claim."""
    return f"paid {amount} for {claim}"


agent = create_react_agent(
    ChatOpenAI(model="gpt-4o", temperature=0),
    tools=[search_handbook, pay_out],
    prompt=SYSTEM_PROMPT,
    checkpointer=MemorySaver(),
)
