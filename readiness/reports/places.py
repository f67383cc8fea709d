"""Where something is, as its reader knows it: a file and its line, or the resource that an account or a cluster holds."""

from __future__ import annotations

import re

from readiness.engine import SYSTEM, Finding

_KIND = re.compile(r"[a-z][a-z-]+:(?=[^:])")
_REGIONAL = re.compile(r"\d{12}/(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)/(?P<name>.+)", re.DOTALL)
_BETWEEN = re.compile(r"[#/:,]\s*")


def named(resource: str) -> str:
    """A resource without what only machines need: the kind before its name, and the frame of an ARN; empty for the system as a whole.

    An ARN becomes service, resource and region: `lambda function:answer, eu-west-1`.
    """
    if resource == SYSTEM:
        return ""
    if found := _REGIONAL.fullmatch(resource):
        return f"{found['name']}, {found['region']}"
    parts = resource.split(":", 5)
    if parts[0] == "arn" and len(parts) == 6:
        _, _, service, region, account, name = parts
        if (service, name) == ("iam", "root"):
            return f"account {account}"
        return f"{service} {name}, {region}" if region else f"{service} {name}"
    return _KIND.sub("", resource, count=1)


def seen_at(finding: Finding) -> str:
    """The place of a finding in a sentence: its file and line, else its resource; empty where it is about the whole system."""
    if finding.file:
        return finding.location
    if finding.discovery and finding.status != "fail":
        return named(finding.resource.partition("#")[0])  # a gap: the place in which something was not read
    return named(finding.resource)


def beside(resource: str, file: str | None) -> str:
    """What a resource's name tells beyond the file that it stands in."""
    name = named(resource)
    return name.removeprefix(file).lstrip("#/:") if file and name.startswith(file) else name


def words_of(name: str) -> frozenset[str]:
    """The parts that a name is made of: what says one of them again says nothing new."""
    return frozenset((name, *_BETWEEN.split(name)))
