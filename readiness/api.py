"""All that a check may import, besides facts: `@check` and the verdicts."""

from __future__ import annotations

import inspect
import math
import re
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from readiness.facts import Fact, Origin
from readiness.facts.attestation import Attestation, latest_answer


class Severity(StrEnum):
    """How much a failure hurts."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Effort(StrEnum):
    """How long the remedy takes one person: up to an hour, a day's part, days."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


class Certainty(StrEnum):
    """How sure a check may be of its verdicts.

    `certain`: the fact read is the control itself. `likely`: it reads signs that seldom deceive, such as commands, or
    labels that people chose. `heuristic`: it guesses, for instance from names; never more than medium in severity.
    """

    CERTAIN = "certain"
    LIKELY = "likely"
    HEURISTIC = "heuristic"


HEURISTIC_MOST = Severity.MEDIUM
"""The highest severity of a check that guesses."""


def too_severe(certainty: Certainty, severity: Severity) -> bool:
    """Whether a check of this certainty must not have that severity."""
    order = list(Severity)
    return certainty is Certainty.HEURISTIC and order.index(severity) < order.index(HEURISTIC_MOST)


class Status(StrEnum):
    """What a check says of a resource."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"
    ERROR = "error"


Evidence = str | int | float | bool | None | list[str]


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes:
        message: the problem (or the reason) in a few words, without identifiers; empty for a pass.
        evidence: names and values a reader can verify.
        about: the fact it is about, when that is not the check's subject.
        at: the exact place, when it is not the fact's own.
        right: for an unknown, what to grant or provide.
        certainty: how sure this verdict is, where that is less than its check's.
    """

    status: Status
    message: str = ""
    evidence: dict[str, Evidence] = field(default_factory=dict)
    about: Fact | None = None
    at: Origin | None = None
    right: str = ""
    certainty: Certainty = Certainty.CERTAIN


def passed(*, about: Fact | None = None, at: Origin | None = None, **evidence: Any) -> Verdict:
    """The good state holds."""
    return Verdict(Status.PASS, "", _plain(evidence), about, at)


def failed(
    message: str, *, about: Fact | None = None, at: Origin | None = None, certainty: Certainty = Certainty.CERTAIN, **evidence: Any
) -> Verdict:
    """The good state does not hold; `message` is the problem as a finding's title.

    A check that is certain says `certainty=Certainty.LIKELY` of a failure that only signs tell; a guess takes a check of its own.
    """
    if certainty is Certainty.HEURISTIC:
        raise ValueError("guesses are a check's own certainty: they are never more than medium")
    return Verdict(Status.FAIL, message, _plain(evidence), about, at, certainty=certainty)


def unknown(message: str, *, about: Fact | None = None, at: Origin | None = None, right: str = "", **evidence: Any) -> Verdict:
    """It can't be told; `message` says why, and `right` what to grant where a fact knows (`fact.unread[field].right`)."""
    return Verdict(Status.UNKNOWN, message, _plain(evidence), about, at, right)


def not_applicable(message: str, *, about: Fact | None = None, **evidence: Any) -> Verdict:
    """The question does not arise; `message` says why."""
    return Verdict(Status.NOT_APPLICABLE, message, _plain(evidence), about)


def attested(answers: Iterable[Attestation], check: str, today: date, max_age_days: int, *, denied: str, outdated: str = "") -> Verdict:
    """The verdict of a check that a person answers.

    Args:
        answers: all attestations.
        check: id of the check that is answered.
        today: the snapshot's date.
        max_age_days: how long an answer holds that names no expiry of its own.
        denied: the problem when the answer is no.
        outdated: the problem when the answer is too old, where the control is that something happened lately;
            without it an old answer is unknown.
    """
    answer = latest_answer(answers, check)
    if answer is None:
        return unknown("nobody attested")
    evidence: dict[str, Any] = {"owner": answer.owner, "answered": answer.answered, "evidence": answer.evidence}
    if answer.values:
        evidence["values"] = [f"{name}: {value}" for name, value in answer.values.items()]
    state = answer.state(today, max_age_days)
    if state == "current":
        return passed(at=answer.origin, **evidence)
    if state == "denied":
        return failed(denied, at=answer.origin, **evidence)
    if state == "outdated" and outdated:
        return failed(outdated, at=answer.origin, max_age_days=max_age_days, **evidence)
    return unknown(f"the attestation is {state}", at=answer.origin, max_age_days=max_age_days, **evidence)


