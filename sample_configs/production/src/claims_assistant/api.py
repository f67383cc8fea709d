"""Chat API of the claims assistant."""

import logging
from functools import cache

from fastapi import FastAPI, Header
from langgraph.graph.state import CompiledStateGraph
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from pydantic import BaseModel

from claims_assistant import llm
from claims_assistant.graph import compiled
from claims_assistant.settings import settings

log = logging.getLogger(__name__)
app = FastAPI(title="Claims assistant")
FastAPIInstrumentor.instrument_app(app)

WITHOUT_MODEL = "The assistant is not available right now. The handbook is at https://handbook.meridian-mutual.example."


class Question(BaseModel):
    """What a handler asks."""

    conversation: str
    text: str


class Judgement(BaseModel):
    """What a handler thinks of an answer."""

    conversation: str
    helpful: bool


@cache
def graph() -> CompiledStateGraph:
    """The conversation graph of this process."""
    return compiled()


@app.get("/healthz")
def alive() -> dict[str, bool]:
    """The process runs."""
    return {"alive": True}


@app.get("/readyz")
def ready() -> dict[str, bool]:
    """The state store answers."""
    graph().get_state({"configurable": {"thread_id": "readiness"}})
    return {"ready": True}


@app.post("/chat")
def chat(question: Question, x_auth_request_groups: str = Header()) -> dict[str, str | list[str]]:
    """Answer a question; `AI_ANSWERS=false` is the kill switch."""
    if not settings().ai_answers:
        return {"answer": WITHOUT_MODEL}
    turn = {"id": question.conversation, "question": question.text, "groups": x_auth_request_groups.split(",")}
    try:
        done = graph().invoke(turn, {"configurable": {"thread_id": question.conversation}})
        return {"answer": done["answer"], "passages": done["passages"]}
    except llm.UNAVAILABLE:
        log.exception("no model answered")
        return {"answer": WITHOUT_MODEL}


@app.post("/feedback")
def feedback(judged: Judgement) -> dict[str, bool]:
    """Keep a judgement; its conversation is the session under which the gateway traced the answer."""
    log.info("an answer was judged", extra={"conversation": judged.conversation, "helpful": judged.helpful})
    return {"kept": True}
