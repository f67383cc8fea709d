"""From AWS entries to places: credentials by boto3's own chain, who we are, and which regions there are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from readiness.aws_organization import Member, members
from readiness.collectors import Closed, Place, Trouble, collectors_at
from readiness.collectors.aws.access import AwsAccess
from readiness.collectors.aws.descriptions import DeclaredDescriptions
from readiness.collectors.aws.errors import CallError, code_of, explain
from readiness.collectors.aws.reading import CALLS, GLOBAL_REGION
from readiness.config import AwsEntry, AwsOrganization
from readiness.environments import Classifier
from readiness.errors import ExitCode, UserError
from readiness.facts import Environment

SESSION_NAME = "readiness"
ACCOUNT, REGION = "aws-account", "aws-region"
PREFLIGHTS = 8
"""Accounts of an organization whose role is tried at a time."""


def account_places(
    entries: Iterable[AwsEntry], classifier: Classifier, say: Callable[[str], None], warn: Callable[[str], None] | None = None
) -> list[Place]:
    """The places of every account: one for the account, one for each region.

    Before anything is read, each identity is asked for and said aloud. An account with an entry of its own is
    read as that entry says, also where an organization lists it.

    Args:
        entries: profiles, roles and organizations.
        classifier: how resources get their environment.
        say: where the user is told as whom an account is read.
        warn: where the user is told what can't be read; as `say` unless given.

    Raises:
        UserError: no credentials, refused ones, an account named twice, or not one that can be read.
    """
    entries, preflight = list(entries), _Preflight(classifier, say, warn or say)
    places: list[Place] = []
    for entry in entries:
        if entry.organization is None:
            session = _session(entry)
            identity = _identity(session, entry)
            regions = entry.regions or _enabled(session, str(identity["Account"]), say)
            found = preflight.opened(_Reached(session, identity, regions), entry)
            _only_once(found[0].name, places)
            places.extend(found)
    own = frozenset(each.name for each in places if each.kind == ACCOUNT)
    for entry in entries:
        if entry.organization is not None:
            for found in preflight.organization(entry, entry.organization, own):
                _only_once(found[0].name, places)
                places.extend(found)
    return places


def _only_once(account: str, places: list[Place]) -> None:
    if any(each.target == f"aws:{account}" for each in places):
        raise UserError(f"AWS account {account} is named twice", help="name each account once, with all its regions")


@dataclass(frozen=True)
class _Preflight:
    """Asks who we are, and tells it.

    Attributes:
        classifier: how resources get their environment.
        say: takes as whom an account is read.
        warn: takes what can't be read.
    """

    classifier: Classifier
    say: Callable[[str], None]
    warn: Callable[[str], None]

    def opened(self, reached: _Reached, entry: AwsEntry, name: str = "") -> list[Place]:
        """The places of an account that answered."""
        identity, regions = reached.identity, reached.regions
        account = str(identity["Account"])
        known_as = f"{account} ({name})" if name else account
        self.say(f"AWS account {known_as}: reading as {identity['Arn']}, {len(regions)} {'region' if len(regions) == 1 else 'regions'}")
        access = AwsAccess(session=_reading_only(reached.session), account=account)
        return _places(access, identity["Arn"], regions, entry, self.classifier)

    def organization(self, entry: AwsEntry, organization: AwsOrganization, own: frozenset[str]) -> list[list[Place]]:
        """The places of each chosen account; one where the role can't be assumed is closed, and the others are read.

        Args:
            entry: how the organization is reached, and what holds for all its accounts.
            organization: which accounts.
            own: accounts that have an entry of their own.

        Raises:
            UserError: the accounts can't be listed, or the role can't be assumed in any.
        """
        session = _session(entry)
        identity = _identity(session, entry)
        access = AwsAccess(session=session, account=str(identity["Account"]))
        chosen = [each for each in members(access, organization, self.classifier) if each.id not in own]
        self.say(f"AWS organization: {len(chosen)} {'account' if len(chosen) == 1 else 'accounts'} listed as {identity['Arn']}")
        with ThreadPoolExecutor(PREFLIGHTS) as pool:
            reached = list(pool.map(lambda member: _reached(session, member, organization, entry.regions, self.say), chosen))
        if chosen and all(isinstance(each, Closed) for each in reached):
            raise UserError(
                f"AWS: the role {organization.role} can't be assumed in any of the organization's accounts",
                help=f"create it in each account, and let it trust {identity['Arn']}",
                code=ExitCode.UNREACHABLE,
            )
        return [self._member(member, each, entry) for member, each in zip(chosen, reached, strict=True)]

    def _member(self, member: Member, reached: _Reached | Closed, entry: AwsEntry) -> list[Place]:
        told = member.environment if member.environment is not Environment.UNCLASSIFIED else entry.environment
        if isinstance(reached, _Reached):
            return self.opened(reached, entry.model_copy(update={"environment": told}), member.name)
        self.warn(f"AWS account {member.id} ({member.name}): {reached.trouble.detail}; nothing of it is read")
        settings = {"environment": told} if told else {}
        target = f"aws:{member.id}"
        return [Place(kind=ACCOUNT, name=member.id, target=target, classifier=self.classifier, settings=settings, closed=reached)]


@dataclass(frozen=True)
class _Reached:
    """A session in an account, who it is there, and the regions that are read."""

    session: Any
    identity: dict[str, Any]
    regions: tuple[str, ...]


def _reached(
    session: Any, member: Member, organization: AwsOrganization, regions: tuple[str, ...], say: Callable[[str], None]
) -> _Reached | Closed:
    """The account through its role, or why not.

    Raises:
        UserError: the credentials ended, which no other account will survive.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    role = member.role(organization.role)
    inside = _assumed(session, role, organization.external_id)
    try:
        identity = inside.client("sts", region_name=inside.region_name or GLOBAL_REGION).get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        reason = explain(CallError("sts.assume_role", error)).reason
        detail = f"the role {organization.role} can't be assumed ({code_of(error) or type(error).__name__})"
        return Closed(Trouble(reason, detail, f"sts:AssumeRole on {role}"), (ACCOUNT, REGION))
    return _Reached(inside, identity, regions or _enabled(inside, member.id, say))


