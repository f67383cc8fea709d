"""Chat API of the claims assistant."""

from fastapi import FastAPI
from pydantic import BaseModel

from app.agent import agent

app = FastAPI(debug=True)


class Question(BaseModel):
    """What a handler asks."""

    conversation: str
    text: str


@app.post("/chat")
def chat(question: Question) -> dict[str, str]:
    """Answer a question."""
    config = {"configurable": {"thread_id": question.conversation}}
    result = agent.invoke({"messages": [("user", question.text)]}, config)
    return {"answer": result["messages"][-1].content}
