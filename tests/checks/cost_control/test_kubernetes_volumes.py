"""Volumes that lost their claim: situations and verdicts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from readiness.facts import Gap, GapReason
from readiness.facts.kubernetes.storage import UnclaimedVolumes
from readiness.testing import TODAY, fact, row, table


def volumes(**days: int) -> Any:
    released = {name: TODAY - timedelta(days=each) for name, each in days.items()}
    return fact(UnclaimedVolumes, name="lab", volumes=4, released=released, read_at=TODAY)


test_claimed = table(
    "k8s-volumes-claimed",
    passes=[volumes(), volumes(young=29), row(volumes(old=50), most_days=60)],
    fails=[row(volumes(old=31, young=3), says="'volumes': ['old']")],
    unknown=[[Gap(place="kubernetes:lab", facts=("UnclaimedVolumes",), reason=GapReason.DENIED, right="list persistentvolumes")]],
)
