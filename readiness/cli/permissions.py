"""`readiness permissions`: the rights to ask a client for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from readiness.cli import options
from readiness.cli.options import verb

if TYPE_CHECKING:
    from readiness.cli.context import Context

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


@verb
def permissions(
    *,
    platform: Platform,
    format: PolicyFormat = None,
    subject: Subject = "serviceaccount:readiness/readiness",
    namespace: options.Namespaces = None,
    only: options.Only = None,
    skip: options.Skip = None,
    config: options.Config = None,
    checks: options.Checks = None,
) -> None:
    """Print the least-privilege policy for the selected checks. Everything in it only reads.

    For instance:

      readiness permissions aws --only identity_access -f terraform

      readiness permissions kubernetes --subject user:auditor | kubectl apply -f -
    """
    from readiness.cli import console, context
    from readiness.errors import UserError

    prepared = context.prepared(Path.cwd(), config=config, checks=checks, only=only, skip=skip)
    written = _aws(prepared, format) if platform == "aws" else _kubernetes(prepared, format, subject, tuple(namespace or ()))
    if not written:
        raise UserError(f"none of the selected checks reads {platform}", help="'readiness checks list' shows them all")
    console.result(written.encode())


def _aws(prepared: Context, format: Format | None) -> str:
    from readiness import permissions as rights

    actions = rights.aws_actions(prepared.checks.values())
    writers = {"json": rights.as_json, "terraform": rights.as_terraform, "cloudformation": rights.as_cloudformation}
    write = writers.get(format or "json")
    if write is None:
        raise _unknown("aws", format, tuple(writers))
    return write(rights.aws_policies(actions)) if actions else ""


def _kubernetes(prepared: Context, format: Format | None, subject: str, namespaces: tuple[str, ...]) -> str:
    from readiness import rbac

    rights = rbac.kubernetes_rights(prepared.checks.values())
    writers = {"yaml": rbac.as_yaml, "json": rbac.as_json}
    write = writers.get(format or "yaml")
    if write is None:
        raise _unknown("kubernetes", format, tuple(writers))
    return write(rbac.role_and_binding(rights, subject, namespaces)) if rights else ""


def _unknown(platform: str, format: Format | None, known: tuple[str, ...]) -> Exception:
    from readiness.errors import UserError

    return UserError(f"rights in {platform} are not written as {format}", help=f"use --format {' or '.join(known)}")