# Sessions and places


def _reading_only(session: Any) -> Any:
    """The session, whose clients from now on have no method but the declared calls."""
    collectors_at(ACCOUNT, REGION)  # they declare their calls
    core = session._session  # noqa: SLF001 - boto3 keeps botocore's session there
    loader = core.get_component("data_loader")
    if not isinstance(loader, DeclaredDescriptions):
        core.register_component("data_loader", DeclaredDescriptions(loader, (call for calls in CALLS.values() for call in calls)))
    return session


def _places(access: AwsAccess, identity: str, regions: tuple[str, ...], entry: AwsEntry, classifier: Classifier) -> list[Place]:
    settings: dict[str, Any] = {"regions": regions, "identity": identity}
    if entry.environment is not None:
        settings["environment"] = entry.environment
    target = f"aws:{access.account}"
    whole = Place(kind=ACCOUNT, name=access.account, target=target, classifier=classifier, settings=settings, access=access)
    return [
        whole,
        *(
            Place(
                kind=REGION,
                name=f"{access.account}/{region}",
                target=target,
                classifier=classifier,
                settings={**settings, "region": region},
                access=access,
            )
            for region in regions
        ),
    ]


def _session(entry: AwsEntry) -> Any:
    import boto3
    from botocore.exceptions import ProfileNotFound

    try:
        session = boto3.Session(profile_name=entry.profile)
    except ProfileNotFound as error:
        raise UserError(
            f"AWS profile {entry.profile!r} does not exist", help="'aws configure list-profiles' shows them", code=ExitCode.UNREACHABLE
        ) from error
    return _assumed(session, entry.role, entry.external_id) if entry.role else session


def _assumed(session: Any, role: str, external_id: str | None) -> Any:
    """A session of the role, whose credentials botocore renews by itself. It shares what is costly to load with the first one."""
    import boto3
    import botocore.session
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials

    core = session._session  # noqa: SLF001 - boto3 keeps botocore's session there

    def client(*arguments: Any, **options: Any) -> Any:
        with CLIENTS:
            return core.create_client(*arguments, **{"region_name": session.region_name or GLOBAL_REGION, **options})

    extra = {"RoleSessionName": SESSION_NAME} | ({"ExternalId": external_id} if external_id else {})
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=client, source_credentials=session.get_credentials(), role_arn=role, extra_args=extra
    )
    inner = botocore.session.get_session()
    inner.register_component("data_loader", core.get_component("data_loader"))
    inner._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")  # noqa: SLF001 - botocore's own way
    return boto3.Session(botocore_session=inner, region_name=session.region_name)


CLIENTS = threading.Lock()
"""botocore's sessions must not make clients side by side, and many accounts renew credentials through one session."""


def _identity(session: Any, entry: AwsEntry) -> dict[str, Any]:
    from botocore.exceptions import BotoCoreError, ClientError

    who = entry.profile or entry.role or "the default credentials"
    try:
        identity: dict[str, Any] = session.client("sts", region_name=session.region_name or GLOBAL_REGION).get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise UserError(
            f"AWS can't be read with {who} ({code_of(error) or type(error).__name__})",
            help="log in ('aws sso login'), or name a --profile",
            code=ExitCode.UNREACHABLE,
        ) from error
    return identity


def _enabled(session: Any, account: str, say: Callable[[str], None]) -> tuple[str, ...]:
    """The enabled regions, or the one of the session where they can't be listed."""
    from botocore.exceptions import BotoCoreError, ClientError

    home = session.region_name or GLOBAL_REGION
    try:
        answer = session.client("ec2", region_name=home).describe_regions()
    except (BotoCoreError, ClientError):
        say(f"AWS account {account}: its regions can't be listed (ec2:DescribeRegions); reading {home} alone")
        return (home,)
    return tuple(sorted(each["RegionName"] for each in answer["Regions"]))
