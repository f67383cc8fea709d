"""Models that MLflow packed: an `MLmodel` beside the weights tells what can load them and which run made them (MLflow 3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from readiness.collectors import Observation
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.shapes import line_of, mapping, text
from readiness.facts.models import ModelPackage


def _matches(document: Document) -> bool:
    return document.name == "MLmodel" and bool(mapping(mapping(document.data).get("flavors")))


@format("mlflow model", gives=(ModelPackage,), matches=_matches, hint=r"^flavors:")
def package(document: Document) -> Iterator[Observation]:
    """A packed model; `python_function` is how MLflow loads all of them, and tells nothing."""
    data = mapping(document.data)
    yield ModelPackage(
        resource=f"model-package:{document.path}",
        origin=document.origin(line_of(data, "flavors")),
        environment=document.environment,
        product="mlflow",
        name=text(data.get("artifact_path")) or PurePosixPath(document.path).parent.name or "model",
        flavors=tuple(str(each) for each in mapping(data.get("flavors")) if each != "python_function"),
        run=text(data.get("run_id")),
    )
