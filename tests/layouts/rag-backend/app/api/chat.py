"""Routes of the chat."""

from typing import Annotated

from app.api.deps import User, current_user
from app.schemas import Answer, Question
from app.services import llm, vector_store
from fastapi import APIRouter, Depends

router = APIRouter(prefix="/chat")


@router.post("")
async def chat(question: Question, user: Annotated[User, Depends(current_user)]) -> Answer:
    vectors = await llm.embed([question.text])
    passages = await vector_store.search(vectors[0], user.tenant_id)
    return Answer(text=await llm.answer(question.text, "\n\n".join(passages)))
