"""Searches in vector stores, as code makes them: which store, with what filter, in which collection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document
from readiness.collectors.files.source_code import Call, SourceCode, text_of
from readiness.facts.source import VectorQuery, VectorStoreUse

if TYPE_CHECKING:
    from tree_sitter import Node

GIVES = (VectorStoreUse,)


@dataclass(frozen=True)
class _Store:
    """How a store is searched.

    Attributes:
        imports: start of the module that a file imports.
        calls: what is called; names that could be anything need `arguments` beside them.
        arguments: one of them must be given.
        filters: arguments that limit what is found.
        collections: arguments that name the collection; with `first`, the first positional one does as well.
    """

    name: str
    imports: str
    calls: re.Pattern[str]
    arguments: tuple[str, ...] = ()
    filters: tuple[str, ...] = ("filter",)
    collections: tuple[str, ...] = ("collection_name",)
    first: bool = False


_STORES: tuple[_Store, ...] = (
    _Store(
        "qdrant",
        "qdrant_client",
        re.compile(
            r"(?:.*\.)?(?:query_points(?:_groups)?|query_batch_points|search_points|searchPoints)|qdrant_client\..*\.(?:search|query|recommend)"
        ),
        filters=("query_filter", "filter"),
        first=True,
    ),
    _Store("chroma", "chromadb", re.compile(r"(?:.*\.)?query"), ("query_texts", "query_embeddings"), ("where",)),
    _Store("pinecone", "pinecone", re.compile(r"(?:.*\.)?(?:query|search)"), ("top_k", "vector"), ("filter", "namespace")),
    _Store("weaviate", "weaviate", re.compile(r".*\.query\.(?:near_?[tT]ext|near_?[vV]ector|hybrid|bm25)"), (), ("filters",)),
    _Store("milvus", "pymilvus", re.compile(r"(?:.*\.)?(?:search|hybrid_search)"), ("data", "anns_field"), ("filter", "expr")),
    _Store(
        "azure search", "azure.search", re.compile(r"(?:.*\.)?search"), ("vector_queries", "search_text", "query_type", "top"), ("filter",)
    ),
    _Store(
        "langchain",
        "langchain",
        re.compile(r"(?:.*\.)?(?:a?similarity_search\w*|a?max_marginal_relevance_search\w*|similaritySearch\w*|as_retriever|asRetriever)"),
        filters=("filter", "search_kwargs", "filters"),
    ),
    _Store(
        "llama-index", "llama_index", re.compile(r"(?:.*\.)?(?:as_query_engine|as_retriever|asQueryEngine|asRetriever)"), (), ("filters",)
    ),
)
_ALIASES = re.compile(
    r"(?:.*\.)?(?:update_collection_aliases|updateCollectionAliases|create_alias|alter_alias|createAlias|alterAlias|CreateAliasOperation)"
)
_MAKES = re.compile(
    r"(?:.*\.)?(?:create_collection|recreate_collection|createCollection|get_or_create_collection|getOrCreateCollection|Index|index)"
)
_SCOPES = re.compile(
    r"tenant|user|group|\bacl|owner|\borg|account|role|permission|customer|department|access|namespace|allowed|client_?id|workspace|project_?id|team"
    r"|security|authori[sz]|auth_|\boids?\b|entitle|readable",
    re.IGNORECASE,
)


def read_vectors(module: SourceCode, document: Document) -> Iterator[Observation]:
    """What the file does with each store that it imports."""
    for store in _STORES:
        if not any(each == store.imports or each.startswith((f"{store.imports}.", f"{store.imports}_")) for each in module.imports):
            continue
        searches = [call for call in module.calls if _searches(module, store, call)]
        collections = _collections(module, store, searches)
        aliases = tuple(call.line for call in module.calls if _ALIASES.fullmatch(call.name))
        if searches or collections or aliases:
            lines = [call.line for call in searches] or sorted(collections.values()) or list(aliases)
            yield VectorStoreUse(
                resource=f"vector-search:{document.path}:{store.name}",
                origin=document.origin(lines[0]),
                environment=document.environment,
                store=store.name,
                queries=tuple(_query(module, store, call) for call in searches),
                collections=collections,
                aliases=aliases,
            )


def _searches(module: SourceCode, store: _Store, call: Call) -> bool:
    if not store.calls.fullmatch(module.resolved(call.name)):
        return False
    return not store.arguments or any(name in call.arguments.named for name in store.arguments)


def _query(module: SourceCode, store: _Store, call: Call) -> VectorQuery:
    given = [call.arguments.named[name] for name in store.filters if name in call.arguments.named]
    if store.name == "langchain" and len(call.arguments.positional) > 2:
        given.append(call.arguments.positional[2])  # similaritySearch(query, k, filter)
    words = " ".join(_told(module, node) for node in given)
    if store.name == "langchain" and given and "search_kwargs" in call.arguments.named and "filter" not in words:
        given = []
    if store.name == "weaviate" and "with_tenant" in call.name:
        return VectorQuery(filtered=True, scoped=True, line=call.line)
    if given and all(text_of(node) in ("None", "undefined", "null") for node in given):
        given = []
    filtered = True if given else None if call.arguments.open and module.grammar.language == "python" else False
    scoped = bool(given) and bool(_SCOPES.search(words) or ("namespace" in call.arguments.named and "namespace" in store.filters))
    named = [call.arguments.named[name] for name in store.collections if name in call.arguments.named]
    if store.first and not named:
        named = list(call.arguments.positional[:1])
    return VectorQuery(filtered=filtered, scoped=scoped, collection=text_of(named[0])[:100] if named else "", line=call.line)


def _told(module: SourceCode, node: Node) -> str:
    """The filter as it is written, with what its variable was set to."""
    values = module.assigned.get(module.dotted(node), [])
    return " ".join(text_of(each)[:2_000] for each in (node, *values[:5]))


def _collections(module: SourceCode, store: _Store, searches: list[Call]) -> dict[str, int]:
    """Names of collections that are written out."""
    found: dict[str, int] = {}
    makes = [
        call
        for call in module.calls
        if _MAKES.fullmatch(module.resolved(call.name)) and store.name in ("qdrant", "chroma", "milvus", "pinecone")
    ]
    for call in (*searches, *makes):
        nodes = [call.arguments.named[name] for name in (*store.collections, "name", "index_name") if name in call.arguments.named]
        if (store.first or call in makes) and not nodes:
            nodes = list(call.arguments.positional[:1])
        for node in nodes:
            name = module.grammar.literal(node)
            if name and re.fullmatch(r"[\w.-]{1,120}", name):
                found.setdefault(name, call.line)
    return found
