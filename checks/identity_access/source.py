"""Whether retrieval shows each user only what that user may read."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.serving import without_samples
from readiness.facts.source import VectorStoreUse

NAMED = 10


@check(
    "ai-retrieval-scoped",
    severity="high",
    effort="days",
    certainty="likely",
    maps=[
        "owasp-llm-top10-2025:LLM08:2025",
        "owasp-aisvs-1.0:AISVS-C8.1",
        "aws-genai-lens:GENSEC01-BP03",
        "azure-waf-ai:AI-application-design:block-direct-access-to-data-stores",
    ],
)
def retrieval_scoped(uses: list[VectorStoreUse], open_to_all: bool = False) -> Verdict:  # noqa: FBT001, FBT002 - a setting
    """Each search in the knowledge base is limited to the user.

    Why: The assistant would show people what they may not read. A search by meaning knows no permissions: unless each one
    is filtered by user, group or tenant, whatever was indexed can be asked for. One search of the same collection
    without is a way around all.

    Fix: Filter each search by what the user may read

        # without a filter: <unfiltered>
        store.query_points(collection, query=vector, query_filter=readable_by(user.groups))
        # where all users may read all of it, in readiness.yaml:
        checks: {settings: {ai-retrieval-scoped: {open_to_all: true}}}
    """
    searches = [(each, query) for each in without_samples(uses) for query in each.queries]
    if not searches:
        return not_applicable("no search in a vector store was seen in code")
    if open_to_all:
        return not_applicable("all users may read all of it, by configuration")
    scoped = [str(use.origin.at(query.line)) for use, query in searches if query.scoped]
    limited = {(use.store, query.collection) for use, query in searches if query.scoped}
    open_ones = [(use, query) for use, query in searches if query.filtered is False and (use.store, query.collection) in limited]
    loose = [str(use.origin.at(query.line)) for use, query in searches if not query.scoped]
    if open_ones:
        use, query = open_ones[0]
        return failed(
            "Some searches are limited to the user, others are not",
            at=use.origin.at(query.line),
            limited=scoped[:NAMED],
            unfiltered=[str(use.origin.at(query.line)) for use, query in open_ones][:NAMED],
        )
    if loose:
        return unknown(
            "whether all users may read all that is searched can't be told",
            right="filter each search by user or group, or set open_to_all",
            not_limited=loose[:NAMED],
        )
    return passed(limited=scoped[:NAMED])
