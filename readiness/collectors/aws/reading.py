"""What an AWS collector works with: declared calls only, facts with origin and environment, optional calls as unread fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from readiness.collectors import Observation, Place, collector
from readiness.collectors.aws.access import AwsAccess
from readiness.collectors.aws.errors import CallError, explain, unsupported_here
from readiness.collectors.aws.rights import actions_of
from readiness.facts import Environment, Fact, Gap, Origin, Unread

F = TypeVar("F", bound=Fact)
T = TypeVar("T")
SIDE_BY_SIDE = 8
"""Resources of one kind that are read at once; the token bucket of their service has the last word."""
GLOBAL_REGION = "us-east-1"
"""Where services without regions (IAM, Organizations, budgets, Cost Explorer) answer."""
GLOBAL_REGIONS = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""The same in other partitions: https://docs.aws.amazon.com/general/latest/gr/iam-service.html"""


PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
    "eu-isoe-": "aws-iso-e",
    "eusc-": "aws-eusc",
}
"""How regions begin that are not part of `aws`: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html"""


def partition_of(region: str) -> str:
    """The partition that a region is part of."""
    return next((name for start, name in PARTITIONS.items() if region.startswith(start)), "aws")


def global_region_of(regions: Iterable[str]) -> str:
    """Where services without regions answer for an account that is read in these regions."""
    partition = next(map(partition_of, regions), "aws")
    return GLOBAL_REGIONS.get(partition, GLOBAL_REGION)


class UndeclaredCallError(Exception):
    """A collector made a call that it does not declare: our bug."""


@dataclass(frozen=True)
class Aws:
    """One place of an account, read through declared calls.

    Attributes:
        place: an `aws-account` (read where its partition's global services answer) or an `aws-region`.
        declared: calls the collector may make, as `client.operation`.
    """

    place: Place
    declared: frozenset[str]

    @property
    def account(self) -> str:
        """Twelve digits."""
        return self._access.account

    @property
    def region(self) -> str:
        """The region that is read."""
        settings = self.place.settings
        return str(settings.get("region") or global_region_of(settings.get("regions") or ()))

    @property
    def partition(self) -> str:
        """How ARNs of the region begin after `arn:`."""
        return partition_of(self.region)

    @property
    def _access(self) -> AwsAccess:
        access: AwsAccess = self.place.access
        return access

    def call(self, call: str, **parameters: Any) -> dict[str, Any]:
        """The answer of one call (`"bedrock.get_guardrail"`).

        Raises:
            CallError: AWS refused it; the runner makes it a gap.
        """
        service, operation = self._split(call)
        try:
            return self._access.call(service, operation, self.region, **parameters)
        except Exception as error:
            raise CallError(call, error) from error

    def pages(self, call: str, key: str, **parameters: Any) -> list[Any]:
        """All items under `key` of a call that gives pages.

        Raises:
            CallError: AWS refused it.
        """
        service, operation = self._split(call)
        try:
            return self._access.pages(service, operation, key, self.region, **parameters)
        except Exception as error:
            raise CallError(call, error) from error

    def each(self, items: Iterable[T], read: Callable[[T], Iterable[Observation]]) -> Iterator[Observation]:
        """What `read` gives of each item, in the order of the items; several are read side by side.

        Args:
            items: resources that need calls of their own.
            read: makes the calls of one.
        """
        waiting = list(items)
        if len(waiting) < 2:
            for item in waiting:
                yield from read(item)
            return
        with ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="aws") as threads:
            for found in threads.map(lambda item: list(read(item)), waiting):
                yield from found

    def optional(self, read: Callable[[], Any], absent: Mapping[str, Any] | None = None) -> Any:
        """What `read` gives, or an `Unread` that `fact` puts among the unread fields.

        Args:
            read: makes calls of this object.
            absent: error code to the value it stands for (`{"NoSuchBucketPolicy": None}`).
        """
        from readiness.collectors.aws.errors import code_of

        try:
            return read()
        except CallError as error:
            code = code_of(error.error)
            if absent is not None and code in absent:
                return absent[code]
            trouble = explain(error)
            return Unread(reason=trouble.reason, detail=trouble.detail, right=trouble.right)

    def fact(
        self,
        kind: type[F],
        resource: str,
        call: str,
        *,
        names: tuple[str | None, ...] = (),
        tags: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> F:
        """A fact with origin and environment; fields that are `Unread` are listed as such.

        Args:
            kind: the fact type.
            resource: ARN, or `account/region/name` where AWS gives none.
            call: the call that told of it.
            names: what else may tell the environment.
            tags: the resource's tags; they tell first.
            fields: the fact's own fields.
        """
        unread = {name: value for name, value in fields.items() if isinstance(value, Unread)}
        known = {name: value for name, value in fields.items() if name not in unread}
        told = self.place.classifier.of(labels=labels_of(tags or {}), names=names)
        if told is Environment.UNCLASSIFIED:
            told = Environment(self.place.settings.get("environment", Environment.UNCLASSIFIED))
        origin = Origin(place=self.place.key, call=f"{self.region} {call}")
        return kind(resource=resource, origin=origin, environment=told, unread=unread, **known)

    def _split(self, call: str) -> tuple[str, str]:
        if call not in self.declared:
            raise UndeclaredCallError(call)
        service, _, operation = call.partition(".")
        return service, operation


CALLS: dict[str, frozenset[str]] = {}
"""Collector to the calls it declares."""

ReadAws = Callable[[Aws], Iterator[Observation]]


def aws(
    kind: str, *, gives: tuple[type[Fact], ...], calls: tuple[str, ...], after: tuple[type[Fact], ...] = (), deadline: float = 300.0
) -> Callable[[ReadAws], ReadAws]:
    """Declare an AWS collector.

    Args:
        kind: `aws-account` (once for an account) or `aws-region` (once for each region).
        gives: fact types it gives.
        calls: every call it may make; another one is refused. Rights follow from them.
        after: fact types that must be there first (in `aws.place.before`).
        deadline: seconds.
    """

    def declare(read: ReadAws) -> ReadAws:
        def observe(place: Place, wanted: frozenset[type[Fact]]) -> Iterator[Observation]:
            try:
                for each in read(Aws(place, frozenset(calls))):
                    if isinstance(each, Gap) or type(each) in wanted:
                        yield each
            except CallError as error:
                # A service that the region does not have leaves nothing to be read, and no gap.
                if not unsupported_here(error.error):
                    raise

        observe.__module__, observe.__name__ = read.__module__, read.__name__
        CALLS[f"aws.{read.__module__.rsplit('.', 1)[-1]}.{read.__name__}"] = frozenset(calls)
        collector(kind, gives=gives, rights=actions_of(calls), after=after, deadline=deadline, explain=explain)(observe)
        return read

    return declare


def labels_of(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags under their names and, as labels are known, in lower case: AWS's own examples write `Environment`."""
    return {name.lower(): value for name, value in tags.items()} | dict(tags)


def tags_of(tags: list[dict[str, str]] | dict[str, str] | None) -> dict[str, str]:
    """Tags as a mapping, from either of the forms AWS answers with."""
    if isinstance(tags, dict):
        return tags
    return {str(each.get("Key", each.get("key", ""))): str(each.get("Value", each.get("value", ""))) for each in tags or []}
