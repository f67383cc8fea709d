"""The conversation: search, then answer. Its state is kept in PostgreSQL."""

from pathlib import Path
from typing import TypedDict

from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from psycopg_pool import ConnectionPool

from claims_assistant import handbook, llm
from claims_assistant.settings import settings

PROMPT = Path("prompts/answer.txt")


class Conversation(TypedDict):
    """One turn."""

    id: str
    groups: list[str]
    question: str
    passages: list[str]
    answer: str


def search(turn: Conversation) -> dict[str, list[str]]:
    """Find what the handbook says."""
    return {"passages": handbook.passages(turn["question"], turn["groups"])}


def answer(turn: Conversation) -> dict[str, str]:
    """Answer from the passages."""
    prompt = PROMPT.read_text().replace("{{passages}}", "\n\n".join(turn["passages"])).replace("{{question}}", turn["question"])
    return {"answer": llm.complete(prompt, conversation=turn["id"])}


def compiled() -> CompiledStateGraph:
    """The graph with its store."""
    pool = ConnectionPool(settings().database_url.get_secret_value(), max_size=10, kwargs={"autocommit": True})
    graph = StateGraph(Conversation)
    graph.add_node("search", search)
    graph.add_node("answer", answer)
    graph.add_edge(START, "search")
    graph.add_edge("search", "answer")
    graph.add_edge("answer", END)
    return graph.compile(checkpointer=PostgresSaver(pool))
