"""The accounts of an AWS organization that are to be read, and what each is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.collectors.aws.access import AwsAccess
from readiness.collectors.aws.errors import CallError, code_of, explain
from readiness.collectors.aws.reading import GLOBAL_REGION
from readiness.config import AccountChoice, AwsOrganization, did_you_mean
from readiness.environments import Classifier
from readiness.errors import ExitCode, UserError
from readiness.facts import Environment

ACCOUNTS = "organizations.list_accounts"
UNITS = ("organizations.list_roots", "organizations.list_organizational_units_for_parent", "organizations.list_accounts_for_parent")
TAGS = "organizations.list_tags_for_resource"


@dataclass(frozen=True)
class Member:
    """An active account of the organization.

    Attributes:
        id: twelve digits.
        name: as the organization calls it.
        arn: its ARN, which tells the partition.
        units: ids and paths (`Workloads/Production`) of the organizational units around it, the root's id too.
        tags: its tags; empty unless the configuration asks for tags.
        environment: what it is for, where that can be told.
    """

    id: str
    name: str
    arn: str
    units: frozenset[str] = frozenset()
    tags: tuple[tuple[str, str], ...] = ()
    environment: Environment = Environment.UNCLASSIFIED

    def chosen_by(self, choice: AccountChoice) -> bool:
        """Whether its id, one of its organizational units, or all of the choice's tags say so."""
        by_tags = bool(choice.tags) and choice.tags.items() <= dict(self.tags).items()
        return self.id in choice.accounts or bool(self.units & set(choice.organizational_units)) or by_tags

    def role(self, name: str) -> str:
        """ARN of a role in the account."""
        return f"arn:{self.arn.split(':')[1]}:iam::{self.id}:role/{name.lstrip('/')}"


def calls_for(organization: AwsOrganization) -> tuple[str, ...]:
    """The calls that listing the accounts takes: only those that the configuration's choices need."""
    choices = organization.choices
    units = UNITS if any(each.organizational_units for each in choices) else ()
    return (ACCOUNTS, *units, *((TAGS,) if any(each.tags for each in choices) else ()))


def members(access: AwsAccess, organization: AwsOrganization, classifier: Classifier) -> list[Member]:
    """The active accounts that the configuration chooses, in the order of their ids.

    Args:
        access: to the management account, or to a delegated administrator.
        organization: which accounts, and what they are for.
        classifier: tells the environment from names and tags where the organization's own rules don't.

    Raises:
        UserError: they can't be listed, a named unit does not exist, or none is left.
    """
    try:
        found = list(_active(access, organization))
    except CallError as error:
        raise _not_listed(error) from error
    included = [each for each in found if organization.include is None or each.chosen_by(organization.include)]
    chosen = [each for each in included if not each.chosen_by(organization.exclude)]
    if not chosen:
        raise UserError(
            f"none of the organization's {len(found)} active accounts is chosen", help="change 'include' or 'exclude' of the organization"
        )
    return sorted((_classified(each, organization, classifier) for each in chosen), key=lambda each: each.id)


def _active(access: AwsAccess, organization: AwsOrganization) -> Iterator[Member]:
    calls = calls_for(organization)
    units = _units(access, organization) if UNITS[0] in calls else {}
    for each in _pages(access, ACCOUNTS, "Accounts"):
        if each.get("State", each.get("Status")) != "ACTIVE":
            continue
        tags = _pages(access, TAGS, "Tags", ResourceId=each["Id"]) if TAGS in calls else []
        yield Member(
            id=each["Id"],
            name=each.get("Name", ""),
            arn=each["Arn"],
            units=units.get(each["Id"], frozenset()),
            tags=tuple(sorted((tag["Key"], tag["Value"]) for tag in tags)),
        )


def _units(access: AwsAccess, organization: AwsOrganization) -> dict[str, frozenset[str]]:
    """Account to the ids and paths of the units around it.

    Raises:
        UserError: a unit that the configuration names does not exist: a misspelt one must not leave accounts out silently.
    """
    placed: dict[str, frozenset[str]] = {}
    known: set[str] = set()
    waiting = [(root["Id"], "", frozenset({root["Id"]})) for root in _pages(access, UNITS[0], "Roots")]
    while waiting:
        id, path, around = waiting.pop()
        known |= around
        for account in _pages(access, UNITS[2], "Accounts", ParentId=id):
            placed[account["Id"]] = around
        for unit in _pages(access, UNITS[1], "OrganizationalUnits", ParentId=id):
            inside = f"{path}/{unit['Name']}".lstrip("/")
            waiting.append((unit["Id"], inside, around | {unit["Id"], inside}))
    for name in (name for each in organization.choices for name in each.organizational_units):
        if name not in known:
            raise UserError(f"the organization has no unit {name!r}", help=did_you_mean(name, sorted(known)))
    return placed


def _classified(member: Member, organization: AwsOrganization, classifier: Classifier) -> Member:
    ruled = next((each.environment for each in organization.environments if member.chosen_by(each)), None)
    environment = ruled or classifier.of(labels=dict(member.tags), names=(member.name,))
    return Member(**{**vars(member), "environment": environment})


def _pages(access: AwsAccess, call: str, key: str, **parameters: Any) -> list[Any]:
    service, _, operation = call.partition(".")
    try:
        return access.pages(service, operation, key, GLOBAL_REGION, **parameters)
    except Exception as error:
        raise CallError(call, error) from error


def _not_listed(error: CallError) -> UserError:
    if code_of(error.error) == "AWSOrganizationsNotInUseException":
        return UserError(
            "the account belongs to no AWS organization", help="name accounts one by one, each with its role", code=ExitCode.UNREACHABLE
        )
    return UserError(
        f"the organization's accounts can't be listed: {explain(error).detail}",
        help="list them as the management account or a delegated administrator; "
        "'readiness permissions aws --with organization' prints the rights",
        code=ExitCode.UNREACHABLE,
    )
