"""BentoML's build files: which models go into a Bento, and which variables it is given (BentoML 1.4, `bentofile.yaml`).

A model without a version, or with `latest`, is whatever the local store got last when the Bento is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.containers import facts_of_container, literal_variable, secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import at, items, line_of, mapping, mappings, text
from readiness.facts.ai import DebugSwitch, ProviderUse, TraceSink
from readiness.facts.containers import Container
from readiness.facts.files import SecretLiteral
from readiness.facts.models import ModelReference
from readiness.facts.retrieval import VectorStoreTarget

_TAG = re.compile(r"[a-z0-9][\w.-]{0,80}(?::[\w.-]{1,80})?", re.IGNORECASE)


def _matches(document: Document) -> bool:
    return document.name in ("bentofile.yaml", "bentofile.yml") and bool(text(mapping(document.data).get("service")))


@format(
    "bentoml",
    gives=(ModelReference, ProviderUse, TraceSink, DebugSwitch, VectorStoreTarget, SecretLiteral),
    matches=_matches,
    hint=r"\A(?=(?s:.)*?^service:)(?=(?s:.)*?^(?:include|python|docker|models|envs):)",
)
def bentofile(document: Document) -> Iterator[Observation]:
    """Models and variables of a Bento; what it installs is read with the lists of packages."""
    data = mapping(document.data)
    yield from _models(document, data)
    resource = f"bento:{document.path}"
    container = Container(
        name=text(data.get("service")),
        environment=tuple(
            literal_variable(text(each.get("name")), text(each.get("value")), line_of(each, "value" if "value" in each else "name"))
            for each in mappings(data.get("envs"))
            if text(each.get("name"))
        ),
        line=line_of(data, "service"),
    )
    yield from facts_of_container(document, resource, container, document.environment, [])
    for variable in container.environment:
        if variable.credential is not None:
            yield from secret_literal(document, (resource, variable.name), variable.credential, "env", document.environment)


def _models(document: Document, data: dict[str, Any]) -> Iterator[ModelReference]:
    listed, seen = data.get("models"), set()
    for position, each in enumerate(items(listed)):
        tag = text(at(each, "tag")) or text(each)
        if _TAG.fullmatch(tag) and tag not in seen:
            seen.add(tag)
            yield ModelReference(
                resource=f"model:{document.path}:{tag}",
                origin=document.origin(line_of(listed, position)),
                environment=document.environment,
                uri=f"bentoml://{tag}",
                via="configuration",
            )
