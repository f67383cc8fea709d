"""Profiles: which checks apply to a system of a kind, how severe they are there, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from readiness.api import Check, Severity
from readiness.assessment import LEFT_OUT, Deviation, ProfileText
from readiness.errors import UserError
from readiness.facts import Model
from readiness.loader import named
from readiness.score import PILLAR_WEIGHTS, Rubric

STANDARD = "production"
"""The profile that is used unless another is chosen: it deviates in nothing."""


class LeftOut(Model):
    """Checks that are not asked.

    Attributes:
        checks: ids, pillars, or prefixes ending in `*`.
    """

    checks: tuple[str, ...]
    reason: str


class AskedAgain(Model):
    """Checks that a profile below leaves out and that are asked all the same."""

    checks: tuple[str, ...]
    reason: str


class OtherSeverity(Model):
    """Checks of another severity than the standard's; a heuristic one stays medium at most."""

    checks: tuple[str, ...]
    severity: Severity
    reason: str


class OtherWeight(Model):
    """Pillars of another weight than the standard's."""

    pillars: tuple[str, ...]
    weight: int
    reason: str


class Profile(Model):
    """A profile as it is written; each line has its reason.

    Attributes:
        title: a few words.
        purpose: what kind of system it is for.
        extends: the profile that it changes.
        skip: checks that are not asked.
        ask: checks that the profile below leaves out, asked again.
        severities, pillar_weights: other severities and weights; of two lines about one check, the later counts.
    """

    title: str = ""
    purpose: str = ""
    extends: str = STANDARD
    skip: tuple[LeftOut, ...] = ()
    ask: tuple[AskedAgain, ...] = ()
    severities: tuple[OtherSeverity, ...] = ()
    pillar_weights: tuple[OtherWeight, ...] = ()


class UnknownNameError(Exception):
    """A profile names what there is not.

    Attributes:
        path: keys that lead to the name, from the profile.
    """

    def __init__(self, path: tuple[str | int, ...], message: str, help: str = "") -> None:
        super().__init__(message)
        self.path, self.message, self.help = path, message, help


@dataclass
class Resolved:
    """What a profile comes to, with those that it extends.

    Attributes:
        lines: the deviation that each check or pillar follows; of two about one, the later is kept.
    """

    text: ProfileText
    left_out: dict[str, str] = field(default_factory=dict)
    severities: dict[str, tuple[Severity, str]] = field(default_factory=dict)
    weights: dict[str, tuple[int, str]] = field(default_factory=dict)

    def deviations(self, checks: Mapping[str, Check]) -> tuple[Deviation, ...]:
        """A line for each reason, with the checks that follow it."""
        return (*self._left_out(), *self._severities(checks), *self._weights())

    def _left_out(self) -> Iterable[Deviation]:
        for reason in dict.fromkeys(self.left_out.values()):
            ids = tuple(sorted(id for id, why in self.left_out.items() if why == reason))
            yield Deviation(what=LEFT_OUT, standard="asked", used="not asked", reason=reason, checks=ids)

    def _severities(self, checks: Mapping[str, Check]) -> Iterable[Deviation]:
        rubric = Rubric(severities={id: severity for id, (severity, _) in self.severities.items()})
        changed = {id: each for id, each in self.severities.items() if rubric.severity(checks[id]) is not checks[id].severity}
        for line in dict.fromkeys((reason, rubric.severity(checks[id])) for id, (_, reason) in changed.items()):
            ids = tuple(sorted(id for id, (_, reason) in changed.items() if (reason, rubric.severity(checks[id])) == line))
            usual = [each for each in Severity if any(checks[id].severity is each for id in ids)]
            yield Deviation(what="severity", standard=", ".join(usual), used=line[1], reason=line[0], checks=ids)

    def _weights(self) -> Iterable[Deviation]:
        for pillar, (weight, reason) in self.weights.items():
            if weight != PILLAR_WEIGHTS.get(pillar):
                yield Deviation(
                    what=f"weight of pillar {pillar}", standard=str(PILLAR_WEIGHTS.get(pillar, 0)), used=str(weight), reason=reason
                )


@cache
def shipped() -> dict[str, Profile]:
    """The profiles that come with the product, by name."""
    found = sorted(each.name for each in files(__name__).iterdir() if each.name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): Profile.model_validate(_document(name)) for name in found}


def _document(name: str) -> Any:
    return yaml.safe_load(files(__name__).joinpath(name).read_text(encoding="utf-8"))


def resolve(name: str, own: Mapping[str, Profile], checks: Mapping[str, Check]) -> Resolved:
    """A profile with all that it extends, its names verified.

    Args:
        name: of a shipped profile, or of one of the configuration's own.
        own: the configuration's.
        checks: every check that can be had.

    Raises:
        UnknownNameError: a profile, a check or a pillar does not exist, or a profile extends itself.
    """
    known = {**shipped(), **own}
    chain = _chain(name, known)
    resolved = Resolved(
        ProfileText(
            name=name,
            title=known[name].title or name.replace("_", " ").replace("-", " ").capitalize(),
            purpose=known[name].purpose,
            extends=tuple(each for each in chain[:-1] if each != STANDARD),
        )
    )
    for each in chain:
        _add(resolved, each, known[each], checks)
    return resolved


def _chain(name: str, known: Mapping[str, Profile]) -> list[str]:
    """From the standard to the named one."""
    chain = [name]
    while chain[0] != STANDARD:
        below = known[chain[0]].extends
        path = ("profiles", chain[0], "extends")
        if below not in known:
            raise UnknownNameError(path, f"unknown profile {below!r}", f"one of: {', '.join(known)}")
        if below in chain:
            raise UnknownNameError(path, f"profile {chain[0]!r} extends itself", f"extend one of: {', '.join(shipped())}")
        chain.insert(0, below)
    return chain


def _add(resolved: Resolved, name: str, profile: Profile, checks: Mapping[str, Check]) -> None:
    def ids(kind: str, number: int, names: Iterable[str]) -> list[str]:
        found = []
        for place, each in enumerate(names):
            try:
                found += sorted(named(dict(checks), each))
            except UserError as error:
                raise UnknownNameError(("profiles", name, kind, number, "checks", place), error.message, error.help) from None
        return found

    for number, left_out in enumerate(profile.skip):
        for id in ids("skip", number, left_out.checks):
            resolved.left_out[id] = left_out.reason
    for number, again in enumerate(profile.ask):
        for id in ids("ask", number, again.checks):
            resolved.left_out.pop(id, None)
    for number, other in enumerate(profile.severities):
        for id in ids("severities", number, other.checks):
            resolved.severities[id] = other.severity, other.reason
    for number, heavier in enumerate(profile.pillar_weights):
        for place, pillar in enumerate(heavier.pillars):
            if pillar not in PILLAR_WEIGHTS:
                path = ("profiles", name, "pillar_weights", number, "pillars", place)
                raise UnknownNameError(path, f"unknown pillar {pillar!r}", f"one of: {', '.join(PILLAR_WEIGHTS)}")
            resolved.weights[pillar] = heavier.weight, heavier.reason
