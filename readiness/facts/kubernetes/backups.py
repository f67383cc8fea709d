"""Backups of a cluster: what is planned, where it goes, and what became of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from itertools import pairwise

from readiness.facts.kubernetes.objects import KubernetesObject


class BackupSchedule(KubernetesObject):
    """A Velero Schedule.

    Attributes:
        cron: as written (`0 3 * * *`, `@every 6h`, `CRON_TZ=Europe/Berlin 0 3 * * *`).
        included, excluded: patterns of namespaces; nothing included means every namespace.
        resources: patterns of resources; empty for all.
        selective: labels decide what is in it.
        snapshots: volumes may be snapshotted (`snapshotVolumes` is not false).
        file_system: the files of all volumes are copied, whatever their driver.
        keeps: time to live, as written; Velero keeps 720h unless told otherwise.
    """

    cron: str
    paused: bool = False
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    selective: bool = False
    snapshots: bool = True
    file_system: bool = False
    keeps: str = "720h"

    @property
    def holds_volumes(self) -> bool:
        """Whether claims of volumes are among its resources."""
        return not self.resources or any(each.split(".")[0].lower() in ("*", "pvc", *_CLAIMS) for each in self.resources)

    def covers(self, namespace: str) -> bool:
        """Whether a namespace is in it."""
        if any(fnmatchcase(namespace, each) for each in self.excluded):
            return False
        return not self.included or any(fnmatchcase(namespace, each) for each in self.included)


_CLAIMS = ("persistentvolumeclaim", "persistentvolumeclaims")


class BackupScheduleState(KubernetesObject):
    """What a cluster says of a Velero Schedule, whose name it has.

    Attributes:
        cron: as written.
        phase: `New`, `Enabled` or `FailedValidation`.
    """

    cron: str
    paused: bool = False
    phase: str = ""
    created: datetime | None = None
    read_at: datetime


class NewestBackup(KubernetesObject):
    """The newest backup of a Velero Schedule that has ended. Only clusters tell of it; `name` is the Schedule's.

    Attributes:
        backup: name of the backup.
        phase: `Completed`, `PartiallyFailed`, `Failed`, `FailedValidation`.
        ended: when; None where it failed before it began.
        volumes_attempted, volumes_completed: snapshots of volumes, of drivers inside and outside of Kubernetes.
    """

    backup: str
    phase: str
    ended: datetime | None = None
    errors: int = 0
    warnings: int = 0
    volumes_attempted: int = 0
    volumes_completed: int = 0


class RestoreHistory(KubernetesObject):
    """The restores that a Velero installation still knows of; it forgets one with its backup. `name` is its namespace's.

    Attributes:
        restored: when the newest restore that succeeded ended; None for none.
        newest: name of the newest restore that ended.
        phase: how that ended.
        read_at: when the cluster was asked.
    """

    restored: datetime | None = None
    newest: str
    phase: str
    read_at: datetime


class BackupLocation(KubernetesObject):
    """A Velero BackupStorageLocation.

    Attributes:
        provider, bucket: as written.
        host: of an object store that is none of the provider's.
        read_only: no backup may be written to it.
        phase: `Available` or `Unavailable`; only a cluster tells.
    """

    provider: str = ""
    bucket: str = ""
    host: str = ""
    read_only: bool = False
    phase: str = ""


class OtherBackup(KubernetesObject):
    """A plan of another backup system than Velero: Kasten, Stash, Trilio, an operator of a database.

    Attributes:
        kind: as written.
    """

    kind: str


_WORDS = {
    "@hourly": timedelta(hours=1), "@daily": timedelta(days=1), "@midnight": timedelta(days=1), "@weekly": timedelta(days=7),
    "@monthly": timedelta(days=31), "@yearly": timedelta(days=366), "@annually": timedelta(days=366),
}  # fmt: skip
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0}
_NAMES = {name: number for number, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))} | {
    name: number
    for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)
}
_BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
_DAYS = 400


def longest_gap(cron: str) -> timedelta | None:
    """The longest time between two runs of a cron expression, as Velero reads them; None when it can't be understood."""
    words = cron.strip().lower().split()
    if words and words[0].startswith(("cron_tz=", "tz=")):
        words = words[1:]
    if len(words) == 1:
        return _WORDS.get(words[0])
    if len(words) == 2 and words[0] == "@every":
        return _duration(words[1])
    if len(words) != 5:
        return None
    fields = [_numbers(word, low, high) for word, (low, high) in zip(words, ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7)), strict=True)]
    if any(not each for each in fields):
        return None
    return _gap_between(*fields, any_day=words[2].startswith(("*", "?")), any_weekday=words[4].startswith(("*", "?")))


def _duration(written: str) -> timedelta | None:
    if not re.fullmatch(r"(\d+(\.\d+)?[hms])+", written):
        return None
    return timedelta(seconds=sum(float(amount) * _UNITS[unit] for amount, unit in re.findall(r"(\d+(?:\.\d+)?)([hms])", written)))


def _numbers(field: str, low: int, high: int) -> frozenset[int]:
    """What a field selects; nothing when it can't be understood."""
    found: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(\*|\?|\w+)(?:-(\w+))?(?:/(\d+))?", part)
        if match is None:
            return frozenset()
        begin, end, step = match[1], match[2], int(match[3] or 1)
        first = low if begin in "*?" else _number(begin)
        last = high if begin in "*?" or (end is None and match[3]) else _number(end or begin)
        if first is None or last is None or step < 1 or not low <= first <= last <= high:
            return frozenset()
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() else _NAMES.get(word)


def _gap_between(
    minutes: frozenset[int],
    hours: frozenset[int],
    days: frozenset[int],
    months: frozenset[int],
    weekdays: frozenset[int],
    *,
    any_day: bool,
    any_weekday: bool,
) -> timedelta:
    """Cron runs on a day of either field when both restrict it."""
    runs = []
    weekdays = frozenset(each % 7 for each in weekdays)
    for day in (_BEGIN + timedelta(days=number) for number in range(_DAYS)):
        of_month, of_week = day.day in days, day.isoweekday() % 7 in weekdays
        chosen = of_month and of_week if any_day or any_weekday else of_month or of_week
        if chosen and day.month in months:
            edges = {min(minutes), max(minutes)}
            runs += [day + timedelta(hours=hour, minutes=minute) for hour in sorted(hours) for minute in sorted(edges)]
    gaps = [later - earlier for earlier, later in pairwise(runs)]
    return max(gaps, default=timedelta(days=_DAYS))
