"""`catalog-info.yaml` of Backstage: what a repository holds, and who owns it (`spec.owner`, format backstage.io/v1alpha1).

https://backstage.io/docs/features/software-catalog/descriptor-format
"""

from __future__ import annotations

from collections.abc import Iterator

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, line_of, mapping, text
from readiness.facts.documents import CatalogEntry

OWNED = frozenset({"Component", "System", "API", "Resource"})


def _matches(document: Document) -> bool:
    data = mapping(document.data)
    if not document.name.startswith("catalog-info") or data.get("kind") not in OWNED:
        return False
    return str(data.get("apiVersion", "")).startswith("backstage.io/")


@format("backstage", gives=(CatalogEntry,), matches=_matches, hint=r"^[ \t]*+apiVersion\s*:\s*[\"']?backstage\.io/")
def backstage(document: Document) -> Iterator[Observation]:
    """One entry of the catalog."""
    data = mapping(document.data)
    yield CatalogEntry(
        resource=f"backstage:{document.id}",
        origin=document.origin(line_of(data, "spec")),
        environment=document.environment,
        kind=str(data["kind"]),
        name=text(at(data, "metadata", "name")) or "",
        owner=text(at(data, "spec", "owner")) or "",
    )
