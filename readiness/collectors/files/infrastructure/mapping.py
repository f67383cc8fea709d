"""How resources become facts: one function for each type, which reads attributes through a view that knows what is not told."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar

from readiness.collectors import Place
from readiness.collectors.aws.reading import labels_of
from readiness.collectors.files.infrastructure.stacks import Resource, Stack, blocks, written
from readiness.collectors.files.infrastructure.values import Ref, Text, Unresolved, refs_in, unresolved_in
from readiness.collectors.files.infrastructure.values import written as written_out
from readiness.facts import Environment, Fact, GapReason, Origin, Unread
from readiness.facts.aws.account import AwsReference

F = TypeVar("F", bound=Fact)

NO_REGION = "unresolved-region"
"""Stands where the files don't say in which region something is made."""
RUNNING_ONLY = Unread(reason=GapReason.NOT_IN_FILES, detail="only the running account tells")
"""A field that no file can tell."""
ARN_ATTRIBUTES = re.compile(r"(^|_|\.)arns?$")
ARN_ENDINGS = ("arn_suffix", "load_balancer_full_name", "target_group_full_name")
"""What CloudWatch calls load balancers and target groups by."""
NAME_ATTRIBUTES = re.compile(r"(^|_)(id|name|identifier|bucket|url)$")


@dataclass(frozen=True)
class Identity:
    """How a type's resources are named.

    Attributes:
        name: the attribute that holds the name; empty where AWS gives one.
        arn: the ARN, with `{region}` and `{name}`.
    """

    name: str
    arn: str


IDENTITIES: dict[str, Identity] = {}
Map = Callable[["View"], Iterator[Fact]]


@dataclass(frozen=True)
class Mapper:
    """What reads the resources of one type.

    Attributes:
        gives: fact types that a resource of the type may tell of.
        own: it belongs to the AI workload wherever it stands, so that a stack with it has one.
    """

    resource: str
    gives: frozenset[type[Fact]]
    read: Map
    own: bool = False


MAPPERS: dict[str, Mapper] = {}


def identify(resource: str, name: str, arn: str) -> None:
    """Declare how resources of a type are named, so that others can refer to them."""
    IDENTITIES[resource] = Identity(name, arn)


def maps(resource: str, *, gives: tuple[type[Fact], ...], name: str = "", arn: str = "", own: bool = False) -> Callable[[Map], Map]:
    """Declare what a resource type becomes."""

    def declare(read: Map) -> Map:
        MAPPERS[resource] = Mapper(resource, frozenset(gives), read, own)
        if arn:
            identify(resource, name, arn)
        return read

    return declare


@cache
def load_mappers() -> dict[str, Mapper]:
    """Every mapper, by resource type; importing a module of the package `services` declares its mappers."""
    from readiness.collectors.files.infrastructure import services

    for module in pkgutil.iter_modules(services.__path__):
        importlib.import_module(f"{services.__name__}.{module.name}")
    return dict(sorted(MAPPERS.items()))


