"""What one object tells, which must be the same from a manifest and from a cluster."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, TypeVar

import yaml
from cluster_world import facts_of

from readiness.collectors.kubernetes.kinds import resource_of
from readiness.facts import Fact

sys.path.insert(0, str(Path(__file__).parent / "collectors" / "files" / "formats"))
from reading import facts_in

SomeFact = TypeVar("SomeFact", bound=Fact)


def both(kind: type[SomeFact], made: dict[str, Any], resource: str = "") -> list[SomeFact]:
    """The facts of one object.

    Args:
        kind: which facts.
        made: the object.
        resource: its kind as RBAC names it, where that does not follow from the kind.
    """
    name = resource or resource_of(made["apiVersion"].rpartition("/")[0], made["kind"])
    live = [each for each in facts_of([made], name) if isinstance(each, kind)]
    written: list[SomeFact] = facts_in(yaml.safe_dump(made), "deploy/object.yaml").get(kind, [])
    assert [_told(each) for each in live] == [_told(each) for each in written]
    return written


def _told(fact: Fact) -> dict[str, Any]:
    """All but where it was seen, and on which line."""
    told = {key: value for key, value in fact.model_dump().items() if key not in ("resource", "origin", "environment")}
    return {**told, "credentials": [{**each, "line": None} for each in told.get("credentials", ())]}
