"""What holds for every check that a person answers, as rows of its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from readiness.facts.attestation import Attestation
from readiness.testing import fact, row, table

TODAY = date(2026, 6, 1)
"""The day on which tables judge."""


def answer(check: str, **values: Any) -> Any:
    """Ada's yes to a check's question, a month old, unless the values say otherwise."""
    known = {"question": "?", "answer": True, "owner": "Ada", "answered": date(2026, 5, 1)} | values
    return fact(Attestation, check=check, resource=f"attestation:{check}", **known)


def attested_table(
    check: str,
    *,
    days: int,
    outdated: str = "",
    passes: Sequence[Any] = (),
    fails: Sequence[Any] = (),
    unknown: Sequence[Any] = (),
    **values: Any,
) -> Callable[..., None]:
    """A table of a check that is answered by attestation.

    Args:
        check: its id.
        days: how old an answer may be.
        outdated: words of the problem when it is older or expired, where that is a failure; else it is unknown.
        passes, fails, unknown: further rows.
        values: what an answer must hold to be a good one.
    """

    def told(**more: Any) -> Any:
        return answer(check, **(values | more))

    no, old = told(answer=False), told(answered=TODAY - timedelta(days + 1))
    expired = told(expires=TODAY - timedelta(1))
    passing = [
        row(told(), says="Ada"),
        told(answered=TODAY - timedelta(days)),
        told(expires=TODAY),
        [told(answer=False, answered=TODAY - timedelta(60)), told()],
    ]
    failing = [
        no,
        told(answer=False, answered=date(2024, 1, 1)),
        [told(), told(answer=False, answered=TODAY - timedelta(1))],
        *(row(each, says=outdated) for each in (old, expired) if outdated),
    ]
    open_ = [
        (),
        answer("org-something-else", **values),
        told(answered=TODAY + timedelta(1)),
        told(evidence="docs/record.md", evidence_found=False),
        *(row(each, says="outdated") for each in (old, expired) if not outdated),
    ]
    return table(check, passes=[*passing, *passes], fails=[*failing, *fails], unknown=[*open_, *unknown])
