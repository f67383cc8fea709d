"""Label selectors as objects write them."""

from __future__ import annotations

from typing import Any

from readiness.collectors.files.shapes import at, labels, mappings, text, texts
from readiness.facts.kubernetes.objects import LabelSelector


def selector(value: Any) -> LabelSelector:
    """MatchLabels and matchExpressions."""
    return LabelSelector(
        labels=labels(at(value, "matchLabels")),
        expressions=tuple(
            (text(each.get("key")), text(each.get("operator")), texts(each.get("values")))
            for each in mappings(at(value, "matchExpressions"))
        ),
    )