@dataclass(frozen=True)
class View:
    """A resource as a mapper sees it.

    Attributes:
        place: the folder.
    """

    resource: Resource
    stack: Stack
    place: Place

    def of(self, resource: Resource) -> View:
        """The same view of another resource of the stack."""
        return View(resource, self.stack, self.place)

    # What it is called

    @property
    def name(self) -> str:
        """Its name; its address where that is not told."""
        return name_of(self.stack, self.resource)

    @property
    def arn(self) -> str:
        """How facts call it."""
        return arn_of(self.stack, self.resource)

    @property
    def region(self) -> str:
        """Where it is made."""
        return self.stack.region if isinstance(self.stack.region, str) and self.stack.region else NO_REGION

    # What it says

    def raw(self, path: str) -> Any:
        """What is written under a dotted path, references to written attributes followed; None when nothing is."""
        return self.stack.followed(self.stack.follow(written(self.resource.values, path)))

    def blocks(self, path: str) -> list[dict[str, Any]] | Unread:
        """The nested blocks of a name."""
        value = self.raw(path)
        return unread(value) if isinstance(value, Unresolved) else [self.stack.followed(each) for each in blocks(value)]

    def has(self, path: str) -> bool | Unread:
        """Whether something is written there."""
        value = self.raw(path)
        return unread(value) if isinstance(value, Unresolved) else value not in (None, "", [], {})

    def text(self, path: str, default: str = "") -> Any:
        """A text, references written out as ARN or name; unread when a part is not told."""
        return self.text_of(self.raw(path), default)

    def text_of(self, value: Any, default: str = "") -> Any:
        """The same of a value."""
        if value is None:
            return default
        shown = shown_text(self.stack, value)
        return unread(shown) if isinstance(shown, Unresolved) else shown

    def flag(self, path: str, *, default: bool = False) -> Any:
        """A boolean."""
        value = self.raw(path)
        if value is None:
            return default
        known = {"true": True, "false": False}.get(str(value).lower()) if isinstance(value, bool | str) else None
        return known if known is not None else unread(value)

    def number(self, path: str, default: int | None = None) -> Any:
        """A whole number."""
        value = self.raw(path)
        if value is None:
            return default
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value):
            return int(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return int(value)
        return unread(value)

    def texts(self, path: str) -> Any:
        """The texts of a list; unread when one is not told."""
        value = self.raw(path)
        if value is None:
            return ()
        found = [self.text_of(each) for each in (value if isinstance(value, list) else [value])]
        return next((each for each in found if isinstance(each, Unread)), tuple(found))

    @cached_property
    def tags(self) -> dict[str, str]:
        """Its tags as far as they are told, with those that every resource of the stack gets."""
        own = self.raw("tags")
        told = {**self.stack.tags, **(own if isinstance(own, dict) else {})}
        return {key: value for key, value in told.items() if isinstance(value, str)}

    @property
    def tag_names(self) -> Any:
        """Names of its tags; unread where some are not told and none is."""
        own = self.raw("tags") if self.raw("tags") is not None else self.raw("tags_all")
        names = tuple(sorted({*self.stack.tags, *(own if isinstance(own, dict) else {})}))
        hidden = own is not None and not isinstance(own, dict | list)
        return unread(own) if not names and (hidden or not self.stack.tags_told) else names

    def arns(self, value: Any) -> Any:
        """What the items of a list of ARNs name, other resources of the files included; unread when one is not told."""
        found: list[str] = []
        for each in value if isinstance(value, list) else [] if value is None else [value]:
            target = self.stack.find(each.address) if isinstance(each, Ref) else None
            told = arn_of(self.stack, target) if target is not None and target.type in IDENTITIES else self.text_of(each)
            if isinstance(told, Unread):
                return told
            found.append(told)
        return tuple(found)

    def linked(self, kind: str, attribute: str) -> list[View] | Unread:
        """Resources of a type whose attribute means this one."""
        found = self.stack.linked(kind, attribute, self.resource, (self.name, self.arn))
        return unread(found) if isinstance(found, Unresolved) else [self.of(each) for each in found]

    def target(self, path: str) -> View | None:
        """The resource that an attribute refers to."""
        for ref in refs_in(written(self.resource.values, path)):
            if (found := self.stack.find(ref.address)) is not None:
                return self.of(found)
        return None

    # What it becomes

    @property
    def environment(self) -> Environment:
        """Where it lives: tags, name, the values it is applied with, then the folder."""
        by_file = self.place.classifier.of_path(self.resource.path)
        if by_file is Environment.SAMPLE:
            return by_file
        names = (self.name,) if self.name != self.resource.address else ()
        told = self.place.classifier.of(path=self.stack.path, labels=labels_of(self.tags), names=names)
        return told if told is not Environment.UNCLASSIFIED else by_file

    @property
    def origin(self) -> Origin:
        """Where it is declared."""
        return Origin(place=self.place.key, file=self.resource.path, line=self.resource.line)

    def fact(self, what: type[F], resource: str = "", /, **fields: Any) -> F:
        """A fact of this resource; fields that are `Unread` are listed as such."""
        hidden = {name: value for name, value in fields.items() if isinstance(value, Unread)}
        told = {name: value for name, value in fields.items() if name not in hidden}
        return what(resource=resource or self.arn, origin=self.origin, environment=self.environment, unread=hidden, **told)

    def uses(self, *paths: tuple[str, str]) -> Iterator[AwsReference]:
        """References to all that attributes (path and role) name."""
        for path, role in paths:
            yield from self.uses_value(self.raw_with_refs(path), role)

    def raw_with_refs(self, path: str) -> Any:
        """What is written under a dotted path, as written."""
        return written(self.resource.values, path)

    def uses_value(self, value: Any, role: str) -> Iterator[AwsReference]:
        """References to all that a value names."""
        for used in dict.fromkeys(self.named(value)):
            yield self.fact(AwsReference, f"{self.arn} {role} {used}", user=self.arn, used=used, role=role)

    def named(self, value: Any) -> Iterator[str]:
        """ARNs of the resources that a value refers to, and texts as they are written."""
        for ref in refs_in(value):
            target = self.stack.find(ref.address)
            if target is not None and target.type in IDENTITIES:
                yield arn_of(self.stack, target)
        for each in value if isinstance(value, list) else [value]:
            shown = self.stack.followed(each)
            if isinstance(shown, str) and shown:
                yield shown


def unread(value: Any) -> Unread:
    """What a value that is not told leaves of a field."""
    told = unresolved_in(value)
    if told is None and (ref := next(refs_in(value), None)) is not None:
        return Unread(reason=GapReason.UNRESOLVED, detail=f"{ref} is known after it is applied")
    return Unread(reason=GapReason.UNRESOLVED, detail=told.why if told else "it is written in a form that was not understood")


def name_of(stack: Stack, resource: Resource) -> str:
    """A resource's name; its address where that is not told."""
    identity = IDENTITIES.get(resource.type)
    given = stack.followed(written(resource.values, identity.name)) if identity and identity.name else None
    if isinstance(given, str) and given:
        return given
    shown = shown_text(stack, given) if isinstance(given, Text) else None
    return shown if isinstance(shown, str) else resource.address


def arn_of(stack: Stack, resource: Resource) -> str:
    """How facts call a resource: an ARN without account, as that is not known before it is applied."""
    identity = IDENTITIES.get(resource.type)
    if identity is None:
        return resource.address
    region = stack.region if isinstance(stack.region, str) and stack.region else NO_REGION
    return identity.arn.format(region=region, name=name_of(stack, resource))


def shown_text(stack: Stack, value: Any) -> str | Unresolved:
    """A value as text, with references as ARN or name, and what only AWS knows as `${…}`."""
    value = stack.followed(value)
    match value:
        case str() | bool() | int() | float():
            return written_out(value)
        case Unresolved():
            return value
        case Ref():
            return _shown_ref(stack, value)
        case Text():
            return _shown_parts(stack, value)
    return Unresolved("a collection stands where a text is expected", tuple(refs_in(value)))


def _shown_parts(stack: Stack, value: Text) -> str | Unresolved:
    parts: list[str] = []
    for part in value.parts:
        shown = part if isinstance(part, str) else _shown_ref(stack, part) if isinstance(part, Ref) else part
        if isinstance(shown, Unresolved):
            return shown
        parts.append(shown)
    return "".join(parts)


_DATA = {"data.aws_region": ("name", "id", "region"), "data.aws_partition": ("partition",)}


def _shown_ref(stack: Stack, ref: Ref) -> str | Unresolved:  # noqa: PLR0911 - a table of what a reference may mean
    target = stack.find(ref.address)
    if target is None:
        return Unresolved(f"{ref.address} is not among the files")
    if target.type == "data.aws_partition" and ref.attribute == "partition":
        return "aws"
    if target.type == "data.aws_region" and isinstance(stack.region, str) and stack.region:
        return stack.region
    if target.type == "data.aws_bedrock_foundation_model" and isinstance(model := stack.followed(target.values.get("model_id")), str):
        region = stack.region if isinstance(stack.region, str) and stack.region else NO_REGION
        return f"arn:aws:bedrock:{region}::foundation-model/{model}" if ref.attribute == "model_arn" else model
    if target.type in IDENTITIES:
        if ref.attribute in ARN_ENDINGS:
            return re.split(r":(?:loadbalancer/)?", arn_of(stack, target))[-1]
        if ARN_ATTRIBUTES.search(ref.attribute) or not ref.attribute:
            return arn_of(stack, target)
        if NAME_ATTRIBUTES.search(ref.attribute) or ref.attribute == IDENTITIES[target.type].name:
            return name_of(stack, target)
    return f"${{{ref}}}"
