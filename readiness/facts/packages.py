"""Libraries that a project installs, as far as they reach models."""

from __future__ import annotations

from typing import Literal

from readiness.facts.record import Fact, Model


class Requirement(Model):
    """One library that is asked for.

    Attributes:
        wanted: versions, as written (`>=1.40`, `^4.2.0`); empty for any.
        exact: one version alone can be installed.
    """

    name: str
    wanted: str = ""
    exact: bool = False
    line: int | None = None


class PackageList(Fact):
    """A file that lists what a project installs, with those libraries in it that reach models or agents' tools.

    Attributes:
        ecosystem: `python` or `npm`.
        locked_by: the file beside it, or above it, that fixes the version of everything; empty without one.
        deployed: it is installed to run a service: a list of requirements, a private npm package, or a Dockerfile stands beside it. A
            library's versions are chosen by who installs it.
    """

    ecosystem: Literal["python", "npm"]
    libraries: tuple[Requirement, ...]
    locked_by: str = ""
    deployed: bool = True
