"""The assessment itself, as versioned JSON."""

from __future__ import annotations

from readiness.assessment import Assessment, encoded
from readiness.reports import Options


def render(assessment: Assessment, options: Options) -> bytes:  # noqa: ARG001 - the document has no options
    """The document as `readiness report` and `readiness compare` read it."""
    return encoded(assessment)
