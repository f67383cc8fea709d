"""References by what they mean: each is taken apart once, so that not every resource of an account is compared with every one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from readiness.facts.aws.account import AwsReference
from readiness.facts.indexing import having

LONGEST_ARN = 2048
LONGEST_HOST = 253
NOT_OF_HOSTS = re.compile(r"[^\w.-]+")


def naming(references: Iterable[AwsReference], *names: str) -> list[AwsReference]:
    """References that write one of these ARNs, names or ids, and nothing else."""
    return having(references, _written, names)


def versions(written: str) -> list[str]:
    """What an ARN may mean that perhaps has a version, an alias or a key after it: itself, and what stands before each colon."""
    return [written, *_beginnings(written, ":")]


def versioned(references: Iterable[AwsReference], *arns: str) -> list[AwsReference]:
    """References to one of these ARNs, perhaps with a version, an alias or a key after it."""
    return having(references, _versions, arns)


def storing(references: Iterable[AwsReference], resource: str, name: str = "", endpoints: Iterable[str] = ()) -> list[AwsReference]:
    """References to what keeps data, or to a part of it.

    Args:
        references: what uses what.
        resource: its ARN.
        name: its name, where users may write that alone.
        endpoints: its host names, of which users write URLs.
    """
    wanted = [("resource", resource), *(("host", each.lower().strip(".")) for each in endpoints if each)]
    if name:
        wanted.append(("name", name))
        if ":s3:::" in resource:
            wanted.append(("bucket", name))
    return having(references, _stores, wanted)


def _written(reference: AwsReference) -> tuple[str, ...]:
    return (reference.used,)


def _versions(reference: AwsReference) -> Iterable[str]:
    return dict.fromkeys(versions(reference.used))


def _stores(reference: AwsReference) -> Iterable[tuple[str, str]]:
    return dict.fromkeys(_stores_of(reference.used))


def _stores_of(used: str) -> Iterator[tuple[str, str]]:
    whole = used.removesuffix("*").rstrip("/")
    yield "name", whole
    for each in (whole, *_beginnings(whole, ":/")):
        yield "resource", each
    if whole.startswith("s3://"):
        yield "bucket", whole.removeprefix("s3://").split("/", 1)[0]
    for text in NOT_OF_HOSTS.split(used.lower()):
        host = text.strip(".")
        if "." in host and len(host) <= LONGEST_HOST:
            labels = host.split(".")
            for first in range(len(labels)):
                yield "host", ".".join(labels[first:])


def _beginnings(written: str, ends: str) -> Iterator[str]:
    return (written[:place] for place, each in enumerate(written[: LONGEST_ARN + 1]) if each in ends)
