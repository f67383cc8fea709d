"""Searches in vector stores: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.source import VectorQuery, VectorStoreUse
from readiness.testing import fact, row, table

SCOPED = VectorQuery(filtered=True, scoped=True, line=4)
FILTERED = VectorQuery(filtered=True, line=5)
OPEN = VectorQuery(filtered=False, line=6)
HIDDEN = VectorQuery(filtered=None, line=7)


def use(*queries: VectorQuery, **values: Any) -> Any:
    return fact(VectorStoreUse, store="qdrant", queries=queries, **values)


test_retrieval = table(
    "ai-retrieval-scoped",
    passes=[use(SCOPED), [use(SCOPED), use(SCOPED, SCOPED)]],
    fails=[row(use(SCOPED, OPEN), says="config.yaml:6"), [use(SCOPED), use(OPEN)]],
    unknown=[
        use(SCOPED, OPEN.model_copy(update={"collection": "faq"})),
        use(OPEN),
        use(FILTERED),
        use(SCOPED, FILTERED),
        use(SCOPED, HIDDEN),
        use().unknown("queries", GapReason.UNPARSEABLE),
    ],
    not_applicable=[[], use(), use(OPEN, environment=Environment.SAMPLE), row(use(SCOPED, OPEN), open_to_all=True)],
)
