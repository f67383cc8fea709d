"""Times as the Kubernetes API writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from readiness.collectors.files.shapes import text


def moment(value: Any) -> datetime | None:
    """A time such as `2026-05-04T10:00:00Z`; None when there is none."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
