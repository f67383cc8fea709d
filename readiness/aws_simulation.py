"""Which of the declared rights an AWS identity lacks, asked of IAM's policy simulator before anything is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.api import Check
from readiness.collectors import Place, load_collectors
from readiness.collectors.aws.access import AwsAccess
from readiness.collectors.aws.errors import CallError, code_of, explain
from readiness.collectors.aws.reading import GLOBAL_REGION
from readiness.collectors.aws.rights import action_of
from readiness.facts import Model
from readiness.permissions import aws_rights

SIMULATE = "iam.simulate_principal_policy"
ROLE = "iam.get_role"
CALLS = (ROLE, SIMULATE)
"""Everything that is asked here; both only read."""

BATCH = 100
REGION_KEY = "aws:requestedregion"
NEEDS_NO_RIGHT = frozenset({"sts:GetCallerIdentity"})
"""AWS answers it even where a policy denies it (API reference of STS)."""

COVERS = (
    "identity policies, permissions boundaries and service control policies, for all resources; "
    "not session, resource or resource control policies"
)
"""What a simulation evaluates (API reference of IAM, SimulatePrincipalPolicy)."""

IDENTITY = re.compile(r"arn:(?P<partition>[^:]+):(?:iam|sts)::(?P<account>\d{12}):(?P<kind>[a-z-]+)(?:/(?P<name>.+))?")


class Right(Model):
    """A right that is missing, or of which it can't be told.

    Attributes:
        right: the IAM action.
        why: what refuses it, or why it can't be told.
        checks: ids of the checks that may stay undecided without it.
        scope: ids of further checks, for which it only helps to tell what belongs to the workload.
    """

    right: str
    why: str
    checks: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()


class Rights(Model):
    """What is known of an identity's rights before a scan.

    Attributes:
        account: twelve digits.
        identity: ARN of who would read; empty for an account that can't be reached.
        needed: how many rights the checks need.
        simulated: whether IAM could be asked.
        detail: why it could not, or what the answer covers.
        right: what would let IAM be asked.
        missing: rights that are refused.
        untold: rights whose decision depends on what is only known when the call is made.
    """

    account: str
    identity: str
    needed: int
    simulated: bool
    detail: str
    right: str = ""
    missing: tuple[Right, ...] = ()
    untold: tuple[Right, ...] = ()

    @property
    def undecided(self) -> tuple[str, ...]:
        """Ids of the checks that may stay undecided for a missing right."""
        return tuple(sorted({id for each in self.missing for id in each.checks}))

    @property
    def unscoped(self) -> tuple[str, ...]:
        """Ids of the further checks for which a missing right may hide what belongs to the workload."""
        return tuple(sorted({id for each in self.missing for id in each.scope} - set(self.undecided)))

    @property
    def complete(self) -> bool:
        """Whether every right is known to be there."""
        return self.simulated and not self.missing and not self.untold


def rights_of(account: Place, checks: Iterable[Check]) -> Rights:
    """What the identity lacks of the rights that the checks need.

    Args:
        account: place of the account, with its access, the regions that would be read and who would read them.
        checks: what would be asked.

    Raises:
        UserError: the credentials ended.
    """
    checks, identity = list(checks), str(account.settings.get("identity", ""))
    needed = sorted(aws_rights(checks) - NEEDS_NO_RIGHT)
    if account.closed is not None:
        return Rights(account=account.name, identity="", needed=len(needed), simulated=False, detail=account.closed.trouble.detail)
    try:
        simulator = _Simulator(account.access, _principal(account.access, identity))
        decisions = simulator.decisions(needed, tuple(account.settings.get("regions", ())))
    except CallError as error:
        return Rights(account=account.name, identity=identity, needed=len(needed), simulated=False, **_not_asked(error))
    except _NoPolicyError as error:
        return Rights(account=account.name, identity=identity, needed=len(needed), simulated=False, detail=str(error))
    users = _users(checks)

    def told(wanted: type[_Refused | _Depends]) -> tuple[Right, ...]:
        return tuple(
            Right(right=right, why=each.why, **users.get(right, {})) for right, each in decisions.items() if isinstance(each, wanted)
        )

    return Rights(
        account=account.name,
        identity=identity,
        needed=len(needed),
        simulated=True,
        detail=COVERS,
        missing=told(_Refused),
        untold=told(_Depends),
    )


class _NoPolicyError(Exception):
    """The identity is of a kind whose policies IAM can't simulate."""


def _not_asked(error: CallError) -> dict[str, str]:
    if code_of(error.error) == "NoSuchEntity":
        return {"detail": "IAM does not find the role: its path can't be told without iam:GetRole", "right": action_of(ROLE)}
    trouble = explain(error)
    return {"detail": trouble.detail, "right": trouble.right}


def _principal(access: AwsAccess, identity: str) -> str:
    """The user or role whose policies hold for the identity. A session's ARN leaves out the role's path, so the role is asked for.

    Raises:
        CallError: IAM can't be asked.
        _NoPolicyError: there is no such user or role.
    """
    found = IDENTITY.fullmatch(identity)
    match found and found["kind"]:
        case "user" | "role":
            return identity
        case "assumed-role" if found and found["name"]:
            name = found["name"].partition("/")[0]
            try:
                return str(_ask(access, ROLE, RoleName=name)["Role"]["Arn"])
            except CallError as error:
                explain(error)  # credentials that ended are told at once
                return f"arn:{found['partition']}:iam::{found['account']}:role/{name}"
        case "root":
            raise _NoPolicyError("the policies that bind the root user can't be simulated")
        case _:
            raise _NoPolicyError("only users and roles can be simulated")


