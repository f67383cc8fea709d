"""Attested recovery: situations and verdicts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attested import answer, attested_table

from readiness.checks.backups_recovery.durations import minutes
from readiness.testing import row

RESTORE = "org-restore-tested"


def restored(rto: str = "4h", measured: str = "90 min", **values: Any) -> Any:
    figures = {name: value for name, value in (("rto", rto), ("measured", measured)) if value}
    return answer(RESTORE, values=figures, **values)


test_restore_tested = attested_table(
    RESTORE,
    days=365,
    outdated="too long ago",
    values={"rto": "4h", "measured": "90 min"},
    passes=[
        row(restored(), says="measured: 90 min"),
        restored("1h30m", "90 minutes"),
        [restored("1h", "2h", answered=date(2025, 9, 1)), restored()],
    ],
    fails=[row(restored("1h", "90 min"), says="longer than allowed"), row(restored(), max_age_days=30, says="max_age_days")],
    unknown=[restored(rto=""), restored(measured="quick")],
)
test_recovery_keys_escrowed = attested_table("org-recovery-keys-escrowed", days=365)
test_index_rebuild_tested = attested_table("org-index-rebuild-tested", days=365, outdated="too long ago")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("90 min", 90), ("4h", 240), ("1h30m", 90), ("1 hour, 30 minutes", 90), ("2 days", 2880), ("30s", 0.5), ("1.5h", 90)],
)
def test_durations_are_read_as_people_write_them(text: str, expected: float) -> None:
    assert minutes(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "90", "4h or so", "-1h", "h"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert minutes(text) is None
