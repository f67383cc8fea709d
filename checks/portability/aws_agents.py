"""What ties knowledge bases on AWS to one model."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.agents import AwsKnowledgeBase


@check(
    "aws-knowledge-base-embedding-alive",
    severity="medium",
    effort="days",
    maps=["aws-genai-lens:GENREL04-BP02", "aws-genai-lens:GENREL05-BP02"],
)
def knowledge_base_embedding_alive(base: AwsKnowledgeBase) -> Verdict:
    r"""Knowledge bases embed with a model that stays.

    Why: When an embedding model is withdrawn, every vector it made is useless. All documents must then be embedded
    anew with another model, into a new knowledge base.

    Fix: Plan to embed the documents with an active model

        aws bedrock list-foundation-models --by-output-modality EMBEDDING \
          --query "modelSummaries[?modelLifecycle.status=='ACTIVE'].modelId"
        # then make a new knowledge base in place of <knowledge_base>, and switch agents to it
    """
    if not base.lifecycle:
        return not_applicable("no foundation model of Bedrock makes its vectors")
    if base.lifecycle != "ACTIVE":
        return failed(
            "The embedding model is being withdrawn", knowledge_base=base.id, model=base.embedding_model, end_of_life=base.end_of_life
        )
    return passed(model=base.embedding_model)