def _ask(access: AwsAccess, call: str, **parameters: Any) -> dict[str, Any]:
    service, _, operation = call.partition(".")
    try:
        return access.call(service, operation, GLOBAL_REGION, **parameters)
    except Exception as error:
        raise CallError(call, error) from error


# Decisions


@dataclass(frozen=True)
class _Refused:
    why: str


@dataclass(frozen=True)
class _Depends:
    why: str


_Decision = _Refused | _Depends | None
"""None: allowed."""


def _kinds_of_places() -> dict[str, frozenset[str]]:
    """Right to the kinds of places at which it is used."""
    kinds: dict[str, frozenset[str]] = {}
    for collector in load_collectors().values():
        for right in collector.rights:
            kinds[right] = kinds.get(right, frozenset()) | {collector.kind}
    return kinds


@dataclass
class _Simulator:
    """Asks how IAM would decide.

    Attributes:
        principal: ARN of a user or role.
        kinds: right to the kinds of places at which it is used.
    """

    access: AwsAccess
    principal: str
    kinds: Mapping[str, frozenset[str]] = field(default_factory=_kinds_of_places)

    def decisions(self, rights: Iterable[str], regions: tuple[str, ...]) -> dict[str, _Decision]:
        """How each right would be decided; where policies look at the region, in each one in which it would be used."""
        rights = list(rights)
        results = self._results(rights)
        decided = {right: _decision(results.get(right.lower())) for right in rights}
        regional = [right for right in rights if REGION_KEY in _lacking(results.get(right.lower()) or {})]
        inside: dict[str, list[tuple[str, _Decision]]] = {right: [] for right in regional}
        for region in sorted({GLOBAL_REGION, *regions} if regional else ()):
            used = [each for each in regional if region in self._where(each, regions)]
            results = self._results(used, region)
            for right in used:
                inside[right].append((region, _decision(results.get(right.lower()))))
        return {**decided, **{right: _worst(answers) for right, answers in inside.items()}}

    def _where(self, right: str, regions: tuple[str, ...]) -> frozenset[str]:
        kinds = self.kinds.get(right, frozenset())
        return frozenset(regions if kinds == {"aws-region"} else (*regions, GLOBAL_REGION) if "aws-region" in kinds else (GLOBAL_REGION,))

    def _results(self, rights: list[str], region: str = "") -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(rights), BATCH):
            for each in self._batch(rights[start : start + BATCH], region):
                found[str(each["EvalActionName"]).lower()] = each
        return found

    def _batch(self, rights: list[str], region: str) -> Iterator[dict[str, Any]]:
        """Results of some rights. An action that IAM does not know refuses them all, so it is looked for by halves."""
        key = {"ContextKeyName": "aws:RequestedRegion", "ContextKeyValues": [region], "ContextKeyType": "string"}
        more = {"ContextEntries": [key]} if region else {}
        service, _, operation = SIMULATE.partition(".")
        try:
            yield from self.access.pages(
                service, operation, "EvaluationResults", GLOBAL_REGION, PolicySourceArn=self.principal, ActionNames=rights, **more
            )
        except Exception as error:
            if code_of(error) not in ("InvalidInput", "ValidationError"):
                raise CallError(SIMULATE, error) from error
            half = len(rights) // 2
            for part in (rights[:half], rights[half:]) if half else ():
                yield from self._batch(part, region)


def _lacking(result: Mapping[str, Any]) -> set[str]:
    return {str(each).lower() for each in result.get("MissingContextValues") or ()}


def _decision(result: Mapping[str, Any] | None) -> _Decision:
    if result is None:
        return _Depends("the policy simulator does not know it")
    if lacking := _lacking(result):
        return _Depends(f"it depends on {', '.join(sorted(lacking))}")
    if result["EvalDecision"] == "allowed":
        return None
    if not result.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations", True):
        return _Refused("a service control policy refuses it")
    if not result.get("PermissionsBoundaryDecisionDetail", {}).get("AllowedByPermissionsBoundary", True):
        return _Refused("the permissions boundary does not allow it")
    return _Refused("a policy denies it" if result["EvalDecision"] == "explicitDeny" else "no policy allows it for all resources")


def _worst(answers: list[tuple[str, _Decision]]) -> _Decision:
    """One decision of those in several regions."""
    for kind in (_Refused, _Depends):
        there = [(region, each) for region, each in answers if isinstance(each, kind)]
        if there:
            where = "" if len(there) == len(answers) else f" in {', '.join(region for region, _ in there)}"
            return kind(f"{there[0][1].why}{where}")
    return None


def _users(checks: Iterable[Check]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Right to the ids of the checks whose own facts are read with it, and of those whose scope is."""
    users: dict[str, dict[str, tuple[str, ...]]] = {}
    collectors = [each for each in load_collectors().values() if each.rights]
    for check in sorted(checks, key=lambda each: each.id):
        facts = {kind for kind in check.needs if not kind.brings_into_scope}
        own = {right for each in collectors if each.gives & facts for right in each.rights}
        for right in aws_rights([check]):
            how = users.setdefault(right, {"checks": (), "scope": ()})
            name = "checks" if right in own else "scope"
            how[name] = (*how[name], check.id)
    return users
