"""Tables of facts: how a check is tested, here and in third-party packages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from readiness.api import Check, Status
from readiness.engine import Finding, judge
from readiness.facts import Environment, Fact, Gap, Origin
from readiness.loader import load_checks
from readiness.snapshot import Snapshot, SnapshotTarget

TODAY = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""When the snapshots of tables are taken."""

PLACE = "table:."
"""No collector reads there, so that just what a row holds was collected."""

TABLES: dict[str, dict[str, int]] = {}
"""Check id to number of rows of each kind, of the tables that were imported so far."""


@dataclass(frozen=True)
class Row:
    """One situation: what the snapshot holds, and what more than the verdict is expected.

    Attributes:
        seen: facts and gaps.
        settings: settings of the check.
        says: words that the message or the evidence must hold.
    """

    seen: tuple[Fact | Gap, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    says: str = ""


def row(*seen: Fact | Gap, says: str = "", **settings: Any) -> Row:
    """A situation with settings or expected words."""
    return Row(seen, settings, says)


def fact(kind: type[Fact], /, **values: Any) -> Any:
    """A fact with what every fact needs filled in: resource, origin and the production environment."""
    name = values.get("name") or values.get("alias") or values.get("key") or "it"
    values.setdefault("resource", f"{kind.__name__.lower()}:{name}")
    values.setdefault("origin", Origin(place=PLACE, file="config.yaml", line=1))
    values.setdefault("environment", Environment.PRODUCTION)
    return kind(**values)


def snapshot_of(*seen: Fact | Gap, check: Check) -> Snapshot:
    """A snapshot that holds what was seen, taken for this check."""
    places = {each.origin.place if isinstance(each, Fact) else each.place for each in seen} or {PLACE}
    return Snapshot(
        taken=TODAY,
        targets=tuple(SnapshotTarget(key=place, kind=place.split(":")[0], name=place, places=(place,)) for place in sorted(places)),
        collected=frozenset(kind.__name__ for kind in check.needs),
        facts=tuple(each for each in seen if isinstance(each, Fact)),
        gaps=tuple(each for each in seen if isinstance(each, Gap)),
    )


def table(
    id: str,
    *,
    passes: Sequence[Row | Fact | Iterable[Fact | Gap]],
    fails: Sequence[Row | Fact | Iterable[Fact | Gap]],
    unknown: Sequence[Row | Fact | Iterable[Fact | Gap]] = (),
    not_applicable: Sequence[Row | Fact | Iterable[Fact | Gap]] = (),
) -> Callable[..., None]:
    """A test of one check, to be bound to a name that starts with `test_`.

    A row is a fact, a list of facts and gaps, or `row(…)`. Passing rows must give passes only; failing rows
    at least one failure and nothing unknown; unknown rows at least one unknown and no pass or failure;
    not-applicable rows nothing else.
    """
    import pytest

    situations: list[Any] = []
    for expected, rows in (
        (Status.PASS, passes),
        (Status.FAIL, fails),
        (Status.UNKNOWN, unknown),
        (Status.NOT_APPLICABLE, not_applicable),
    ):
        situations += [pytest.param(expected, _row(each), id=f"{expected}-{number}") for number, each in enumerate(rows, 1)]
    TABLES[id] = {"passes": len(passes), "fails": len(fails), "unknown": len(unknown), "not_applicable": len(not_applicable)}

    @pytest.mark.parametrize(("expected", "situation"), situations)
    def verdicts(expected: Status, situation: Row) -> None:
        check = load_checks()[id]
        findings = judge(snapshot_of(*situation.seen, check=check), [check], {id: situation.settings})
        statuses = {finding.status for finding in findings}
        assert statuses <= _allowed(expected), _tell(findings)
        assert expected in statuses, _tell(findings)
        words = " ".join(f"{each.message} {each.evidence} {each.location}" for each in findings if each.status is expected)
        assert situation.says in words, words

    return verdicts


def _row(each: Row | Fact | Iterable[Fact | Gap]) -> Row:
    if isinstance(each, Row):
        return each
    return Row((each,)) if isinstance(each, Fact) else Row(tuple(each))


def _allowed(expected: Status) -> set[Status]:
    """What else facts of one row may say: a resource that the check does not concern can stand beside one that it can't judge."""
    beside = {Status.FAIL: {Status.PASS, Status.NOT_APPLICABLE}, Status.UNKNOWN: {Status.NOT_APPLICABLE}}
    return {expected, *beside.get(expected, ())}


def _tell(findings: Iterable[Finding]) -> str:
    return "\n".join(f"{each.status}: {each.message} {each.evidence} ({each.resource})" for each in findings)
