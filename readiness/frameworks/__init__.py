"""Frameworks that checks map to: the titles and addresses of their controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Control:
    """One control, article or practice of a framework, in the publisher's own words."""

    id: str
    title: str
    url: str


@dataclass(frozen=True)
class Framework:
    """A framework at one version.

    Attributes:
        key: as references name it (`eu-dora` in `eu-dora:DORA-Art25`).
        licence: under which its publisher gives the titles, where it says so.
        note: what a reader must know of the ids or titles.
    """

    key: str
    name: str
    version: str
    url: str
    licence: str
    note: str
    controls: Mapping[str, Control]

    @property
    def edition(self) -> str:
        """Name and version, as a report cites it."""
        return f"{self.name} ({self.version})"


def framework_keys() -> tuple[str, ...]:
    """Keys of all frameworks that are shipped, in order."""
    return tuple(sorted(each.name.removesuffix(".yaml") for each in files(__name__).iterdir() if each.name.endswith(".yaml")))


@cache
def framework(key: str) -> Framework | None:
    """The framework of this key, read when it is first asked for."""
    if key not in framework_keys():
        return None
    document = yaml.load(files(__name__).joinpath(f"{key}.yaml").read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - both loaders are safe ones
    head = document["framework"]
    return Framework(
        key=key,
        name=head["name"],
        version=head["version"],
        url=head["url"],
        licence=head.get("licence", ""),
        note=head.get("note", ""),
        controls={each["id"]: Control(each["id"], each["title"], each["url"]) for each in document["items"]},
    )


def control(reference: str) -> Control | None:
    """The control that a reference `<framework key>:<id>` names; None when nothing of that name is shipped."""
    key, _, id_ = reference.partition(":")
    found = framework(key)
    return found.controls.get(id_) if found else None


def title_of(reference: str) -> str | None:
    """The title of the control that a reference names; None when nothing of that name is shipped."""
    found = control(reference)
    return found.title if found else None
