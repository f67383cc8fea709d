"""`readiness permissions`: the rights to ask a client for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from readiness.cli import options
from readiness.cli.options import verb

if TYPE_CHECKING:
    from readiness.cli.context import Context
    from readiness.config import Configuration

Platform = Annotated[Literal["aws", "kubernetes"], typer.Argument(metavar="PLATFORM", help="aws or kubernetes")]
Format = Literal["json", "terraform", "cloudformation", "yaml"]
PolicyFormat = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        envvar="READINESS_PERMISSIONS_FORMAT",
        help="How it is written: json, terraform or cloudformation for AWS, yaml or json for Kubernetes.",
        show_default=False,
    ),
]
Subject = Annotated[
    str,
    typer.Option(
        "--subject",
        envvar="READINESS_PERMISSIONS_SUBJECT",
        metavar="WHO",
        help="Kubernetes: whom to bind: serviceaccount:NAMESPACE/NAME, user:NAME or group:NAME.",
    ),
]

Selected = Annotated[
    list[str] | None,
    typer.Option(
        "--only", "--select", envvar="READINESS_ONLY", metavar="ID|PILLAR", help="For these checks alone; 'aws-*' is a prefix. Repeatable."
    ),
]


class More(StrEnum):
    """What else needs rights, beside the selected checks."""

    DOCTOR = "doctor"
    ORGANIZATION = "organization"
    METADATA = "secret-metadata"


With = Annotated[
    list[More] | None,
    typer.Option(
        "--with",
        envvar="READINESS_PERMISSIONS_WITH",
        metavar="doctor|organization|secret-metadata",
        help="AWS: also what 'doctor --aws' asks, or a policy for who lists the configured organization's accounts. "
        "Kubernetes: also the right to list Secrets, of which only metadata is asked. Repeatable.",
    ),
]


@verb
def permissions(
    *,
    platform: Platform,
    format: PolicyFormat = None,
    subject: Subject = "serviceaccount:readiness/readiness",
    namespace: options.Namespaces = None,
    only: Selected = None,
    skip: options.Skip = None,
    also: With = None,
    config: options.Config = None,
    checks: options.Checks = None,
) -> None:
    """Print the least-privilege policy for the selected checks. Everything in it only reads.

    For instance:

      readiness permissions aws --only identity_access -f terraform

      readiness permissions aws --with doctor --with organization

      readiness permissions kubernetes --subject user:auditor | kubectl apply -f -
    """
    from readiness.cli import console, context
    from readiness.errors import UserError

    prepared = context.prepared(Path.cwd(), config=config, checks=checks, only=only, skip=skip)
    if platform == "aws":
        written = _aws(prepared, format, frozenset(also or ()))
    else:
        written = _kubernetes(prepared, format, subject, tuple(namespace or ()), frozenset(also or ()))
    if not written:
        raise UserError(f"none of the selected checks reads {platform}", help="'readiness checks list' shows them all")
    console.result(written.encode())


def _aws(prepared: Context, format: Format | None, more: frozenset[More]) -> str:
    from readiness import permissions as rights
    from readiness.aws_simulation import CALLS
    from readiness.collectors.aws.rights import actions_of

    actions = rights.aws_actions(prepared.checks.values(), actions_of(CALLS) if More.DOCTOR in more else ())
    writers = {"json": rights.as_json, "terraform": rights.as_terraform, "cloudformation": rights.as_cloudformation}
    write = writers.get(format or "json")
    if write is None:
        raise _unknown("aws", format, tuple(writers))
    listing = [_for_organizations(prepared.configuration)] if More.ORGANIZATION in more else []
    return write([*rights.aws_policies(actions), *listing]) if actions else ""


def _for_organizations(configuration: Configuration) -> dict[str, object]:
    """The policy for who lists the accounts of the configured organizations.

    Raises:
        UserError: none is configured, so that the role to assume is not known.
    """
    from readiness.aws_organization import calls_for
    from readiness.collectors.aws.rights import actions_of
    from readiness.errors import UserError
    from readiness.permissions import organization_policy

    found = [each.aws.organization for each in configuration.config.targets if each.aws and each.aws.organization]
    if not found:
        raise UserError(
            "no AWS organization is configured, so the role to assume is not known",
            help="add to 'targets:' of readiness.yaml: - aws: {organization: {role: ReadinessReadOnly}}",
        )
    return organization_policy(actions_of(call for each in found for call in calls_for(each)), (each.role for each in found))


def _kubernetes(prepared: Context, format: Format | None, subject: str, namespaces: tuple[str, ...], more: frozenset[More]) -> str:
    from readiness import rbac

    asked = rbac.metadata_rights if More.METADATA in more else rbac.kubernetes_rights
    rights = asked(prepared.checks.values())
    writers = {"yaml": rbac.as_yaml, "json": rbac.as_json}
    write = writers.get(format or "yaml")
    if write is None:
        raise _unknown("kubernetes", format, tuple(writers))
    return write(rbac.role_and_binding(rights, subject, namespaces)) if rights else ""


def _unknown(platform: str, format: Format | None, known: tuple[str, ...]) -> Exception:
    from readiness.errors import UserError

    return UserError(f"rights in {platform} are not written as {format}", help=f"use --format {' or '.join(known)}")
