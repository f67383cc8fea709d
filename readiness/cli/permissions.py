"""`readiness permissions`: the rights to ask a client for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from readiness.cli import options
from readiness.cli.options import verb

Platform = Annotated[Literal["aws"], typer.Argument(metavar="PLATFORM", help="aws")]
PolicyFormat = Annotated[
    Literal["json", "terraform", "cloudformation"],
    typer.Option("--format", "-f", envvar="READINESS_PERMISSIONS_FORMAT", help="How the policy is written."),
]


@verb
def permissions(
    *,
    platform: Platform,
    format: PolicyFormat = "json",
    only: options.Only = None,
    skip: options.Skip = None,
    config: options.Config = None,
    checks: options.Checks = None,
) -> None:
    """Print the least-privilege policy for the selected checks. Every action in it only reads.

    For instance:

      readiness permissions aws --only identity_access -f terraform
    """
    from readiness import permissions as rights
    from readiness.cli import console, context
    from readiness.errors import UserError

    prepared = context.prepared(Path.cwd(), config=config, checks=checks, only=only, skip=skip)
    actions = rights.aws_actions(prepared.checks.values())
    if not actions:
        raise UserError(f"none of the selected checks reads {platform}", help="'readiness checks list' shows them all")
    write = {"json": rights.as_json, "terraform": rights.as_terraform, "cloudformation": rights.as_cloudformation}[format]
    console.result(write(rights.aws_policies(actions)).encode())
