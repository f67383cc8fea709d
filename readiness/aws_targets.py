"""From AWS entries to places: credentials by boto3's own chain, who we are, and which regions there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from readiness.collectors import Place
from readiness.collectors.aws.access import AwsAccess
from readiness.collectors.aws.errors import code_of
from readiness.collectors.aws.reading import GLOBAL_REGION
from readiness.config import AwsEntry
from readiness.environments import Classifier
from readiness.errors import ExitCode, UserError

SESSION_NAME = "readiness"


def account_places(entries: Iterable[AwsEntry], classifier: Classifier, say: Callable[[str], None]) -> list[Place]:
    """The places of every account: one for the account, one for each region.

    Before anything is read, each identity is asked for and said aloud.

    Args:
        entries: profiles and roles.
        classifier: how resources get their environment.
        say: where the user is told as whom an account is read.

    Raises:
        UserError: no credentials, refused ones, or one account twice.
    """
    places: list[Place] = []
    for entry in entries:
        session = _session(entry)
        identity = _identity(session, entry)
        account = str(identity["Account"])
        if any(each.target == f"aws:{account}" for each in places):
            raise UserError(f"AWS account {account} is named twice", help="name each account once, with all its regions")
        regions = entry.regions or _enabled(session, say)
        say(f"AWS account {account}: reading as {identity['Arn']}, {len(regions)} {'region' if len(regions) == 1 else 'regions'}")
        places.extend(_places(AwsAccess(session=session, account=account), identity["Arn"], regions, entry, classifier))
    return places


def _places(access: AwsAccess, identity: str, regions: tuple[str, ...], entry: AwsEntry, classifier: Classifier) -> list[Place]:
    settings: dict[str, Any] = {"regions": regions, "identity": identity}
    if entry.environment is not None:
        settings["environment"] = entry.environment
    target = f"aws:{access.account}"
    whole = Place(kind="aws-account", name=access.account, target=target, classifier=classifier, settings=settings, access=access)
    return [
        whole,
        *(
            Place(
                kind="aws-region",
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
    return _assumed(session, entry) if entry.role else session


def _assumed(session: Any, entry: AwsEntry) -> Any:
    """A session of the role, whose credentials botocore renews by itself."""
    import boto3
    import botocore.session
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials

    extra = {"RoleSessionName": SESSION_NAME} | ({"ExternalId": entry.external_id} if entry.external_id else {})
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=session._session.create_client,  # noqa: SLF001 - boto3 keeps botocore's session there
        source_credentials=session.get_credentials(),
        role_arn=entry.role,
        extra_args=extra,
    )
    inner = botocore.session.get_session()
    inner._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")  # noqa: SLF001 - botocore's own way
    return boto3.Session(botocore_session=inner, region_name=session.region_name)


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


def _enabled(session: Any, say: Callable[[str], None]) -> tuple[str, ...]:
    """The enabled regions, or the one of the session where they can't be listed."""
    from botocore.exceptions import BotoCoreError, ClientError

    home = session.region_name or GLOBAL_REGION
    try:
        answer = session.client("ec2", region_name=home).describe_regions()
    except (BotoCoreError, ClientError):
        say(f"AWS regions can't be listed (ec2:DescribeRegions); reading {home} alone")
        return (home,)
    return tuple(sorted(each["RegionName"] for each in answer["Regions"]))
