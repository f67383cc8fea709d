"""`readiness scan`: collect, judge and report in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from readiness.cli import options
from readiness.cli.options import verb

Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FOLDER]", help="Folder to assess.  [default: the configured targets, else the working folder]", show_default=False
    ),
]


@verb
def scan(
    *,
    folder: Folder = None,
    format: options.Formats = None,
    output: options.Outputs = None,
    paper: options.Paper = None,
    theme: options.Theme = None,
    language: options.Language = None,
    aws: options.Aws = False,
    profile: options.Profiles = None,
    region: options.Regions = None,
    kube_context: options.KubeContexts = None,
    in_cluster: options.InCluster = False,
    namespace: options.Namespaces = None,
    secret_metadata: options.SecretMetadata = False,
    offline: options.Offline = False,
    only: options.Only = None,
    skip: options.Skip = None,
    config: options.Config = None,
    checks: options.Checks = None,
    assess_as: options.AssessAs = None,
    env: options.Env = None,
    gate: options.Gate = None,
    baseline: options.Baseline = None,
    exit_zero: options.ExitZero = False,
    jobs: options.Jobs = 8,
    run_folder: options.RunFolder = None,
) -> None:
    """Assess a system: read it, judge it, say where its hundred points went.

    Reads only and changes nothing. A folder needs no network; an AWS account is read with boto3's credentials.

    For instance:

      readiness scan .

      readiness scan . -o report.html -o report.pdf --env prod

      readiness scan --profile production --region eu-west-1
    """
    from readiness.assessment import assess
    from readiness.cli import context, results
    from readiness.cli.collection import collected

    reports = results.wanted(format, output)
    prepared = context.prepared(folder, config=config, checks=checks, only=only, skip=skip, env=env, gate=gate, assess_as=assess_as)
    dress = context.dressed(prepared.configuration, theme)
    before = context.earlier(baseline, prepared)
    remote = context.remote(
        prepared.configuration,
        aws=aws,
        profiles=profile,
        regions=region,
        contexts=kube_context,
        in_cluster=in_cluster,
        namespaces=namespace,
        secret_metadata=secret_metadata,
        offline=offline,
    )
    places = context.places(prepared.configuration, folder, *remote)
    snapshot = collected(prepared, places, jobs=jobs, run_folder=run_folder)
    assessment = assess(snapshot, prepared.checks, prepared.terms, before.baseline() if before else None)
    results.write(assessment, reports, paper=paper, previous=before, theme=dress, language=language)
    raise typer.Exit(results.exit_code(assessment, exit_zero=exit_zero))
