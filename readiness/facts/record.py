"""What a fact is: a frozen record of what was observed, with its origin and what could not be read."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PlainSerializer, TypeAdapter

Names = Annotated[frozenset[str], PlainSerializer(sorted, return_type=list[str], when_used="json")]
"""A set of names, written in their order: a set has none of its own, and the same facts must give the same bytes."""


class Model(BaseModel):
    """A strict, frozen record: unknown keys are refused."""

    # Most runs meet few of the types: each is built when the first of it is made.
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings", defer_build=True)

    def model_post_init(self, context: Any, /) -> None:  # noqa: ARG002 - as pydantic calls it
        """Let go of the set of fields that were given: nobody asks, and it takes as much memory as the values."""
        object.__setattr__(self, "__pydantic_fields_set__", _NOT_KEPT)


_NOT_KEPT: set[str] = set()
"""Stands for the given fields of every record. Copies get a set of their own."""


class Environment(StrEnum):
    """Where a resource lives. `shared` counts in every environment, `sample` in none."""

    PRODUCTION = "production"
    STAGING = "staging"
    DEVELOPMENT = "development"
    SHARED = "shared"
    UNCLASSIFIED = "unclassified"
    SAMPLE = "sample"


class GapReason(StrEnum):
    """Why something could not be read."""

    DENIED = "denied"
    THROTTLED = "throttled"
    TIMED_OUT = "timed out"
    UNSUPPORTED = "unsupported"
    UNPARSEABLE = "unparseable"
    TEMPLATED = "templated"
    TOO_LARGE = "too large"
    AMBIGUOUS = "ambiguous"
    FAILED = "failed"
    NOT_COLLECTED = "not collected"
    UNRESOLVED = "not told by the files"
    NOT_IN_FILES = "not in files"
    STALE = "too old"


class Origin(Model):
    """Where a fact was seen, so that a reader can go and look.

    Attributes:
        place: key of the place the collector read (`folder:.`).
        file: path relative to the target's root, with forward slashes.
        line: 1-based line in that file.
        call: the API call, for facts that no file holds.
    """

    place: str
    file: str | None = None
    line: int | None = None
    call: str | None = None

    def at(self, line: int | None) -> Origin:
        """The same origin at another line."""
        return self.model_copy(update={"line": line})

    def __str__(self) -> str:
        if self.file is None:
            return self.call or self.place
        return f"{self.file}:{self.line}" if self.line else self.file


class Unread(Model):
    """One field that could not be read, and what would let us read it."""

    reason: GapReason
    detail: str = ""
    right: str = ""


class UnreadFieldError(Exception):
    """A check read a field that the collector could not; the engine turns it into `unknown`."""

    def __init__(self, fact: Fact, field: str, unread: Unread) -> None:
        super().__init__(f"{field} of {fact.resource} could not be read: {unread.reason}")
        self.fact, self.field, self.unread = fact, field, unread


class Fact(Model):
    """A typed observation, in the platform's own words, without judgement.

    A field that could not be read is left out and listed in `unread`; reading it raises
    `UnreadFieldError`. An optional field that is `None` was read and is empty.

    Attributes:
        resource: canonical id of what was observed, equal between runs and machines.
        origin: where it was seen.
        environment: where the resource lives.
        unread: fields that could not be read, by name.
    """

    model_config = ConfigDict(allow_inf_nan=False)

    by_name: ClassVar[dict[str, type[Fact]]] = {}
    by_presence: ClassVar[bool] = False
    """Checks only ask whether there is any: once one was seen, a gap can hide nothing that matters."""
    brings_into_scope: ClassVar[bool] = False
    """It only tells what belongs to the workload: a failure that was found stands, whatever more a gap hides."""

    resource: str
    origin: Origin
    environment: Environment = Environment.UNCLASSIFIED
    unread: dict[str, Unread] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.by_name[cls.__name__] = cls

    def __init__(self, **data: Any) -> None:
        unread = data.get("unread")
        if not unread:
            super().__init__(**data)
            return
        known = {name: value for name, value in data.items() if name not in unread}
        partial = _construct_without(type(self), known, frozenset(unread))
        for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__"):
            object.__setattr__(self, slot, getattr(partial, slot))

    if not TYPE_CHECKING:  # hidden from type checkers, so that a misspelt field is still caught

        def __getattr__(self, name: str) -> Any:
            unread = self.__dict__.get("unread") or {}
            if name in unread:
                raise UnreadFieldError(self, name, unread[name])
            return super().__getattr__(name)

    def unknown(self, field: str, reason: GapReason, detail: str = "", right: str = "") -> Self:
        """A copy of this fact in which `field` could not be read."""
        values = {name: self.__dict__[name] for name in type(self).model_fields if name in self.__dict__}
        values.pop(field, None)
        values["unread"] = {**self.unread, field: Unread(reason=reason, detail=detail, right=right)}
        return type(self)(**values)


@cache
def _adapter(cls: type[Fact], field: str) -> TypeAdapter[Any]:
    return TypeAdapter[Any](cls.model_fields[field].annotation)  # type: ignore[arg-type] # pydantic fills it for every field


def _construct_without(cls: type[Fact], values: dict[str, Any], unread: frozenset[str]) -> Fact:
    for name in unread | values.keys():
        if name not in cls.model_fields:
            raise ValueError(f"{cls.__name__} has no field {name!r}")
        if name in unread and name in Fact.model_fields:
            raise ValueError(f"{cls.__name__}: {name!r} can't be unread: it tells what the fact is")
    for name, field in cls.model_fields.items():
        if field.is_required() and name not in values and name not in unread:
            raise ValueError(f"{cls.__name__} needs {name!r}")
    fact = cls.model_construct(**{name: _adapter(cls, name).validate_python(value) for name, value in values.items()})
    for name in unread:
        fact.__dict__.pop(name, None)
    return fact


class Gap(Model):
    """Facts that could not be read, at a place.

    Attributes:
        place: key of the place.
        facts: names of the fact types this may hide; empty when it can hide none that is judged.
        reason: why, as a word.
        detail: why, in a sentence, as the platform or the parser said it.
        right: the right or the act that would close the gap.
        file, line: where, when the gap is one file.
        environment: where the hidden facts would live.
    """

    place: str
    facts: tuple[str, ...]
    reason: GapReason
    detail: str = ""
    right: str = ""
    file: str | None = None
    line: int | None = None
    environment: Environment = Environment.UNCLASSIFIED
