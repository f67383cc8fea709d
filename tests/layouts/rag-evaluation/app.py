import os
from pathlib import Path

from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from langchain_qdrant import QdrantVectorStore

store = QdrantVectorStore.from_existing_collection(
    embedding=OpenAIEmbeddings(model=os.environ["EMBEDDING_MODEL"]),
    collection_name=os.environ["COLLECTION"],
    url=os.environ["QDRANT_URL"],
)
llm = ChatOpenAI(model=os.environ["CHAT_MODEL"], timeout=30, max_retries=2, max_tokens=800)


def answer(question: str) -> str:
    passages = "\n".join(each.page_content for each in store.similarity_search(question))
    return llm.invoke(Path("prompts/answer.md").read_text().format(passages=passages, question=question)).content