def _plain(evidence: dict[str, Any]) -> dict[str, Evidence]:
    return {name: _value(value) for name, value in evidence.items()}


def _value(value: Any) -> Evidence:
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value  # JSON knows no infinity
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [str(each) for each in value]
    return str(value)


CheckFunction = Callable[..., Verdict | list[Verdict]]


@dataclass(frozen=True)
class Check:
    """A check as the engine sees it; `function` stays the plain function its author wrote.

    Attributes:
        title: the control: the good state, in at most 60 characters.
        why: why it matters; its first sentence is the consequence for the business.
        fix: what to do; its first line is the action.
        subject: called once for each fact of this type, or once for the whole system when None.
        context: parameter to fact types, given whole.
        wants_today: parameter that receives the snapshot's date.
        settings: parameter to default.
        many: it may answer with several verdicts for one subject.
        since: release in which it first counted; newer than the configured `checks_version` means preview.
        aggregate: `any` for an existence control (a failure then costs all, whatever the severity).
        question: what to ask a person; set for checks that attestations answer.
        certainty: how sure its verdicts are.
        contradicted_by: checks whose failure, where none of them passes, shows that a yes to the question is not so.
    """

    id: str
    pillar: str
    severity: Severity
    effort: Effort
    function: CheckFunction
    title: str
    why: str
    fix: str
    maps: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    since: str = "0.1"
    aggregate: str = ""
    question: str = ""
    certainty: Certainty = Certainty.CERTAIN
    contradicted_by: tuple[str, ...] = ()
    subject_name: str = ""
    subject: type[Fact] | None = None
    context: dict[str, tuple[type[Fact], ...]] = field(default_factory=dict)
    wants_today: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    many: bool = False

    @property
    def needs(self) -> frozenset[type[Fact]]:
        """Fact types it reads."""
        return self.beside | ({self.subject} if self.subject else frozenset())

    @property
    def beside(self) -> frozenset[type[Fact]]:
        """Fact types it reads whole."""
        return frozenset(kind for kinds in self.context.values() for kind in kinds)

    @property
    def action(self) -> str:
        """The first line of `fix`."""
        return self.fix.split("\n", 1)[0].strip()

    @property
    def consequence(self) -> str:
        """The first sentence of `why`."""
        return re.split(r"(?<=[.!?])\s", " ".join(self.why.split()), maxsplit=1)[0]


class CheckDefinitionError(Exception):
    """A check that can't be used as written; raised when its module is imported."""


_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


