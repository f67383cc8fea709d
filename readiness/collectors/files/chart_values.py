"""Values of Helm charts: whether a file is a release's, or the chart's own list of what may be set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from readiness.collectors.files.formats import Document
from readiness.facts import Environment


def of_release(document: Document) -> Document:
    """The same document; one beside its chart holds defaults that are there to be replaced, and counts as a sample."""
    root, path = document.place.root, PurePosixPath(document.path)
    beside = root is not None and path.name in ("values.yaml", "values.yml") and (root / path.with_name("Chart.yaml")).is_file()
    return replace(document, environment=Environment.SAMPLE) if beside else document