def check(
    id: str,
    *,
    severity: str,
    effort: str,
    maps: Iterable[str] = (),
    aliases: Iterable[str] = (),
    since: str = "0.1",
    aggregate: str = "",
    question: str = "",
    certainty: str = "certain",
    contradicted_by: Iterable[str] = (),
    pillar: str = "",
) -> Callable[[CheckFunction], CheckFunction]:
    """Declare a check. The docstring is its manual page, the signature its needs.

    Args:
        id: slug that says what it checks (`ai-gateway-authenticated`); never re-used.
        severity: `critical`, `high`, `medium` or `low`.
        effort: `minutes`, `hours` or `days`.
        maps: ids of framework controls.
        aliases: former ids.
        since: release in which it enters.
        aggregate: `any` when one good resource is enough.
        question: for checks answered by attestation: what to ask.
        certainty: `certain`, `likely` or `heuristic`.
        contradicted_by: for checks answered by attestation: ids of checks that a scan answers. Where one of these fails,
            and no resource of any of them passes, a yes is a failure that shows both.
        pillar: only for checks outside a pillar's folder.

    Raises:
        CheckDefinitionError: the docstring lacks title, `Why:` or `Fix:`, the signature can't be understood, or a heuristic
            check is more severe than medium.
    """

    def declare(function: CheckFunction) -> CheckFunction:
        if not _ID.fullmatch(id):
            raise CheckDefinitionError(f"{id}: an id is lower-case words joined by '-'")
        if aggregate not in ("", "any"):
            raise CheckDefinitionError(f"{id}: aggregate is 'any' or nothing")
        weight, sureness = _word(id, "severity", Severity, severity), _word(id, "certainty", Certainty, certainty)
        if too_severe(sureness, weight):
            raise CheckDefinitionError(f"{id}: a heuristic check is {HEURISTIC_MOST} at most, not {weight}")
        title, why, fix = _manual_page(id, function)
        hints = typing.get_type_hints(function)
        subject_name, subject, context, today, settings = _needs(id, function, hints)
        function.__readiness_check__ = Check(  # type: ignore[attr-defined] # the mark that the loader looks for
            id=id,
            pillar=pillar or _pillar_of(id, function),
            severity=weight,
            effort=_word(id, "effort", Effort, effort),
            function=function,
            title=title,
            why=why,
            fix=fix,
            maps=tuple(maps),
            aliases=tuple(aliases),
            since=since,
            aggregate=aggregate,
            question=question,
            certainty=sureness,
            contradicted_by=tuple(contradicted_by),
            subject_name=subject_name,
            subject=subject,
            context=context,
            wants_today=today,
            settings=settings,
            many=hints.get("return") is not Verdict,
        )
        return function

    return declare


Word = TypeVar("Word", bound=StrEnum)


def _word(id: str, what: str, words: type[Word], given: str) -> Word:
    try:
        return words(given)
    except ValueError as error:
        raise CheckDefinitionError(f"{id}: {what} is one of {', '.join(words)}") from error


def _pillar_of(id: str, function: CheckFunction) -> str:
    parts = function.__module__.split(".")
    if len(parts) < 2:
        raise CheckDefinitionError(f"{id}: name its pillar: @check(…, pillar='observability')")
    return parts[-2]


def _manual_page(id: str, function: CheckFunction) -> tuple[str, str, str]:
    text = inspect.getdoc(function) or ""
    match = re.fullmatch(r"(?P<title>[^\n]+)\n+Why:\s*(?P<why>.+?)\n+Fix:\s*(?P<fix>.+)", text, re.DOTALL)
    if match is None:
        raise CheckDefinitionError(f"{id}: the docstring needs a title line, 'Why:' and 'Fix:', in this order")
    return match["title"].strip().rstrip("."), match["why"].strip(), inspect.cleandoc(match["fix"]).strip()


def _needs(
    id: str, function: CheckFunction, hints: dict[str, Any]
) -> tuple[str, type[Fact] | None, dict[str, tuple[type[Fact], ...]], str, dict[str, Any]]:
    subject_name, subject = "", None
    context: dict[str, tuple[type[Fact], ...]] = {}
    today = ""
    settings: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints.get(name)
        whole = _given_whole(hint)
        has_default = parameter.default is not inspect.Parameter.empty
        one = _is_fact(hint)
        if has_default and not (one or whole):
            settings[name] = parameter.default
        elif one and subject is None and not has_default:
            subject_name, subject = name, hint
        elif whole and not has_default:
            context[name] = whole
        elif hint is date:
            today = name
        else:
            raise CheckDefinitionError(f"{id}: parameter {name!r} is neither a fact, a list of facts, a date nor a setting")
    if subject is None and not context:
        raise CheckDefinitionError(f"{id}: it reads no fact")
    return subject_name, subject, context, today, settings


def _given_whole(hint: Any) -> tuple[type[Fact], ...]:
    """The fact types of `list[A]` or `list[A | B]`; none where it is something else."""
    if typing.get_origin(hint) is not list:
        return ()
    (item,) = typing.get_args(hint)
    kinds = typing.get_args(item) if isinstance(item, types.UnionType) else (item,)
    return kinds if all(_is_fact(each) for each in kinds) else ()


def _is_fact(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Fact)
